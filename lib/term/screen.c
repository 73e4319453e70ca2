/* SPDX-License-Identifier: ISC */
#include "term/screen.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include <sky/error.h>

#include "disc/flat.h"

/* The longest text around the cells of a picture, but for the lines that it needs. */
#define PLACE_TEXT 128

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t text_rows(uint32_t rows)
{
    return rows < 4 ? 0 : rows < 8 ? 2 : least(rows / 4, 8);
}

int sky_window_fit(struct sky_window *window, int fd, uint32_t size_max)
{
    struct winsize cells = {0};
    int result = ioctl(fd, TIOCGWINSZ, &cells);
    if (result < 0 || cells.ws_col == 0 || cells.ws_row == 0)
        cells = (struct winsize){.ws_col = 80, .ws_row = 24};

    uint32_t columns = cells.ws_col, rows = cells.ws_row, limit = size_max > 0 ? size_max : SKY_PAINT_MAX;
    uint32_t size = least(least(columns, 2 * (rows - text_rows(rows))), least(limit, SKY_PAINT_MAX));
    size = size < 2 ? 2 : size - size % 2; /* a cell holds two rows of pixels */
    *window = (struct sky_window){
        .columns = columns, .rows = rows, .size = size,
        .left = columns > size ? (columns - size) / 2 : 0, .top = rows - size / 2,
    };
    return result;
}

struct sky_screen {
    struct sky_geometry geometry;
    struct sky_terminal terminal;
    bool begun, fitted;       /* a picture is in the terminal; in a place for this window */
    struct sky_window window; /* that the members below are made for */
    struct sky_flat *flat;
    struct sky_paint *paint; /* NULL until all of them are made */
    uint8_t *picture;
    char *text;
};

struct sky_screen *sky_screen_create(const struct sky_geometry *geometry, const struct sky_terminal *terminal)
{
    struct sky_screen *screen = calloc(1, sizeof *screen);
    if (!screen) {
        sky_fail("out of memory");
        return NULL;
    }
    *screen = (struct sky_screen){.geometry = *geometry, .terminal = *terminal};
    return screen;
}

static void discard_pictures(struct sky_screen *screen)
{
    sky_flat_destroy(screen->flat);
    sky_paint_destroy(screen->paint);
    free(screen->picture);
    free(screen->text);
    screen->flat = NULL;
    screen->paint = NULL;
    screen->picture = NULL;
    screen->text = NULL;
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
    screen->fitted = false;
    const struct sky_flat_picture picture = {window->size, window->size, 1, SKY_FLAT_SMOOTH};
    if (!(screen->flat = sky_flat_create(&screen->geometry, &picture)))
        return -1;
    struct sky_paint *paint = sky_paint_create(window->size, window->size / 2, &screen->terminal);
    if (!paint)
        return -1;
    screen->picture = malloc((size_t)window->size * window->size * 3);
    screen->text = malloc(sky_paint_text_max(paint) + PLACE_TEXT + window->size);
    if (!screen->picture || !screen->text) {
        sky_paint_destroy(paint);
        return sky_fail("out of memory for a picture of %u x %u pixels", window->size, window->size);
    }
    sky_paint_place(paint, window->left, window->top);
    screen->paint = paint;
    return 0;
}

/* ---- Text ---- */

static char *put(char *out, const char *text)
{
    size_t length = strlen(text);
    memcpy(out, text, length);
    return out + length;
}

/* Erases what is below the cursor, where the picture may have been in a window of another size. Scrolls the text up
 * as far as the picture needs, by going down as many lines and up again (VT moves down as LF does, and the terminal's
 * driver makes no CR of it). Makes the rest a scrolling region. The sequence for that moves the cursor, which is
 * restored. */
static char *put_place(const struct sky_screen *screen, char *out)
{
    const struct sky_window *window = &screen->window;
    out = put(out, screen->begun ? "\0337\033[r\0338\033[J" : "\033[J");
    memset(out, '\v', window->size / 2);
    out += window->size / 2;
    out += sprintf(out, "\033[%uA\0337", window->size / 2);
    if (window->top >= 2) /* a region has two rows at least */
        out += sprintf(out, "\033[1;%ur", window->top);
    return put(out, "\0338\033[?25l");
}

void sky_screen_draw(struct sky_screen *screen, const uint8_t *frame, struct sky_color background, const char **text,
                     size_t *length)
{
    const char *cells;
    sky_flat_draw(screen->flat, frame, background, screen->picture);
    if (!screen->fitted)
        sky_paint_redraw(screen->paint);
    sky_paint_draw(screen->paint, screen->picture, &cells, length);
    *text = screen->text;
    if (*length == 0)
        return;
    char *out = screen->fitted ? screen->text : put_place(screen, screen->text);
    screen->begun = screen->fitted = true;
    /* Modes 2026 and 7: the terminal shows the text at once when it ends, and does not wrap lines meanwhile. */
    out = put(out, "\0337\033[?2026h\033[?7l\033[0m");
    memcpy(out, cells, *length);
    out = put(out + *length, "\033[?7h\033[?2026l\0338");
    *length = (size_t)(out - screen->text);
}

void sky_screen_lines(struct sky_screen *screen, const uint8_t *frame, struct sky_color background, const char **text,
                      size_t *length)
{
    sky_flat_draw(screen->flat, frame, background, screen->picture);
    sky_paint_lines(screen->paint, screen->picture, text, length);
}

/* The row of the cursor, below the last message, is deleted, which moves the picture up: so the last row of the window,
 * of whatever number, is free for the shell's prompt, and no message is lost. */
void sky_screen_leave(struct sky_screen *screen, const char **text, size_t *length)
{
    static const char leave[] = "\033[0m\0337\033[r\0338\033[M\033[9999;1H\033[?25h";
    *text = leave;
    *length = screen->begun ? sizeof leave - 1 : 0;
    screen->begun = screen->fitted = false;
}
