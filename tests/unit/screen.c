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

#include "base/clock.h"
#include "disc/flat.h"
#include "tap.h"

static int terminal;
static const struct sky_terminal blocks = {.colors = SKY_TERMINAL_TRUE, .moves = true, .blocks = true};

struct fit {
    unsigned columns, rows, cell_width, cell_height;
    uint32_t size_max, across, down, left, top;
};

static void test_fit(const struct fit *fit)
{
    struct winsize cells = {.ws_col = (unsigned short)fit->columns, .ws_row = (unsigned short)fit->rows,
                            .ws_xpixel = (unsigned short)(fit->columns * fit->cell_width),
                            .ws_ypixel = (unsigned short)(fit->rows * fit->cell_height)};
    struct sky_window window;
    ioctl(terminal, TIOCSWINSZ, &cells);
    int result = sky_window_fit(&window, terminal, &blocks, fit->size_max);
    ok(result == 0 && window.across == fit->across && window.down == fit->down && window.left == fit->left &&
           window.top == fit->top && window.width == fit->across && window.height == 2 * fit->down &&
           window.text == fit->top && !window.sixel,
       "a window of %ux%u cells of %ux%u with limit %u has the disc in %u x %u cells at %u,%u", fit->columns,
       fit->rows, fit->cell_width, fit->cell_height, fit->size_max, window.across, window.down, window.left,
       window.top);
}

static void test_fits(void)
{
    static const struct fit fits[] = {
        {80, 24, 0, 0, 0, 36, 18, 22, 6},       {200, 60, 0, 0, 0, 104, 52, 48, 8},
        {31, 40, 0, 0, 0, 30, 15, 0, 25},       {80, 24, 0, 0, 21, 20, 10, 30, 14},
        {80, 4, 0, 0, 0, 4, 2, 38, 2},          {80, 3, 0, 0, 0, 6, 3, 37, 0},
        {1, 1, 0, 0, 0, 1, 1, 0, 0},            {0, 0, 0, 0, 0, 36, 18, 22, 6},
        {9000, 5000, 0, 0, 0, 1024, 512, 3988, 4488},
        {80, 24, 10, 20, 0, 36, 18, 22, 6},     {80, 24, 7, 16, 0, 41, 18, 19, 6}, /* 18 * 16 / 7 = 41.1 */
        {80, 24, 9, 17, 0, 34, 18, 23, 6},      {30, 40, 10, 22, 0, 29, 13, 0, 27}, /* 30 * 10 / 22 = 13.6 */
        {80, 24, 1, 1, 0, 36, 18, 22, 6},       {80, 24, 5, 60, 0, 36, 18, 22, 6}, /* no cell is like that */
    };
    for (size_t i = 0; i < sizeof fits / sizeof *fits; i++)
        test_fit(fits + i);
}

/* Pixels are square, and the picture ends in the row before the last one. */
static void test_sixel_fit(unsigned xpixel, unsigned ypixel, uint32_t answer_width, uint32_t answer_height,
                           uint32_t size, uint32_t text, uint32_t top)
{
    struct winsize cells = {.ws_col = 80, .ws_row = 24, .ws_xpixel = (unsigned short)xpixel,
                            .ws_ypixel = (unsigned short)ypixel};
    struct sky_terminal kind = {.graphics = SKY_GRAPHICS_SIXEL, .sixel_width = 800, .sixel_height = 400,
                                .cell_width = answer_width, .cell_height = answer_height};
    struct sky_window window;
    ioctl(terminal, TIOCSWINSZ, &cells);
    int result = sky_window_fit(&window, terminal, &kind, 0);
    ok(result == 0 && window.sixel && window.width == size && window.height == size && window.text == text &&
           window.top == top && window.top + window.down == 23 && window.down * window.cell_height >= size,
       "80x24 cells in %ux%u pixels, by the answer of %ux%u each, have a sixel picture of %u pixels below %u rows",
       xpixel, ypixel, answer_width, answer_height, window.width, window.text);
}

