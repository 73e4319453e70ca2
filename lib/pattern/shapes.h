/* SPDX-License-Identifier: ISC */
/* Shapes with smooth edges, drawn on the disc as on a plane. */
#ifndef SKY_PATTERN_SHAPES_H
#define SKY_PATTERN_SHAPES_H

#include <sky/value.h>

#include "pattern/plane.h"

/* How a colour is combined with the frame, in each channel. */
enum sky_ink {
    SKY_INK_OVER,    /* it covers the frame */
    SKY_INK_ADD,     /* it is added, up to 255 */
    SKY_INK_LIGHTEN, /* the greater of both is taken */
};

struct sky_pen {
    struct sky_color color;
    float opacity; /* 0 to 1 */
    enum sky_ink ink;
};

/* Shapes with smooth edges: an LED is drawn with as much opacity as the shape covers of its cell. `width` is the full
 * width of a line, whose ends are round. A polygon must be convex and have at most SKY_POLYGON_MAX corners, in either
 * direction. A glow is brightest in its middle and fades to nothing at `radius`. */
#define SKY_POLYGON_MAX 12
void sky_draw_line(const struct sky_plane *plane, const float from[2], const float to[2], float width,
                   const struct sky_pen *pen);
void sky_draw_disc(const struct sky_plane *plane, const float centre[2], float radius, const struct sky_pen *pen);
void sky_draw_ring(const struct sky_plane *plane, const float centre[2], float radius, float width,
                   const struct sky_pen *pen);
void sky_draw_glow(const struct sky_plane *plane, const float centre[2], float radius, const struct sky_pen *pen);
void sky_draw_polygon(const struct sky_plane *plane, float (*corners)[2], unsigned count,
                      const struct sky_pen *pen);

#endif
