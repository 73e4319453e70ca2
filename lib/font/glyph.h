/* SPDX-License-Identifier: ISC */
/* What a font has for a character. Lengths are in units of the height of a capital; x goes to the right, y up, and the
 * base line is at 0. */
#ifndef SKY_FONT_GLYPH_H
#define SKY_FONT_GLYPH_H

#include <stdint.h>

struct sky_glyph {
    float advance;                  /* from the origin of this glyph to that of the next */
    float left, right, bottom, top; /* bounds of the strokes' middle lines, or of the bitmap; all 0 if there is none */
    /* In a font of strokes: lines through points, with round ends and corners, to be drawn with any thickness. The
     * points of stroke i begin at points[i ? ends[i - 1] : 0] and end before points[ends[i]]. A single point is a dot;
     * a closed stroke ends at the point where it began. */
    const float (*points)[2];
    const uint32_t *ends;
    uint32_t strokes; /* how many; 0 for a space */
    /* In a font of bitmaps: rows from the top, of (columns + 7) / 8 bytes each, the first column in the highest bit.
     * They fill the bounds. Otherwise NULL. */
    const uint8_t *bits;
    uint32_t columns, rows;
};

#endif
