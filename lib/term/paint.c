/* SPDX-License-Identifier: ISC */
#include "term/paint.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "kernel/light.h"
#include "term/lab.h"
#include "term/nearest.h"

/* The longest text of a cell: moving the cursor, "\033[66559;66559H"; both colours,
 * "\033[38;2;255;255;255;48;2;255;255;255m"; the three bytes of a block. */
#define CELL_TEXT (16 + 36 + 3)

#define PLACE_MAX 65535

/* The text that ends a line: "\033[0m\n". */
#define LINE_TEXT 5

/* No colour: the colour of a cell that must be drawn in any case, and of a pen in an unknown state. */
#define UNKNOWN UINT32_MAX

/* A squared distance of colours that are taken for one another where that saves text: half of what can be seen. */
#define ALIKE (SKY_LAB_VISIBLE / 4)

/* The two pixels of a cell. A colour is 0xrrggbb, or xterm's number, 0 to 255, or without colours a character. */
struct cell {
    uint32_t above, below;
};

struct sky_paint {
    uint32_t columns, rows, left, top;
    struct sky_terminal terminal;
    struct cell *wanted, *shown; /* rows * columns cells: what the picture has, and what the terminal shows */
    size_t next;                 /* the cell where making colours exact goes on */
    char *text;
    struct sky_nearest *nearest; /* of 16 or 256 colours, or NULL */
};

struct sky_paint *sky_paint_create(uint32_t columns, uint32_t rows, const struct sky_terminal *terminal)
{
    if (columns < 1 || columns > SKY_PAINT_MAX || rows < 1 || rows > SKY_PAINT_MAX) {
        sky_fail("a terminal of %u x %u cells is out of range (must be 1 to %u each way)", columns, rows,
                 SKY_PAINT_MAX);
        return NULL;
    }
    struct sky_paint *paint = calloc(1, sizeof *paint);
    size_t cells = (size_t)columns * rows;
    bool few = terminal->colors == SKY_TERMINAL_16 || terminal->colors == SKY_TERMINAL_256;
    if (paint) {
        *paint = (struct sky_paint){.columns = columns, .rows = rows, .terminal = *terminal};
        paint->wanted = malloc(cells * sizeof *paint->wanted);
        paint->shown = malloc(cells * sizeof *paint->shown);
        paint->text = malloc(sky_paint_text_max(paint));
        paint->nearest = few ? sky_nearest_create(terminal->colors) : NULL;
    }
    if (!paint || !paint->wanted || !paint->shown || !paint->text || (few && !paint->nearest)) {
        sky_paint_destroy(paint);
        sky_fail("out of memory for a terminal of %u x %u cells", columns, rows);
        return NULL;
    }
    sky_paint_redraw(paint);
    return paint;
}

