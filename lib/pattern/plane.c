/* SPDX-License-Identifier: ISC */
#include "pattern/plane.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "kernel/math.h"

#define TAU 6.283185307179586

int sky_plane_init(struct sky_plane *plane, const struct sky_geometry *geometry)
{
    double rim = geometry->hub + geometry->pixels;
    plane->geometry = *geometry;
    plane->pitch = (float)(1 / rim);
    plane->arc = (float)(TAU / geometry->vanes);
    plane->end = geometry->vanes;
    plane->sine = malloc(geometry->vanes * sizeof(float));
    plane->cosine = malloc(geometry->vanes * sizeof(float));
    plane->radius = malloc(geometry->pixels * sizeof(float));
    if (!plane->sine || !plane->cosine || !plane->radius)
        return sky_fail("out of memory");
    for (uint32_t vane = 0; vane < geometry->vanes; vane++) {
        plane->sine[vane] = (float)sky_sin_turns((double)vane / geometry->vanes);
        plane->cosine[vane] = (float)sky_cos_turns((double)vane / geometry->vanes);
    }
    for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++)
        plane->radius[pixel] = (float)((geometry->hub + pixel + 0.5) / rim);
    return 0;
}

void sky_plane_finish(struct sky_plane *plane)
{
    free(plane->sine);
    free(plane->cosine);
    free(plane->radius);
    *plane = (struct sky_plane){0};
}

void sky_plane_clear(const struct sky_plane *plane)
{
    size_t vane_bytes = sky_vane_bytes(&plane->geometry);
    memset(plane->frame + plane->first * vane_bytes, 0, (plane->end - plane->first) * vane_bytes);
}

void sky_plane_places(const struct sky_plane *plane, float *x, float *y)
{
    for (uint32_t vane = 0; vane < plane->geometry.vanes; vane++)
        for (uint32_t pixel = 0; pixel < plane->geometry.pixels; pixel++) {
            *x++ = plane->sine[vane] * plane->radius[pixel];
            *y++ = plane->cosine[vane] * plane->radius[pixel];
        }
}

static inline float larger(float a, float b)
{
    return a > b ? a : b;
}

static inline float smaller(float a, float b)
{
    return a < b ? a : b;
}

/* ---- Finding LEDs ---- */

/* Vanes in a row; `first` may be negative. */
struct span {
    int64_t first, count;
};

/* The vanes that a circle may touch. */
static struct span vanes_near(const struct sky_plane *plane, const float centre[2], float radius)
{
    uint32_t vanes = plane->geometry.vanes;
    double distance = sqrt((double)centre[0] * centre[0] + (double)centre[1] * centre[1]);
    if (!(distance > radius))
        return (struct span){0, vanes};
    double middle = sky_clock_turns(centre[0], centre[1]) * vanes;
    double half = radius / distance * 0.25 * vanes; /* asin(x) is at most x times a quarter turn */
    int64_t first = (int64_t)ceil(middle - half), count = (int64_t)floor(middle + half) - first + 1;
    return count < vanes ? (struct span){first, count} : (struct span){0, vanes};
}

/* Vane number `index`, counted on around the circle. False if it is not to be drawn on. */
static bool take_vane(const struct sky_plane *plane, int64_t index, uint32_t *vane)
{
    int64_t vanes = plane->geometry.vanes, rest = index % vanes;
    *vane = (uint32_t)(rest < 0 ? rest + vanes : rest);
    return *vane >= plane->first && *vane < plane->end;
}

/* A part of a vane, in radii; empty if `to` is less than `from`. */
struct stretch {
    float from, to;
};

/* Finds the pixels, `first` to `end` - 1, whose centres are in a stretch. */
static void pixels_in(const struct sky_plane *plane, struct stretch stretch, uint32_t *first, uint32_t *end)
{
    const struct sky_geometry *geometry = &plane->geometry;
    double scale = geometry->hub + geometry->pixels, before = geometry->hub + 0.5;
    double low = ceil(stretch.from * scale - before), high = floor(stretch.to * scale - before) + 1;
    *first = (uint32_t)(low > 0 ? low < geometry->pixels ? low : geometry->pixels : 0);
    *end = (uint32_t)(high > *first ? high < geometry->pixels ? high : geometry->pixels : *first);
}

