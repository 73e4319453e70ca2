/* SPDX-License-Identifier: ISC */
#include "disc/area.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/pages.h"

double sky_polygon_area(const struct sky_point *corners, size_t count)
{
    double twice = 0;
    for (size_t i = 0; i < count; i++) {
        struct sky_point a = corners[i], b = corners[i + 1 < count ? i + 1 : 0];
        twice += (a.x - corners[0].x) * (b.y - corners[0].y) - (b.x - corners[0].x) * (a.y - corners[0].y);
    }
    return fabs(twice) / 2;
}

/* Cuts off what is beyond one line: where side * (y, or x, - limit) is positive. */
static size_t cut(const struct sky_point *in, size_t count, struct sky_point *out, bool vertical, double limit,
                  double side)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct sky_point a = in[i], b = in[i + 1 < count ? i + 1 : 0];
        double beyond_a = side * ((vertical ? a.y : a.x) - limit), beyond_b = side * ((vertical ? b.y : b.x) - limit);
        if (beyond_a <= 0)
            out[kept++] = a;
        if ((beyond_a < 0 && beyond_b > 0) || (beyond_a > 0 && beyond_b < 0)) {
            double part = beyond_a / (beyond_a - beyond_b);
            struct sky_point crossing = {a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part};
            *(vertical ? &crossing.y : &crossing.x) = limit;
            out[kept++] = crossing;
        }
    }
    return kept;
}

size_t sky_polygon_clip(struct sky_point *corners, size_t count, struct sky_point low, struct sky_point high,
                        struct sky_point *spare)
{
    count = cut(corners, count, spare, false, low.x, -1);
    count = cut(spare, count, corners, false, high.x, 1);
    count = cut(corners, count, spare, true, low.y, -1);
    return cut(spare, count, corners, true, high.y, 1);
}

/* ---- Cells ----
 *
 * The area to the right of each edge, with the sign of the edge's direction, is added up, as rasterisers of fonts do. A
 * row holds differences until all edges are in: what an edge adds to a cell and to every cell on its right. */

/* Adds a part of an edge that lies in one row and spans `height` of it, from x0 to x1. */
static inline void add_in_row(double *row, double x0, double x1, double height)
{
    double low = x0 < x1 ? x0 : x1, high = x0 < x1 ? x1 : x0;
    int32_t column = (int32_t)low;
    double *cell = row + column, start = column;
    if (high <= start + 1) { /* as most do */
        double left_of_it = ((low + high) / 2 - start) * height;
        cell[0] += height - left_of_it;
        cell[1] += left_of_it;
        return;
    }
    for (double per_column = height / (high - low); low < high; cell++) {
        double end = start + 1 < high ? start + 1 : high, part = per_column * (end - low);
        double left_of_it = ((low + end) / 2 - start) * part;
        cell[0] += part - left_of_it;
        cell[1] += left_of_it;
        low = start = end;
    }
}

static void add_edge(struct sky_area *area, struct sky_point from, struct sky_point to)
{
    double sign = 1;
    if (from.y > to.y) {
        struct sky_point swap = from;
        from = to;
        to = swap;
        sign = -1;
    }
    if (!(from.y < to.y))
        return;
    int32_t top = (int32_t)from.y;
    double *row = area->cells + (size_t)top * area->stride;
    double slope = (to.x - from.x) / (to.y - from.y), x = from.x, y = from.y;
    for (int32_t below = top + 1; below < to.y; below++, row += area->stride) {
        double next_y = below, next_x = from.x + (next_y - from.y) * slope;
        add_in_row(row, x, next_x, sign * (next_y - y));
        x = next_x;
        y = next_y;
    }
    add_in_row(row, x, to.x, sign * (to.y - y));
}

/* Sets the bounding box and clears its cells; a row has room for what an edge adds on its right. */
static int set_box(struct sky_area *area, const struct sky_point *corners, size_t count)
{
    struct sky_point low = corners[0], high = corners[0];
    for (size_t i = 1; i < count; i++) {
        low.x = corners[i].x < low.x ? corners[i].x : low.x;
        low.y = corners[i].y < low.y ? corners[i].y : low.y;
        high.x = corners[i].x > high.x ? corners[i].x : high.x;
        high.y = corners[i].y > high.y ? corners[i].y : high.y;
    }
    area->left = sky_whole_below(low.x);
    area->top = sky_whole_below(low.y);
    area->columns = (uint32_t)(sky_whole_below(high.x) - area->left + 1);
    area->rows = (uint32_t)(sky_whole_below(high.y) - area->top + 1);
    area->stride = area->columns + (size_t)1;
    size_t needed = area->stride * area->rows;
    if (needed > area->room) {
        free(area->cells);
        area->room = 2 * needed;
        area->cells = sky_pages_allocate(area->room * sizeof *area->cells);
        if (!area->cells) {
            area->room = 0;
            return sky_fail("out of memory");
        }
    }
    memset(area->cells, 0, needed * sizeof *area->cells);
    return 0;
}

int sky_area_fill(struct sky_area *area, const struct sky_point *corners, size_t count)
{
    if (set_box(area, corners, count) < 0)
        return -1;
    if (area->columns == 1 && area->rows == 1) {
        area->cells[0] = sky_polygon_area(corners, count);
        return 0;
    }
    struct sky_point before = {corners[count - 1].x - area->left, corners[count - 1].y - area->top};
    for (size_t i = 0; i < count; i++) {
        struct sky_point corner = {corners[i].x - area->left, corners[i].y - area->top};
        add_edge(area, before, corner);
        before = corner;
    }
    for (uint32_t y = 0; y < area->rows; y++) {
        double *row = area->cells + y * area->stride, sum = 0;
        for (uint32_t x = 0; x < area->columns; x++) {
            sum += row[x];
            row[x] = fabs(sum);
        }
    }
    return 0;
}

void sky_area_finish(struct sky_area *area)
{
    free(area->cells);
    *area = (struct sky_area){0};
}