void sky_paint_destroy(struct sky_paint *paint)
{
    if (!paint)
        return;
    free(paint->wanted);
    free(paint->shown);
    free(paint->text);
    sky_nearest_destroy(paint->nearest);
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

/* Characters, and their ink in hundredths of that of the last: means of DejaVu Sans Mono and Noto Sans Mono. */
static const struct {
    char character;
    uint8_t ink;
} inks[] = {{'.', 8}, {'-', 11}, {':', 16}, {'+', 35}, {'=', 41}, {'x', 52}, {'%', 73}, {'#', 83}, {'@', 100}};

/* The one that gives the most similar light. Only black is a space. */
static uint32_t character_of(const uint8_t *rgb)
{
    const uint16_t *light = sky_light_tables()->of_code;
    uint32_t luminance = (2126u * light[rgb[0]] + 7152u * light[rgb[1]] + 722u * light[rgb[2]]) / 10000;
    size_t nearest = 0;
    if (luminance == 0)
        return ' ';
    while (nearest + 1 < sizeof inks / sizeof *inks &&
           luminance * 200 > (inks[nearest].ink + inks[nearest + 1].ink) * (uint32_t)SKY_LIGHT_FULL)
        nearest++;
    return (uint32_t)inks[nearest].character;
}

static uint32_t color_of(const struct sky_paint *paint, const uint8_t *rgb)
{
    if (paint->terminal.colors == SKY_TERMINAL_NO_COLORS)
        return character_of(rgb);
    if (paint->nearest)
        return sky_nearest_of(paint->nearest, rgb);
    return (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
}

static struct cell cell_of(const struct sky_paint *paint, const uint8_t *above, const uint8_t *below)
{
    if (paint->terminal.blocks && paint->terminal.colors != SKY_TERMINAL_NO_COLORS)
        return (struct cell){color_of(paint, above), color_of(paint, below)};
    const struct sky_light_tables *tables = sky_light_tables();
    uint8_t mean[3];
    for (int channel = 0; channel < 3; channel++) {
        unsigned sum = (unsigned)tables->of_code[above[channel]] + tables->of_code[below[channel]];
        mean[channel] = tables->code_of[sum >> (1 + SKY_LIGHT_CODE_SHIFT)];
    }
    uint32_t color = color_of(paint, mean);
    return (struct cell){color, color};
}

static void set_wanted(struct sky_paint *paint, const uint8_t *rgb)
{
    size_t stride = (size_t)paint->columns * 3;
    struct cell *cell = paint->wanted;
    for (uint32_t row = 0; row < paint->rows; row++, rgb += 2 * stride)
        for (size_t at = 0; at < stride; at += 3)
            *cell++ = cell_of(paint, rgb + at, rgb + stride + at);
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
    if (pen->row == row && pen->column < column) {
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

/* Two equal pixels are a space, which needs no foreground colour. */
static char *draw_cell(const struct sky_paint *paint, char *out, struct pen *pen, struct cell cell)
{
    pen->column++;
    if (paint->terminal.colors == SKY_TERMINAL_NO_COLORS) {
        *out++ = (char)cell.above;
        return out;
    }
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

/* ---- Pictures ---- */

static bool differs(const struct sky_paint *paint, uint32_t color, uint32_t other, uint32_t distance)
{
    if (color == other)
        return false;
    if (paint->terminal.colors != SKY_TERMINAL_TRUE || color == UNKNOWN || other == UNKNOWN)
        return true;
    const uint8_t one[3] = {(uint8_t)(color >> 16), (uint8_t)(color >> 8), (uint8_t)color};
    const uint8_t two[3] = {(uint8_t)(other >> 16), (uint8_t)(other >> 8), (uint8_t)other};
    return sky_lab_distance(sky_lab_of(one), sky_lab_of(two)) > distance;
}

static bool is_equal(struct cell one, struct cell two)
{
    return one.above == two.above && one.below == two.below;
}

/* A cell that looks like this one, in colours that the pen has already as far as possible. */
static struct cell simplify(const struct sky_paint *paint, const struct pen *pen, struct cell cell)
{
    if (!differs(paint, cell.below, pen->back, ALIKE))
        cell.below = pen->back;
    if (!differs(paint, cell.above, cell.below, ALIKE))
        cell.above = cell.below;
    else if (!differs(paint, cell.above, pen->fore, ALIKE))
        cell.above = pen->fore;
    return cell;
}

static char *send(struct sky_paint *paint, char *out, struct pen *pen, size_t i, bool exact)
{
    out = move(paint, out, pen, (uint32_t)(i / paint->columns), (uint32_t)(i % paint->columns));
    paint->shown[i] = exact ? paint->wanted[i] : simplify(paint, pen, paint->wanted[i]);
    return draw_cell(paint, out, pen, paint->shown[i]);
}

/* First the cells whose change can be seen, compared with what the terminal shows, so that small changes do not add up.
 * Then colours are made exact, as far as a text of a byte a cell has room: not at all while much moves, and all of them
 * after some 40 pictures that stay the same. */
void sky_paint_draw(struct sky_paint *paint, const uint8_t *rgb, const char **text, size_t *length)
{
    struct pen pen = {UNKNOWN, 0, UNKNOWN, UNKNOWN};
    size_t cells = (size_t)paint->columns * paint->rows;
    char *out = paint->text;
    set_wanted(paint, rgb);
    for (size_t i = 0; i < cells; i++)
        if (differs(paint, paint->wanted[i].above, paint->shown[i].above, SKY_LAB_VISIBLE) ||
            differs(paint, paint->wanted[i].below, paint->shown[i].below, SKY_LAB_VISIBLE))
            out = send(paint, out, &pen, i, false);
    for (size_t left = cells; left > 0 && (size_t)(out - paint->text) < cells; left--) {
        if (!is_equal(paint->wanted[paint->next], paint->shown[paint->next]))
            out = send(paint, out, &pen, paint->next, true);
        paint->next = (paint->next + 1) % cells;
    }
    if (out != paint->text)
        out = put_reset(paint, out);
    *text = paint->text;
    *length = (size_t)(out - paint->text);
}

void sky_paint_lines(struct sky_paint *paint, const uint8_t *rgb, const char **text, size_t *length)
{
    char *out = paint->text;
    set_wanted(paint, rgb);
    for (uint32_t row = 0; row < paint->rows; row++) {
        const struct cell *cells = paint->wanted + (size_t)row * paint->columns;
        struct pen pen = {row, 0, UNKNOWN, UNKNOWN};
        for (uint32_t column = 0; column < paint->columns; column++)
            out = draw_cell(paint, out, &pen, cells[column]);
        out = put_text(put_reset(paint, out), "\n");
    }
    sky_paint_redraw(paint);
    *text = paint->text;
    *length = (size_t)(out - paint->text);
}
