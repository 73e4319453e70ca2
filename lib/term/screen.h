/* SPDX-License-Identifier: ISC */
/* Frames shown live in a terminal: the disc in the middle of the window, as large as it fits, also after the window
 * has changed its size. */
#ifndef SKY_TERM_SCREEN_H
#define SKY_TERM_SCREEN_H

#include <stddef.h>
#include <stdint.h>

#include <sky/geometry.h>
#include <sky/value.h>

#include "term/paint.h"

/* A terminal's window and the disc in it. A character cell is about twice as high as wide, so a square picture of
 * `size` x `size` pixels takes size x size/2 cells. */
struct sky_window {
    uint32_t columns, rows; /* cells, without the spare rows */
    uint32_t size;          /* the disc's diameter in pixels: even, 2 to SKY_PAINT_MAX */
    uint32_t left, top;     /* cells from the window's upper left corner to the picture's */
};

/* Measures the window of terminal `fd` and fits the disc into it, without its last `spare` rows. `size_max` limits the
 * diameter; 0 is no limit. A window of unknown size, as on a serial line, counts as 80x24. Returns 0, or -1 with
 * errno set, but with `window` set for 80x24, if `fd` is not a terminal (ENOTTY) or its terminal is gone (EIO). */
int sky_window_fit(struct sky_window *window, int fd, uint32_t spare, uint32_t size_max);

struct sky_screen;

/* Creates a screen for frames of `geometry`; call sky_screen_fit() before drawing. `oversample` is as in
 * disc/flat.h, or 0 for as much as the size needs. Returns NULL with the error set on failure. */
struct sky_screen *sky_screen_create(const struct sky_geometry *geometry, enum sky_paint_colors colors,
                                     unsigned oversample);
void sky_screen_destroy(struct sky_screen *screen); /* accepts NULL */

/* Fits the screen to a window. Returns 0 if the window is the same as in the last call, and 1 if it is not, or at the
 * first call: the caller must then clear the terminal, and the next picture is drawn whole. Returns -1 with the error
 * set if memory is out; nothing can then be drawn until another call succeeds. */
int sky_screen_fit(struct sky_screen *screen, const struct sky_window *window);

/* Makes the text that changes the last picture into that of `frame`; see sky_paint_draw(). */
void sky_screen_draw(struct sky_screen *screen, const uint8_t *frame, struct sky_color background, const char **text,
                     size_t *length);

#endif
