/* SPDX-License-Identifier: ISC */
#include "disc/shares.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/pages.h"
#include "disc/area.h"
#include "kernel/math.h"

/* Lines that stand for an arc are at most so far from it, in pixels: an LED next to a black one must not light it. */
#define ARC_ERROR (1 / 2000.0)

/* They take 805 MB. Screens that exist need far fewer, also for the largest pictures. */
#define SHARES_MAX ((size_t)1 << 26)

static int fail_size(const struct sky_geometry *geometry)
{
    return sky_fail("a picture as large as this takes too much memory with the LEDs of %ux%u; make it smaller",
                    geometry->vanes, geometry->pixels);
}

/* At first there is room for the four that a pixel has in most pictures. */
static int make_room(struct sky_shares *shares)
{
    size_t cells = (size_t)shares->view.rows * shares->view.columns, room = 4 * cells + 2 * shares->room;
    if (shares->count == SHARES_MAX)
        return fail_size(&shares->geometry);
    room = room < SHARES_MAX ? room : SHARES_MAX;
    void *list = sky_pages_move(shares->list, shares->count * sizeof *shares->list, room * sizeof *shares->list);
    if (!list)
        return -1;
    shares->list = list;
    shares->room = room;
    return 0;
}

static inline int add(struct sky_shares *shares, size_t cell, int32_t vane, uint32_t pixel, double part)
{
    const struct sky_geometry *geometry = &shares->geometry;
    if (shares->count == shares->room && make_room(shares) < 0)
        return -1;
    uint32_t led = (uint32_t)(vane + (int32_t)(geometry->vanes / 2)) * geometry->pixels + pixel;
    shares->list[shares->count++] = (struct sky_share){(uint32_t)cell, led, (float)part};
    return 0;
}

/* How much of a cell is on the planned side of the middle. */
static double room_of(const struct sky_shares_view *view, uint32_t x, uint32_t y)
{
    double across = x < view->x ? 1 - view->x : 1;
    return view->images == 4 && y + 1 > view->y ? across * (view->y - y) : across;
}

/* ---- Arcs ----
 *
 * An arc becomes lines that enclose the same area. Their number depends on the radius alone, so that there is nothing
 * between two rings. It is a power of two, and so the directions for fewer lines are among those for more. */

struct arcs {
    double pixels_a_pitch;      /* in the direction in which there are most */
    double turns;               /* how long all arcs are */
    uint32_t steps;             /* the most lines */
    struct sky_point *fan;      /* directions (right, up) of their ends, steps + 1 */
    struct sky_point *corners;  /* of a polygon of two arcs, and as much room */
    struct sky_point *spare;
};

static uint32_t steps_of(const struct arcs *arcs, double radius)
{
    double wanted = arcs->turns * SKY_TAU * sqrt(radius * arcs->pixels_a_pitch / (8 * ARC_ERROR));
    uint32_t steps = arcs->turns > 0.25 ? 4 : 1;
    while (steps < wanted)
        steps *= 2;
    return steps;
}

static int init_arcs(struct arcs *arcs, const struct sky_shares *shares, double turns)
{
    const struct sky_geometry *geometry = &shares->geometry;
    *arcs = (struct arcs){.pixels_a_pitch = fmax(shares->view.across, shares->view.down), .turns = turns};
    arcs->steps = steps_of(arcs, geometry->hub + geometry->pixels);
    size_t corners = 4 * (size_t)(arcs->steps + 4); /* cutting may double them */
    arcs->fan = malloc((arcs->steps + 1) * sizeof *arcs->fan);
    arcs->corners = malloc(corners * sizeof *arcs->corners);
    arcs->spare = malloc(corners * sizeof *arcs->spare);
    return arcs->fan && arcs->corners && arcs->spare ? 0 : sky_fail("out of memory for a plan of the picture");
}

static void finish_arcs(struct arcs *arcs)
{
    free(arcs->fan);
    free(arcs->corners);
    free(arcs->spare);
}

/* Sets the directions of arcs that begin at an angle, in turns. */
static void set_fan(struct arcs *arcs, double from)
{
    for (uint32_t i = 0; i <= arcs->steps; i++) {
        double turns = from + arcs->turns * i / arcs->steps;
        arcs->fan[i] = (struct sky_point){sky_sin_turns(turns), sky_cos_turns(turns)};
    }
}

