/* SPDX-License-Identifier: ISC */
#include "term/window.h"

#include <sys/ioctl.h>

#include "term/paint.h"
#include "term/sixel.h"

/* Rows below a sixel picture; above it are half of those that text would have. */
#define FREE 1

/* The largest sixel picture if the terminal does not tell: xterm's default. */
#define SIXEL_SIZE 1000

/* A VT340's cell, whose size many terminals pretend to have. */
#define SIXEL_CELL_WIDTH 10
#define SIXEL_CELL_HEIGHT 20

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t most(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static uint32_t text_rows(uint32_t rows)
{
    return rows < 4 ? 0 : rows < 8 ? 2 : least(rows / 4, 8);
}

/* The window's size in pixels may include a margin; then the answer is exact. But the font may have changed since. */
static uint32_t cell_size(uint32_t pixels, uint32_t cells, uint32_t answer)
{
    uint32_t size = pixels / cells;
    return answer > 0 && (pixels == 0 || (size >= answer && size - answer <= 2)) ? answer : size;
}

/* Takes nothing that cannot be. */
static void find_cell(struct sky_window *window, const struct winsize *cells, const struct sky_terminal *terminal)
{
    uint32_t width = cell_size(cells->ws_xpixel, window->columns, terminal->cell_width);
    uint32_t height = cell_size(cells->ws_ypixel, window->rows, terminal->cell_height);
    bool known = width >= 2 && width <= 256 && height >= width && height <= 4 * width;
    window->cell_width = known ? width : window->sixel ? SIXEL_CELL_WIDTH : 1;
    window->cell_height = known ? height : window->sixel ? SIXEL_CELL_HEIGHT : 2;
}

static void fit_blocks(struct sky_window *window, uint32_t size_max)
{
    uint32_t width = window->cell_width, height = window->cell_height;
    uint32_t columns = least(window->columns, least(size_max, SKY_PAINT_MAX));
    uint32_t rows = window->rows - text_rows(window->rows);
    window->down = most(least(least(rows, SKY_PAINT_MAX), columns * width / height), 1);
    window->across = most(least(columns, (window->down * height + width / 2) / width), 1);
    window->width = window->across;
    window->height = 2 * window->down;
    window->top = window->rows - window->down;
    window->text = window->top;
}

static void fit_sixel(struct sky_window *window, const struct sky_terminal *terminal, uint32_t size_max)
{
    uint32_t width = window->cell_width, height = window->cell_height, rows = window->rows;
    uint32_t wide = terminal->sixel_width ? terminal->sixel_width : SIXEL_SIZE;
    uint32_t high = terminal->sixel_height ? terminal->sixel_height : SIXEL_SIZE;
    uint32_t size = least(window->columns * width, (rows - text_rows(rows) - FREE) * height);
    size = least(least(size, size_max), least(least(wide, high), SKY_SIXEL_MAX));
    window->width = window->height = size;
    window->across = (size + width - 1) / width;
    window->down = (size + height - 1) / height;
    window->top = rows - FREE - window->down;
    window->text = window->top - text_rows(rows) / 2;
}

int sky_window_fit(struct sky_window *window, int fd, const struct sky_terminal *terminal, uint32_t size_max)
{
    struct winsize cells = {0};
    int result = ioctl(fd, TIOCGWINSZ, &cells);
    if (result < 0 || cells.ws_col == 0 || cells.ws_row == 0)
        cells = (struct winsize){.ws_col = 80, .ws_row = 24};
    *window = (struct sky_window){.columns = cells.ws_col, .rows = cells.ws_row};
    window->sixel = sky_terminal_draws_sixel(terminal) && window->rows >= 4;
    find_cell(window, &cells, terminal);
    size_max = size_max > 0 ? size_max : UINT32_MAX;
    if (window->sixel)
        fit_sixel(window, terminal, size_max);
    else
        fit_blocks(window, size_max);
    window->left = window->columns > window->across ? (window->columns - window->across) / 2 : 0;
    return result;
}

bool sky_window_is_same(const struct sky_window *one, const struct sky_window *other)
{
    return one->columns == other->columns && one->rows == other->rows && one->cell_width == other->cell_width &&
           one->cell_height == other->cell_height && one->sixel == other->sixel && one->width == other->width &&
           one->height == other->height;
}

double sky_window_aspect(const struct sky_window *window)
{
    return window->sixel ? 1 : 2.0 * window->cell_width / window->cell_height;
}
