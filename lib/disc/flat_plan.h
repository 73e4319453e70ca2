/* SPDX-License-Identifier: ISC */
/* What a flat picture is made of: the LEDs that each pixel shows, and their shares of its light. The disc is the same
 * from left to right, and from top to bottom if its vanes are even in number, so that a plan of a half or a quarter of
 * the picture serves all of it: each pixel of the plan has 2 or 4 images. A strip has no images but itself. */
#ifndef SKY_DISC_FLAT_PLAN_H
#define SKY_DISC_FLAT_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include <sky/geometry.h>

#include "disc/flat_picture.h"
#include "kernel/kernel.h"

/* LEDs 0 to pixels - 1 of a vane, whose lights are first, first + 1, ... of a frame. */
struct sky_flat_run {
    int32_t vane; /* of image 0: from -vanes / 2 to vanes / 2, clockwise from 12 o'clock */
    uint32_t pixels, first;
};

/* A row of the plan: pixels 0 to reach - 1, to the right; beyond them is background. */
struct sky_flat_row {
    uint32_t reach, groups;
    size_t first_group, first_pixel, first_pair;
};

struct sky_flat_plan {
    struct sky_geometry geometry;
    struct sky_flat_picture picture;

    /* 4: the quarter above and to the right of the middle is planned; 2: the right half is; 1: all, from the left. Of
     * an odd number of rows or columns the middle one is planned too, of sectors only what is on that side. */
    unsigned images;
    uint32_t columns, rows;

    uint32_t lights;           /* of a frame; number 0 is the background */
    struct sky_flat_run *runs; /* the others */
    uint32_t run_count;

    struct sky_flat_row *row;  /* `rows` of them */
    struct sky_flat_group *groups;
    uint16_t *places;
    struct sky_flat_pair *pairs;
};

/* Returns 0, or -1 with the error set; call sky_flat_plan_finish() in either case. */
int sky_flat_plan_init(struct sky_flat_plan *plan, const struct sky_geometry *geometry,
                       const struct sky_flat_picture *picture);
void sky_flat_plan_finish(struct sky_flat_plan *plan);

#endif