bool sky_plane_in_circle(const struct sky_plane *plane, uint32_t vane, const float centre[2], float radius,
                         uint32_t *first, uint32_t *end)
{
    float s = plane->sine[vane], c = plane->cosine[vane];
    float along = centre[0] * s + centre[1] * c, off = centre[0] * c - centre[1] * s;
    float chord = radius * radius - off * off;
    if (!(radius > 0 && chord > 0))
        return false;
    chord = sqrtf(chord);
    pixels_in(plane, (struct stretch){along - chord, along + chord}, first, end);
    return *first < *end;
}

/* Cuts a stretch to the radii r at which slope * r + start is between low and high. */
static void keep_between(struct stretch *stretch, float slope, float start, float low, float high)
{
    if (fabsf(slope) < 1e-6f) {
        if (start < low || start > high)
            stretch->to = -1;
        return;
    }
    float a = (low - start) / slope, b = (high - start) / slope;
    stretch->from = larger(stretch->from, smaller(a, b));
    stretch->to = smaller(stretch->to, larger(a, b));
}

/* ---- Drawing an LED ---- */

static inline int limited_sum(int a, int b)
{
    return a + b < 255 ? a + b : 255;
}

static inline int greater(int a, int b)
{
    return a > b ? a : b;
}

/* Draws an LED of which the shape covers the part `cover`, 0 to 1. */
static inline void put(uint8_t *at, float cover, const struct sky_pen *pen)
{
    int weight = (int)(cover * pen->opacity * 256 + 0.5f);
    int r = pen->color.r, g = pen->color.g, b = pen->color.b;
    switch (pen->ink) {
    case SKY_INK_OVER:
        at[0] = (uint8_t)((at[0] * (256 - weight) + r * weight + 128) >> 8);
        at[1] = (uint8_t)((at[1] * (256 - weight) + g * weight + 128) >> 8);
        at[2] = (uint8_t)((at[2] * (256 - weight) + b * weight + 128) >> 8);
        break;
    case SKY_INK_ADD:
        at[0] = (uint8_t)limited_sum(at[0], r * weight >> 8);
        at[1] = (uint8_t)limited_sum(at[1], g * weight >> 8);
        at[2] = (uint8_t)limited_sum(at[2], b * weight >> 8);
        break;
    case SKY_INK_LIGHTEN:
        at[0] = (uint8_t)greater(at[0], r * weight >> 8);
        at[1] = (uint8_t)greater(at[1], g * weight >> 8);
        at[2] = (uint8_t)greater(at[2], b * weight >> 8);
        break;
    }
}

/* How much of a cell that is `cell` wide and centred at `away` lies between -half and half: 0 to 1. */
static inline float covered(float away, float half, float cell)
{
    float from = larger(away - cell / 2, -half), to = smaller(away + cell / 2, half);
    return to > from ? (to - from) / cell : 0;
}

/* The width of an LED's cell at `radius` in a direction given by its components along and across the vane. */
static inline float cell_width(const struct sky_plane *plane, float along, float across, float radius)
{
    return fabsf(along) * plane->pitch + fabsf(across) * plane->arc * radius;
}

/* At least half the width of a cell at this radius, in any direction. */
static float margin(const struct sky_plane *plane, float radius)
{
    float arc = smaller(plane->arc, 2);
    return (plane->pitch + arc * smaller(radius, 1)) / 2;
}

/* ---- Shapes ---- */

