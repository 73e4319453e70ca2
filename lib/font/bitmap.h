/* SPDX-License-Identifier: ISC */
/* Fonts whose letters are made of dots, from files in the Glyph Bitmap Distribution Format (.bdf) and in that of GNU
 * Unifont (.hex), both also compressed (.gz). */
#ifndef SKY_FONT_BITMAP_H
#define SKY_FONT_BITMAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/file.h"
#include "font/glyph.h"

#define SKY_BITMAP_FILE_MAX (32 << 20) /* bytes of a font's text, decompressed or not */
#define SKY_BITMAP_GLYPH_MAX 256       /* columns, and rows, of a glyph */
#define SKY_BITMAP_SHIFT_MAX 1024      /* dots: a glyph's advance, and how far from its origin it begins */

struct sky_bitmap_font;

/* Reads a font from a file, whose name tells what it is: .bdf or .hex, or either with .gz. A file without such a name,
 * as <(otf2bdf font.ttf) gives one, is BDF if it begins with STARTFONT, else .hex. NULL with an error set that begins
 * with the path and, where it is about a line, its number. */
struct sky_bitmap_font *sky_bitmap_font_open(const char *path, enum sky_file_access access);
void sky_bitmap_font_close(struct sky_bitmap_font *font); /* accepts NULL */

/* The glyph of a character, whose bits belong to the font. Returns 0, or -1 if there is none, without an error. */
int sky_bitmap_font_glyph(const struct sky_bitmap_font *font, uint32_t character, struct sky_glyph *glyph);

/* The distance of base lines, in heights of a capital. */
float sky_bitmap_font_line(const struct sky_bitmap_font *font);

/* Parse the text of a font, `length` bytes with text[length] writable; the text is changed. `name` is for errors. A
 * font without any character is an error. Of two glyphs of a character the first counts.
 *
 * BDF is what Adobe's Technical Note 5005, "Glyph Bitmap Distribution Format (BDF) Specification", version 2.2,
 * describes. Encodings are taken as Unicode; a CHARSET_REGISTRY other than ISO10646 and ISO8859-1 is refused. Glyphs
 * with the encoding -1 are left out. Writing from top to bottom is not supported.
 *
 * A line of a .hex is "CODE:ROWS", the code point and 16 rows of 8, 16, 24 or 32 dots in hexadecimal digits. The base
 * line is above the lowest two rows, as in Unifont; marks that combine have no advance and lie above the character
 * before. */
struct sky_bitmap_font *sky_bdf_parse(char *text, size_t length, const char *name);
struct sky_bitmap_font *sky_hex_parse(char *text, size_t length, const char *name);

/* ---- For the parsers ---- */

struct sky_bitmap_glyph {
    uint32_t character;
    uint16_t columns, rows;
    int16_t left, bottom; /* where the lower left corner of the dots lies from the origin, in dots */
    int16_t advance;      /* in dots */
    uint32_t bits;        /* where its rows begin in the bits of the font */
};

struct sky_bitmap_font {
    struct sky_bitmap_glyph *glyphs; /* by character, once the font is complete */
    size_t count, room;
    uint8_t *bits; /* rows from the top, each of whole bytes, the most significant bit first */
    size_t bits_count, bits_room;
    int ascent, descent; /* of a line, above and below the base line, in dots */
    int capital;         /* the height of a capital, in dots */
};

/* Reads `count` hexadecimal digits, two for a byte. Returns 0, or -1 with the error set when one is none. */
int sky_hex_bytes(const char *digits, size_t count, uint8_t *bytes);

/* Adds a glyph, and returns the zeroed bytes of its rows, which stay in place until the next one is added. NULL with
 * the error set. */
uint8_t *sky_bitmap_font_add(struct sky_bitmap_font *font, const struct sky_bitmap_glyph *glyph);

/* Sorts the glyphs, and measures a capital. Returns 0, or -1 with the error set for a font without glyphs. */
int sky_bitmap_font_complete(struct sky_bitmap_font *font);

#endif
