/* SPDX-License-Identifier: ISC */
/* Text in lines that a terminal of 80 columns shows whole. */
#ifndef SKY_BASE_WRAP_H
#define SKY_BASE_WRAP_H

#include <stdio.h>

/* Prints `left`, blanks up to column `indent`, and the text, whose further lines begin at that column, too. When
 * `left` is too long for that, the text begins on the next line. Lines are broken at blanks, behind '|' and at
 * newlines, and end with a newline. */
void sky_wrap_print(FILE *out, const char *left, int indent, const char *text);

#endif
