/* SPDX-License-Identifier: ISC */
/* Plays the painter's text on a small simulated terminal, which must then show the picture. */
#include "term/paint.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "tap.h"

#define COLUMNS 90 /* of the terminal */
#define ROWS 40
#define UNTOUCHED UINT32_MAX

struct cell {
    uint32_t above, below; /* 0xrrggbb, or xterm's number */
};

/* The part of a terminal that the painter uses. Anything else in the text makes it invalid. */
struct terminal {
    struct cell cells[ROWS][COLUMNS];
    uint32_t row, column, fore, back;
    bool valid;
};

static void clear(struct terminal *terminal)
{
    *terminal = (struct terminal){.valid = true, .fore = UNTOUCHED, .back = UNTOUCHED};
    for (int row = 0; row < ROWS; row++)
        for (int column = 0; column < COLUMNS; column++)
            terminal->cells[row][column] = (struct cell){UNTOUCHED, UNTOUCHED};
}

/* Handles the numbers of an SGR sequence: 0, or 38 and 48 with 2;R;G;B or 5;N. */
static void set_colors(struct terminal *terminal, const uint32_t *numbers, int count)
{
    for (int i = 0; i < count;) {
        uint32_t *ground = numbers[i] == 38 ? &terminal->fore : &terminal->back;
        if (numbers[i] == 0) {
            terminal->fore = terminal->back = UNTOUCHED;
            i++;
        } else if ((numbers[i] == 38 || numbers[i] == 48) && i + 4 < count && numbers[i + 1] == 2) {
            *ground = numbers[i + 2] << 16 | numbers[i + 3] << 8 | numbers[i + 4];
            i += 5;
        } else if ((numbers[i] == 38 || numbers[i] == 48) && i + 2 < count && numbers[i + 1] == 5) {
            *ground = numbers[i + 2];
            i += 3;
        } else {
            terminal->valid = false;
            return;
        }
    }
}

/* Plays a control sequence after its escape character. Returns where it ends. */
static const char *escape(struct terminal *terminal, const char *text, const char *end)
{
    uint32_t numbers[16] = {0};
    int count = 0;
    if (text == end || *text++ != '[')
        terminal->valid = false;
    while (text < end && ((*text >= '0' && *text <= '9') || *text == ';')) {
        if (*text != ';')
            numbers[count] = numbers[count] * 10 + (uint32_t)(*text - '0');
        else if (++count == 15)
            terminal->valid = false;
        text++;
    }
    count++;
    if (text == end)
        terminal->valid = false;
    else if (*text == 'H' && count == 2) {
        terminal->row = numbers[0] - 1;
        terminal->column = numbers[1] - 1;
    } else if (*text == 'C' && count == 1)
        terminal->column += numbers[0] ? numbers[0] : 1;
    else if (*text == 'm')
        set_colors(terminal, numbers, count);
    else
        terminal->valid = false;
    return text < end ? text + 1 : end;
}

static void print(struct terminal *terminal, bool half)
{
    if (terminal->row >= ROWS || terminal->column >= COLUMNS) {
        terminal->valid = false;
        return;
    }
    terminal->cells[terminal->row][terminal->column++] =
        (struct cell){half ? terminal->fore : terminal->back, terminal->back};
}

static void play(struct terminal *terminal, const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end && terminal->valid) {
        if (*text == '\033')
            text = escape(terminal, text + 1, end);
        else if (*text == ' ') {
            print(terminal, false);
            text++;
        } else if (end - text >= 3 && memcmp(text, "\xe2\x96\x80", 3) == 0) {
            print(terminal, true);
            text += 3;
        } else
            terminal->valid = false;
    }
}

