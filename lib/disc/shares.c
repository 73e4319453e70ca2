/* SPDX-License-Identifier: ISC */
#include "disc/shares.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <sky/error.h>

#include "disc/area.h"
#include "kernel/math.h"

/* Lines that stand for an arc are at most so far from it, in pixels: an LED next to a black one must not light it. */
#define ARC_ERROR (1 / 2000.0)

static int add(struct sky_shares *shares, size_t cell, int32_t vane, uint32_t pixel, double part)
{
    const struct sky_geometry *geometry = &shares->geometry;
    if (shares->count == shares->room) {
        size_t room = 2 * shares->room + 4096;
        struct sky_share *list = realloc(shares->list, room * sizeof *list);
        if (!list)
            return sky_fail("out of memory for a plan of the picture");
        shares->list = list;
        shares->room = room;
    }
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

/* True if all corners are in one cell, which is much faster to see than to fill it. */
static bool is_in_cell(const struct sky_point *corners, size_t count)
{
    double x = floor(corners[0].x), y = floor(corners[0].y);
    for (size_t i = 1; i < count; i++)
        if (corners[i].x < x || corners[i].x >= x + 1 || corners[i].y < y || corners[i].y >= y + 1)
            return false;
    return true;
}

/* Adds an LED that fills the polygon. */
static int add_polygon(struct sky_shares *shares, struct sky_area *area, const struct arcs *arcs, size_t count,
                       int32_t vane, uint32_t pixel)
{
    const struct sky_shares_view *view = &shares->view;
    if (count > 0 && is_in_cell(arcs->corners, count)) {
        uint32_t x = (uint32_t)arcs->corners[0].x, y = (uint32_t)arcs->corners[0].y;
        if (x >= view->columns || y >= view->rows)
            return 0;
        double part = sky_polygon_area(arcs->corners, count) / room_of(view, x, y);
        return part > 0 ? add(shares, (size_t)y * view->columns + x, vane, pixel, part) : 0;
    }
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

static struct range range_of(double middle, double width)
{
    double from = middle - width / 2, to = middle + width / 2;
    return (struct range){(int32_t)floor(from), (int32_t)ceil(to) - 1, from, to};
}

static double part_of(const struct range *range, int32_t at)
{
    return (fmin(range->to, at + 1) - fmax(range->from, at)) / (range->to - range->from);
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
    struct range along = range_of(radius - geometry->hub, fmax(length, 1));
    struct range across = range_of(sky_clock_turns(right, up) * vanes + 0.5, around);
    int32_t outermost = (int32_t)geometry->pixels - 1, half = (int32_t)geometry->vanes / 2;
    int result = 0;
    for (int32_t vane = across.first; vane <= across.last; vane++) {
        double part = part_of(&across, vane) * covered;
        int32_t turned = vane > half ? vane - (int32_t)geometry->vanes : vane < -half ? vane + (int32_t)geometry->vanes
                                                                                     : vane;
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
    double *covered = calloc((size_t)view->rows * view->columns, sizeof *covered);
    if (!covered)
        return sky_fail("out of memory for a plan of the picture");
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

/* ---- All styles ---- */

int sky_shares_init(struct sky_shares *shares, const struct sky_geometry *geometry, const struct sky_shares_view *view,
                    enum sky_flat_style style)
{
    *shares = (struct sky_shares){.geometry = *geometry, .view = *view};
    switch (style) {
    case SKY_FLAT_SECTORS:
        return find_sectors(shares);
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
