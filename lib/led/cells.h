/* SPDX-License-Identifier: ISC */
/* Cells: the part of the plane that is nearer to one of some sites than to any other (Voronoi cells), as polygons. */
#ifndef SKY_LED_CELLS_H
#define SKY_LED_CELLS_H

#include <stddef.h>
#include <stdint.h>

#include "disc/area.h"

/* Sites that are no further apart than this lie at one place. */
#define SKY_CELLS_APART 1e-6

/* Cells are cut off at a polygon of so many sides around the disc of radius 1: what is beyond is not needed, and would
 * make cells at the rim large. */
#define SKY_CELLS_FRAME 32

#define SKY_CELLS_NONE SIZE_MAX

struct sky_cells {
    const struct sky_point *sites; /* the caller's */
    size_t count;
    uint32_t side;                 /* of a grid of square buckets, which holds the sites */
    size_t *first;                 /* side * side + 1: where each bucket begins in `order` */
    size_t *order;                 /* sites by bucket */
    uint64_t work;                 /* done so far, in units of some nanoseconds */
    struct sky_point frame[SKY_CELLS_FRAME];

    /* The last cell. Corners run counter-clockwise where y is up. */
    struct sky_point *corners, *spare;
    size_t room;
};

/* Sorts sites, each between -1 and 1 in x and y, into buckets. Returns 0, or -1 with the error set; call
 * sky_cells_finish() in either case. */
int sky_cells_init(struct sky_cells *cells, const struct sky_point *sites, size_t count);
void sky_cells_finish(struct sky_cells *cells);

/* Sets `corners` to the cell of a site and `corner_count` to their number. Sites at the same place have the same cell.
 * Returns 0, or -1 with the error set: memory is short, or the sites lie so unevenly that finding all their cells would
 * take longer than some seconds. */
int sky_cells_find(struct sky_cells *cells, size_t site, size_t *corner_count);

/* Sets `twin` to another site at the place of this one, or to SKY_CELLS_NONE. Returns 0, or -1 with the error set: so
 * many sites are so close together that looking at all of them would take longer than some seconds. */
int sky_cells_twin(struct sky_cells *cells, size_t site, size_t *twin);

/* The site that is nearest to a point in the square of the sites. */
size_t sky_cells_nearest(const struct sky_cells *cells, struct sky_point point);

#endif
