/* SPDX-License-Identifier: ISC */
#include "sky-push/layout_picture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "font/font.h"
#include "font/utf8.h"
#include "led/cells.h"

#define SIDE 1024   /* pixels of each side's square */
#define MARGIN 28   /* around its disc */
#define PAPER 14    /* grey around the disc, */
#define DISC 34     /* on it, */
#define TINT 0.28   /* brightness of an area whose LED has the level 1, and of the border around it */
#define BORDER 0.12
#define LAST_LEVEL 0.45 /* brightness of a lane's last LED */
#define DOT_MAX 15      /* radius of an LED */
#define LETTERS 15      /* height of capitals */
#define WIRES_MAX 50000 /* between more LEDs, they would cover the disc */

struct layout_color layout_lane_color(unsigned lane, double level)
{
    struct layout_color color;
    double hue = lane * 0.618033988749895 * 6; /* a golden section of the circle apart */
    for (int c = 0; c < 3; c++) {
        double away = hue + 6 - 2 * c; /* from this channel's hue, in sixths of the circle */
        away -= 6 * (double)(uint64_t)(away / 6);
        away = away < 3 ? away : 6 - away;
        double part = away < 1 ? 1 : away > 2 ? 0 : 2 - away;
        color.rgb[c] = (uint8_t)((64 + 191 * part) * level);
    }
    return color;
}

/* ---- A side's LEDs ---- */

struct led {
    struct sky_point at; /* in pixels */
    unsigned lane;
    size_t position;
    double level;
    bool area;
    bool follows; /* the one before it in the list, on the same lane */
};

struct side {
    struct sky_image *image;
    const struct sky_font *font;
    double left, radius; /* of its square, and of the disc */
    struct led *leds;    /* lane after lane */
    size_t count;
    double dot;          /* radius of an LED */
};

static struct sky_point to_pixels(const struct side *side, double x, double y)
{
    return (struct sky_point){side->left + SIDE / 2.0 + x * side->radius, SIDE / 2.0 - y * side->radius};
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* So large that LEDs that follow each other closely do not touch: a part of the first decile of their distances. */
static int set_dot(struct side *side)
{
    double *distances = malloc((side->count + 1) * sizeof *distances);
    size_t count = 0;
    if (!distances)
        return sky_fail("out of memory");
    for (size_t i = 1; i < side->count; i++) {
        struct sky_point a = side->leds[i - 1].at, b = side->leds[i].at;
        if (side->leds[i].follows)
            distances[count++] = sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
    }
    qsort(distances, count, sizeof *distances, compare_numbers);
    side->dot = count > 0 ? 0.36 * distances[count / 10] : DOT_MAX;
    side->dot = side->dot < 1 ? 1 : side->dot > DOT_MAX ? DOT_MAX : side->dot;
    free(distances);
    return 0;
}

static int set_leds(struct side *side, const struct sky_layout *layout, uint8_t number)
{
    struct sky_spot spot;
    side->leds = malloc((sky_layout_total(layout) + 1) * sizeof *side->leds);
    if (!side->leds)
        return sky_fail("out of memory");
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        size_t leds = sky_layout_leds(layout, lane), before = side->count;
        for (size_t i = 0; i < leds; i++) {
            if (!sky_layout_place(layout, lane, i, &spot) || spot.side != number)
                continue;
            side->leds[side->count] = (struct led){.at = to_pixels(side, spot.x, spot.y), .lane = lane, .position = i,
                                                   .area = spot.area, .follows = side->count > before};
            side->leds[side->count++].level = 1 - (1 - LAST_LEVEL) * (double)i / (double)leds;
        }
    }
    return set_dot(side);
}

/* ---- Drawing ---- */

static void blend(const struct side *side, int64_t x, int64_t y, struct layout_color color, double part)
{
    if (x < (int64_t)side->left || y < 0 || x >= (int64_t)side->left + SIDE || y >= SIDE || part <= 0)
        return;
    uint8_t *rgb = side->image->rgb + ((size_t)y * side->image->width + (size_t)x) * 3;
    part = part > 1 ? 1 : part;
    for (int c = 0; c < 3; c++)
        rgb[c] = (uint8_t)(rgb[c] + (color.rgb[c] - rgb[c]) * part + 0.5);
}