/* Adds an arc's corners behind `count` others, clockwise or back. */
static size_t add_arc(struct arcs *arcs, const struct sky_shares_view *view, size_t count, double radius, bool back)
{
    uint32_t steps = radius > 0 ? steps_of(arcs, radius) : 0, stride = steps > 0 ? arcs->steps / steps : 0;
    /* A triangle of two radii and the angle b is as large as the arc's sector if they are longer by sqrt(b / sin b). */
    double step = steps > 0 ? arcs->turns / steps : 0;
    double longer = steps > 0 ? radius * sqrt(step * SKY_TAU / sky_sin_turns(step)) : 0;
    for (uint32_t i = 0; i <= steps; i++) {
        struct sky_point to = arcs->fan[(back ? steps - i : i) * stride];
        arcs->corners[count++] = (struct sky_point){view->x + longer * to.x * view->across,
                                                    view->y - longer * to.y * view->down};
    }
    return count;
}

/* The sector of a ring between two radii, in pitches: its corners on the planned side. */
static size_t set_sector(struct arcs *arcs, const struct sky_shares_view *view, double inner, double outer)
{
    size_t count = add_arc(arcs, view, 0, outer, false);
    count = add_arc(arcs, view, count, inner, true);
    const struct sky_point low = {view->x, 0}, high = {view->columns, view->images == 4 ? view->y : view->rows};
    bool within = true;
    for (size_t i = 0; i < count && within; i++) {
        struct sky_point at = arcs->corners[i];
        within = at.x >= low.x && at.x <= high.x && at.y >= low.y && at.y <= high.y;
    }
    return within ? count : sky_polygon_clip(arcs->corners, count, low, high, arcs->spare);
}

/* ---- Sectors ---- */

/* Adds an LED that fills the polygon. */
static int add_polygon(struct sky_shares *shares, struct sky_area *area, const struct arcs *arcs, size_t count,
                       int32_t vane, uint32_t pixel)
{
    const struct sky_shares_view *view = &shares->view;
    if (count == 0)
        return 0;
    if (sky_area_fill(area, arcs->corners, count) < 0)
        return -1;
    for (uint32_t y = (uint32_t)area->top; y < (uint32_t)area->top + area->rows && y < view->rows; y++) {
        const double *row = area->cells + (y - (uint32_t)area->top) * area->stride;
        for (uint32_t x = (uint32_t)area->left; x < (uint32_t)area->left + area->columns && x < view->columns; x++) {
            double part = row[x - (uint32_t)area->left] / room_of(view, x, y);
            if (part > 0 && add(shares, (size_t)y * view->columns + x, vane, pixel, part) < 0)
                return -1;
        }
    }
    return 0;
}

static int find_sectors(struct sky_shares *shares)
{
    const struct sky_geometry *geometry = &shares->geometry;
    struct sky_area area = {0};
    struct arcs arcs;
    int result = init_arcs(&arcs, shares, 1.0 / geometry->vanes);
    int32_t last = (int32_t)(geometry->vanes / shares->view.images);
    for (int32_t vane = 0; vane <= last && result == 0; vane++) {
        set_fan(&arcs, (vane - 0.5) / geometry->vanes);
        for (uint32_t pixel = 0; pixel < geometry->pixels && result == 0; pixel++) {
            double inner = geometry->hub + pixel;
            size_t count = set_sector(&arcs, &shares->view, inner, inner + 1);
            result = add_polygon(shares, &area, &arcs, count, vane, pixel);
        }
    }
    finish_arcs(&arcs);
    sky_area_finish(&area);
    return result;
}

/* ---- Smooth ----
 *
 * A pixel counts as a piece of a ring about its middle, as long and as wide as the pixel, but at least as an LED's
 * sector. It has of each LED the part that the LED's sector has of this piece. A piece as large as a sector gives what
 * linear interpolation gives. */

/* A range of LEDs along a vane, or of vanes, and the parts of it that the first and the last have. */
struct range {
    int32_t first, last;
    double from, to;
};

static struct range range_between(double from, double to)
{
    return (struct range){sky_whole_below(from), -sky_whole_below(-to) - 1, from, to};
}

static double part_of(const struct range *range, int32_t at)
{
    double from = at > range->from ? at : range->from, to = at + 1 < range->to ? at + 1 : range->to;
    return (to - from) / (range->to - range->from);
}

static struct range range_about(double middle, double width)
{
    return range_between(middle - width / 2, middle + width / 2);
}

