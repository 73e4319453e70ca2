/* SPDX-License-Identifier: ISC */
#include "disc/moving.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "disc/row_sums.h"
#include "kernel/kernel.h"
#include "kernel/math.h"

/* Places may lie so far outside the picture, in pitches, where they should lie on its edge. */
#define ROUNDING 1e-9

/* A line along a vane, with the corners of its pixels: those of pixel p are points p * stride and p * stride + 1. */
struct line {
    struct sky_outline_point *points;
    struct sky_outline_point direction;
    uint32_t first, end; /* of the pixels whose corners are in the picture */
};

/* The older and the newer one of the lines between which pieces lie, and what was integrated along and between them. */
struct sides {
    struct line older, newer;
    double *radii;                  /* of the points, in pitches */
    double *scales;                 /* of the means of pixels */
    double (*across)[4];            /* from point to point */
    double (*left)[4], (*right)[4]; /* of each pixel */
};

struct sky_moving {
    struct sky_geometry geometry;
    struct sky_pieces pieces;
    struct sky_row_sums sums;
    double x_pitch, y_pitch;        /* cells a pitch is wide and high at most */
    double signed_area;             /* cells in a square pitch; negative if the picture is turned over */
    struct sides sectors, rectangles;
    struct sky_piece_least least;   /* of the vane that is drawn */
    uint32_t stride;                /* of points: 1 where pieces touch, 2 where they overlap along the vane */
    uint32_t shared;                /* from this pixel on, the newer line of sectors is the next vane's older one */
    uint16_t (*means)[4];           /* of a vane */
};

/* ---- Memory ---- */

static int init_sides(struct sides *sides, size_t pixels)
{
    size_t points = 2 * pixels + 1;
    sides->older.points = malloc(points * sizeof *sides->older.points);
    sides->newer.points = malloc(points * sizeof *sides->newer.points);
    sides->radii = malloc(points * sizeof *sides->radii);
    sides->scales = malloc(pixels * sizeof *sides->scales);
    sides->across = malloc(points * sizeof *sides->across);
    sides->left = malloc(pixels * sizeof *sides->left);
    sides->right = malloc(pixels * sizeof *sides->right);
    return sides->older.points && sides->newer.points && sides->radii && sides->scales && sides->across &&
                   sides->left && sides->right ? 0 : sky_fail("out of memory");
}

static void finish_sides(struct sides *sides)
{
    free(sides->older.points);
    free(sides->newer.points);
    free(sides->radii);
    free(sides->scales);
    free(sides->across);
    free(sides->left);
    free(sides->right);
}

struct sky_moving *sky_moving_create(const struct sky_geometry *geometry)
{
    struct sky_moving *moving = calloc(1, sizeof *moving);
    if (!moving) {
        sky_fail("out of memory");
        return NULL;
    }
    size_t pixels = geometry->pixels;
    moving->geometry = *geometry;
    moving->means = malloc(pixels * sizeof *moving->means);
    if (!moving->means)
        sky_fail("out of memory");
    else if (sky_pieces_init(&moving->pieces, geometry) == 0 && init_sides(&moving->sectors, pixels) == 0 &&
             init_sides(&moving->rectangles, pixels) == 0)
        return moving;
    sky_moving_destroy(moving);
    return NULL;
}

void sky_moving_destroy(struct sky_moving *moving)
{
    if (!moving)
        return;
    sky_row_sums_finish(&moving->sums);
    sky_pieces_finish(&moving->pieces);
    finish_sides(&moving->sectors);
    finish_sides(&moving->rectangles);
    free(moving->means);
    free(moving);
}

/* ---- The table ---- */

/* Makes the table for a picture, and fills it where pieces lie: a sector that was widened to a pixel may reach half of
 * the longer side of one beyond the rim. Two cells around are for rectangles, which are wider than sectors. */
