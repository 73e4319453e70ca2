/* SPDX-License-Identifier: ISC */
/* Frames shown live in a terminal: the disc as large as the window allows, in its middle, and again when the window
 * changes its size. */
#ifndef SKY_TERM_SCREEN_H
#define SKY_TERM_SCREEN_H

#include <stddef.h>
#include <stdint.h>

#include <sky/geometry.h>

#include "base/color.h"
#include "term/paint.h"

/* A terminal's window and the disc in it. A character cell is about twice as high as wide, so a square picture of
 * `size` x `size` pixels takes size x size/2 cells. */
struct sky_window {
    uint32_t columns, rows; /* cells, without the spare rows */
    uint32_t size;          /* the disc's diameter in pixels: even, 2 to SKY_PAINT_MAX */
    uint32_t left, top;     /* cells from the window's upper left to the picture's */
};

/* Measures the window of terminal `fd` and fits the disc into it, except into the last `spare` rows. `size_max` limits
 * the diameter; 0 is no limit. A window whose size is unknown counts as 80x24, as on a serial line. Returns -1, with
 * errno set, when `fd` is not a terminal (ENOTTY) or its terminal has gone (EIO); `window` is set to 80x24 even then. */
int sky_window_fit(struct sky_window *window, int fd, uint32_t spare, uint32_t size_max);

struct sky_screen;

/* A screen for frames of `geometry`, for a window that sky_screen_fit() still has to give. `oversample`: as in
 * disc/flat.h, or 0 for as much as the size needs. NULL with the error set. */
struct sky_screen *sky_screen_create(const struct sky_geometry *geometry, enum sky_paint_colors colors,
                                     unsigned oversample);
void sky_screen_destroy(struct sky_screen *screen); /* accepts NULL */

/* Fits the screen to a window. Returns 1 when the window is not that of the last call, the first time included: the
 * terminal must then be cleared before the next picture, which is drawn whole. 0: nothing changed. -1: out of memory,
 * with the error set; fit it again before the next picture. */
int sky_screen_fit(struct sky_screen *screen, const struct sky_window *window);

/* Makes the text that turns the last picture into that of `frame`; see sky_paint_draw(). */
void sky_screen_draw(struct sky_screen *screen, const uint8_t *frame, struct sky_color background, const char **text,
                     size_t *length);

#endif
