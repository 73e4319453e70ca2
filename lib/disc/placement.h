/* SPDX-License-Identifier: ISC */
/* Where a picture lies on the disc, and the grid of cells that is laid over it; see disc/lights.h. */
#ifndef SKY_DISC_PLACEMENT_H
#define SKY_DISC_PLACEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include <sky/geometry.h>

#include "disc/lights.h"
#include "disc/piece.h"

/* How a picture is fitted to the disc. Both have the same centre. */
enum sky_fit {
    SKY_FIT_CONTAIN, /* the picture's longer side spans the disc's diameter */
    SKY_FIT_COVER,   /* the shorter side spans it, so that the picture fills the disc */
    SKY_FIT_STRETCH, /* both sides span it */
};

/* Their names, ended by NULL. */
extern const char *const sky_fit_names[];

struct sky_placement {
    enum sky_fit fit;
    double size;       /* beside what fit makes it, 0.01 to 100 */
    double x, y;       /* of its middle, to the right and up from the disc's, in radii of the disc, -100 to 100 */
    double turns;      /* clockwise about its middle */
    bool flip_across;  /* left and right change places, before it is turned */
    bool flip_down;    /* the same of top and bottom */
};

bool sky_placement_equal(const struct sky_placement *a, const struct sky_placement *b);

/* By what a picture of `width` x `height` pixels is reduced before its means are taken. */
struct sky_placement_factors {
    uint32_t across, down;
};

struct sky_placement_factors sky_placement_factors(const struct sky_placement *placement,
                                                   const struct sky_geometry *geometry, uint32_t width,
                                                   uint32_t height);

/* Where the disc lies on the grid of cells. */
struct sky_piece_view sky_placement_view(const struct sky_placement *placement, const struct sky_geometry *geometry,
                                         const struct sky_lights *lights);

#endif