void sky_draw_line(const struct sky_plane *plane, const float from[2], const float to[2], float width,
                   const struct sky_pen *pen)
{
    float dx = to[0] - from[0], dy = to[1] - from[1], length = sqrtf(dx * dx + dy * dy), half = width / 2;
    if (length < 1e-6f) {
        sky_draw_disc(plane, from, half, pen);
        return;
    }
    dx /= length;
    dy /= length;
    float middle[2] = {(from[0] + to[0]) / 2, (from[1] + to[1]) / 2};
    float reach = sqrtf(middle[0] * middle[0] + middle[1] * middle[1]) + length / 2 + half;
    float edge = margin(plane, reach), aside = dx * from[1] - dy * from[0], start = dx * from[0] + dy * from[1];
    struct span vanes = vanes_near(plane, middle, length / 2 + half + edge);
    for (int64_t i = 0; i < vanes.count; i++) {
        uint32_t vane, pixel, end;
        if (!take_vane(plane, vanes.first + i, &vane))
            continue;
        float s = plane->sine[vane], c = plane->cosine[vane];
        float along = dx * s + dy * c, across = dx * c - dy * s; /* components of the vane's direction */
        struct stretch stretch = {0, 1};
        keep_between(&stretch, across, -aside, -half - edge, half + edge);
        keep_between(&stretch, along, -start, -half - edge, length + half + edge);
        pixels_in(plane, stretch, &pixel, &end);
        uint8_t *at = plane->frame + ((size_t)vane * plane->geometry.pixels + pixel) * 3;
        for (; pixel < end; pixel++, at += 3) {
            float radius = plane->radius[pixel], away = fabsf(radius * across - aside),
                  place = radius * along - start;
            float beyond = larger(-place, place - length);
            float cell = cell_width(plane, across, along, radius);
            if (beyond > 0) {
                away = sqrtf(away * away + beyond * beyond);
                cell = (cell + cell_width(plane, along, across, radius)) / 2;
            }
            float cover = covered(away, half, cell);
            if (cover > 0)
                put(at, cover, pen);
        }
    }
}

/* Shapes that are given by the distance from a centre. */
enum round { DISC, RING, GLOW };

/* Draws a round shape of radius `outer`; of a ring `half` is half its width. */
static void draw_round(const struct sky_plane *plane, const float centre[2], float outer, float half, enum round kind,
                       const struct sky_pen *pen)
{
    float distance = sqrtf(centre[0] * centre[0] + centre[1] * centre[1]);
    float edge = kind == GLOW ? 0 : margin(plane, distance + outer), limit = outer + edge;
    struct span vanes = vanes_near(plane, centre, limit);
    for (int64_t i = 0; i < vanes.count; i++) {
        uint32_t vane, pixel, end;
        if (!take_vane(plane, vanes.first + i, &vane))
            continue;
        float s = plane->sine[vane], c = plane->cosine[vane];
        float along = centre[0] * s + centre[1] * c, off = centre[0] * c - centre[1] * s;
        float chord = limit * limit - off * off;
        if (chord <= 0)
            continue;
        chord = sqrtf(chord);
        pixels_in(plane, (struct stretch){along - chord, along + chord}, &pixel, &end);
        uint8_t *at = plane->frame + ((size_t)vane * plane->geometry.pixels + pixel) * 3;
        for (; pixel < end; pixel++, at += 3) {
            float radius = plane->radius[pixel], out = radius - along;
            float square = out * out + off * off, cover;
            if (kind == GLOW) {
                float part = 1 - square / (outer * outer);
                cover = part > 0 ? part * part : 0;
            } else {
                float away = sqrtf(square);
                float cell = away > 1e-6f ? cell_width(plane, out / away, off / away, radius) : plane->pitch;
                cover = kind == RING ? covered(away - (outer - half), half, cell) : covered(away, outer, cell);
            }
            if (cover > 0)
                put(at, cover, pen);
        }
    }
}

void sky_draw_disc(const struct sky_plane *plane, const float centre[2], float radius, const struct sky_pen *pen)
{
    draw_round(plane, centre, radius, radius, DISC, pen);
}