static int set_table(struct sky_moving *moving, const struct sky_image *image, bool is_new,
                     const struct sky_placement *placement, struct sky_piece_view *view)
{
    const struct sky_geometry *geometry = &moving->geometry;
    uint32_t width = image->width, height = image->height;
    struct sky_placement_factors by = sky_placement_factors(placement, geometry, width, height);
    while ((uint64_t)width * height / by.across / by.down > SKY_MOVING_CELLS_MAX) {
        by.across = sky_lights_factor(width, by.across + 1);
        by.down = sky_lights_factor(height, by.down + 1);
    }
    if (sky_row_sums_init(&moving->sums, width, height, by.across, by.down) < 0)
        return -1;
    if (is_new)
        sky_row_sums_empty(&moving->sums);
    *view = sky_placement_view(placement, geometry, &moving->sums.lights);
    moving->x_pitch = sqrt(view->x_right * view->x_right + view->x_up * view->x_up);
    moving->y_pitch = sqrt(view->y_right * view->y_right + view->y_up * view->y_up);
    moving->signed_area = view->x_right * view->y_up - view->x_up * view->y_right;
    double pixels_a_pitch = fmin(moving->x_pitch * by.across, moving->y_pitch * by.down);
    double radius = geometry->hub + geometry->pixels + 0.5 / pixels_a_pitch;
    sky_row_sums_fill(&moving->sums, image, view->x, view->y, radius * moving->x_pitch + 2,
                      radius * moving->y_pitch + 2);
    return 0;
}

/* ---- Outlines ---- */

/* Where a line along a vane begins, and where it goes in a pitch, in cells. */
struct ray {
    struct sky_point begin, step;
};

static struct ray ray_of(const struct sky_piece_view *view, double turns, double aside)
{
    double sine = sky_sin_turns(turns), cosine = sky_cos_turns(turns);
    return (struct ray){{view->x + aside * (cosine * view->x_right - sine * view->x_up),
                         view->y + aside * (cosine * view->y_right - sine * view->y_up)},
                        {sine * view->x_right + cosine * view->x_up, sine * view->y_right + cosine * view->y_up}};
}

/* Narrows the radii from `low` to `high` to those whose places, begin + radius * step, are from `least` to `most`. */
static void narrow(double *low, double *high, double begin, double step, double least, double most)
{
    double from = (least - begin) / step, to = (most - begin) / step;
    if (step == 0) {
        *high = begin >= least && begin <= most ? *high : -INFINITY;
        return;
    }
    *low = fmax(*low, fmin(from, to));
    *high = fmin(*high, fmax(from, to));
}

/* Sets the newer line for pixels `first` to `end` - 1. */
static void set_line(struct sky_moving *moving, struct sides *sides, const struct ray *ray, uint32_t first,
                     uint32_t end)
{
    const struct sky_piece_view *view = &moving->pieces.view;
    struct line *line = &sides->newer;
    size_t stride = moving->stride, points = end * stride + (stride == 1);
    for (size_t i = first * stride; i < points; i++) {
        line->points[i].x = ray->begin.x + sides->radii[i] * ray->step.x;
        line->points[i].y = ray->begin.y + sides->radii[i] * ray->step.y;
    }
    double low = -INFINITY, high = INFINITY;
    narrow(&low, &high, ray->begin.x, ray->step.x, view->low.x, view->high.x);
    narrow(&low, &high, ray->begin.y, ray->step.y, view->low.y, view->high.y);
    line->direction = (struct sky_outline_point){ray->step.x, ray->step.y};
    for (line->first = first; line->first < end && sides->radii[line->first * stride] < low - ROUNDING;)
        line->first++;
    for (line->end = end; line->end > line->first && sides->radii[(line->end - 1) * stride + 1] > high + ROUNDING;)
        line->end--;
}

static void swap_lines(struct sides *sides)
{
    struct line line = sides->older;
    sides->older = sides->newer;
    sides->newer = line;
}

/* Integrates along the newer line. */
static void add_along(const struct sky_moving *moving, const struct sides *sides, double (*sums)[4])
{
    const struct line *line = &sides->newer;
    const struct sky_outline_point *points = line->points + line->first * (size_t)moving->stride;
    size_t count = line->end - line->first;
    memset(sums + line->first, 0, count * sizeof *sums);
    sky_kernels()->outline(sums + line->first, &moving->sums.table, points, points + 1, moving->stride, count,
                           line->direction);
}

/* Integrates from the older line to the newer one, for the pixels that both have in the picture. */
static void add_across(const struct sky_moving *moving, struct sides *sides, struct sky_outline_point direction)
{
    size_t stride = moving->stride;
    const struct line *older = &sides->older, *newer = &sides->newer;
    uint32_t first = older->first > newer->first ? older->first : newer->first;
    uint32_t end = older->end < newer->end ? older->end : newer->end;
    if (first < end)
        sky_kernels()->outline(sides->across + first * stride, &moving->sums.table, older->points + first * stride,
                               newer->points + first * stride, 1, (end - first) * stride + (stride == 1), direction);
}