static double distance_to_line(struct sky_point at, struct sky_point from, struct sky_point to)
{
    double x = to.x - from.x, y = to.y - from.y, length = x * x + y * y;
    double part = length > 0 ? ((at.x - from.x) * x + (at.y - from.y) * y) / length : 0;
    part = part < 0 ? 0 : part > 1 ? 1 : part;
    x = at.x - from.x - part * x;
    y = at.y - from.y - part * y;
    return sqrt(x * x + y * y);
}

/* A line with round ends; a dot, if it has no length. In each row or column, whichever the line crosses more of, the
 * pixels near it are drawn. */
static void draw_line(const struct side *side, struct sky_point from, struct sky_point to, double half, double part,
                      struct layout_color color)
{
    bool steep = fabs(to.y - from.y) > fabs(to.x - from.x);
    double start = steep ? from.y : from.x, end = steep ? to.y : to.x;
    double other = steep ? from.x : from.y, other_end = steep ? to.x : to.y;
    double slope = end - start < 0 || end - start > 0 ? (other_end - other) / (end - start) : 0;
    double reach = 1.5 * (half + 1);
    for (int64_t i = (int64_t)floor(fmin(start, end) - half); i <= (int64_t)ceil(fmax(start, end) + half); i++) {
        double along = (double)i + 0.5;
        along = along < fmin(start, end) ? fmin(start, end) : along > fmax(start, end) ? fmax(start, end) : along;
        double middle = other + (along - start) * slope;
        for (int64_t k = (int64_t)floor(middle - reach); k <= (int64_t)ceil(middle + reach); k++) {
            int64_t x = steep ? k : i, y = steep ? i : k;
            double away = distance_to_line((struct sky_point){(double)x + 0.5, (double)y + 0.5}, from, to);
            blend(side, x, y, color, (half + 0.5 - away > 1 ? 1 : half + 0.5 - away) * part);
        }
    }
}

static void draw_strokes(const struct side *side, struct sky_point at, const char *text, double half,
                         struct layout_color color)
{
    struct sky_glyph glyph;
    while (*text && sky_font_glyph(side->font, sky_utf8_next(&text), &glyph) == 0) {
        for (uint32_t stroke = 0, i = 0; stroke < glyph.strokes; stroke++) {
            struct sky_point before = {0};
            for (uint32_t first = i; i < glyph.ends[stroke]; i++) {
                struct sky_point next = {at.x + (double)glyph.points[i][0] * LETTERS,
                                         at.y - (double)glyph.points[i][1] * LETTERS};
                draw_line(side, i > first ? before : next, next, half, 1, color);
                before = next;
            }
        }
        at.x += (double)glyph.advance * LETTERS;
    }
}

/* A number beside an LED, with a dark border. */
static void draw_number(const struct side *side, const struct led *led, size_t number, struct layout_color color)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", number);
    struct sky_point at = {led->at.x + side->dot + 5, led->at.y + LETTERS / 2.0};
    at.x = fmin(at.x, side->left + SIDE - 12 * (double)strlen(text) - 10);
    draw_strokes(side, at, text, 3.6, (struct layout_color){{0, 0, 0}});
    draw_strokes(side, at, text, 1.2, color);
}

static struct layout_color grey(uint8_t level)
{
    return (struct layout_color){{level, level, level}};
}

/* ---- Areas ---- */

/* Colours a row; `above` has the LEDs of the row above, and gets those of this one. */
static void draw_area_row(const struct side *side, const struct sky_cells *cells, int64_t y, size_t above[SIDE])
{
    size_t before = SKY_CELLS_NONE;
    for (int64_t x = 0; x < SIDE; x++) {
        struct sky_point at = {((double)x + 0.5 - SIDE / 2.0) / side->radius,
                               (SIDE / 2.0 - (double)y - 0.5) / side->radius};
        double inside = (1 - sqrt(at.x * at.x + at.y * at.y)) * side->radius + 0.5;
        size_t nearest = inside > 0 ? sky_cells_nearest(cells, at) : SKY_CELLS_NONE;
        if (nearest != SKY_CELLS_NONE && side->leds[nearest].area) {
            const struct led *led = &side->leds[nearest];
            bool edge = (before != SKY_CELLS_NONE && before != nearest) ||
                        (above[x] != SKY_CELLS_NONE && above[x] != nearest);
            blend(side, (int64_t)side->left + x, y,
                  layout_lane_color(led->lane, edge ? BORDER : TINT * (1 + led->level) / 2), inside);
        }
        before = above[x] = nearest;
    }
}

