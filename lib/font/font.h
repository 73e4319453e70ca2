/* SPDX-License-Identifier: ISC */
/* Fonts: the built-in one, of strokes, and those of bitmaps from files. See font/glyph.h for units. */
#ifndef SKY_FONT_FONT_H
#define SKY_FONT_FONT_H

#include "base/file.h"
#include "font/glyph.h"

struct sky_font;

/* Opens a font; NULL or "" is the built-in one, a path is as in sky_bitmap_font_open(). Returns NULL with the error
 * set. */
struct sky_font *sky_font_open(const char *path, enum sky_file_access access);
void sky_font_close(struct sky_font *font); /* accepts NULL */

/* Finds the glyph of a character. Returns 0, or -1 if the font does not have it; no error is set then, and the glyph
 * is not changed. What it points to belongs to the font. */
int sky_font_glyph(const struct sky_font *font, uint32_t character, struct sky_glyph *glyph);

/* What is to be added to the advance of `left` when `right` follows it: less than 0 for such as "AV". */
float sky_font_kern(const struct sky_font *font, uint32_t left, uint32_t right);

/* The character that a letter and a combining mark, U+0300 to U+036F, make together, or 0 if none is known. */
uint32_t sky_font_compose(uint32_t letter, uint32_t mark);

/* The usual distance of base lines. */
float sky_font_line(const struct sky_font *font);

#endif
