/* SPDX-License-Identifier: ISC */
#include "disc/piece.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <sky/error.h>

#include "kernel/math.h"

/* Lines that stand for an arc are at most so far from it, in pixels, and at least so many in a turn. */
#define ARC_ERROR (1 / 24.0)
#define STEPS_MIN 16
#define STEPS_MAX 4096

/* Of two arcs. Each of the picture's four sides crosses an arc twice and a straight side once at most. */
#define CORNERS_MAX ((STEPS_MAX + 1) * 2 + 4 * (2 * 2 + 2))

/* How many pixels a step of one pitch into a direction is long. */
static double length_of(const struct sky_piece_view *view, double right, double up)
{
    double x = (right * view->x_right + up * view->x_up) * view->across;
    double y = (right * view->y_right + up * view->y_up) * view->down;
    return sqrt(x * x + y * y);
}

int sky_pieces_init(struct sky_pieces *pieces, const struct sky_geometry *geometry)
{
    *pieces = (struct sky_pieces){.geometry = *geometry};
    pieces->corners = malloc(CORNERS_MAX * sizeof *pieces->corners);
    pieces->spare = malloc(CORNERS_MAX * sizeof *pieces->spare);
    pieces->fan = malloc((STEPS_MAX + 1) * sizeof *pieces->fan);
    return pieces->corners && pieces->spare && pieces->fan ? 0 : sky_fail("out of memory");
}

void sky_pieces_set_view(struct sky_pieces *pieces, const struct sky_piece_view *view)
{
    double right = length_of(view, 1, 0), up = length_of(view, 0, 1);
    pieces->view = *view;
    pieces->pixels_a_pitch = right > up ? right : up;
    pieces->pixels_along = 0;
}

void sky_pieces_finish(struct sky_pieces *pieces)
{
    free(pieces->corners);
    free(pieces->spare);
    free(pieces->fan);
    *pieces = (struct sky_pieces){0};
}

static struct sky_point direction(double turns)
{
    return (struct sky_point){sky_sin_turns(turns), sky_cos_turns(turns)};
}

static struct sky_point on_grid(const struct sky_piece_view *view, double right, double up)
{
    return (struct sky_point){view->x + right * view->x_right + up * view->x_up,
                              view->y + right * view->y_right + up * view->y_up};
}

double sky_piece_half_arc(const struct sky_geometry *geometry, uint32_t pixel)
{
    return SKY_TAU * (geometry->hub + pixel + 0.5) / geometry->vanes / 2;
}

static void set_direction(struct sky_pieces *pieces, uint32_t vane)
{
    if (pieces->pixels_along > 0 && pieces->vane == vane)
        return;
    struct sky_point along = direction((double)vane / pieces->geometry.vanes);
    pieces->vane = vane;
    pieces->along = along;
    pieces->pixels_along = length_of(&pieces->view, along.x, along.y);
    pieces->pixels_across = length_of(&pieces->view, along.y, -along.x);
}

struct sky_piece_least sky_piece_least(struct sky_pieces *pieces, uint32_t vane)
{
    set_direction(pieces, vane);
    return (struct sky_piece_least){fmax(0.5, 0.5 / pieces->pixels_along), 0.5 / pieces->pixels_across};
}

/* With an error of a third to either side of the arc, a line over an angle b may be (1 - cos(b / 2)) * 2 / 3 * radius,
 * about radius * b^2 / 12, away from it. */
uint32_t sky_piece_steps(const struct sky_pieces *pieces, double radius)
{
    double pixels = radius * pieces->pixels_a_pitch;
    double steps = SKY_TAU / pieces->geometry.vanes * sqrt(pixels / (12 * ARC_ERROR));
    double least = (double)STEPS_MIN / pieces->geometry.vanes;
    steps = steps < least ? least : steps;
    return steps >= STEPS_MAX ? STEPS_MAX : (uint32_t)steps + 1;
}

/* A triangle of two radii and the angle b has the area of the arc's sector if they are longer by sqrt(b / sin b). */
double sky_piece_longer(const struct sky_geometry *geometry, uint32_t steps)
{
    double step = 1.0 / geometry->vanes / steps;
    return sqrt(step * SKY_TAU / sky_sin_turns(step));
}