/* Is a piece so far from the picture that no corner of it can be inside? */
static bool is_outside(const struct sky_moving *moving, const struct ray *middle, uint32_t pixel)
{
    const struct sky_piece_view *view = &moving->pieces.view;
    double radius = moving->geometry.hub + pixel + 0.5;
    double across = fmax(sky_piece_half_arc(&moving->geometry, pixel), moving->least.across);
    double reach = across + moving->least.along * (1 + SKY_PI / moving->geometry.vanes);
    double x = middle->begin.x + radius * middle->step.x, y = middle->begin.y + radius * middle->step.y;
    double x_reach = reach * moving->x_pitch, y_reach = reach * moving->y_pitch;
    return x + x_reach < view->low.x || x - x_reach > view->high.x || y + y_reach < view->low.y ||
           y - y_reach > view->high.y;
}

/* The mean of a piece that may be partly in the picture. */
static void clipped_mean(struct sky_moving *moving, uint16_t mean[4], uint32_t vane, uint32_t pixel)
{
    double part, sums[4] = {0};
    size_t count = sky_piece_find(&moving->pieces, vane, pixel, &part);
    const struct sky_point *corners = moving->pieces.corners;
    for (size_t i = 0; i < count; i++) {
        struct sky_point a = corners[i], b = corners[i + 1 < count ? i + 1 : 0];
        const struct sky_outline_point from = {a.x, a.y}, to = {b.x, b.y}, direction = {b.x - a.x, b.y - a.y};
        sky_kernels()->outline(&sums, &moving->sums.table, &from, &to, 1, 1, direction);
    }
    double scale = count > 0 ? 0.5 * part / sky_polygon_area(corners, count) : 0;
    const double nothing[4] = {0};
    for (int number = 0; number < 4; number++)
        sums[number] = fabs(sums[number]);
    const struct sky_outline_sums sides = {(const double(*)[4])&sums, &nothing, &nothing, &nothing};
    sky_kernels()->outline_means((uint16_t(*)[4])mean, &sides, 1, &scale, 1);
}

static void clipped_means(struct sky_moving *moving, uint32_t vane, uint32_t first, uint32_t end)
{
    const struct ray middle = ray_of(&moving->pieces.view, (double)vane / moving->geometry.vanes, 0);
    for (uint32_t pixel = first; pixel < end; pixel++) {
        if (is_outside(moving, &middle, pixel))
            memset(moving->means[pixel], 0, sizeof *moving->means);
        else
            clipped_mean(moving, moving->means[pixel], vane, pixel);
    }
}

/* Sets the means of pixels `from` to `to` - 1, of which all sides are known from `first` to `end` - 1. */
static void set_means(struct sky_moving *moving, const struct sides *sides, uint32_t vane, uint32_t from, uint32_t to,
                      uint32_t first, uint32_t end)
{
    size_t stride = moving->stride;
    first = first < end ? first : to;
    end = first < end ? end : to;
    const double(*across)[4] = (const double(*)[4])sides->across + first * stride;
    const struct sky_outline_sums sums = {across, across + 1, (const double(*)[4])sides->left + first,
                                          (const double(*)[4])sides->right + first};
    sky_kernels()->outline_means(moving->means + first, &sums, stride, sides->scales + first, end - first);
    clipped_means(moving, vane, from, first);
    clipped_means(moving, vane, end, to);
}

/* ---- Vanes ---- */

/* Sets the radii of corners, and the areas that they enclose, for pieces that reach as far as moving->least says. */
static void set_radii(struct sky_moving *moving, uint32_t steps)
{
    const struct sky_geometry *geometry = &moving->geometry;
    double longer = sky_piece_longer(geometry, steps), rim = geometry->hub + geometry->pixels;
    double triangles = steps * sky_sin_turns(1.0 / geometry->vanes / steps) / 2 * moving->signed_area;
    double half = moving->least.along;
    moving->stride = half > 0.5 ? 2 : 1;
    for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++) {
        double middle = geometry->hub + pixel + 0.5, inner = middle - half, outer = middle + half;
        double *wide = moving->rectangles.radii + (size_t)pixel * moving->stride;
        double *radii = moving->sectors.radii + (size_t)pixel * moving->stride;
        wide[0] = inner;
        wide[1] = outer;
        radii[0] = inner > 0 ? inner * longer : 0;
        radii[1] = outer < rim ? outer * longer : outer; /* no LED reaches beyond the rim */
        moving->sectors.scales[pixel] = 0.5 / ((radii[1] * radii[1] - radii[0] * radii[0]) * triangles);
        moving->rectangles.scales[pixel] = 0.5 / (2 * half * 2 * moving->least.across * moving->signed_area);
    }
}