void sky_draw_ring(const struct sky_plane *plane, const float centre[2], float radius, float width,
                   const struct sky_pen *pen)
{
    draw_round(plane, centre, radius + width / 2, width / 2, RING, pen);
}

void sky_draw_glow(const struct sky_plane *plane, const float centre[2], float radius, const struct sky_pen *pen)
{
    draw_round(plane, centre, radius, radius, GLOW, pen);
}

void sky_draw_polygon(const struct sky_plane *plane, float (*corners)[2], unsigned count, const struct sky_pen *pen)
{
    float normal[SKY_POLYGON_MAX][2], depth[SKY_POLYGON_MAX], middle[2] = {0, 0}, area = 0, reach = 0;
    for (unsigned i = 0; i < count; i++) {
        const float *a = corners[i], *b = corners[(i + 1) % count];
        area += a[0] * b[1] - b[0] * a[1];
        middle[0] += a[0] / (float)count;
        middle[1] += a[1] / (float)count;
    }
    float direction = area > 0 ? 1 : -1; /* so that normals point outwards */
    for (unsigned i = 0; i < count; i++) {
        const float *a = corners[i], *b = corners[(i + 1) % count];
        float dx = b[0] - a[0], dy = b[1] - a[1], length = larger(sqrtf(dx * dx + dy * dy), 1e-9f);
        normal[i][0] = direction * dy / length;
        normal[i][1] = -direction * dx / length;
        depth[i] = normal[i][0] * a[0] + normal[i][1] * a[1];
        dx = a[0] - middle[0];
        dy = a[1] - middle[1];
        reach = larger(reach, sqrtf(dx * dx + dy * dy));
    }
    float edge = margin(plane, sqrtf(middle[0] * middle[0] + middle[1] * middle[1]) + reach);
    struct span vanes = vanes_near(plane, middle, reach + edge);
    for (int64_t i = 0; i < vanes.count; i++) {
        uint32_t vane, pixel, end;
        if (!take_vane(plane, vanes.first + i, &vane))
            continue;
        float s = plane->sine[vane], c = plane->cosine[vane], along[SKY_POLYGON_MAX], across[SKY_POLYGON_MAX];
        struct stretch stretch = {0, 1};
        for (unsigned k = 0; k < count; k++) {
            along[k] = normal[k][0] * s + normal[k][1] * c;
            across[k] = normal[k][0] * c - normal[k][1] * s;
            keep_between(&stretch, along[k], -depth[k], -4, edge);
        }
        pixels_in(plane, stretch, &pixel, &end);
        uint8_t *at = plane->frame + ((size_t)vane * plane->geometry.pixels + pixel) * 3;
        for (; pixel < end; pixel++, at += 3) {
            float radius = plane->radius[pixel], cover = 1;
            for (unsigned k = 0; k < count; k++) {
                float inside = depth[k] - radius * along[k];
                cover = smaller(cover, inside / cell_width(plane, along[k], across[k], radius) + 0.5f);
            }
            if (cover > 0)
                put(at, cover, pen);
        }
    }
}

/* What a frame keeps of its light, of 256; less than that, so every fade ends. */
static unsigned kept_of(double half_life, double fps)
{
    return (unsigned)((half_life > 0 ? sky_exp2(-1 / (half_life * fps)) : 0) * 256);
}

unsigned sky_fade_frames(double half_life, double fps)
{
    unsigned frames = 0;
    for (unsigned light = 255; light > 0; light = light * kept_of(half_life, fps) >> 8)
        frames++;
    return frames;
}

void sky_draw_fade(const struct sky_plane *plane, double half_life, double fps)
{
    unsigned keep = kept_of(half_life, fps);
    size_t vane_bytes = sky_vane_bytes(&plane->geometry), end = plane->end * vane_bytes;
    for (size_t i = plane->first * vane_bytes; i < end; i++)
        plane->frame[i] = (uint8_t)(plane->frame[i] * keep >> 8);
}
