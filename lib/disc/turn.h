/* SPDX-License-Identifier: ISC */
/* Rotating, mirroring and folding a frame around the centre, and moving it along the radius. */
#ifndef SKY_DISC_TURN_H
#define SKY_DISC_TURN_H

#include <stdbool.h>

#include <sky/geometry.h>

/* What to do, in this order: flip, shift, fold, mirror, rotate. A zeroed one changes nothing. */
struct sky_turn {
    double turns;    /* rotation, clockwise, in full circles; any number */
    double shift;    /* outwards, in pixels; any number */
    uint32_t fold;   /* sectors around the circle, each mirrored in its middle; 0: do not fold */
    bool mirror;     /* swap left and right; vane 0 stays in place */
    bool flip;       /* swap hub and rim */
    bool black_edge; /* shift in black; otherwise a shift wraps around from one end to the other */
};

/* Returns true if `turn` does no more than rotate by a whole number of vanes, so that a frame need only be copied
 * in two parts; `first` is then the old frame's vane that becomes vane 0. Angles are rounded to the nearest 1/256
 * vane. */
bool sky_turn_is_whole(const struct sky_turn *turn, const struct sky_geometry *geometry, uint32_t *first);

/* Draws frame `out` from frame `in`, which must not overlap, with linear interpolation between vanes and between
 * pixels. `rows` is scratch memory for two vanes. The second function draws vanes `first` to `end` - 1 only. */
void sky_turn_draw(uint8_t *out, const uint8_t *in, const struct sky_turn *turn, const struct sky_geometry *geometry,
                   uint8_t *rows);
void sky_turn_draw_vanes(uint8_t *out, const uint8_t *in, const struct sky_turn *turn,
                         const struct sky_geometry *geometry, uint8_t *rows, uint32_t first, uint32_t end);

#endif