static void set_fan(struct sky_pieces *pieces, uint32_t vane, uint32_t steps)
{
    if (pieces->fan_steps == steps && pieces->fan_vane == vane)
        return;
    for (uint32_t i = 0; i <= steps; i++)
        pieces->fan[i] = direction((vane - 0.5 + (double)i / steps) / pieces->geometry.vanes);
    pieces->fan_steps = steps;
    pieces->fan_vane = vane;
    pieces->fan_longer = sky_piece_longer(&pieces->geometry, steps);
}

/* At the rim the lines stay within the circle, as close as a quarter of the error, so that no LED reaches beyond the
 * edge of a picture that the circle touches. */
static size_t sector(struct sky_pieces *pieces, uint32_t vane, double inner, double outer)
{
    bool rim = outer >= pieces->geometry.hub + pieces->geometry.pixels;
    uint32_t steps = sky_piece_steps(pieces, rim ? 16 * outer : outer);
    set_fan(pieces, vane, steps);
    outer = rim ? outer : outer * pieces->fan_longer;
    inner = inner > 0 ? inner * pieces->fan_longer : 0;
    size_t count = 0;
    for (uint32_t i = 0; i <= steps; i++)
        pieces->corners[count++] = on_grid(&pieces->view, outer * pieces->fan[i].x, outer * pieces->fan[i].y);
    for (uint32_t i = 0; i <= steps; i++) {
        struct sky_point to = pieces->fan[steps - i];
        pieces->corners[count++] = on_grid(&pieces->view, inner * to.x, inner * to.y);
    }
    return count;
}

static size_t rectangle(struct sky_pieces *pieces, double inner, double outer, double half)
{
    struct sky_point along = pieces->along;
    const double ends[4][2] = {{outer, -half}, {outer, half}, {inner, half}, {inner, -half}};
    for (int i = 0; i < 4; i++)
        pieces->corners[i] = on_grid(&pieces->view, ends[i][0] * along.x + ends[i][1] * along.y,
                                     ends[i][0] * along.y - ends[i][1] * along.x);
    return 4;
}

/* Clips the polygon to the picture. Returns the number of corners that are left; `part` gets the part of its area. */
static size_t clip(struct sky_pieces *pieces, size_t count, double *part)
{
    const struct sky_piece_view *view = &pieces->view;
    bool inside = true;
    for (size_t i = 0; i < count && inside; i++) {
        struct sky_point at = pieces->corners[i];
        inside = at.x >= view->low.x && at.x <= view->high.x && at.y >= view->low.y && at.y <= view->high.y;
    }
    *part = 1;
    if (inside)
        return count;
    double whole = sky_polygon_area(pieces->corners, count);
    count = sky_polygon_clip(pieces->corners, count, view->low, view->high, pieces->spare);
    *part = sky_polygon_area(pieces->corners, count) / whole;
    return *part > 0 ? count : 0;
}

/* Sets the corners for what reaches `half` along the vane and `half_across` across it, in pitches, to either side of the
 * LED: a sector of a ring, unless it is wider than the LED's own. Returns their number after clipping. */
static size_t set_corners(struct sky_pieces *pieces, uint32_t vane, uint32_t pixel, double half, double half_across,
                          double *part)
{
    double radius = pieces->geometry.hub + pixel + 0.5;
    if (half_across > sky_piece_half_arc(&pieces->geometry, pixel))
        return clip(pieces, rectangle(pieces, radius - half, radius + half, half_across), part);
    return clip(pieces, sector(pieces, vane, radius - half, radius + half), part);
}

size_t sky_piece_find(struct sky_pieces *pieces, uint32_t vane, uint32_t pixel, double *part)
{
    double own = sky_piece_half_arc(&pieces->geometry, pixel);
    struct sky_piece_least least = sky_piece_least(pieces, vane);
    double half = least.along, half_across = fmax(own, least.across);
    size_t count = set_corners(pieces, vane, pixel, half, half_across, part);
    if (*part == 1 || (half <= 0.5 && half_across <= own))
        return count;
    double widened_part;
    if (set_corners(pieces, vane, pixel, 0.5, own, part) == 0)
        return 0;
    return set_corners(pieces, vane, pixel, half, half_across, &widened_part);
}
