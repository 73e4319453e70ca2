/* SPDX-License-Identifier: ISC */
/* A small font of strokes, drawn for this project: lines between points, to be drawn as thick as one likes. */
#ifndef SKY_PATTERN_FONT_H
#define SKY_PATTERN_FONT_H

/* Units: a capital is 6 high and up to 4 wide, a small letter 4 high, descenders reach to -2. */
#define SKY_FONT_CAPITAL 6
#define SKY_FONT_GAP 1.7f /* between two letters, from outline to outline */

/* The strokes of the next letter of a UTF-8 text, which moves on to the one after it; NULL at the end. Points are
 * two characters, x then y, each a digit, or 'a' for -1 and 'b' for -2; points of a stroke are joined by nothing,
 * strokes parted by a space. A letter that the font does not have is a box. */
const char *sky_font_next(const char **text);

/* How wide a letter is, without the gap. */
float sky_font_width(const char *strokes);

/* Reads a point, and moves on; 0 when the stroke is at its end, which is passed, or the letter, which is not. */
int sky_font_point(const char **strokes, float point[2]);

#endif
