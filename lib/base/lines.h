/* SPDX-License-Identifier: ISC */
/* The lines of a text that was read whole. */
#ifndef SKY_BASE_LINES_H
#define SKY_BASE_LINES_H

#include <stddef.h>

struct sky_lines {
    char *next, *end;
    unsigned number; /* of the line that was found last, from 1 on */
};

/* Begins with a text of `length` bytes; text[length] must be writable, too. */
struct sky_lines sky_lines_of(char *text, size_t length);

/* Sets *line to the next line, without its newline and the blanks before that; the text is changed. Returns 1; 0 at the
 * end of the text; -1 with the error set for a line with a zero byte. */
int sky_lines_next(struct sky_lines *lines, char **line);

#endif
