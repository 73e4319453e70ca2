/* SPDX-License-Identifier: ISC */
/* Areas of polygons: as a whole, and how much of each cell of a square grid is covered, exactly. Polygons are closed and
 * do not cross themselves; edges may lie upon each other. */
#ifndef SKY_DISC_AREA_H
#define SKY_DISC_AREA_H

#include <stddef.h>
#include <stdint.h>

/* Cells have sides of 1; x runs to the right and y down. */
struct sky_point {
    double x, y;
};

/* floor(), a call of which would take longer than the edges of a small polygon. */
static inline int32_t sky_whole_below(double at)
{
    int32_t whole = (int32_t)at;
    return at < whole ? whole - 1 : whole;
}

/* The area, whichever way the polygon runs. */
double sky_polygon_area(const struct sky_point *corners, size_t count);

/* Cuts off what is outside a rectangle, in place, and returns the new number of corners, which may be 0. Each edge that
 * crosses one of the rectangle's four lines needs room for one more corner in `corners` and in `spare`. */
size_t sky_polygon_clip(struct sky_point *corners, size_t count, struct sky_point low, struct sky_point high,
                        struct sky_point *spare);

/* The cells of a polygon's bounding box. Zero it before its first use, and finish it after its last. */
struct sky_area {
    int32_t left, top; /* of the first cell */
    uint32_t columns, rows;
    size_t stride;     /* cells from a row to the next */
    double *cells;     /* of each cell the part that is covered, 0 to 1 */
    size_t room;
};

/* Finds the areas of a polygon whose coordinates are below 2^30 in size. Returns 0, or -1 with the error set when memory is
 * short. */
int sky_area_fill(struct sky_area *area, const struct sky_point *corners, size_t count);

void sky_area_finish(struct sky_area *area);

#endif