static double length_of(double x, double y)
{
    return sqrt(x * x + y * y);
}

static int add_pixel(struct sky_shares *shares, uint32_t x, uint32_t y, double covered)
{
    const struct sky_geometry *geometry = &shares->geometry;
    const struct sky_shares_view *view = &shares->view;
    double right = (x + 0.5 - view->x) / view->across, up = (view->y - y - 0.5) / view->down;
    double radius = length_of(right, up), vanes = geometry->vanes;
    double sine = radius > 0 ? right / radius : 0, cosine = radius > 0 ? up / radius : 1;
    double length = length_of(sine / view->across, cosine / view->down);
    double width = length_of(cosine / view->across, sine / view->down);
    double around = radius > 0 ? fmin(fmax(width / radius / SKY_TAU * vanes, 1), vanes) : vanes;
    /* A direction of vanes counts from the edge of vane 0. */
    struct range along = range_about(radius - geometry->hub, fmax(length, 1));
    struct range across = range_about(sky_clock_turns(right, up) * vanes + 0.5, around);
    int32_t outermost = (int32_t)geometry->pixels - 1, all = (int32_t)geometry->vanes, half = all / 2;
    int result = 0;
    for (int32_t vane = across.first; vane <= across.last; vane++) {
        double part = part_of(&across, vane) * covered;
        int32_t turned = vane > half ? vane - all : vane < -half ? vane + all : vane;
        for (int32_t pixel = along.first; pixel <= along.last && result == 0; pixel++) {
            int32_t nearest = pixel < 0 ? 0 : pixel > outermost ? outermost : pixel;
            double share = part * part_of(&along, pixel);
            if (share > 0)
                result = add(shares, (size_t)y * view->columns + x, turned, (uint32_t)nearest, share);
        }
    }
    return result;
}

/* Adds how much of each cell is within a radius. */
static int add_disc(struct sky_shares *shares, double radius, double sign, double *covered)
{
    const struct sky_shares_view *view = &shares->view;
    struct sky_area area = {0};
    struct arcs arcs;
    int result = init_arcs(&arcs, shares, view->images == 4 ? 0.25 : 0.5);
    if (result == 0) {
        set_fan(&arcs, 0);
        size_t count = set_sector(&arcs, view, 0, radius);
        result = count > 0 ? sky_area_fill(&area, arcs.corners, count) : 0;
        for (uint32_t y = 0; result == 0 && y < area.rows; y++)
            for (uint32_t x = 0; x < area.columns; x++) {
                uint32_t row = y + (uint32_t)area.top, column = x + (uint32_t)area.left;
                if (row < view->rows && column < view->columns)
                    covered[(size_t)row * view->columns + column] += sign * area.cells[y * area.stride + x];
            }
    }
    finish_arcs(&arcs);
    sky_area_finish(&area);
    return result;
}

static int find_smooth(struct sky_shares *shares)
{
    const struct sky_geometry *geometry = &shares->geometry;
    const struct sky_shares_view *view = &shares->view;
    size_t bytes = (size_t)view->rows * view->columns * sizeof(double);
    double *covered = sky_pages_allocate(bytes);
    if (!covered)
        return sky_fail("out of memory for a plan of the picture");
    memset(covered, 0, bytes);
    int result = add_disc(shares, geometry->hub + geometry->pixels, 1, covered);
    if (result == 0 && geometry->hub > 0)
        result = add_disc(shares, geometry->hub, -1, covered);
    for (uint32_t y = 0; y < view->rows && result == 0; y++)
        for (uint32_t x = 0; x < view->columns && result == 0; x++) {
            double part = covered[(size_t)y * view->columns + x] / room_of(view, x, y);
            if (part > 1e-6)
                result = add_pixel(shares, x, y, part > 1 - 1e-6 ? 1 : part);
        }
    free(covered);
    return result;
}

/* ---- Dots ----
 *
 * An LED is an ellipse that its neighbours do not touch: a circle, unless the vanes are closer to each other than LEDs.
 * Around it is a faint glow, GLOW * (1 - (distance / GLOW_RADIUS)^2)^2, less where LEDs are closer to each other. It is
 * seen where no LED is. Lengths are in pitches. Here pixels in the middle count as a whole. */

#define DOT_RADIUS 0.42
#define GLOW 0.1
#define GLOW_RADIUS 1.25

