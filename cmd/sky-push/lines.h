/* GPIO lines, through whichever of libgpiod's two interfaces there is: gpio-v1.c or gpio-v2.c. */
#ifndef SKY_PUSH_LINES_H
#define SKY_PUSH_LINES_H

#include <stddef.h>
#include <stdint.h>

#define LINES_MAX 64
#define LINES_CONSUMER "sky-push"

struct lines;

/* Claims these lines of a chip as outputs, all low, in one request. `chip` is its path, name, label or number. NULL
 * with the error kept. */
struct lines *lines_open(const char *chip, const unsigned *offsets, unsigned count);
void lines_close(struct lines *lines); /* accepts NULL */

/* Sets all lines in one ioctl: bit i of `values` is the i-th line of the request. Returns 0, or -1 with the error
 * kept. */
int lines_set(struct lines *lines, uint64_t values);

/* For the two files: keep the error of a chip that did not open, with this errno, and of a line that is held by
 * `consumer` (may be NULL). Return -1. */
int lines_fail_chip(int error);
int lines_fail_held(unsigned offset, const char *consumer);

#endif
