/* SPDX-License-Identifier: ISC */
/* Painting pictures in a terminal. Each character cell shows two pixels, one above the other: the upper half block
 * (U+2580) with the upper pixel's colour as foreground and the lower one's as background. The painter only makes the
 * text, of the cells that have changed; the caller writes it to the terminal.
 *
 * The control sequences are those of ECMA-48 (CUP, CUF, SGR) and xterm's private modes 25, 7 and 1049. */
#ifndef SKY_TERM_PAINT_H
#define SKY_TERM_PAINT_H

#include <stddef.h>
#include <stdint.h>

enum sky_paint_colors {
    SKY_PAINT_TRUE, /* 24 bits: SGR 38;2;R;G;B */
    SKY_PAINT_256,  /* the nearest colour of xterm's 6x6x6 cube and grey ramp: SGR 38;5;N */
};

/* The largest number of cells along each side of a picture, and the largest offset of its place. */
#define SKY_PAINT_MAX 1024

struct sky_paint;

/* Creates a painter of pictures of `columns` x 2*`rows` pixels (1 to SKY_PAINT_MAX cells each way). Its first
 * picture is drawn whole, in the terminal's upper left corner. Returns NULL with the error set on failure. */
struct sky_paint *sky_paint_create(uint32_t columns, uint32_t rows, enum sky_paint_colors colors);
void sky_paint_destroy(struct sky_paint *paint); /* accepts NULL */

/* Moves the picture `left` columns and `top` rows (0 to SKY_PAINT_MAX) from the terminal's upper left corner. The next
 * picture is drawn whole; the old one is not erased. */
void sky_paint_place(struct sky_paint *paint, uint32_t left, uint32_t top);

/* Makes the next picture be drawn whole: to call after the terminal was cleared or something else wrote to it. */
void sky_paint_redraw(struct sky_paint *paint);

/* Makes the text that changes the last picture into this one. `rgb` has three bytes a pixel, rows from the top,
 * without padding. `text` is owned by the painter and valid until the next call; `length` is 0 if nothing has
 * changed. The text ends by resetting the colours. */
void sky_paint_draw(struct sky_paint *paint, const uint8_t *rgb, const char **text, size_t *length);

/* Makes text that shows a picture as lines at the cursor, each ended by a newline. The next picture of
 * sky_paint_draw() is then drawn whole. */
void sky_paint_lines(struct sky_paint *paint, const uint8_t *rgb, const char **text, size_t *length);

/* The text to write before the first picture: it switches to the alternate screen and clears it, hides the cursor,
 * and stops wrapping at the right margin. And the text for after the last picture, also in a signal handler: it
 * undoes all of that. */
extern const char sky_paint_enter[];
extern const char sky_paint_leave[];

/* The same on the normal screen, where the last picture stays and the cursor is moved to the last line. */
extern const char sky_paint_enter_here[];
extern const char sky_paint_leave_here[];

/* The colours that the terminal announces: 24 bits if $COLORTERM is "truecolor" or "24bit" or $TERM ends in "-direct",
 * else 256. */
enum sky_paint_colors sky_paint_colors_of_terminal(void);

#endif
