/* SPDX-License-Identifier: ISC */
/* The disc as a plane: where each LED is, and ways to draw on it. Lengths are in radii of the disc: the rim is at
 * 1, x goes to the right and y up, so that 12 o'clock is (0, 1). Angles are in turns, clockwise from 12 o'clock. */
#ifndef SKY_PATTERN_PLANE_H
#define SKY_PATTERN_PLANE_H

#include <stdbool.h>
#include <stdint.h>

#include <sky/geometry.h>

#include "base/color.h"

struct sky_plane {
    struct sky_geometry geometry;
    float *sine, *cosine; /* of each vane's angle: the LED at `radius` is at (sine, cosine) * radius */
    float *radius;        /* of each pixel, 0 to 1 */
    float pitch;          /* from one pixel to the next */
    float arc;            /* from one vane to the next at the rim */
    uint8_t *frame;       /* what the functions below draw on; set it first */
};

/* Begin with a zeroed one. Returns 0, or -1 with the error set. */
int sky_plane_init(struct sky_plane *plane, const struct sky_geometry *geometry);
void sky_plane_finish(struct sky_plane *plane); /* a zeroed one is fine too */

/* The place of every LED, vane after vane, in `x` and `y`, which hold vanes * pixels numbers. */
void sky_plane_places(const struct sky_plane *plane, float *x, float *y);

/* The pixels of a vane, from `first` up to but not including `end`, whose centres lie in a circle; false for none.
 */
bool sky_plane_in_circle(const struct sky_plane *plane, uint32_t vane, const float centre[2], float radius,
                         uint32_t *first, uint32_t *end);

/* How a colour meets what is there. */
enum sky_ink {
    SKY_INK_OVER,    /* it covers */
    SKY_INK_ADD,     /* it adds, up to white: light */
    SKY_INK_LIGHTEN, /* the greater of both in each channel */
};

struct sky_pen {
    struct sky_color color;
    float cover; /* 0 to 1; 1 is opaque */
    enum sky_ink ink;
};

/* Shapes with smooth edges: what of an LED's cell a shape covers is drawn there. `width` is a line's whole width.
 * Lines have round ends. A polygon is convex, at most SKY_POLYGON_MAX corners, in either direction. A glow is
 * brightest in its middle and ends softly at `radius`. */
#define SKY_POLYGON_MAX 12
void sky_draw_line(const struct sky_plane *plane, const float from[2], const float to[2], float width,
                   const struct sky_pen *pen);
void sky_draw_disc(const struct sky_plane *plane, const float centre[2], float radius, const struct sky_pen *pen);
void sky_draw_ring(const struct sky_plane *plane, const float centre[2], float radius, float width,
                   const struct sky_pen *pen);
void sky_draw_glow(const struct sky_plane *plane, const float centre[2], float radius, const struct sky_pen *pen);
void sky_draw_polygon(const struct sky_plane *plane, float (*corners)[2], unsigned count,
                      const struct sky_pen *pen);

/* Multiplies every byte by `keep` (0 to 256) / 256, rounded down: trails that fade to black. */
void sky_draw_fade(const struct sky_plane *plane, unsigned keep);

#endif