static void clear_across(const struct sky_moving *moving, struct sides *sides, uint32_t first, uint32_t end)
{
    size_t stride = moving->stride;
    memset(sides->across + first * stride, 0, ((end - first) * stride + (stride == 1)) * sizeof *sides->across);
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* The pixels before `end` have rectangles. */
static void draw_rectangles(struct sky_moving *moving, uint32_t vane, uint32_t end)
{
    struct sides *sides = &moving->rectangles;
    double turns = (double)vane / moving->geometry.vanes, half = moving->least.across;
    const struct ray left = ray_of(&moving->pieces.view, turns, -half);
    const struct ray right = ray_of(&moving->pieces.view, turns, half);
    const struct sky_outline_point direction = {right.begin.x - left.begin.x, right.begin.y - left.begin.y};
    clear_across(moving, sides, 0, end);
    set_line(moving, sides, &left, 0, end);
    add_along(moving, sides, sides->left);
    swap_lines(sides);
    set_line(moving, sides, &right, 0, end);
    add_along(moving, sides, sides->right);
    add_across(moving, sides, direction);
    set_means(moving, sides, vane, 0, end, larger(sides->older.first, sides->newer.first),
              smaller(sides->older.end, sides->newer.end));
}

/* Those from `from` on have sectors, of so many steps. */
static void draw_sectors(struct sky_moving *moving, uint32_t vane, uint32_t steps, uint32_t from)
{
    struct sides *sides = &moving->sectors;
    uint32_t vanes = moving->geometry.vanes, pixels = moving->geometry.pixels, first = from, end = pixels;
    struct ray before = {0};
    clear_across(moving, sides, from, pixels);
    for (uint32_t step = 0; step <= steps; step++) {
        const struct ray ray = ray_of(&moving->pieces.view, (vane - 0.5 + (double)step / steps) / vanes, 0);
        const struct sky_outline_point direction = {ray.step.x - before.step.x, ray.step.y - before.step.y};
        bool is_known = step == 0 && moving->shared <= from;
        if (!is_known) {
            swap_lines(sides);
            set_line(moving, sides, &ray, from, pixels);
        }
        if (step > 0)
            add_across(moving, sides, direction);
        else if (!is_known)
            add_along(moving, sides, sides->left);
        first = larger(first, sides->newer.first);
        end = smaller(end, sides->newer.end);
        before = ray;
    }
    add_along(moving, sides, sides->right);
    set_means(moving, sides, vane, from, pixels, first, end);
    double(*known)[4] = sides->left;
    sides->left = sides->right;
    sides->right = known;
    moving->shared = from;
}

static void draw_vane(struct sky_moving *moving, uint32_t vane, uint32_t steps)
{
    struct sky_piece_least least = sky_piece_least(&moving->pieces, vane), before = moving->least;
    if (fabs(least.along - before.along) > 1e-9 || fabs(least.across - before.across) > 1e-9) {
        moving->least = least;
        set_radii(moving, steps);
        moving->shared = UINT32_MAX;
    }
    uint32_t rectangles = 0;
    while (rectangles < moving->geometry.pixels &&
           moving->least.across > sky_piece_half_arc(&moving->geometry, rectangles))
        rectangles++;
    if (rectangles > 0)
        draw_rectangles(moving, vane, rectangles);
    if (rectangles < moving->geometry.pixels)
        draw_sectors(moving, vane, steps, rectangles);
}

int sky_moving_draw(struct sky_moving *moving, uint8_t *frame, uint8_t *opacity, const struct sky_image *image,
                    bool is_new, const struct sky_placement *placement, struct sky_color background)
{
    const struct sky_geometry *geometry = &moving->geometry;
    size_t bytes = sky_vane_bytes(geometry);
    struct sky_piece_view view;
    if (set_table(moving, image, is_new, placement, &view) < 0)
        return -1;
    sky_pieces_set_view(&moving->pieces, &view);
    moving->least = (struct sky_piece_least){0};
    uint32_t steps = sky_piece_steps(&moving->pieces, geometry->hub + geometry->pixels);
    for (uint32_t vane = 0; vane < geometry->vanes; vane++) {
        draw_vane(moving, vane, steps);
        sky_lights_encode(frame + vane * bytes, opacity ? opacity + vane * bytes : NULL,
                          (const uint16_t(*)[4])moving->means, geometry->pixels, background);
    }
    return 0;
}
