/* SPDX-License-Identifier: ISC */
#include "term/screen.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/clock.h"
#include "term/paint.h"
#include "term/sixel.h"

/* The longest text around a picture, but for the lines that it needs. */
#define AROUND_TEXT 256

/* How often a sixel picture that stays is drawn again, as text may have moved it. */
#define AGAIN_NS UINT64_C(500000000)

struct sky_screen {
    struct sky_geometry geometry;
    struct sky_terminal terminal;
    enum sky_flat_style style;
    bool begun, fitted;       /* a picture is in the terminal; in a place for this window */
    struct sky_window window; /* that the members below are made for */
    struct sky_flat *flat;
    struct sky_paint *paint; /* either of these */
    struct sky_sixel *sixel;
    uint8_t *picture;
    char *text; /* NULL until all of them are made */
    uint64_t again; /* when a sixel picture is to be drawn again; CLOCK_MONOTONIC, ns */
};

struct sky_screen *sky_screen_create(const struct sky_geometry *geometry, const struct sky_terminal *terminal)
{
    struct sky_screen *screen = calloc(1, sizeof *screen);
    if (!screen) {
        sky_fail("out of memory");
        return NULL;
    }
    *screen = (struct sky_screen){.geometry = *geometry, .terminal = *terminal, .style = SKY_FLAT_SMOOTH};
    return screen;
}

