/* SPDX-License-Identifier: ISC */
/* Errors in a program: the message with line and column, and the line itself with a caret under the place. */
#ifndef SKY_EXPR_DIAGNOSTIC_H
#define SKY_EXPR_DIAGNOSTIC_H

#include <stdbool.h>
#include <stddef.h>

/* A part of a text that comes from a file or an option of its own. */
struct sky_expr_part {
    const char *name, *start;
};

struct sky_expr_text {
    const char *start, *end;
    bool is_one_line; /* its errors name the column only */
    /* If part_count is not 0, errors name the part and count its lines. The first part begins at `start`. */
    const struct sky_expr_part *parts;
    size_t part_count;
};

/* "line 3, column 5" of a place in the text, or "column 5" where it has one line; in `buffer`, which is returned. */
#define SKY_PLACE_MAX 256
const char *sky_diagnostic_place(const struct sky_expr_text *text, const char *at, char buffer[SKY_PLACE_MAX]);

/* Sets the error to the message, with the line and column of `at`, a place in the text; the caret is as long as the
 * `length` bytes there. Returns -1. */
__attribute__((format(printf, 4, 5))) int sky_diagnostic_fail(const struct sky_expr_text *text, const char *at,
                                                              size_t length, const char *format, ...);

/* After an error in the body of a function: adds to the message where it was called, and to the lines that line. Of
 * calls within calls it adds the innermost and the outermost. */
void sky_diagnostic_add_call(const struct sky_expr_text *text, const char *at, size_t length, bool is_outermost);

/* After an error in a later turn of a loop: adds the value of its counter. */
void sky_diagnostic_add_turn(const char *counter, size_t length, double value);

/* After an error in a program: its line and a caret, and the same of calls, each ended by a newline, for standard
 * error; or "". Valid until the next program is parsed, which clears it. */
const char *sky_diagnostic_lines(void);
void sky_diagnostic_clear(void);

/* sky_exit_misuse(), and the lines below its message. */
int sky_diagnostic_exit_misuse(void);

#endif
