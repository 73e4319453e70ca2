/* SPDX-License-Identifier: ISC */
/* An edge of the polygon encloses a triangle with the disc's middle, positive or negative by its direction. The sum of
 * these over all edges is the polygon. So each edge is cut where it crosses vanes and rings, and each part adds to its
 * own sector what is between it and the sector's inner arc, and its angle to all sectors that are further in. */
#include "led/sectors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "kernel/math.h"

/* An end of a part of an edge. */
struct end {
    struct sky_point at;
    double turns; /* its angle, clockwise from the top, perhaps below 0 or above 1 */
};

int sky_sectors_init(struct sky_sectors *sectors, const struct sky_geometry *geometry)
{
    size_t leds = (size_t)geometry->vanes * geometry->pixels, room = leds + geometry->vanes;
    *sectors = (struct sky_sectors){.geometry = *geometry};
    if (leds > SKY_SECTORS_MAX)
        return sky_fail("a frame of %zu LEDs is too large to show areas of it (must be %d at most, or 'show point')",
                        leds, SKY_SECTORS_MAX);
    sectors->squares = malloc((geometry->pixels + (size_t)1) * sizeof *sectors->squares);
    sectors->own = calloc(room, sizeof *sectors->own);
    sectors->angles = calloc(room, sizeof *sectors->angles);
    sectors->vanes = malloc(geometry->vanes * sizeof *sectors->vanes);
    sectors->touched = calloc(geometry->vanes, sizeof *sectors->touched);
    if (!sectors->squares || !sectors->own || !sectors->angles || !sectors->vanes || !sectors->touched)
        return sky_fail("out of memory");
    for (uint32_t i = 0; i <= geometry->pixels; i++) {
        double radius = (geometry->hub + i) / (geometry->hub + geometry->pixels);
        sectors->squares[i] = radius * radius;
    }
    sectors->low = sectors->high = 0;
    return 0;
}

void sky_sectors_finish(struct sky_sectors *sectors)
{
    free(sectors->squares);
    free(sectors->own);
    free(sectors->angles);
    free(sectors->vanes);
    free(sectors->touched);
    *sectors = (struct sky_sectors){0};
}

/* Twice the area of the triangle with the middle; positive where b is clockwise from a. */
static double cross(struct sky_point a, struct sky_point b)
{
    return a.y * b.x - a.x * b.y;
}

static double dot(struct sky_point a, struct sky_point b)
{
    return a.x * b.x + a.y * b.y;
}

static struct sky_point between(struct sky_point a, struct sky_point b, double part)
{
    part = part > 0 ? part < 1 ? part : 1 : 0; /* also for NaN */
    return (struct sky_point){a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part};
}

/* The angle of a point, on the side of the circle where `near` is. */
static double turns_near(struct sky_point point, double near)
{
    double turns = sky_clock_turns(point.x, point.y);
    return turns + floor(near - turns + 0.5);
}

/* The pixel at a radius: -1 in the hole, and the number of pixels beyond the rim. */
static int64_t pixel_at(const struct sky_sectors *sectors, double radius)
{
    const struct sky_geometry *geometry = &sectors->geometry;
    double place = floor(radius * (geometry->hub + geometry->pixels) - geometry->hub);
    return place < 0 ? -1 : place > geometry->pixels ? geometry->pixels : (int64_t)place;
}

/* Adds a part of an edge that lies in one sector. */
static void add_part(struct sky_sectors *sectors, uint32_t vane, int64_t pixel, struct end from, struct end to)
{
    if (pixel < 0)
        return;
    size_t at = vane * (sectors->geometry.pixels + (size_t)1) + (size_t)pixel;
    double angle = (to.turns - from.turns) * SKY_TAU;
    sectors->own[at] += (cross(from.at, to.at) - sectors->squares[pixel] * angle) / 2;
    sectors->angles[at] += angle;
    sectors->low = pixel < sectors->low ? (uint32_t)pixel : sectors->low;
    sectors->high = pixel > sectors->high ? (uint32_t)pixel : sectors->high;
}

/* Adds a part that lies in one vane, and along which the radius only grows or only shrinks. */
static void add_along(struct sky_sectors *sectors, uint32_t vane, struct end from, struct end to)
{
    struct sky_point step = {to.at.x - from.at.x, to.at.y - from.at.y};
    double a = dot(step, step), b = dot(from.at, step), square = dot(from.at, from.at);
    bool outwards = dot(to.at, to.at) > square;
    int64_t pixel = pixel_at(sectors, sqrt(square)), last = pixel_at(sectors, sqrt(dot(to.at, to.at)));
    struct end at = from;
    while (pixel != last) {
        /* |from + part * step| is the radius of the ring's edge; `under` is below 0 by rounding only */
        double edge = sectors->squares[outwards ? pixel + 1 : pixel], under = b * b - a * (square - edge);
        double root = under > 0 ? sqrt(under) : 0;
        struct end next = {.at = between(from.at, to.at, (outwards ? root - b : -root - b) / a)};
        next.turns = turns_near(next.at, from.turns);
        add_part(sectors, vane, pixel, at, next);
        at = next;
        pixel += outwards ? 1 : -1;
    }
    add_part(sectors, vane, pixel, at, to);
}

