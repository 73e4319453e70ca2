/* SPDX-License-Identifier: ISC */
/* A small font of strokes, made for this project. A stroke is a line through points, to be drawn with any
 * thickness. */
#ifndef SKY_PATTERN_FONT_H
#define SKY_PATTERN_FONT_H

/* In the font's units a capital is 6 high and up to 4 wide, a small letter is 4 high, and descenders reach down to
 * -2. */
#define SKY_FONT_CAPITAL 6
#define SKY_FONT_GAP 1.7f /* between the outlines of two letters */

/* Returns the strokes of the first letter of a UTF-8 text and moves `text` behind it; NULL at the end of the text.
 * A point is two characters, x and y, each a digit, or 'a' for -1 and 'b' for -2. The points of a stroke follow
 * each other directly; a space separates strokes. A character that the font does not have is a box. */
const char *sky_font_next(const char **text);

/* The width of a letter, without the gap. */
float sky_font_width(const char *strokes);

/* Reads a point and moves `strokes` behind it. Returns 0 at the end of a stroke, after moving behind the space that
 * follows it, if any; `strokes` is then at the next stroke, or at the end of the letter. */
int sky_font_point(const char **strokes, float point[2]);

#endif
