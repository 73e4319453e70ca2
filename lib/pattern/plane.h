/* SPDX-License-Identifier: ISC */
/* The disc as a plane: the place of each LED. Lengths are in radii of the disc: x goes to the right, y up, and
 * 12 o'clock at the rim is (0, 1). Angles are in turns, clockwise from 12 o'clock. */
#ifndef SKY_PATTERN_PLANE_H
#define SKY_PATTERN_PLANE_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include <sky/geometry.h>

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

/* Vanes in a row; `first` may be negative. */
struct sky_vanes {
    int64_t first, count;
};

/* The vanes on which LEDs may be in a circle; none if it is beyond the rim. */
struct sky_vanes sky_plane_vanes_near(const struct sky_plane *plane, const float centre[2], float radius);

/* Vane number `index`, counted on around the circle. False if it is not to be drawn on. */
static inline bool sky_plane_vane(const struct sky_plane *plane, int64_t index, uint32_t *vane)
{
    int64_t vanes = plane->geometry.vanes;
    if (index < 0 || index >= vanes)
        index = (index % vanes + vanes) % vanes;
    *vane = (uint32_t)index;
    return *vane >= plane->first && *vane < plane->end;
}

/* A part of a vane, in radii; empty if `to` is less than `from`. */
struct sky_stretch {
    float from, to;
};

/* Cuts a stretch to the radii r at which slope * r + start is between `low` and `high`. */
static inline void sky_stretch_keep(struct sky_stretch *stretch, float slope, float start, float low, float high)
{
    if (fabsf(slope) < 1e-6f) {
        if (start < low || start > high)
            stretch->to = -1;
        return;
    }
    float a = (low - start) / slope, b = (high - start) / slope, first = a < b ? a : b, last = a < b ? b : a;
    stretch->from = first > stretch->from ? first : stretch->from;
    stretch->to = last < stretch->to ? last : stretch->to;
}

/* Finds the pixels, `first` to `end` - 1, whose centres are in a stretch. */
static inline void sky_plane_pixels(const struct sky_plane *plane, struct sky_stretch stretch, uint32_t *first,
                                    uint32_t *end)
{
    const struct sky_geometry *geometry = &plane->geometry;
    double scale = geometry->hub + geometry->pixels, before = geometry->hub + 0.5;
    double low = ceil(stretch.from * scale - before), high = floor(stretch.to * scale - before) + 1;
    *first = (uint32_t)(low > 0 ? low < geometry->pixels ? low : geometry->pixels : 0);
    *end = (uint32_t)(high > *first ? high < geometry->pixels ? high : geometry->pixels : *first);
}

/* Finds the pixels of a vane, `first` to `end` - 1, whose centres lie in a circle. Returns false if there are none. */
bool sky_plane_in_circle(const struct sky_plane *plane, uint32_t vane, const float centre[2], float radius,
                         uint32_t *first, uint32_t *end);

/* Fades the frame by as much as one frame at `fps` takes of a fade to half brightness in `half_life` seconds; 0
 * clears it. Only `geometry`, `first`, `end` and `frame` of the plane are used. */
void sky_draw_fade(const struct sky_plane *plane, double half_life, double fps);

/* The number of these fades after which nothing is left of any light; at most 255. */
unsigned sky_fade_frames(double half_life, double fps);

#endif
