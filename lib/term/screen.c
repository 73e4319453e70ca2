/* SPDX-License-Identifier: ISC */
#include "term/screen.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include <sky/error.h>

#include "disc/flat.h"

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

int sky_window_fit(struct sky_window *window, int fd, uint32_t spare, uint32_t size_max)
{
    struct winsize cells = {0};
    int result = ioctl(fd, TIOCGWINSZ, &cells);
    if (result < 0 || cells.ws_col == 0 || cells.ws_row == 0)
        cells = (struct winsize){.ws_col = 80, .ws_row = 24};

    uint32_t columns = cells.ws_col, rows = cells.ws_row > spare ? cells.ws_row - spare : 1;
    uint32_t size = least(least(columns, 2 * rows), size_max > 0 ? least(size_max, SKY_PAINT_MAX) : SKY_PAINT_MAX);
    size = size < 2 ? 2 : size - size % 2; /* a cell holds two rows of pixels */
    *window = (struct sky_window){
        .columns = columns, .rows = rows, .size = size,
        .left = columns > size ? (columns - size) / 2 : 0, .top = (rows - size / 2) / 2,
    };
    return result;
}

struct sky_screen {
    struct sky_geometry geometry;
    enum sky_paint_colors colors;
    unsigned oversample;
    struct sky_window window; /* that the members below are made for */
    struct sky_flat *flat;
    struct sky_paint *paint; /* NULL until all of them are made */
    uint8_t *picture;
};

struct sky_screen *sky_screen_create(const struct sky_geometry *geometry, enum sky_paint_colors colors,
                                     unsigned oversample)
{
    struct sky_screen *screen = calloc(1, sizeof *screen);
    if (!screen) {
        sky_fail("out of memory");
        return NULL;
    }
    *screen = (struct sky_screen){.geometry = *geometry, .colors = colors, .oversample = oversample};
    return screen;
}

static void discard_pictures(struct sky_screen *screen)
{
    sky_flat_destroy(screen->flat);
    sky_paint_destroy(screen->paint);
    free(screen->picture);
    screen->flat = NULL;
    screen->paint = NULL;
    screen->picture = NULL;
}

void sky_screen_destroy(struct sky_screen *screen)
{
    if (!screen)
        return;
    discard_pictures(screen);
    free(screen);
}

int sky_screen_fit(struct sky_screen *screen, const struct sky_window *window)
{
    const struct sky_window *last = &screen->window;
    if (screen->paint && window->columns == last->columns && window->rows == last->rows && window->size == last->size)
        return 0;
    discard_pictures(screen);
    screen->window = *window;
    unsigned oversample = screen->oversample;
    if (oversample == 0)
        oversample = sky_flat_oversample_of(&screen->geometry, window->size);
    if (!(screen->flat = sky_flat_create(&screen->geometry, window->size, oversample, (struct sky_color){0})))
        return -1;
    if (!(screen->picture = malloc((size_t)window->size * window->size * 3)))
        return sky_fail("out of memory for a picture of %u x %u pixels", window->size, window->size);
    if (!(screen->paint = sky_paint_create(window->size, window->size / 2, screen->colors)))
        return -1;
    sky_paint_place(screen->paint, window->left, window->top);
    return 1;
}

void sky_screen_draw(struct sky_screen *screen, const uint8_t *frame, struct sky_color background, const char **text,
                     size_t *length)
{
    sky_flat_set_background(screen->flat, background);
    sky_flat_draw(screen->flat, frame, screen->picture);
    sky_paint_draw(screen->paint, screen->picture, text, length);
}
