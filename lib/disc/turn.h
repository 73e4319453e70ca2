/* SPDX-License-Identifier: ISC */
/* Turning, mirroring and folding a frame around the hub, and moving it along the radius. */
#ifndef SKY_DISC_TURN_H
#define SKY_DISC_TURN_H

#include <stdbool.h>

#include <sky/geometry.h>

/* What is done, in this order: flip, shift, fold, mirror, turn. All zero does nothing. */
struct sky_turn {
    double turns;    /* clockwise, in full circles; any size */
    double shift;    /* outwards, in pixels; any size */
    uint32_t fold;   /* this many sectors around the circle, each mirrored in its middle; 0 is off */
    bool mirror;     /* left and right change places; vane 0 stays */
    bool flip;       /* hub and rim change places */
    bool black_edge; /* what is shifted in is black; else what leaves at one end comes in at the other */
};

/* When all that is done is to turn by whole vanes, sets `first`, the vane of the old frame that becomes vane 0,
 * and returns true: then nothing need be computed. Angles are taken to the nearest 1/256 of a vane. */
bool sky_turn_is_whole(const struct sky_turn *turn, const struct sky_geometry *geometry, uint32_t *first);

/* Draws `out` from `in`, which is another frame. Between two vanes or two pixels the picture is interpolated
 * linearly. `rows` is room for two vanes. */
void sky_turn_draw(uint8_t *out, const uint8_t *in, const struct sky_turn *turn, const struct sky_geometry *geometry,
                   uint8_t *rows);

#endif
