/* SPDX-License-Identifier: ISC */
/* For shapes.c and coverage.c: lines and circles on the disc, and how much they cover of an LED's cell. */
#ifndef SKY_PATTERN_SHAPE_EDGES_H
#define SKY_PATTERN_SHAPE_EDGES_H

#include <math.h>

#include "pattern/plane.h"

static inline float larger(float a, float b)
{
    return a > b ? a : b;
}

static inline float smaller(float a, float b)
{
    return a < b ? a : b;
}

/* How much of a cell that is `cell` wide and centred at `away` lies between -half and half: 0 to 1. */
static inline float covered(float away, float half, float cell)
{
    float from = larger(away - cell / 2, -half), to = smaller(away + cell / 2, half);
    return to > from ? smaller((to - from) / cell, 1) : 0; /* more by rounding, far from a narrow cell */
}

/* The width of an LED's cell at `radius` in a direction given by its components along and across the vane. */
static inline float cell_width(const struct sky_plane *plane, float along, float across, float radius)
{
    return fabsf(along) * plane->pitch + fabsf(across) * plane->arc * radius;
}

/* At least half the width of a cell at this radius, in any direction. */
static inline float margin(const struct sky_plane *plane, float radius)
{
    float arc = smaller(plane->arc, 2);
    return (plane->pitch + arc * smaller(radius, 1)) / 2;
}

/* ---- Lines ---- */

/* A line to draw, and the vanes that it may touch. */
struct line {
    float along[2], length, half; /* its direction, of length 1; half its width */
    float aside, start;           /* of its beginning: to the left of the hub as the line runs, and along it */
    float edge;                   /* how far beyond the line an LED may be that is covered in part */
    float middle[2], reach;       /* the circle around all of that */
    struct sky_vanes vanes;
};

/* Returns false for a line without length, which is a disc. */
static inline bool make_line(const struct sky_plane *plane, const float from[2], const float to[2], float width,
                             struct line *line)
{
    float dx = to[0] - from[0], dy = to[1] - from[1], length = sqrtf(dx * dx + dy * dy), half = width / 2;
    if (length < 1e-6f)
        return false;
    dx /= length;
    dy /= length;
    float middle[2] = {(from[0] + to[0]) / 2, (from[1] + to[1]) / 2};
    float reach = sqrtf(middle[0] * middle[0] + middle[1] * middle[1]) + length / 2 + half;
    float edge = margin(plane, reach);
    *line = (struct line){
        .along = {dx, dy},
        .length = length,
        .half = half,
        .aside = dx * from[1] - dy * from[0],
        .start = dx * from[0] + dy * from[1],
        .edge = edge,
        .middle = {middle[0], middle[1]},
        .reach = length / 2 + half + edge,
        .vanes = sky_plane_vanes_near(plane, middle, length / 2 + half + edge),
    };
    return true;
}

/* A vane that a line crosses: components of its direction along and across the line, a stretch in which all LEDs lie
 * that may be covered, and the pixels that may be. */
struct crossing {
    uint32_t vane, first, end;
    float along, across;
    struct sky_stretch chord;
};

/* Finds all but the pixels. Returns false if no pixel may be covered. */
static inline bool cross(const struct sky_plane *plane, const struct line *line, int64_t index,
                         struct crossing *crossing)
{
    if (!sky_plane_vane(plane, index, &crossing->vane))
        return false;
    float s = plane->sine[crossing->vane], c = plane->cosine[crossing->vane];
    float middle = line->middle[0] * s + line->middle[1] * c, off = line->middle[0] * c - line->middle[1] * s;
    float half = line->reach * line->reach - off * off;
    if (half <= 0)
        return false;
    half = sqrtf(half);
    crossing->chord = (struct sky_stretch){middle - half, middle + half};
    crossing->along = line->along[0] * s + line->along[1] * c;
    crossing->across = line->along[0] * c - line->along[1] * s;
    return true;
}

/* Finds the pixels that may be covered. Returns false if there are none. */
static inline bool find_pixels(const struct sky_plane *plane, const struct line *line, struct crossing *crossing)
{
    struct sky_stretch stretch = crossing->chord;
    float reach = line->half + line->edge;
    sky_stretch_keep(&stretch, crossing->across, -line->aside, -reach, reach);
    sky_stretch_keep(&stretch, crossing->along, -line->start, -reach, line->length + reach);
    sky_plane_pixels(plane, stretch, &crossing->first, &crossing->end);
    return crossing->first < crossing->end;
}

/* How far the middle of an LED is from a line, and whether it is so from an end of it. */
struct offset {
    float away;
    bool is_beyond;
};

static inline struct offset offset_from(const struct line *line, const struct crossing *crossing, float radius)
{
    float away = fabsf(radius * crossing->across - line->aside), place = radius * crossing->along - line->start;
    float beyond = larger(-place, place - line->length);
    if (beyond > 0)
        return (struct offset){sqrtf(away * away + beyond * beyond), true};
    return (struct offset){away, false};
}

/* How much of an LED's cell a line covers. */
static inline float cover_of_line(const struct sky_plane *plane, const struct line *line,
                                  const struct crossing *crossing, struct offset offset, float radius)
{
    float width = cell_width(plane, crossing->across, crossing->along, radius);
    if (offset.is_beyond)
        width = (width + cell_width(plane, crossing->along, crossing->across, radius)) / 2;
    return covered(offset.away, line->half, width);
}

/* ---- Circles ---- */

/* A vane that a circle crosses: where its centre is along the vane and aside from it, and the pixels in it. */
struct chord {
    uint32_t vane, first, end;
    float along, aside;
};

/* Returns false if there are none. */
static inline bool find_chord(const struct sky_plane *plane, const float centre[2], float radius, int64_t index,
                              struct chord *chord)
{
    if (!sky_plane_vane(plane, index, &chord->vane))
        return false;
    float s = plane->sine[chord->vane], c = plane->cosine[chord->vane];
    chord->along = centre[0] * s + centre[1] * c;
    chord->aside = centre[0] * c - centre[1] * s;
    float square = radius * radius - chord->aside * chord->aside;
    if (square <= 0)
        return false;
    float half = sqrtf(square);
    sky_plane_pixels(plane, (struct sky_stretch){chord->along - half, chord->along + half}, &chord->first, &chord->end);
    return chord->first < chord->end;
}

/* How far the middle of an LED is from the centre. */
static inline float away_from_centre(const struct chord *chord, float radius)
{
    float out = radius - chord->along;
    return sqrtf(out * out + chord->aside * chord->aside);
}

/* The width of its cell in that direction. */
static inline float cell_towards_centre(const struct sky_plane *plane, const struct chord *chord, float away,
                                        float radius)
{
    float out = radius - chord->along;
    return away > 1e-6f ? cell_width(plane, out / away, chord->aside / away, radius) : plane->pitch;
}

#endif
