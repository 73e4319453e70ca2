/* SPDX-License-Identifier: ISC */
/* The disc as a plane: the place of each LED, and shapes to draw. Lengths are in radii of the disc: x goes to the
 * right, y up, and 12 o'clock at the rim is (0, 1). Angles are in turns, clockwise from 12 o'clock. */
#ifndef SKY_PATTERN_PLANE_H
#define SKY_PATTERN_PLANE_H

#include <stdbool.h>
#include <stdint.h>

#include <sky/geometry.h>
#include <sky/value.h>

struct sky_plane {
    struct sky_geometry geometry;
    float *sine, *cosine; /* of each vane's angle: its LED at `radius` is at (sine, cosine) * radius */
    float *radius;        /* of each pixel, 0 to 1 */
    float pitch;          /* distance of neighbouring pixels */
    float arc;            /* distance of neighbouring vanes at the rim */
    uint32_t first, end;  /* only vanes `first` to `end` - 1 are drawn on; at first all */
    uint8_t *frame;       /* set by the user: the frame to draw on, which the user owns */
};

/* Initialises a zeroed struct. Returns 0, or -1 with the error set. Call sky_plane_finish() in either case. */
int sky_plane_init(struct sky_plane *plane, const struct sky_geometry *geometry);
void sky_plane_finish(struct sky_plane *plane); /* accepts a zeroed struct */

/* The plane of which only vanes `first` to `end` - 1 are drawn on, for a thread. It is not to be finished. */
static inline struct sky_plane sky_plane_part(const struct sky_plane *plane, uint32_t first, uint32_t end)
{
    struct sky_plane part = *plane;
    part.first = first;
    part.end = end;
    return part;
}

/* Makes the vanes that are drawn on black. */
void sky_plane_clear(const struct sky_plane *plane);

/* Writes the place of every LED, vane after vane, to `x` and `y`, of vanes * pixels numbers each. */
void sky_plane_places(const struct sky_plane *plane, float *x, float *y);

/* Finds the pixels of a vane, `first` to `end` - 1, whose centres lie in a circle. Returns false if there are none. */
bool sky_plane_in_circle(const struct sky_plane *plane, uint32_t vane, const float centre[2], float radius,
                         uint32_t *first, uint32_t *end);

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

/* Fades the frame by as much as one frame at `fps` takes of a fade to half brightness in `half_life` seconds; 0
 * clears it. Only `geometry`, `first`, `end` and `frame` of the plane are used. */
void sky_draw_fade(const struct sky_plane *plane, double half_life, double fps);

/* The number of these fades after which nothing is left of any light; at most 255. */
unsigned sky_fade_frames(double half_life, double fps);

#endif
