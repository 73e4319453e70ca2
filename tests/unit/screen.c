/* SPDX-License-Identifier: ISC */
/* Fits the disc into windows of a pseudoterminal whose size the test sets. */
#include "term/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "disc/flat.h"
#include "tap.h"

static int terminal;

static void test_fit(unsigned columns, unsigned rows, uint32_t size_max, struct sky_window wanted)
{
    struct winsize cells = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    struct sky_window window;
    ioctl(terminal, TIOCSWINSZ, &cells);
    int result = sky_window_fit(&window, terminal, size_max);
    ok(result == 0 && memcmp(&window, &wanted, sizeof window) == 0,
       "a window of %ux%u with limit %u has the disc of %u pixels at %u,%u", columns, rows, size_max,
       wanted.size, wanted.left, wanted.top);
}

/* Frames that are black but for one LED at the rim must not be drawn as black pictures. */
static void test_no_led_is_lost(uint32_t vanes, uint32_t pixels, uint32_t size)
{
    struct sky_geometry geometry = {.vanes = vanes, .pixels = pixels};
    size_t frame_bytes = sky_frame_bytes(&geometry), picture_bytes = (size_t)size * size * 3;
    struct sky_flat *flat = sky_flat_create(&geometry, &(struct sky_flat_picture){size, size, 1, SKY_FLAT_SMOOTH});
    uint8_t *frame = calloc(1, frame_bytes), *rgb = malloc(picture_bytes);
    bool held = flat && frame && rgb;
    for (size_t at = (pixels - 1) * 3; held && at < frame_bytes; at += sky_vane_bytes(&geometry)) {
        memset(frame + at, 255, 3);
        sky_flat_draw(flat, frame, (struct sky_color){0}, rgb);
        memset(frame + at, 0, 3);
        bool seen = false;
        for (size_t i = 0; i < picture_bytes && !seen; i++)
            seen = rgb[i] != 0;
        held = seen;
    }
    ok(held, "each LED at the rim of %ux%u shows in a picture of %u pixels", vanes, pixels, size);
    sky_flat_destroy(flat);
    free(frame);
    free(rgb);
}

static bool begins(const char *text, const char *wanted)
{
    return strncmp(text, wanted, strlen(wanted)) == 0;
}

static void test_screen(void)
{
    static const char place[] = "\033[J\v\v\033[2A\0337\033[1;5r\0338\033[?25l\0337";
    struct sky_geometry geometry = {.vanes = 24, .pixels = 8};
    struct sky_terminal kind = {.colors = SKY_TERMINAL_TRUE, .moves = true, .blocks = true};
    struct sky_screen *screen = sky_screen_create(&geometry, &kind);
    struct sky_window window = {.columns = 4, .rows = 7, .size = 4, .top = 5};
    uint8_t frame[24 * 8 * 3];
    const char *text;
    size_t length, first;
    memset(frame, 90, sizeof frame);

    sky_screen_fit(screen, &window);
    sky_screen_leave(screen, &text, &length);
    ok(length == 0, "a screen that has drawn nothing needs nothing to be given back");
    sky_screen_draw(screen, frame, (struct sky_color){0}, &text, &first);
    ok(begins(text, place), "the first picture is drawn in a place that is made for it");
    sky_screen_draw(screen, frame, (struct sky_color){0}, &text, &length);
    ok(sky_screen_fit(screen, &window) == 0 && length == 0, "drawing the same frame again takes no text");
    memset(frame, 91, sizeof frame);
    sky_screen_draw(screen, frame, (struct sky_color){0}, &text, &length);
    ok(begins(text, "\0337\033[?2026h") && memcmp(text + length - 2, "\0338", 2) == 0,
       "a picture begins by saving the cursor and ends by restoring it");
    window.columns = 6;
    window.left = 1;
    sky_screen_fit(screen, &window);
    sky_screen_draw(screen, frame, (struct sky_color){0}, &text, &length);
    ok(length > first && begins(text, "\0337\033[r\0338\033[J\v"), "in another window all is drawn anew");
    sky_screen_leave(screen, &text, &length);
    ok(length > 0 && begins(text, "\033[0m\0337\033[r\0338\033[M"), "the terminal is given back");
    sky_screen_draw(screen, frame, (struct sky_color){0}, &text, &length);
    ok(length == first && begins(text, place), "the next picture is drawn in a new place");
    sky_screen_destroy(screen);
}

int main(void)
{
    terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0) {
        ok(false, "a pseudoterminal is available");
        return done();
    }
    test_fit(80, 24, 0, (struct sky_window){80, 24, 36, 22, 6});
    test_fit(200, 60, 0, (struct sky_window){200, 60, 104, 48, 8});
    test_fit(31, 40, 0, (struct sky_window){31, 40, 30, 0, 25});
    test_fit(80, 24, 21, (struct sky_window){80, 24, 20, 30, 14});
    test_fit(80, 4, 0, (struct sky_window){80, 4, 4, 38, 2});
    test_fit(80, 3, 0, (struct sky_window){80, 3, 6, 37, 0});
    test_fit(1, 1, 0, (struct sky_window){1, 1, 2, 0, 0});
    test_fit(0, 0, 0, (struct sky_window){80, 24, 36, 22, 6});
    test_fit(9000, 5000, 0, (struct sky_window){9000, 5000, 1024, 3988, 4488});
    close(terminal);

    int file = open("/dev/null", O_RDONLY);
    struct sky_window window;
    ok(sky_window_fit(&window, file, 0) == -1 && errno == ENOTTY && window.size == 36,
       "a file that is not a terminal counts as 80x24 and gives ENOTTY");
    close(file);

    test_screen();
    test_no_led_is_lost(24, 8, 6);
    test_no_led_is_lost(100, 3, 8);
    test_no_led_is_lost(60, 1, 6);
    return done();
}
