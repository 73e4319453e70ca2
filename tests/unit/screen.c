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

static void test_fit(unsigned columns, unsigned rows, uint32_t spare, uint32_t size_max, struct sky_window wanted)
{
    struct winsize cells = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    struct sky_window window;
    ioctl(terminal, TIOCSWINSZ, &cells);
    int result = sky_window_fit(&window, terminal, spare, size_max);
    ok(result == 0 && memcmp(&window, &wanted, sizeof window) == 0,
       "a window of %ux%u with %u spare rows and limit %u has the disc of %u pixels at %u,%u", columns, rows, spare,
       size_max, wanted.size, wanted.left, wanted.top);
}

/* Frames that are black but for one LED at the rim must not be drawn as black pictures. (Near the hub vanes are closer
 * to each other than pixels, whatever the size.) */
static void test_no_led_is_lost(uint32_t vanes, uint32_t pixels, uint32_t size)
{
    struct sky_geometry geometry = {.vanes = vanes, .pixels = pixels};
    size_t frame_bytes = sky_frame_bytes(&geometry), picture_bytes = (size_t)size * size * 3;
    unsigned oversample = sky_flat_oversample_of(&geometry, size);
    struct sky_flat *flat = sky_flat_create(&geometry, size, oversample, (struct sky_color){0});
    uint8_t *frame = calloc(1, frame_bytes), *rgb = malloc(picture_bytes);
    bool held = flat && frame && rgb;
    for (size_t at = (pixels - 1) * 3; held && at < frame_bytes; at += sky_vane_bytes(&geometry)) {
        memset(frame + at, 255, 3);
        sky_flat_draw(flat, frame, rgb);
        memset(frame + at, 0, 3);
        bool seen = false;
        for (size_t i = 0; i < picture_bytes && !seen; i++)
            seen = rgb[i] != 0;
        held = seen;
    }
    ok(held,
       "each LED at the rim of %ux%u shows in a picture of %u pixels, oversampled %u times", vanes, pixels,
       size, oversample);
    sky_flat_destroy(flat);
    free(frame);
    free(rgb);
}

static void test_screen(void)
{
    struct sky_geometry geometry = {.vanes = 24, .pixels = 8};
    struct sky_screen *screen = sky_screen_create(&geometry, SKY_PAINT_TRUE, 0);
    struct sky_window window = {.columns = 4, .rows = 2, .size = 4};
    uint8_t frame[24 * 8 * 3];
    const char *text;
    size_t length, first;
    memset(frame, 90, sizeof frame);

    ok(sky_screen_fit(screen, &window) == 1, "a new screen asks to be cleared");
    sky_screen_draw(screen, frame, (struct sky_color){0}, &text, &first);
    ok(first > 0 && sky_screen_fit(screen, &window) == 0, "a screen does not ask again while the window is the same");
    sky_screen_draw(screen, frame, (struct sky_color){0}, &text, &length);
    ok(length == 0, "drawing the same frame again takes no text");
    window.columns = 6;
    window.left = 1;
    ok(sky_screen_fit(screen, &window) == 1, "a screen asks to be cleared when the window has changed");
    sky_screen_draw(screen, frame, (struct sky_color){0}, &text, &length);
    ok(length == first, "the next frame is then drawn whole");
    sky_screen_destroy(screen);
}

int main(void)
{
    terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0) {
        ok(false, "a pseudoterminal is available");
        return done();
    }
    test_fit(80, 24, 0, 0, (struct sky_window){80, 24, 48, 16, 0});
    test_fit(80, 24, 1, 0, (struct sky_window){80, 23, 46, 17, 0});
    test_fit(31, 40, 0, 0, (struct sky_window){31, 40, 30, 0, 12});
    test_fit(80, 24, 0, 21, (struct sky_window){80, 24, 20, 30, 7});
    test_fit(1, 1, 0, 0, (struct sky_window){1, 1, 2, 0, 0});
    test_fit(9, 2, 3, 0, (struct sky_window){9, 1, 2, 3, 0});
    test_fit(0, 0, 0, 0, (struct sky_window){80, 24, 48, 16, 0});
    test_fit(9000, 5000, 0, 0, (struct sky_window){9000, 5000, 1024, 3988, 2244});
    close(terminal);

    int file = open("/dev/null", O_RDONLY);
    struct sky_window window;
    ok(sky_window_fit(&window, file, 0, 0) == -1 && errno == ENOTTY && window.size == 48,
       "a file that is not a terminal counts as 80x24 and gives ENOTTY");
    close(file);

    test_screen();
    test_no_led_is_lost(24, 8, 6);
    test_no_led_is_lost(100, 3, 8);
    test_no_led_is_lost(60, 1, 6);
    return done();
}
