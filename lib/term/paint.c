/* SPDX-License-Identifier: ISC */
#include "term/paint.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

/* The longest text of a cell: moving the cursor, "\033[66559;66559H"; both colours,
 * "\033[38;2;255;255;255;48;2;255;255;255m"; the three bytes of U+2580. */
#define CELL_TEXT (16 + 36 + 3)

#define PLACE_MAX 65535

/* The text that ends a line: "\033[0m\n". */
#define LINE_TEXT 5

/* No colour: the colour of a cell that must be drawn in any case, and of a pen in an unknown state. */
#define UNKNOWN UINT32_MAX

/* The two pixels of a cell. A colour is 0xrrggbb, or xterm's number, 0 to 255, or without colours a character. */
struct cell {
    uint32_t above, below;
};

struct sky_paint {
    uint32_t columns, rows, left, top;
    struct sky_terminal terminal;
    struct cell *shown; /* rows * columns cells: what the terminal shows */
    char *text;
    uint8_t level[256]; /* of a byte: the nearest of the cube's six levels */
};

/* xterm's cube, 256colres.pl in its sources: level 0 is 0, level n is 55 + 40 n. */
static int cube_value(int level)
{
    return level ? 55 + 40 * level : 0;
}

static void fill_levels(uint8_t level[256])
{
    for (int value = 0, nearest = 0; value < 256; value++) {
        if (nearest < 5 && abs(cube_value(nearest + 1) - value) < abs(cube_value(nearest) - value))
            nearest++;
        level[value] = (uint8_t)nearest;
    }
}

struct sky_paint *sky_paint_create(uint32_t columns, uint32_t rows, const struct sky_terminal *terminal)
{
    if (columns < 1 || columns > SKY_PAINT_MAX || rows < 1 || rows > SKY_PAINT_MAX) {
        sky_fail("a terminal of %u x %u cells is out of range (must be 1 to %u each way)", columns, rows,
                 SKY_PAINT_MAX);
        return NULL;
    }
    struct sky_paint *paint = calloc(1, sizeof *paint);
    size_t cells = (size_t)columns * rows;
    if (paint) {
        *paint = (struct sky_paint){.columns = columns, .rows = rows, .terminal = *terminal};
        paint->shown = malloc(cells * sizeof *paint->shown);
        paint->text = malloc(sky_paint_text_max(paint));
    }
    if (!paint || !paint->shown || !paint->text) {
        sky_paint_destroy(paint);
        sky_fail("out of memory for a terminal of %u x %u cells", columns, rows);
        return NULL;
    }
    fill_levels(paint->level);
    sky_paint_redraw(paint);
    return paint;
}

void sky_paint_destroy(struct sky_paint *paint)
{
    if (!paint)
        return;
    free(paint->shown);
    free(paint->text);
    free(paint);
}

size_t sky_paint_text_max(const struct sky_paint *paint)
{
    return (size_t)paint->columns * paint->rows * CELL_TEXT + (size_t)paint->rows * LINE_TEXT + 16;
}

void sky_paint_place(struct sky_paint *paint, uint32_t left, uint32_t top)
{
    paint->left = left < PLACE_MAX ? left : PLACE_MAX;
    paint->top = top < PLACE_MAX ? top : PLACE_MAX;
    sky_paint_redraw(paint);
}

void sky_paint_redraw(struct sky_paint *paint)
{
    for (size_t i = 0; i < (size_t)paint->columns * paint->rows; i++)
        paint->shown[i] = (struct cell){UNKNOWN, UNKNOWN};
}

/* The nearest of xterm's colours by squared distance, that of the cube if a grey is not nearer. Colours 0 to 15 are
 * not used, because users change them. */
static uint32_t nearest_of_256(const struct sky_paint *paint, const uint8_t *rgb)
{
    int grey = (rgb[0] + rgb[1] + rgb[2]) / 3;
    int step = grey < 8 ? 0 : grey > 238 ? 23 : (grey - 3) / 10;
    int to_cube = 0, to_grey = 0;
    uint32_t cube = 0;
    for (int channel = 0; channel < 3; channel++) {
        int level = paint->level[rgb[channel]];
        int off_cube = rgb[channel] - cube_value(level), off_grey = rgb[channel] - (8 + 10 * step);
        cube = cube * 6 + (uint32_t)level;
        to_cube += off_cube * off_cube;
        to_grey += off_grey * off_grey;
    }
    return to_grey < to_cube ? 232 + (uint32_t)step : 16 + cube;
}

/* xterm's defaults of the colours 0 to 15, charproc.c in its sources. */
static uint32_t nearest_of_16(const uint8_t *rgb)
{
    static const uint8_t table[16][3] = {
        {0, 0, 0},   {205, 0, 0},   {0, 205, 0},   {205, 205, 0},   {0, 0, 238},     {205, 0, 205},
        {0, 205, 205}, {229, 229, 229}, {127, 127, 127}, {255, 0, 0}, {0, 255, 0}, {255, 255, 0},
        {92, 92, 255}, {255, 0, 255},   {0, 255, 255},   {255, 255, 255}};
    uint32_t nearest = 0;
    int least = INT_MAX;
    for (uint32_t i = 0; i < 16; i++) {
        int red = rgb[0] - table[i][0], green = rgb[1] - table[i][1], blue = rgb[2] - table[i][2];
        int distance = red * red + green * green + blue * blue;
        if (distance < least) {
            least = distance;
            nearest = i;
        }
    }
    return nearest;
}

/* Only black is a space. */
static uint32_t character_of(const uint8_t *rgb)
{
    static const char ramp[] = ".:-=+*#%@";
    int brightness = (2 * rgb[0] + 5 * rgb[1] + rgb[2]) / 8;
    return brightness == 0 ? ' ' : (uint32_t)ramp[brightness * 9 / 256];
}

