/* SPDX-License-Identifier: ISC */
/* How much of a polygon lies in the sector of each LED of a frame: half a vane to either side of it, from the pixel's
 * inner to its outer radius. The areas are exact but for the rounding of doubles, arcs included. */
#ifndef SKY_LED_SECTORS_H
#define SKY_LED_SECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sky/geometry.h>

#include "disc/area.h"

/* LEDs of a frame. For each there are two numbers in memory meanwhile. */
#define SKY_SECTORS_MAX (4 << 20)

struct sky_sectors {
    struct sky_geometry geometry;
    double *squares; /* of the radii from the hub to the rim, pixels + 1; the rim is at 1 */
    double *own;     /* vanes * (pixels + 1): what the edges in a sector add to it, */
    double *angles;  /* and the angle, in radians, that they add to all sectors of the vane that are further in */

    /* Of the last polygon. */
    uint32_t *vanes; /* in ascending order */
    size_t vane_count;
    bool *touched;      /* of each vane: it is in the list */
    uint32_t low, end;  /* its pixels are from `low` to before `end` */
    uint32_t high;      /* the last number that was added to; what is beyond the rim has the number of pixels */
    bool radial;        /* an edge was left out that encloses nothing with the centre */
};

/* Returns 0, or -1 with the error set: memory is short, or the frame has more than SKY_SECTORS_MAX LEDs. Call
 * sky_sectors_finish() in either case. */
int sky_sectors_init(struct sky_sectors *sectors, const struct sky_geometry *geometry);
void sky_sectors_finish(struct sky_sectors *sectors);

/* Finds the areas of a convex polygon: x to the right and y up from the disc's middle, the rim at 1, corners
 * counter-clockwise. Sets `vanes`, `low` and `end`. */
void sky_sectors_fill(struct sky_sectors *sectors, const struct sky_point *corners, size_t count);

/* The areas in a vane of `vanes`: writes those of the pixels from `low` to before `end` to areas[pixel]. */
void sky_sectors_of_vane(const struct sky_sectors *sectors, uint32_t vane, double *areas);

#endif