static void discard_pictures(struct sky_screen *screen)
{
    sky_flat_destroy(screen->flat);
    sky_paint_destroy(screen->paint);
    sky_sixel_destroy(screen->sixel);
    free(screen->picture);
    free(screen->text);
    screen->flat = NULL;
    screen->paint = NULL;
    screen->sixel = NULL;
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

void sky_screen_set_terminal(struct sky_screen *screen, const struct sky_terminal *terminal)
{
    discard_pictures(screen);
    screen->terminal = *terminal;
}

void sky_screen_set_style(struct sky_screen *screen, enum sky_flat_style style)
{
    if (style == screen->style)
        return;
    discard_pictures(screen);
    screen->style = style;
}

/* Returns the most bytes of a picture's text, or 0 with the error set. */
static size_t create_painter(struct sky_screen *screen)
{
    const struct sky_window *window = &screen->window;
    if (window->sixel) {
        uint32_t colors = screen->terminal.sixel_colors ? screen->terminal.sixel_colors : SKY_SIXEL_COLORS;
        screen->sixel = sky_sixel_create(window->width, window->height, colors);
        return screen->sixel ? sky_sixel_text_max(screen->sixel) : 0;
    }
    screen->paint = sky_paint_create(window->across, window->down, &screen->terminal);
    if (!screen->paint)
        return 0;
    sky_paint_place(screen->paint, window->left, window->top);
    return sky_paint_text_max(screen->paint);
}

int sky_screen_fit(struct sky_screen *screen, const struct sky_window *window)
{
    if (screen->text && sky_window_is_same(window, &screen->window))
        return 0;
    discard_pictures(screen);
    screen->window = *window;
    screen->fitted = false;
    const struct sky_flat_picture picture = {window->width, window->height, sky_window_aspect(window), screen->style};
    size_t text_max = create_painter(screen);
    if (text_max == 0 || !(screen->flat = sky_flat_create(&screen->geometry, &picture)))
        return -1;
    screen->picture = malloc((size_t)window->width * window->height * 3);
    screen->text = screen->picture ? malloc(text_max + AROUND_TEXT + window->rows) : NULL;
    return screen->text ? 0 : sky_fail("out of memory for a picture of %u x %u pixels", window->width, window->height);
}

/* ---- Text ---- */

static char *put(char *out, const char *text)
{
    size_t length = strlen(text);
    memcpy(out, text, length);
    return out + length;
}

static char *put_region(const struct sky_window *window, char *out)
{
    if (window->text >= 2) /* a region has two rows at least */
        out += sprintf(out, "\033[1;%ur", window->text);
    return out;
}

/* Erases what is below the cursor, where the picture may have been in a window of another size. Scrolls the text up
 * as far as the picture needs, by going down as many lines and up again (VT moves down as LF does, and the terminal's
 * driver makes no CR of it). Makes the rest a scrolling region. The sequence for that moves the cursor, which is
 * restored. */
static char *put_place(const struct sky_screen *screen, char *out)
{
    const struct sky_window *window = &screen->window;
    uint32_t lines = window->rows - window->text;
    out = put(out, screen->begun ? "\0337\033[r\0338\033[J" : "\033[J");
    memset(out, '\v', lines);
    out += lines;
    out += sprintf(out, "\033[%uA\0337", lines);
    return put(put_region(window, out), "\0338\033[?25l");
}

/* Mode 7: the terminal does not wrap lines meanwhile. */
static char *put_cells(char *out, const char *cells, size_t length)
{
    out = put(out, "\033[?7l\033[0m");
    memcpy(out, cells, length);
    return put(out + length, "\033[?7h");
}

/* Terminals scroll when the cursor, which follows the picture, leaves the region or the window: so all of the window is
 * the region meanwhile, and the row below the picture stays free. And when text scrolls in the region, they move
 * pictures outside of it too, which the next picture covers but for what is above it now: so rows are erased there. */
static char *put_sixels(const struct sky_window *window, char *out, const char *sixels, size_t length)
{
    out = put(out, "\033[0m\033[r");
    for (uint32_t row = window->text; row < window->top; row++)
        out += sprintf(out, "\033[%u;1H\033[2K", row + 1);
    out += sprintf(out, "\033[%u;%uH", window->top + 1, window->left + 1);
    memcpy(out, sixels, length);
    return put_region(window, out + length);
}

static void draw_picture(struct sky_screen *screen, const char **text, size_t *length)
{
    if (screen->paint && !screen->fitted)
        sky_paint_redraw(screen->paint);
    if (screen->paint) {
        sky_paint_draw(screen->paint, screen->picture, text, length);
        return;
    }
    uint64_t now = sky_clock_ns();
    sky_sixel_draw(screen->sixel, screen->picture, !screen->fitted || now >= screen->again, text, length);
    if (*length > 0)
        screen->again = now + AGAIN_NS;
}

void sky_screen_draw(struct sky_screen *screen, const uint8_t *frame, struct sky_color background, const char **text,
                     size_t *length)
{
    const char *picture;
    sky_flat_draw(screen->flat, frame, background, screen->picture);
    draw_picture(screen, &picture, length);
    *text = screen->text;
    if (*length == 0)
        return;
    char *out = screen->fitted ? screen->text : put_place(screen, screen->text);
    screen->begun = screen->fitted = true;
    out = put(out, screen->terminal.synchronized ? "\0337\033[?2026h" : "\0337");
    out = screen->paint ? put_cells(out, picture, *length) : put_sixels(&screen->window, out, picture, *length);
    out = put(out, screen->terminal.synchronized ? "\033[?2026l\0338" : "\0338");
    *length = (size_t)(out - screen->text);
}

void sky_screen_lines(struct sky_screen *screen, const uint8_t *frame, struct sky_color background, const char **text,
                      size_t *length)
{
    const char *picture;
    sky_flat_draw(screen->flat, frame, background, screen->picture);
    if (screen->paint) {
        sky_paint_lines(screen->paint, screen->picture, text, length);
        return;
    }
    sky_sixel_draw(screen->sixel, screen->picture, true, &picture, length);
    memcpy(screen->text, picture, *length);
    screen->text[(*length)++] = '\n';
    *text = screen->text;
}

/* The last picture may have been cut off. The row of the cursor, below the last message, is deleted, which moves the
 * picture up: so the last row of the window, of whatever number, is free for the shell's prompt, and no message is
 * lost. */
#define LEAVE "\033[0m\033[?7h\0337\033[r\0338\033[M\033[9999;1H\033[?25h"

void sky_screen_leave(struct sky_screen *screen, const char **text, size_t *length)
{
    *text = screen->terminal.synchronized ? "\033[?2026l" LEAVE : LEAVE;
    *length = screen->begun ? strlen(*text) : 0;
    screen->begun = screen->fitted = false;
}
