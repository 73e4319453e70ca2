/* SPDX-License-Identifier: ISC */
/* The letters of a text and their places in its lines. Lengths are in heights of a capital. */
#ifndef SKY_PATTERN_TEXT_LAYOUT_H
#define SKY_PATTERN_TEXT_LAYOUT_H

#include <stddef.h>

#include "font/font.h"

#define SKY_TEXT_MAX 262144 /* bytes of a text */

struct sky_letter {
    struct sky_glyph glyph;
    uint32_t character;
    double x; /* of its origin, from that of the first letter of its paragraph */
};

struct sky_text_line {
    size_t first, end; /* its letters, which are in the order of x */
    double origin;     /* x where it begins: half of the spread before the first */
    double width;      /* without blanks at its end */
};

/* A zeroed struct is an empty text. */
struct sky_text_layout {
    struct sky_letter *letters;
    size_t letter_count, letter_room;
    struct sky_text_line *lines;
    size_t line_count, line_room;
    double width;      /* of the longest line */
    float left, right; /* what letters show lies between these, from their origins; left > right if nothing is shown */
    float top, bottom; /* how far letters reach above the base line, at least 1, and below it, at most 0 */
};

/* Lays out a text in UTF-8, in place of the one before. A newline ends a line; one that is longer than `width`,
 * unless that is 0, is broken at a blank or a hyphen, between ideographs, or where need be. `spread` is added to the
 * advance of each letter, half of it on either side. Letters belong to the font. Returns 0, or -1 with the error set,
 * and the old text in place, for a text that is not UTF-8 or holds what the font cannot draw. `font_name` is for
 * errors. */
int sky_text_layout_set(struct sky_text_layout *layout, const struct sky_font *font, const char *font_name,
                        const char *text, double width, double spread);

void sky_text_layout_finish(struct sky_text_layout *layout);

#endif
