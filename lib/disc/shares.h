/* SPDX-License-Identifier: ISC */
/* The LEDs that each pixel of a flat picture shows, found for one style after the other; see disc/flat_plan.h. */
#ifndef SKY_DISC_SHARES_H
#define SKY_DISC_SHARES_H

#include <stddef.h>
#include <stdint.h>

#include <sky/geometry.h>

#include "disc/flat_picture.h"

/* The planned part of a picture, as a grid whose cells are its pixels: x to the right and y down. */
struct sky_shares_view {
    unsigned images;        /* 4: the upper right quarter; 2: the right half; 1: all of it */
    uint32_t columns, rows;
    double x, y;            /* of the disc's middle */
    double across, down;    /* cells a pitch; of a strip, cells a vane and a pixel */
};

/* Part of a pixel's light, 0 to 1, that comes from an LED. */
struct sky_share {
    uint32_t cell;  /* row * columns + column */
    uint32_t led;   /* (vane + vanes / 2) * pixels + pixel; the vane may be negative */
    float part;
};

struct sky_shares {
    struct sky_geometry geometry;
    struct sky_shares_view view;
    struct sky_share *list; /* in no order */
    size_t count, room;
};

/* Finds the shares of all pixels in the planned part; what they do not add up to is background. Returns 0, or -1 with
 * the error set; call sky_shares_finish() in either case. */
int sky_shares_init(struct sky_shares *shares, const struct sky_geometry *geometry, const struct sky_shares_view *view,
                    enum sky_flat_style style);
void sky_shares_finish(struct sky_shares *shares);

#endif