static void add_in_vane(struct sky_sectors *sectors, uint32_t vane, struct end from, struct end to)
{
    struct sky_point step = {to.at.x - from.at.x, to.at.y - from.at.y};
    double nearest = -dot(from.at, step) / dot(step, step); /* NaN for a part without length */
    if (!sectors->touched[vane]) {
        sectors->touched[vane] = true;
        sectors->vanes[sectors->vane_count++] = vane;
    }
    if (nearest > 0 && nearest < 1) {
        struct end middle = {.at = between(from.at, to.at, nearest)};
        middle.turns = turns_near(middle.at, from.turns);
        add_along(sectors, vane, from, middle);
        from = middle;
    }
    if (from.at.x < to.at.x || from.at.x > to.at.x || from.at.y < to.at.y || from.at.y > to.at.y)
        add_along(sectors, vane, from, to);
}

/* The angle from one end of an edge to the other, in turns. 0 for an edge on a line through the middle. */
static double turns_between(struct sky_point from, struct sky_point to, double area)
{
    double turns = sky_clock_turns(to.x, to.y) - sky_clock_turns(from.x, from.y);
    turns -= floor(turns + 0.5);
    if (turns * area > 0)
        return turns;
    /* rounding: an edge that almost goes through the middle, or away from it */
    return fabs(turns) > 0.25 ? turns + (area > 0 ? 1 : -1) : 0;
}

static void add_edge(struct sky_sectors *sectors, struct sky_point from, struct sky_point to)
{
    const uint32_t vanes = sectors->geometry.vanes;
    double area = cross(from, to), turns = turns_between(from, to, area);
    if ((area >= 0 && area <= 0) || (turns >= 0 && turns <= 0)) {
        sectors->radial = true;
        return;
    }
    /* Vane v lies between v and v + 1 here. */
    struct end at = {from, sky_clock_turns(from.x, from.y)}, end = {to, at.turns + turns};
    double place = at.turns * vanes + 0.5, last = end.turns * vanes + 0.5;
    int64_t vane = (int64_t)floor(place);
    for (;;) {
        int64_t edge = turns > 0 ? vane + 1 : vane;
        uint32_t number = (uint32_t)((vane % vanes + vanes) % vanes);
        if (turns > 0 ? (double)edge >= last : (double)edge <= last) {
            add_in_vane(sectors, number, at, end);
            return;
        }
        struct end next = {.turns = ((double)edge - 0.5) / vanes};
        struct sky_point along = {sky_sin_turns(next.turns), sky_cos_turns(next.turns)};
        double before = cross(along, from), after = cross(along, to);
        next.at = between(from, to, before / (before - after));
        add_in_vane(sectors, number, at, next);
        at = next;
        vane += turns > 0 ? 1 : -1;
    }
}

static int compare_vanes(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Clears what the last polygon left. */
static void clear(struct sky_sectors *sectors)
{
    const size_t stride = sectors->geometry.pixels + (size_t)1;
    const size_t bytes = sectors->low <= sectors->high ? (sectors->high - sectors->low + 1) * sizeof(double) : 0;
    for (size_t i = 0; i < sectors->vane_count; i++) {
        size_t at = sectors->vanes[i] * stride + sectors->low;
        memset(sectors->own + at, 0, bytes);
        memset(sectors->angles + at, 0, bytes);
        sectors->touched[sectors->vanes[i]] = false;
    }
    sectors->vane_count = 0;
    sectors->low = sectors->geometry.pixels;
    sectors->high = 0;
    sectors->radial = false;
}

void sky_sectors_fill(struct sky_sectors *sectors, const struct sky_point *corners, size_t count)
{
    double turns = 0;
    clear(sectors);
    /* Backwards, which is clockwise, so that areas are positive. */
    for (size_t i = count; i-- > 0;) {
        struct sky_point from = corners[i + 1 < count ? i + 1 : 0], to = corners[i];
        turns += turns_between(from, to, cross(from, to));
        add_edge(sectors, from, to);
    }
    /* The sectors further in than any edge are empty, unless the disc's middle is in the polygon or on its edge. */
    if (sectors->radial || turns > 0.1)
        sectors->low = 0;
    sectors->end = sectors->high < sectors->geometry.pixels ? sectors->high + 1 : sectors->geometry.pixels;
    qsort(sectors->vanes, sectors->vane_count, sizeof *sectors->vanes, compare_vanes);
}

void sky_sectors_of_vane(const struct sky_sectors *sectors, uint32_t vane, double *areas)
{
    const size_t at = vane * (sectors->geometry.pixels + (size_t)1);
    double angle = 0;
    for (uint32_t pixel = sectors->end; pixel-- > sectors->low;) {
        angle += sectors->angles[at + pixel + 1];
        areas[pixel] = sectors->own[at + pixel] + angle * (sectors->squares[pixel + 1] - sectors->squares[pixel]) / 2;
    }
}