static uint32_t color_of(const struct sky_paint *paint, const uint8_t *rgb)
{
    switch (paint->terminal.colors) {
    case SKY_TERMINAL_NO_COLORS:
        return character_of(rgb);
    case SKY_TERMINAL_16:
        return nearest_of_16(rgb);
    case SKY_TERMINAL_256:
        return nearest_of_256(paint, rgb);
    default:
        return (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
    }
}

static struct cell cell_of(const struct sky_paint *paint, const uint8_t *above, const uint8_t *below)
{
    if (paint->terminal.blocks && paint->terminal.colors != SKY_TERMINAL_NO_COLORS)
        return (struct cell){color_of(paint, above), color_of(paint, below)};
    uint8_t mean[3];
    for (int channel = 0; channel < 3; channel++)
        mean[channel] = (uint8_t)((above[channel] + below[channel] + 1) / 2);
    uint32_t color = color_of(paint, mean);
    return (struct cell){color, color};
}

static char *put_text(char *out, const char *text)
{
    size_t length = strlen(text);
    memcpy(out, text, length);
    return out + length;
}

static char *put_number(char *out, uint32_t number)
{
    if (number >= 10)
        out = put_number(out, number / 10);
    *out++ = (char)('0' + number % 10);
    return out;
}

/* The foreground, or the background. */
static char *put_color(const struct sky_paint *paint, char *out, bool back, uint32_t color)
{
    if (paint->terminal.colors == SKY_TERMINAL_16)
        return put_number(out, color + (color < 8 ? 30 : 90 - 8) + (back ? 10 : 0));
    out = put_text(out, back ? "48" : "38");
    if (paint->terminal.colors == SKY_TERMINAL_256)
        return put_number(put_text(out, ";5;"), color);
    out = put_number(put_text(out, ";2;"), color >> 16);
    *out++ = ';';
    out = put_number(out, color >> 8 & 255);
    *out++ = ';';
    return put_number(out, color & 255);
}

static char *put_reset(const struct sky_paint *paint, char *out)
{
    return paint->terminal.colors == SKY_TERMINAL_NO_COLORS ? out : put_text(out, "\033[0m");
}

/* Where the terminal will put the next character, and in which colours. */
struct pen {
    uint32_t row, column; /* `row` is UNKNOWN at first */
    uint32_t fore, back;  /* UNKNOWN after a reset */
};

static char *move(const struct sky_paint *paint, char *out, struct pen *pen, uint32_t row, uint32_t column)
{
    if (pen->row == row && pen->column == column)
        return out;
    out = put_text(out, "\033[");
    if (pen->row == row) {
        if (column - pen->column > 1)
            out = put_number(out, column - pen->column);
        *out++ = 'C';
    } else {
        out = put_number(out, paint->top + row + 1);
        *out++ = ';';
        out = put_number(out, paint->left + column + 1);
        *out++ = 'H';
    }
    pen->row = row;
    pen->column = column;
    return out;
}

static char *draw_cell(const struct sky_paint *paint, char *out, struct pen *pen, struct cell cell)
{
    pen->column++;
    if (paint->terminal.colors == SKY_TERMINAL_NO_COLORS) {
        *out++ = (char)cell.above;
        return out;
    }
    /* Two equal pixels are a space, which needs no foreground colour. */
    bool space = cell.above == cell.below;
    bool fore = !space && cell.above != pen->fore, back = cell.below != pen->back;
    if (fore || back)
        out = put_text(out, "\033[");
    if (fore)
        out = put_color(paint, out, false, pen->fore = cell.above);
    if (fore && back)
        *out++ = ';';
    if (back)
        out = put_color(paint, out, true, pen->back = cell.below);
    if (fore || back)
        *out++ = 'm';
    return put_text(out, space ? " " : "\xe2\x96\x80");
}

void sky_paint_draw(struct sky_paint *paint, const uint8_t *rgb, const char **text, size_t *length)
{
    struct pen pen = {UNKNOWN, 0, UNKNOWN, UNKNOWN};
    struct cell *shown = paint->shown;
    size_t stride = (size_t)paint->columns * 3;
    char *out = paint->text;

    for (uint32_t row = 0; row < paint->rows; row++) {
        const uint8_t *above = rgb + 2 * row * stride, *below = above + stride;
        for (uint32_t column = 0; column < paint->columns; column++, above += 3, below += 3, shown++) {
            struct cell cell = cell_of(paint, above, below);
            if (cell.above == shown->above && cell.below == shown->below)
                continue;
            out = move(paint, out, &pen, row, column);
            out = draw_cell(paint, out, &pen, cell);
            *shown = cell;
        }
    }
    if (out != paint->text)
        out = put_reset(paint, out);
    *text = paint->text;
    *length = (size_t)(out - paint->text);
}

void sky_paint_lines(struct sky_paint *paint, const uint8_t *rgb, const char **text, size_t *length)
{
    size_t stride = (size_t)paint->columns * 3;
    char *out = paint->text;
    for (uint32_t row = 0; row < paint->rows; row++) {
        const uint8_t *above = rgb + 2 * row * stride, *below = above + stride;
        struct pen pen = {row, 0, UNKNOWN, UNKNOWN};
        for (uint32_t column = 0; column < paint->columns; column++, above += 3, below += 3)
            out = draw_cell(paint, out, &pen, cell_of(paint, above, below));
        out = put_text(put_reset(paint, out), "\n");
    }
    sky_paint_redraw(paint);
    *text = paint->text;
    *length = (size_t)(out - paint->text);
}