static int draw_areas(const struct side *side)
{
    struct sky_cells cells = {0};
    struct sky_point *sites = malloc(side->count * sizeof *sites);
    size_t above[SIDE];
    int result = sites ? 0 : sky_fail("out of memory");
    for (size_t i = 0; i < SIDE; i++)
        above[i] = SKY_CELLS_NONE;
    for (size_t i = 0; i < side->count && result == 0; i++)
        sites[i] = (struct sky_point){(side->leds[i].at.x - side->left - SIDE / 2.0) / side->radius,
                                      (SIDE / 2.0 - side->leds[i].at.y) / side->radius};
    if (result == 0)
        result = sky_cells_init(&cells, sites, side->count);
    for (int64_t y = 0; y < SIDE && result == 0; y++)
        draw_area_row(side, &cells, y, above);
    sky_cells_finish(&cells);
    free(sites);
    return result;
}

/* ---- Sides ---- */

/* A line between two LEDs, which is thin where they are far apart. */
static void draw_wire(const struct side *side, const struct led *from, const struct led *to)
{
    double x = to->at.x - from->at.x, y = to->at.y - from->at.y, length = sqrt(x * x + y * y);
    bool is_far = length > 8 * side->dot;
    draw_line(side, from->at, to->at, is_far ? 0.5 : fmax(side->dot * 0.22, 0.5), is_far ? 0.5 : 0.8,
              layout_lane_color(to->lane, to->level));
}

/* Numbers of lanes, a part of the chain behind their first LEDs, as many may begin at the hub. */
static void draw_lane_number(const struct side *side, size_t first)
{
    size_t count = 1;
    while (first + count < side->count && side->leds[first + count].follows)
        count++;
    const struct led *led = &side->leds[first + count / 20];
    draw_number(side, led, led->lane, grey(255));
}

static int draw_side(struct side *side, const struct sky_layout *layout, uint8_t number)
{
    struct sky_point middle = to_pixels(side, 0, 0);
    bool any_area = false;
    draw_line(side, middle, middle, side->radius, 1, grey(DISC));
    if (set_leds(side, layout, number) < 0)
        return -1;
    for (size_t i = 0; i < side->count; i++)
        any_area |= side->leds[i].area;
    if (any_area && draw_areas(side) < 0)
        return -1;
    for (size_t i = 1; i < side->count && side->count <= WIRES_MAX; i++)
        if (side->leds[i].follows)
            draw_wire(side, &side->leds[i - 1], &side->leds[i]);
    for (size_t i = 0; i < side->count; i++)
        draw_line(side, side->leds[i].at, side->leds[i].at, side->dot, 1,
                  layout_lane_color(side->leds[i].lane, side->leds[i].level));
    /* The first LED of each lane is white, with the lane's number, and the last has its position. */
    for (size_t i = 0; i < side->count; i++) {
        const struct led *led = &side->leds[i];
        bool last = i + 1 == side->count || !side->leds[i + 1].follows;
        if (!led->follows)
            draw_line(side, led->at, led->at, fmax(side->dot, 3), 1, grey(255));
        if (!led->follows && layout->lanes > 1)
            draw_lane_number(side, i);
        if (last && led->follows && layout->lanes <= 8)
            draw_number(side, led, led->position, layout_lane_color(led->lane, 1));
    }
    return 0;
}

int layout_picture_draw(struct sky_image *image, const struct sky_layout *layout)
{
    struct sky_spot spot;
    bool has_side[SKY_SIDES] = {false};
    uint32_t sides = 0, drawn = 0;
    for (unsigned lane = 0; lane < layout->lanes; lane++)
        for (size_t i = 0; i < sky_layout_leds(layout, lane); i++)
            if (sky_layout_place(layout, lane, i, &spot))
                has_side[spot.side] = true;
    for (int number = 0; number < SKY_SIDES; number++)
        sides += has_side[number];
    struct sky_font *font = sky_font_open(NULL, SKY_FILE_ANY);
    if (!font || sky_image_allocate(image, SIDE * sides, SIDE, false) < 0) {
        sky_font_close(font);
        return -1;
    }
    memset(image->rgb, PAPER, sky_image_bytes(image));
    int result = 0;
    for (uint8_t number = 0; number < SKY_SIDES && result == 0; number++) {
        struct side side = {.image = image, .font = font, .left = (double)drawn * SIDE, .radius = SIDE / 2.0 - MARGIN};
        result = has_side[number] ? draw_side(&side, layout, number) : 0;
        free(side.leds);
        drawn += has_side[number];
    }
    sky_font_close(font);
    return result;
}
