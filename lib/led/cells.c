/* SPDX-License-Identifier: ISC */
/* A cell begins as the whole frame, and is cut along the line midway between its site and each other site, from the
 * nearest buckets outwards, until all further sites are more than twice as far away as its furthest corner. */
#include "led/cells.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "kernel/math.h"

#define SIDE_MAX 1024
#define WORK_MAX UINT64_C(1000000000)
#define WORK_CUT 20 /* of a site that may cut a cell, beside one for each corner; passing over a bucket is 1 */

static uint32_t column_of(const struct sky_cells *cells, double x)
{
    double column = (x + 1) / 2 * cells->side;
    return column < 0 ? 0 : column >= cells->side ? cells->side - 1 : (uint32_t)column;
}

static size_t bucket_of(const struct sky_cells *cells, struct sky_point site)
{
    return (size_t)column_of(cells, site.y) * cells->side + column_of(cells, site.x);
}

int sky_cells_init(struct sky_cells *cells, const struct sky_point *sites, size_t count)
{
    double side = ceil(sqrt((double)count));
    *cells = (struct sky_cells){.sites = sites, .count = count, .room = 4 * SKY_CELLS_FRAME};
    cells->side = side < 1 ? 1 : side > SIDE_MAX ? SIDE_MAX : (uint32_t)side;
    size_t buckets = (size_t)cells->side * cells->side;
    cells->first = calloc(buckets + 1, sizeof *cells->first);
    cells->order = malloc((count + 1) * sizeof *cells->order);
    cells->corners = malloc(cells->room * sizeof *cells->corners);
    cells->spare = malloc(cells->room * sizeof *cells->spare);
    if (!cells->first || !cells->order || !cells->corners || !cells->spare)
        return sky_fail("out of memory");
    const double radius = 1 / sky_cos_turns(0.5 / SKY_CELLS_FRAME);
    for (int i = 0; i < SKY_CELLS_FRAME; i++) {
        double turns = -(double)i / SKY_CELLS_FRAME;
        cells->frame[i] = (struct sky_point){radius * sky_sin_turns(turns), radius * sky_cos_turns(turns)};
    }
    for (size_t i = 0; i < count; i++)
        cells->first[bucket_of(cells, sites[i]) + 1]++;
    for (size_t i = 0; i < buckets; i++)
        cells->first[i + 1] += cells->first[i];
    /* Filled from behind, which moves each beginning to its place. */
    for (size_t i = count; i-- > 0;)
        cells->order[--cells->first[bucket_of(cells, sites[i]) + 1]] = i;
    for (size_t i = 0; i < buckets; i++)
        cells->first[i] = cells->first[i + 1];
    cells->first[buckets] = count;
    return 0;
}

void sky_cells_finish(struct sky_cells *cells)
{
    free(cells->first);
    free(cells->order);
    free(cells->corners);
    free(cells->spare);
    *cells = (struct sky_cells){0};
}

static double square_of(struct sky_point a, struct sky_point b)
{
    double x = a.x - b.x, y = a.y - b.y;
    return x * x + y * y;
}

/* ---- Buckets around a point ---- */

/* The buckets whose column or row is `away` from the point's own, and no other further. */
struct ring {
    int64_t column, row, away; /* the point's own */
    int64_t across, up;        /* of the next bucket, from there */
};

static struct ring ring_around(const struct sky_cells *cells, struct sky_point point, uint32_t away)
{
    return (struct ring){column_of(cells, point.x), column_of(cells, point.y), away, -(int64_t)away, -(int64_t)away};
}

static bool next_bucket(const struct sky_cells *cells, struct ring *ring, size_t *bucket)
{
    while (ring->up <= ring->away) {
        int64_t column = ring->column + ring->across, row = ring->row + ring->up;
        /* Whole rows at the top and the bottom, and both ends of the others. */
        ring->across += llabs(ring->up) == ring->away || ring->away == 0 ? 1 : 2 * ring->away;
        if (ring->across > ring->away) {
            ring->across = -ring->away;
            ring->up++;
        }
        if (column >= 0 && column < cells->side && row >= 0 && row < cells->side) {
            *bucket = (size_t)row * cells->side + (size_t)column;
            return true;
        }
    }
    return false;
}

/* The square of how far what lies in these buckets is from the point, at least. */
static double square_beyond(const struct sky_cells *cells, uint32_t away)
{
    double beyond = away > 0 ? 2.0 / cells->side * (away - 1) : 0;
    return beyond * beyond;
}

/* ---- Cells ---- */

