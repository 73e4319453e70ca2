/* SPDX-License-Identifier: ISC */
/* Where a line of text lies on the disc. Lengths are in radii of the disc. */
#ifndef SKY_PATTERN_TEXT_LINE_H
#define SKY_PATTERN_TEXT_LINE_H

#include <stdbool.h>

#include "pattern/plane.h"

/* Places on a line are x along its base line and y above it. */
struct sky_base_line {
    bool is_round;
    /* A straight one: the place of (0, 0), and its direction, of length 1. */
    float origin[2], along[2];
    /* One around the middle of the disc: the angle of x = 0 in turns; whether the tops of the letters point to the rim,
     * so that the text runs clockwise, or to the hub; its radius, and the radius at which x is measured. */
    double turns;
    bool is_outward;
    float radius, measured;
    float middle; /* x from which both directions are in sight up to half a turn */
};

/* The place on the disc of (x, y) on the line. */
void sky_text_place(const struct sky_base_line *line, float x, float y, float at[2]);

/* Where along a line the LEDs of a vane lie: x at the middle of the disc, and how it grows with the radius. */
struct sky_along {
    float start, slope;
};
struct sky_along sky_text_along(const struct sky_plane *plane, const struct sky_base_line *line, uint32_t vane);

#endif
