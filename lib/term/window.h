/* SPDX-License-Identifier: ISC */
/* Where the disc is in a terminal's window: at the bottom, below some rows for text, as large as fits, and round by the
 * size of a cell. */
#ifndef SKY_TERM_WINDOW_H
#define SKY_TERM_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "term/terminal.h"

struct sky_window {
    uint32_t columns, rows;           /* of the window, in cells */
    uint32_t cell_width, cell_height; /* in pixels of the screen, or 1 and 2 */
    bool sixel;                       /* a pixel of the picture is one of the screen; else a cell holds 1 x 2 of them */
    uint32_t width, height;           /* of the picture, in its pixels */
    uint32_t across, down;            /* of the picture, in cells */
    uint32_t left, top;               /* cells from the window's upper left corner to the picture's */
    uint32_t text;                    /* rows for text, from the first on */
};

/* Measures the window of terminal `fd` and fits the disc into it, below a quarter of the rows, 2 to 8 of them, and none
 * if there are fewer than 4. Above and below a sixel picture rows stay free; see term/screen.c. `size_max` limits the
 * diameter in pixels of the picture; 0 is no limit. A window of unknown size, as on a serial line, counts as 80x24, and
 * a cell of unknown size as twice as high as wide. Returns 0, or -1 with errno set, but with `window` set for 80x24, if
 * `fd` is not a terminal (ENOTTY) or its terminal is gone (EIO). */
int sky_window_fit(struct sky_window *window, int fd, const struct sky_terminal *terminal, uint32_t size_max);

/* Has the picture the same pixels and the same place? */
bool sky_window_is_same(const struct sky_window *one, const struct sky_window *other);

/* The width of a pixel of the picture over its height. */
double sky_window_aspect(const struct sky_window *window);

#endif