/* Cuts off what is nearer to `other` than to `site`. Returns the number of corners left, or 0 when memory is short. */
static size_t cut(struct sky_cells *cells, size_t count, struct sky_point site, struct sky_point other)
{
    /* points p with p . normal > limit are nearer to `other` */
    struct sky_point normal = {other.x - site.x, other.y - site.y};
    double limit = ((other.x + site.x) * normal.x + (other.y + site.y) * normal.y) / 2;
    bool cuts = false;
    for (size_t i = 0; i < count && !cuts; i++)
        cuts = cells->corners[i].x * normal.x + cells->corners[i].y * normal.y > limit;
    if (!cuts)
        return count;
    if (2 * count + 2 > cells->room) {
        size_t room = 2 * cells->room;
        struct sky_point *corners = realloc(cells->corners, room * sizeof *corners);
        cells->corners = corners ? corners : cells->corners;
        struct sky_point *spare = realloc(cells->spare, room * sizeof *spare);
        cells->spare = spare ? spare : cells->spare;
        if (!corners || !spare)
            return 0;
        cells->room = room;
    }
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct sky_point a = cells->corners[i], b = cells->corners[i + 1 < count ? i + 1 : 0];
        double beyond_a = a.x * normal.x + a.y * normal.y - limit, beyond_b = b.x * normal.x + b.y * normal.y - limit;
        if (beyond_a <= 0)
            cells->spare[kept++] = a;
        if ((beyond_a < 0 && beyond_b > 0) || (beyond_a > 0 && beyond_b < 0)) {
            double part = beyond_a / (beyond_a - beyond_b);
            cells->spare[kept++] = (struct sky_point){a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part};
        }
    }
    struct sky_point *swap = cells->corners;
    cells->corners = cells->spare;
    cells->spare = swap;
    return kept;
}

/* The square of twice the distance from the site to its furthest corner. */
static double reach_of(const struct sky_cells *cells, size_t count, struct sky_point site)
{
    double most = 0;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, square_of(cells->corners[i], site));
    return 4 * most;
}

/* Cuts the cell by the sites of a bucket. Returns the number of corners left, or 0 when memory is short. */
static size_t cut_by_bucket(struct sky_cells *cells, size_t count, struct sky_point site, size_t bucket, double *reach)
{
    for (size_t i = cells->first[bucket]; i < cells->first[bucket + 1] && count > 0; i++) {
        struct sky_point other = cells->sites[cells->order[i]];
        double square = square_of(site, other);
        cells->work++;
        if (square > *reach || square < SKY_CELLS_APART * SKY_CELLS_APART)
            continue;
        count = cut(cells, count, site, other);
        *reach = reach_of(cells, count, site);
        cells->work += WORK_CUT + count;
    }
    return count;
}

int sky_cells_find(struct sky_cells *cells, size_t index, size_t *corner_count)
{
    struct sky_point site = cells->sites[index];
    size_t count = SKY_CELLS_FRAME, bucket;
    memcpy(cells->corners, cells->frame, sizeof cells->frame);
    double reach = reach_of(cells, count, site);
    for (uint32_t away = 0; away < cells->side && square_beyond(cells, away) <= reach; away++) {
        struct ring ring = ring_around(cells, site, away);
        while (next_bucket(cells, &ring, &bucket)) {
            cells->work++;
            count = cut_by_bucket(cells, count, site, bucket, &reach);
            if (count == 0)
                return sky_fail("out of memory");
            if (cells->work > WORK_MAX)
                return sky_fail("the LEDs are too many, or lie too unevenly, to find the area of each (write "
                                "'show point')");
        }
    }
    *corner_count = count;
    return 0;
}

int sky_cells_twin(struct sky_cells *cells, size_t index, size_t *twin)
{
    struct sky_point site = cells->sites[index];
    struct sky_point low = {site.x - SKY_CELLS_APART, site.y - SKY_CELLS_APART};
    struct sky_point high = {site.x + SKY_CELLS_APART, site.y + SKY_CELLS_APART};
    *twin = SKY_CELLS_NONE;
    for (uint32_t row = column_of(cells, low.y); row <= column_of(cells, high.y); row++) {
        for (uint32_t column = column_of(cells, low.x); column <= column_of(cells, high.x); column++) {
            size_t bucket = (size_t)row * cells->side + column;
            cells->work += cells->first[bucket + 1] - cells->first[bucket];
            if (cells->work > WORK_MAX)
                return sky_fail("too many LEDs are close to each other");
            for (size_t i = cells->first[bucket]; i < cells->first[bucket + 1]; i++) {
                size_t other = cells->order[i];
                if (other == index || square_of(site, cells->sites[other]) >= SKY_CELLS_APART * SKY_CELLS_APART)
                    continue;
                *twin = other;
                return 0;
            }
        }
    }
    return 0;
}

size_t sky_cells_nearest(const struct sky_cells *cells, struct sky_point point)
{
    size_t nearest = SKY_CELLS_NONE, bucket;
    double least = INFINITY;
    for (uint32_t away = 0; away < cells->side && square_beyond(cells, away) <= least; away++) {
        struct ring ring = ring_around(cells, point, away);
        while (next_bucket(cells, &ring, &bucket)) {
            for (size_t i = cells->first[bucket]; i < cells->first[bucket + 1]; i++) {
                double distance = square_of(point, cells->sites[cells->order[i]]);
                if (distance < least) {
                    least = distance;
                    nearest = cells->order[i];
                }
            }
        }
    }
    return nearest;
}
