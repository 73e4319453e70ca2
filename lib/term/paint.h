/* SPDX-License-Identifier: ISC */
/* Painting pictures in a terminal. Each character cell shows two pixels, one above the other: the upper half block
 * (U+2580) with the upper pixel's colour as foreground and the lower one's as background. Where there is no such
 * character, a cell shows the mean of both as its background, and where there are no colours, a character that is as
 * dense as the mean is bright. The painter only makes the text, of the cells that have changed; the caller writes it to
 * the terminal.
 *
 * The control sequences are those of ECMA-48 (CUP, CUF, SGR). */
#ifndef SKY_TERM_PAINT_H
#define SKY_TERM_PAINT_H

#include <stddef.h>
#include <stdint.h>

#include "term/terminal.h"

/* The largest number of cells along each side of a picture. */
#define SKY_PAINT_MAX 1024

struct sky_paint;

/* Creates a painter of pictures of `columns` x 2*`rows` pixels (1 to SKY_PAINT_MAX cells each way). Its first
 * picture is drawn whole, in the terminal's upper left corner. Returns NULL with the error set on failure. */
struct sky_paint *sky_paint_create(uint32_t columns, uint32_t rows, const struct sky_terminal *terminal);
void sky_paint_destroy(struct sky_paint *paint); /* accepts NULL */

/* The most bytes that a text of sky_paint_draw() or sky_paint_lines() can have. */
size_t sky_paint_text_max(const struct sky_paint *paint);

/* Moves the picture `left` columns and `top` rows (0 to 65535) from the terminal's upper left corner. The next
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

#endif