/* The glow is looked at in so many points along each side of a pixel. If it is smaller than a pixel, it is even. */
#define GLOW_POINTS 2
#define EVEN_GLOW_RADIUS (GLOW_RADIUS / 1.7320508)

/* Polygons of the same area as a circle of radius 1; the smaller one is for what is smaller than a pixel. */
#define CORNERS 64
#define FEW_CORNERS 12

struct dots {
    struct sky_point circle[CORNERS], small_circle[FEW_CORNERS];
    struct sky_area led, even_glow;
    float *covered; /* of each cell: the part of it that LEDs cover; more than 1 where they overlap */
};

/* An LED: where its middle is on the grid, and the directions along and across its vane. */
struct dot {
    int32_t vane;
    uint32_t pixel;
    double x, y, sine, cosine;
    double arc; /* the distance of the vanes, at most 1 */
};

static double part_in(const struct sky_area *area, uint32_t x, uint32_t y)
{
    int64_t column = (int64_t)x - area->left, row = (int64_t)y - area->top;
    bool inside = column >= 0 && row >= 0 && column < area->columns && row < area->rows;
    return inside ? area->cells[(size_t)row * area->stride + (size_t)column] : 0;
}

static int fill_ellipse(const struct dots *dots, struct sky_area *area, const struct sky_shares_view *view,
                        const struct dot *dot, double length, double width)
{
    struct sky_point corners[CORNERS];
    bool small = length * fmax(view->across, view->down) < 1;
    const struct sky_point *circle = small ? dots->small_circle : dots->circle;
    size_t count = small ? FEW_CORNERS : CORNERS;
    for (size_t i = 0; i < count; i++) {
        double along = length * circle[i].x, across = width * circle[i].y;
        corners[i].x = dot->x + (along * dot->sine + across * dot->cosine) * view->across;
        corners[i].y = dot->y - (along * dot->cosine - across * dot->sine) * view->down;
    }
    return sky_area_fill(area, corners, count);
}

static double glow_in(const struct sky_shares_view *view, const struct dot *dot, uint32_t x, uint32_t y)
{
    double sum = 0;
    for (int i = 0; i < GLOW_POINTS * GLOW_POINTS; i++) {
        int column = i % GLOW_POINTS, row = i / GLOW_POINTS;
        double right = (x + (column + 0.5) / GLOW_POINTS - dot->x) / (view->across * GLOW_RADIUS);
        double down = (y + (row + 0.5) / GLOW_POINTS - dot->y) / (view->down * GLOW_RADIUS);
        double near = 1 - right * right - down * down;
        sum += near > 0 ? near * near : 0;
    }
    return sum / (GLOW_POINTS * GLOW_POINTS);
}

static uint32_t limit(double at, uint32_t cells)
{
    return at <= 0 ? 0 : at >= cells ? cells : (uint32_t)at;
}

/* Adds an LED's shares, or what it covers. */
static int add_dot(struct sky_shares *shares, struct dots *dots, const struct dot *dot, bool covers)
{
    const struct sky_shares_view *view = &shares->view;
    double across = GLOW_RADIUS * view->across, down = GLOW_RADIUS * view->down;
    uint32_t left = limit(dot->x - across, view->columns), right = limit(ceil(dot->x + across), view->columns);
    uint32_t top = limit(dot->y - down, view->rows), bottom = limit(ceil(dot->y + down), view->rows);
    bool is_even = fmin(across, down) < 1;
    if (left >= right || top >= bottom)
        return 0;
    if (fill_ellipse(dots, &dots->led, view, dot, DOT_RADIUS, DOT_RADIUS * dot->arc) < 0 ||
        (is_even && fill_ellipse(dots, &dots->even_glow, view, dot, EVEN_GLOW_RADIUS, EVEN_GLOW_RADIUS) < 0))
        return -1;
    for (uint32_t y = top; y < bottom; y++)
        for (uint32_t x = left; x < right; x++) {
            size_t cell = (size_t)y * view->columns + x;
            double led = part_in(&dots->led, x, y), covered = (double)dots->covered[cell];
            if (covers) {
                dots->covered[cell] += (float)led;
                continue;
            }
            double glow = covered < 1 ? is_even ? part_in(&dots->even_glow, x, y) : glow_in(view, dot, x, y) : 0;
            double part = led / fmax(covered, 1) + glow * GLOW * dot->arc * (1 - fmin(covered, 1));
            if (part > 1e-5 && add(shares, cell, dot->vane, dot->pixel, part) < 0)
                return -1;
        }
    return 0;
}