static uint32_t true_color(const uint8_t *rgb)
{
    return (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
}

/* ---- OKLab with the toe of CIE L*, from their definitions, with libm ---- */

static double light_of(double code)
{
    code /= 255;
    return code <= 0.04045 ? code / 12.92 : pow((code + 0.055) / 1.055, 2.4);
}

static double root_of(double light)
{
    return light > 216.0 / 24389 ? 1.16 * cbrt(light) - 0.16 : light * 24389 / 2700;
}

static void lab_of(uint32_t color, double lab[3])
{
    double r = light_of(color >> 16 & 255), g = light_of(color >> 8 & 255), b = light_of(color & 255);
    double l = root_of(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    double m = root_of(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    double s = root_of(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    lab[0] = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
    lab[1] = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
    lab[2] = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
}

static double difference(const double a[3], const double b[3])
{
    return sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
}

static double distance(uint32_t one, uint32_t other)
{
    double a[3], b[3];
    lab_of(one, a);
    lab_of(other, b);
    return difference(a, b);
}

/* xterm's colour `number`, 16 to 255. */
static uint32_t color_of_256(uint32_t number)
{
    static const uint32_t levels[] = {0, 95, 135, 175, 215, 255};
    if (number >= 232)
        return (8 + 10 * (number - 232)) * 0x10101;
    number -= 16;
    return levels[number / 36] << 16 | levels[number / 6 % 6] << 8 | levels[number % 6];
}

/* Is no other of xterm's colours nearer, by more than a difference that can hardly be seen? */
static bool is_nearest(uint32_t color, uint32_t number)
{
    static double palette[256][3];
    double lab[3];
    if (palette[255][0] == 0)
        for (uint32_t i = 16; i < 256; i++)
            lab_of(color_of_256(i), palette[i]);
    if (number < 16 || number > 255)
        return false;
    lab_of(color, lab);
    double found = difference(lab, palette[number]);
    for (uint32_t other = 16; other < 256; other++)
        if (difference(lab, palette[other]) < found - 0.025)
            return false;
    return true;
}

/* 0.02, and what whole numbers make of it. */
#define INVISIBLE 0.0205

static bool shows(enum sky_terminal_colors colors, const uint8_t *rgb, uint32_t shown)
{
    uint32_t color = true_color(rgb);
    return colors == SKY_TERMINAL_256 ? is_nearest(color, shown) : shown == color || distance(color, shown) < INVISIBLE;
}

/* Does the terminal show the picture at this place, and nothing elsewhere? */
static bool shows_picture(const struct terminal *terminal, const uint8_t *rgb, uint32_t columns, uint32_t rows,
                          uint32_t left, uint32_t top, enum sky_terminal_colors colors)
{
    if (!terminal->valid || terminal->fore != UNTOUCHED || terminal->back != UNTOUCHED)
        return false;
    for (uint32_t row = 0; row < ROWS; row++)
        for (uint32_t column = 0; column < COLUMNS; column++) {
            struct cell cell = terminal->cells[row][column];
            if (row < top || row >= top + rows || column < left || column >= left + columns) {
                if (cell.above != UNTOUCHED || cell.below != UNTOUCHED)
                    return false;
                continue;
            }
            const uint8_t *above = rgb + ((row - top) * 2 * columns + column - left) * 3;
            if (!shows(colors, above, cell.above) || !shows(colors, above + columns * 3, cell.below))
                return false;
        }
    return true;
}

/* Changes about `part` in 256 of the pixels: half of them to one of a few colours, so that neighbours are alike. */
static void change(uint8_t *rgb, size_t pixels, unsigned part, uint64_t seed)
{
    for (size_t i = 0; i < pixels; i++) {
        uint64_t random = sky_random_hash(seed, i);
        if ((random & 255) >= part)
            continue;
        for (int channel = 0; channel < 3; channel++)
            rgb[3 * i + (size_t)channel] = random & 256 ? (uint8_t)(random >> (16 + 8 * channel))
                                                        : (uint8_t)((random >> 16 & 1) * 255);
    }
}

static struct sky_paint *create(uint32_t columns, uint32_t rows, enum sky_terminal_colors colors)
{
    return sky_paint_create(columns, rows, &(struct sky_terminal){.colors = colors, .moves = true, .blocks = true});
}

static struct terminal terminal;

/* Draws the same picture until nothing is to do. Is it exact, in true colours, and was each text short? */
static bool settles(struct sky_paint *paint, const uint8_t *rgb, size_t pixels, uint32_t columns, uint32_t left,
                    uint32_t top)
{
    const char *text;
    size_t length;
    for (int i = 0; i < 60; i++) {
        sky_paint_draw(paint, rgb, &text, &length);
        play(&terminal, text, length);
        if (length == 0)
            break;
        if (length > pixels / 2 + 80)
            return false;
    }
    for (size_t i = 0; i < pixels; i++) {
        struct cell cell = terminal.cells[top + i / columns / 2][left + i % columns];
        uint32_t shown = i / columns % 2 ? cell.below : cell.above;
        if (shown != true_color(rgb + 3 * i) && shown > 255)
            return false;
    }
    return length == 0;
}

/* Light that grows by one code in each picture, from different beginnings. */
static void test_slow_changes(void)
{
    enum { WIDE = 30, HIGH = 20 };
    uint8_t rgb[WIDE * HIGH * 2 * 3];
    struct sky_paint *paint = create(WIDE, HIGH, SKY_TERMINAL_TRUE);
    const char *text;
    size_t length;
    bool held = true, silent = false;
    clear(&terminal);
    for (unsigned step = 0; step < 256; step++) {
        for (unsigned i = 0; i < sizeof rgb; i++)
            rgb[i] = (uint8_t)((i / 3 * 7 % 64 + step) * (i % 3 + 1) / 4);
        sky_paint_draw(paint, rgb, &text, &length);
        play(&terminal, text, length);
        held = held && shows_picture(&terminal, rgb, WIDE, HIGH, 0, 0, SKY_TERMINAL_TRUE);
        silent = silent || (step > 0 && length < WIDE * HIGH + 80);
    }
    ok(held, "changes that cannot be seen do not add up");
    ok(silent, "changes that cannot be seen take little text");
    sky_paint_destroy(paint);
}

static void test_pictures(uint32_t columns, uint32_t rows, uint32_t left, uint32_t top,
                          enum sky_terminal_colors colors)
{
    size_t pixels = (size_t)columns * rows * 2, length;
    uint8_t *rgb = calloc(pixels, 3);
    const char *text;
    bool held = true;
    struct sky_paint *paint = create(columns, rows, colors);
    sky_paint_place(paint, left, top);
    clear(&terminal);
    for (unsigned i = 0; i < 40; i++) {
        change(rgb, pixels, (i * 97) % 257, i);
        sky_paint_draw(paint, rgb, &text, &length);
        play(&terminal, text, length);
        held = held && shows_picture(&terminal, rgb, columns, rows, left, top, colors);
    }
    const char *name = colors == SKY_TERMINAL_TRUE ? "true colours" : "256 colours";
    ok(held, "the terminal shows 40 pictures of %ux%u cells at %u,%u in %s", columns, rows, left, top, name);

    ok(settles(paint, rgb, pixels, columns, left, top),
       "a picture that stays becomes exact, and takes no more text (%ux%u)", columns, rows);

    sky_paint_redraw(paint);
    clear(&terminal);
    sky_paint_draw(paint, rgb, &text, &length);
    play(&terminal, text, length);
    ok(shows_picture(&terminal, rgb, columns, rows, left, top, colors),
       "after a redraw the whole picture is drawn (%ux%u)", columns, rows);
    sky_paint_destroy(paint);
    free(rgb);
}

static bool draws(struct sky_paint *paint, const uint8_t *rgb, const char *wanted)
{
    const char *text;
    size_t length;
    sky_paint_draw(paint, rgb, &text, &length);
    return length == strlen(wanted) && memcmp(text, wanted, length) == 0;
}

static void test_text(void)
{
    uint8_t rgb[2 * 4 * 3] = {0};
    struct sky_paint *paint = create(4, 1, SKY_TERMINAL_TRUE);
    ok(draws(paint, rgb, "\033[1;1H\033[48;2;0;0;0m    \033[0m"), "equal cells in a row set the colour once");
    rgb[0] = 255;
    rgb[9] = 255;
    ok(draws(paint, rgb, "\033[1;1H\033[38;2;255;0;0;48;2;0;0;0m\xe2\x96\x80\033[2C\xe2\x96\x80\033[0m"),
       "unchanged cells are skipped");
    sky_paint_destroy(paint);
}

/* Two lines: two cells, the second of two colours, and two cells of one colour. */
static void test_lines(void)
{
    const uint8_t rgb[2 * 4 * 3] = {9, 9, 9, 255, 0, 0, 9, 9, 9, 0, 0, 255, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7};
    static const char lines[] = "\033[48;2;9;9;9m \033[38;2;255;0;0;48;2;0;0;255m\xe2\x96\x80\033[0m\n"
                                "\033[48;2;7;7;7m  \033[0m\n";
    struct sky_paint *paint = create(2, 2, SKY_TERMINAL_TRUE);
    const char *text;
    size_t length;
    for (int i = 0; i < 2; i++) {
        sky_paint_lines(paint, rgb, &text, &length);
        ok(length == strlen(lines) && memcmp(text, lines, length) == 0, "a picture is drawn as lines of text");
    }
    ok(draws(paint, rgb, "\033[1;1H\033[48;2;9;9;9m \033[38;2;255;0;0;48;2;0;0;255m\xe2\x96\x80"
                         "\033[2;1H\033[48;2;7;7;7m  \033[0m"),
       "after lines of text the next picture is drawn whole in its place");
    sky_paint_destroy(paint);
}

/* A cell is the mean of its two pixels where there are no blocks, and a character where there are no colours. */
static void test_poor_terminals(void)
{
    uint8_t rgb[2 * 3 * 3] = {0, 0, 0, 255, 255, 255, 110, 0, 0, 0, 0, 0, 255, 255, 255, 0, 0, 0};
    struct sky_paint *paint = sky_paint_create(3, 1, &(struct sky_terminal){.colors = SKY_TERMINAL_TRUE});
    ok(draws(paint, rgb, "\033[1;1H\033[48;2;0;0;0m \033[48;2;255;255;255m \033[48;2;79;0;0m \033[0m"),
       "without blocks cells are spaces, in the mean of their light");
    sky_paint_destroy(paint);
    rgb[6] = 10;
    paint = create(3, 1, SKY_TERMINAL_16);
    ok(draws(paint, rgb, "\033[1;1H\033[40m \033[107m \033[40m \033[0m"), "16 colours have sequences of their own");
    sky_paint_destroy(paint);
    paint = create(3, 1, SKY_TERMINAL_NO_COLORS);
    ok(draws(paint, rgb, "\033[1;1H @."), "without colours cells are characters, and only black is a space");
    const char *text;
    size_t length;
    sky_paint_lines(paint, rgb, &text, &length);
    ok(length == 4 && memcmp(text, " @.\n", 4) == 0, "lines without colours are plain text");
    sky_paint_destroy(paint);
}

static void test_all_colors(void)
{
    /* Every fifth level of each channel: 52^3 colours, one level of blue at a time. */
    enum { WIDE = 52, HIGH = 26 };
    uint8_t rgb[WIDE * HIGH * 2 * 3];
    struct sky_paint *paint = create(WIDE, HIGH, SKY_TERMINAL_256);
    const char *text;
    size_t length;
    bool held = true;
    clear(&terminal);
    for (unsigned blue = 0; blue < 256; blue += 5) {
        for (unsigned i = 0; i < WIDE * HIGH * 2; i++) {
            rgb[3 * i] = (uint8_t)(i / WIDE * 5);
            rgb[3 * i + 1] = (uint8_t)(i % WIDE * 5);
            rgb[3 * i + 2] = (uint8_t)blue;
        }
        sky_paint_draw(paint, rgb, &text, &length);
        play(&terminal, text, length);
        held = held && shows_picture(&terminal, rgb, WIDE, HIGH, 0, 0, SKY_TERMINAL_256);
    }
    ok(held, "140,608 colours become the nearest of 256, as an eye sees them");
    sky_paint_destroy(paint);
}

/* The ink of a character, as a part of that of '@', is nearest to the light. */
static void test_characters(void)
{
    static const struct {
        uint8_t code;
        char character;
    } cases[] = {{0, ' '}, {1, '.'}, {60, '.'}, {106, ':'}, {145, '+'}, {188, 'x'}, {220, '%'}, {255, '@'}};
    struct sky_paint *paint = create(1, 1, SKY_TERMINAL_NO_COLORS);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t rgb[6];
        const char *text;
        size_t length;
        memset(rgb, cases[i].code, sizeof rgb);
        sky_paint_lines(paint, rgb, &text, &length);
        ok(length == 2 && *text == cases[i].character, "grey %u, light %.2f, becomes '%c'", cases[i].code,
           light_of(cases[i].code), cases[i].character);
    }
    sky_paint_destroy(paint);
}

int main(void)
{
    for (enum sky_terminal_colors colors = SKY_TERMINAL_256; colors <= SKY_TERMINAL_TRUE; colors++) {
        test_pictures(1, 1, 0, 0, colors);
        test_pictures(80, 24, 0, 0, colors);
        test_pictures(37, 19, 5, 3, colors);
        test_pictures(COLUMNS, ROWS, 0, 0, colors);
    }
    test_text();
    test_lines();
    test_poor_terminals();
    test_all_colors();
    test_characters();
    test_slow_changes();
    ok(!create(0, 1, SKY_TERMINAL_TRUE) && !create(1, 0, SKY_TERMINAL_TRUE) &&
           !create(SKY_PAINT_MAX + 1, 1, SKY_TERMINAL_TRUE),
       "pictures of no cells or too many cells are refused");
    return done();
}
