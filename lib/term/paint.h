/* SPDX-License-Identifier: ISC */
/* Painting a picture in a terminal: each character cell shows two pixels, one above the other, as the upper half
 * block (U+2580) in the colour of the one on the colour of the other. Only what changed is sent. This makes the
 * text; writing it to the terminal is the caller's.
 *
 * The sequences are those of ECMA-48 (CUP, CUF, SGR) and xterm's private modes 25, 7 and 1049. */
#ifndef SKY_TERM_PAINT_H
#define SKY_TERM_PAINT_H

#include <stddef.h>
#include <stdint.h>

enum sky_paint_colors {
    SKY_PAINT_TRUE, /* 24 bits: SGR 38;2;R;G;B */
    SKY_PAINT_256,  /* xterm's 6x6x6 cube and grey ramp: SGR 38;5;N, the nearest one */
};

/* Cells that a painter takes at most along each side, and the furthest place. */
#define SKY_PAINT_MAX 1024

struct sky_paint;

/* A painter of pictures of `columns` x 2*`rows` pixels (1 to SKY_PAINT_MAX cells each). Its first picture is drawn
 * whole, with its upper left cell at the terminal's upper left. NULL with the error set. */
struct sky_paint *sky_paint_create(uint32_t columns, uint32_t rows, enum sky_paint_colors colors);
void sky_paint_destroy(struct sky_paint *paint); /* accepts NULL */

/* Puts the picture's upper left cell `left` columns and `top` rows (0 to SKY_PAINT_MAX) from the terminal's. The
 * next picture is drawn whole; what is in the old place stays. */
void sky_paint_place(struct sky_paint *paint, uint32_t left, uint32_t top);

/* Has the next picture drawn whole, as after the terminal was cleared or something else wrote to it. */
void sky_paint_redraw(struct sky_paint *paint);

/* Makes the text that turns the last picture into this one: `rgb` has 3 bytes a pixel, rows top first, tightly
 * packed. `text` stays in place until the next call; `length` is 0 when nothing changed. Colours are reset at the
 * end. */
void sky_paint_draw(struct sky_paint *paint, const uint8_t *rgb, const char **text, size_t *length);

/* Makes text that shows a picture in lines, wherever the cursor is, as other text: each ends with a newline. For
 * text between two pictures of sky_paint_draw(), which knows nothing of it. */
void sky_paint_lines(struct sky_paint *paint, const uint8_t *rgb, const char **text, size_t *length);

/* To write before the first picture: alternate screen, cleared; cursor hidden; no wrapping at the right margin. And
 * after the last, from a signal handler too: all of it undone. */
extern const char sky_paint_enter[];
extern const char sky_paint_leave[];

/* The same on the ordinary screen, where the last picture stays, and the cursor goes below it to the last line. */
extern const char sky_paint_enter_here[];
extern const char sky_paint_leave_here[];

/* What the terminal says of itself: true colour when $COLORTERM is "truecolor" or "24bit" or $TERM ends in
 * "-direct", else 256 colours. */
enum sky_paint_colors sky_paint_colors_of_terminal(void);

#endif