static void test_choice(void)
{
    struct sky_terminal kind = {.sixel = true, .colors_guessed = true, .sixel_colors = 256};
    unsetenv("SSH_CONNECTION");
    ok(sky_terminal_draws_sixel(&kind), "a terminal that has sixel graphics shows them");
    setenv("SSH_CONNECTION", "10.0.0.7 50000 10.0.0.1 22", 1);
    ok(!sky_terminal_draws_sixel(&kind), "not over ssh");
    kind.graphics = SKY_GRAPHICS_SIXEL;
    ok(sky_terminal_draws_sixel(&kind), "unless the user says so");
    unsetenv("SSH_CONNECTION");
    kind.graphics = SKY_GRAPHICS_BLOCKS;
    ok(!sky_terminal_draws_sixel(&kind), "and not if the user wants blocks");
    kind = (struct sky_terminal){.sixel = true, .colors_guessed = true, .sixel_colors = 16};
    ok(!sky_terminal_draws_sixel(&kind), "nor with 16 colours");
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
    struct sky_terminal kind = blocks;
    struct sky_screen *screen = sky_screen_create(&geometry, &kind);
    struct sky_window window = {.columns = 4, .rows = 7, .cell_width = 1, .cell_height = 2, .width = 4, .height = 4,
                                .across = 4, .down = 2, .top = 5, .text = 5};
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
    memset(frame, 120, sizeof frame);
    sky_screen_draw(screen, frame, (struct sky_color){0}, &text, &length);
    ok(begins(text, "\0337\033[?7l") && memcmp(text + length - 2, "\0338", 2) == 0,
       "a picture begins by saving the cursor and ends by restoring it");
    memset(frame, 90, sizeof frame);
    window.columns = 6;
    window.left = 1;
    sky_screen_fit(screen, &window);
    sky_screen_draw(screen, frame, (struct sky_color){0}, &text, &length);
    ok(length > first && begins(text, "\0337\033[r\0338\033[J\v"), "in another window all is drawn anew");
    sky_screen_leave(screen, &text, &length);
    ok(length > 0 && begins(text, "\033[0m\033[?7h\0337\033[r\0338\033[M"), "the terminal is given back");
    sky_screen_draw(screen, frame, (struct sky_color){0}, &text, &length);
    ok(length == first && begins(text, place), "the next picture is drawn in a new place");
    kind.synchronized = true;
    sky_screen_set_terminal(screen, &kind);
    sky_screen_fit(screen, &window);
    sky_screen_draw(screen, frame, (struct sky_color){0}, &text, &length);
    ok(memmem(text, length, "\0337\033[?2026h", 10) && memcmp(text + length - 10, "\033[?2026l\0338", 10) == 0,
       "a terminal that can shows each picture at once");
    sky_screen_destroy(screen);
}

static void test_sixel_screen(void)
{
    struct sky_geometry geometry = {.vanes = 24, .pixels = 8};
    struct sky_terminal kind = {.graphics = SKY_GRAPHICS_SIXEL};
    struct sky_screen *screen = sky_screen_create(&geometry, &kind);
    struct sky_window window = {.columns = 9, .rows = 12, .cell_width = 5, .cell_height = 10, .sixel = true,
                                .width = 40, .height = 40, .across = 8, .down = 4, .top = 7, .text = 5};
    uint8_t frame[24 * 8 * 3];
    const char *text;
    size_t length;
    memset(frame, 90, sizeof frame);
    sky_screen_fit(screen, &window);
    sky_screen_draw(screen, frame, (struct sky_color){0}, &text, &length);
    ok(begins(text, "\033[J\v\v\v\v\v\v\v\033[7A\0337\033[1;5r\0338\033[?25l\0337\033[0m\033[r"
                    "\033[6;1H\033[2K\033[7;1H\033[2K\033[8;1H\033P0;1q\"1;1;40;40#") &&
           memcmp(text + length - 10, "\033\\\033[1;5r\0338", 10) == 0,
       "a sixel picture is drawn below two empty rows, while the whole window scrolls");
    sky_screen_draw(screen, frame, (struct sky_color){0}, &text, &length);
    bool again = length > 0;
    sky_clock_pause(500000000);
    sky_screen_draw(screen, frame, (struct sky_color){0}, &text, &length);
    ok(!again && length > 0, "a sixel picture that stays is drawn again twice a second");
    sky_screen_destroy(screen);
}

int main(void)
{
    terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0) {
        ok(false, "a pseudoterminal is available");
        return done();
    }
    test_fits();
    test_sixel_fit(720, 456, 0, 0, 17 * 19, 3, 6);
    test_sixel_fit(724, 460, 9, 19, 17 * 19, 3, 6);  /* with a margin that is no cell's */
    test_sixel_fit(729, 480, 9, 19, 17 * 19, 3, 6);  /* which is a pixel of each cell */
    test_sixel_fit(960, 576, 9, 19, 400, 3, 6);      /* and with a larger font than before; the limit */
    test_sixel_fit(0, 0, 9, 19, 17 * 19, 3, 6);
    test_sixel_fit(0, 0, 0, 0, 17 * 20, 3, 6);
    close(terminal);

    int file = open("/dev/null", O_RDONLY);
    struct sky_window window;
    ok(sky_window_fit(&window, file, &blocks, 0) == -1 && errno == ENOTTY && window.across == 36,
       "a file that is not a terminal counts as 80x24 and gives ENOTTY");
    close(file);

    test_choice();
    test_screen();
    test_sixel_screen();
    test_no_led_is_lost(24, 8, 6);
    test_no_led_is_lost(100, 3, 8);
    test_no_led_is_lost(60, 1, 6);
    return done();
}
