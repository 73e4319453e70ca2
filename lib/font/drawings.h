/* SPDX-License-Identifier: ISC */
/* The built-in font as it is written down. Lengths are in hundredths of the height of a capital.
 *
 * A drawing is a line of text: the character, the room left and right of its strokes, and its path. A small letter is
 * 68 high, an ascender 100; a descender reaches -27, and round letters go 1 beyond these lines. Commands of a path:
 *
 *     M x y              begin a stroke
 *     D x y              a dot
 *     L x y              a line
 *     X x y              a quarter of an ellipse that sets out along the x axis and arrives along the y axis
 *     Y x y              one that sets out along the y axis
 *     C x y x y x y      a cubic Bézier curve: two control points, the end
 *     Z                  a line to where the stroke began
 *     @c x y w h         the strokes of character c, w and h per cent wide and high, moved by x and y
 *     ^ x                where marks above have their middle; of the whole drawing if this is not given
 *     _ x                where marks below have it */
#ifndef SKY_FONT_DRAWINGS_H
#define SKY_FONT_DRAWINGS_H

#include <stdint.h>

/* Lists end with NULL. */
extern const char *const sky_drawings_latin[], *const sky_drawings_greek[], *const sky_drawings_cyrillic[],
    *const sky_drawings_signs[], *const sky_drawings_marks[];

/* Pairs of characters, each a new one and the one that looks the same; a space between pairs. */
extern const char *const sky_lookalikes[];

/* Letters with a mark: pairs of a new character and the letter that has the mark. */
struct sky_marked {
    uint32_t mark; /* U+0300 to U+036F */
    const char *pairs;
};
extern const struct sky_marked sky_marked[]; /* ends with NULL pairs */

/* Those that are not drawn with the mark of their name: a caron may be an apostrophe, a cedilla a comma. */
extern const struct sky_marked sky_marked_otherwise[];

/* What is added to the distance of any character of `left` and any of `right` behind it; the first line that has both
 * counts. Characters that look like these, and those with marks, go with them. At most SKY_KERNS lines. */
#define SKY_KERNS 64
struct sky_kern {
    const char *left, *right;
    int amount;
};
extern const struct sky_kern sky_kerns[]; /* ends with NULL */

#endif
