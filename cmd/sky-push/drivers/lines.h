/* SPDX-License-Identifier: ISC */
/* GPIO lines, through libgpiod. Its two interfaces have a file each, lines-v1.c and lines-v2.c, of which one is built;
 * lines.c has what they share. */
#ifndef SKY_PUSH_LINES_H
#define SKY_PUSH_LINES_H

#include <stdbool.h>
#include <stdint.h>

#define LINES_MAX 64
#define LINES_NAME 64 /* bytes of a line's name or number with its NUL; names in the kernel have 32 at most */
#define LINES_PATH 64 /* bytes of a gpiochip's path with its NUL */
#define LINES_CONSUMER "sky-push"

struct gpiod_chip; /* libgpiod's name for a gpiochip */
struct lines;

/* Opens a gpiochip by its path, name, label or number; gpiod_chip_close() it. NULL with the error set. */
struct gpiod_chip *lines_open_gpiochip(const char *name);

/* Is a line given by number? */
bool lines_is_number(const char *name);

/* Finds the gpiochip that has all these lines, which are names, and sets `path`. Returns 0, or -1 with the error set: a
 * name is not found, or no gpiochip has all, or two have. */
int lines_find_gpiochip(const char *const *names, unsigned count, char path[LINES_PATH]);

/* Opens a gpiochip, or if its name is "" the one that has this line, which is a name. NULL with the error set. */
struct gpiod_chip *lines_open_gpiochip_of(const char *gpiochip, const char *line);

/* The header of a Raspberry Pi is on gpiochip4 with the first kernels for the Pi 5, and on gpiochip0 otherwise. Warns,
 * as `output`, if `gpiochip` is a number, and lines that are given by number are those of the header on another one,
 * where they are called GPIO and their number. */
void lines_warn_of_header(const char *output, const char *gpiochip, const char *const *names, unsigned count);

/* Finds the offset of a line by its number or name. Returns 0, or -1 with the error set: no line has this name, or two
 * have it, or the number is out of range. */
int lines_find(struct gpiod_chip *gpiochip, const char *name, unsigned *offset);

/* Requests lines of a gpiochip, by number or name, as outputs, all low, in one request. NULL with the error set. */
struct lines *lines_open(const char *gpiochip, const char *const *names, unsigned count);
void lines_close(struct lines *lines); /* accepts NULL */

/* Sets all lines in one ioctl: bit i of `values` is line i of the request. Returns 0, or -1 with the error set. */
int lines_set(struct lines *lines, uint64_t values);

/* ---- Provided by the two files for lines.c ---- */

void lines_close_gpiochip(struct gpiod_chip *gpiochip); /* accepts NULL */
void lines_label(struct gpiod_chip *gpiochip, char label[LINES_NAME]);

/* How many lines a gpiochip has, and the name of one, "" if it has none. */
unsigned lines_count(struct gpiod_chip *gpiochip);
void lines_name(struct gpiod_chip *gpiochip, unsigned offset, char name[LINES_NAME]);

/* Is a line in use? `consumer` becomes "" if its user has no name. */
bool lines_used(struct gpiod_chip *gpiochip, unsigned offset, char consumer[LINES_NAME]);

/* ---- Provided by lines.c for the two files, and for others that request lines ---- */

/* Finds all offsets, each line once. Returns 0, or -1 with the error set. */
int lines_find_all(struct gpiod_chip *gpiochip, const char *const *names, unsigned count, unsigned *offsets);

/* Set the error for a gpiochip that did not open, and for a request that failed, with this errno. A line that is in use
 * is named with its consumer. Return -1. */
int lines_fail_gpiochip(int error);
int lines_fail_request(struct gpiod_chip *gpiochip, const unsigned *offsets, unsigned count, int error);

#endif
