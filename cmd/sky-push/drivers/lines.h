/* SPDX-License-Identifier: ISC */
/* GPIO lines, through whichever of libgpiod's two interfaces there is: gpio-v1.c or gpio-v2.c. What is the same
 * for both is in lines.c. */
#ifndef SKY_PUSH_LINES_H
#define SKY_PUSH_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINES_MAX 64
#define LINES_NAME 64 /* bytes of a line's name or number with its end; the kernel's names have 32 at most */
#define LINES_CONSUMER "sky-push"

struct gpiod_chip;
struct lines;

/* Opens a chip by its path, name, label or number; give it to gpiod_chip_close(). NULL with the error set. */
struct gpiod_chip *lines_open_chip(const char *chip);

/* The offset of a line, written as its number or its name. Returns 0, or -1 with the error set: no line is
 * called so, or two are, or the chip has no such number. */
int lines_find(struct gpiod_chip *chip, const char *word, unsigned *offset);

/* Claims these lines of a chip, numbers or names, as outputs, all low, in one request. NULL with the error set. */
struct lines *lines_open(const char *chip, const char *const *words, unsigned count);
void lines_close(struct lines *lines); /* accepts NULL */

/* Sets all lines in one ioctl: bit i of `values` is the i-th line of the request. Returns 0, or -1 with the error
 * kept. */
int lines_set(struct lines *lines, uint64_t values);

/* ---- For lines.c, from the two files ---- */

/* How many lines a chip has, and the name of one, "" if it has none. */
unsigned lines_count(struct gpiod_chip *chip);
void lines_name(struct gpiod_chip *chip, unsigned offset, char name[LINES_NAME]);

/* Who uses a line: false if nobody does. `consumer` becomes "" when it has no name. */
bool lines_used(struct gpiod_chip *chip, unsigned offset, char consumer[LINES_NAME]);

/* ---- For the two files and others that ask for lines, from lines.c ---- */

/* All words to offsets, each line once. Returns 0, or -1 with the error set. */
int lines_find_all(struct gpiod_chip *chip, const char *const *words, unsigned count, unsigned *offsets);

/* Keep the error of a chip that did not open, and of lines that were not to be had, with this errno: a line that
 * somebody else holds is named with its holder. Return -1. */
int lines_fail_chip(int error);
int lines_fail_request(struct gpiod_chip *chip, const unsigned *offsets, unsigned count, int error);

#endif