static int add_dots(struct sky_shares *shares, struct dots *dots, bool cover)
{
    const struct sky_geometry *geometry = &shares->geometry;
    const struct sky_shares_view *view = &shares->view;
    int32_t half = (int32_t)geometry->vanes / 2;
    int result = 0;
    for (int32_t vane = half + 1 - (int32_t)geometry->vanes; vane <= half && result == 0; vane++) {
        double turns = (double)vane / geometry->vanes;
        struct dot dot = {.vane = vane, .sine = sky_sin_turns(turns), .cosine = sky_cos_turns(turns)};
        for (dot.pixel = 0; dot.pixel < geometry->pixels && result == 0; dot.pixel++) {
            double radius = geometry->hub + dot.pixel + 0.5;
            dot.x = view->x + radius * dot.sine * view->across;
            dot.y = view->y - radius * dot.cosine * view->down;
            dot.arc = fmin(SKY_TAU * radius / geometry->vanes, 1);
            result = add_dot(shares, dots, &dot, cover);
        }
    }
    return result;
}

static void set_circle(struct sky_point *circle, int corners)
{
    double longer = sqrt(SKY_TAU / corners / sky_sin_turns(1.0 / corners));
    for (int i = 0; i < corners; i++)
        circle[i] = (struct sky_point){longer * sky_sin_turns((double)i / corners),
                                       longer * sky_cos_turns((double)i / corners)};
}

static int find_dots(struct sky_shares *shares)
{
    const struct sky_geometry *geometry = &shares->geometry;
    const struct sky_shares_view *view = &shares->view;
    double width = fmin(2 * GLOW_RADIUS * view->across, view->columns);
    double height = fmin(2 * GLOW_RADIUS * view->down, view->rows);
    /* Many large LEDs would take minutes before there are too many shares. */
    if (width * height * geometry->vanes * geometry->pixels > 8.0 * SHARES_MAX)
        return fail_size(geometry);
    struct dots dots = {.covered = calloc((size_t)view->rows * view->columns, sizeof *dots.covered)};
    set_circle(dots.circle, CORNERS);
    set_circle(dots.small_circle, FEW_CORNERS);
    if (!dots.covered)
        return sky_fail("out of memory for a plan of the picture");
    int result = add_dots(shares, &dots, true);
    if (result == 0)
        result = add_dots(shares, &dots, false);
    sky_area_finish(&dots.led);
    sky_area_finish(&dots.even_glow);
    free(dots.covered);
    return result;
}

/* ---- The strip ---- */

static int find_strip(struct sky_shares *shares)
{
    const struct sky_geometry *geometry = &shares->geometry;
    const struct sky_shares_view *view = &shares->view;
    int32_t all = (int32_t)geometry->vanes;
    for (uint32_t y = 0; y < view->rows; y++) {
        double outer = (view->rows - y) / view->down, inner = (view->rows - y - 1) / view->down;
        struct range along = range_between(inner, fmin(outer, geometry->pixels));
        for (uint32_t x = 0; x < view->columns; x++) {
            struct range across = range_between(x / view->across, fmin((x + 1) / view->across, all));
            for (int32_t vane = across.first; vane <= across.last; vane++)
                for (int32_t pixel = along.first; pixel <= along.last; pixel++)
                    if (add(shares, (size_t)y * view->columns + x, vane > all / 2 ? vane - all : vane, (uint32_t)pixel,
                            part_of(&across, vane) * part_of(&along, pixel)) < 0)
                        return -1;
        }
    }
    return 0;
}

/* ---- All styles ---- */

int sky_shares_init(struct sky_shares *shares, const struct sky_geometry *geometry, const struct sky_shares_view *view,
                    enum sky_flat_style style)
{
    *shares = (struct sky_shares){.geometry = *geometry, .view = *view};
    switch (style) {
    case SKY_FLAT_SECTORS:
        return find_sectors(shares);
    case SKY_FLAT_DOTS:
        return find_dots(shares);
    case SKY_FLAT_STRIP:
        return find_strip(shares);
    case SKY_FLAT_SMOOTH:
        break;
    }
    return find_smooth(shares);
}

void sky_shares_finish(struct sky_shares *shares)
{
    free(shares->list);
    *shares = (struct sky_shares){0};
}
