/* SPDX-License-Identifier: ISC */
#include "pattern/shapes.h"

#include <math.h>

#include "pattern/shape_edges.h"

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

/* ---- Lines ---- */

void sky_draw_line(const struct sky_plane *plane, const float from[2], const float to[2], float width,
                   const struct sky_pen *pen)
{
    struct line line;
    if (!make_line(plane, from, to, width, &line)) {
        sky_draw_disc(plane, from, width / 2, pen);
        return;
    }
    for (int64_t i = 0; i < line.vanes.count; i++) {
        struct crossing crossing;
        if (!cross(plane, &line, line.vanes.first + i, &crossing) || !find_pixels(plane, &line, &crossing))
            continue;
        uint8_t *at = plane->frame + ((size_t)crossing.vane * plane->geometry.pixels + crossing.first) * 3;
        for (uint32_t pixel = crossing.first; pixel < crossing.end; pixel++, at += 3) {
            float radius = plane->radius[pixel];
            float cover = cover_of_line(plane, &line, &crossing, offset_from(&line, &crossing, radius), radius);
            if (cover > 0)
                put(at, cover, pen);
        }
    }
}

/* ---- Round shapes ---- */

/* Shapes that are given by the distance from a centre. */
enum round { DISC, RING, GLOW };

/* Draws a round shape of radius `outer`; of a ring `half` is half its width. */
static void draw_round(const struct sky_plane *plane, const float centre[2], float outer, float half, enum round kind,
                       const struct sky_pen *pen)
{
    float distance = sqrtf(centre[0] * centre[0] + centre[1] * centre[1]);
    float edge = kind == GLOW ? 0 : margin(plane, distance + outer), limit = outer + edge;
    struct sky_vanes vanes = sky_plane_vanes_near(plane, centre, limit);
    for (int64_t i = 0; i < vanes.count; i++) {
        struct chord chord;
        if (!find_chord(plane, centre, limit, vanes.first + i, &chord))
            continue;
        uint8_t *at = plane->frame + ((size_t)chord.vane * plane->geometry.pixels + chord.first) * 3;
        for (uint32_t pixel = chord.first; pixel < chord.end; pixel++, at += 3) {
            float radius = plane->radius[pixel], cover;
            if (kind == GLOW) {
                float out = radius - chord.along, square = out * out + chord.aside * chord.aside;
                float part = 1 - square / (outer * outer);
                cover = part > 0 ? part * part : 0;
            } else {
                float away = away_from_centre(&chord, radius);
                float cell = cell_towards_centre(plane, &chord, away, radius);
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

/* ---- Polygons ---- */

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
    struct sky_vanes vanes = sky_plane_vanes_near(plane, middle, reach + edge);
    for (int64_t i = 0; i < vanes.count; i++) {
        uint32_t vane, pixel, end;
        if (!sky_plane_vane(plane, vanes.first + i, &vane))
            continue;
        float s = plane->sine[vane], c = plane->cosine[vane], along[SKY_POLYGON_MAX], across[SKY_POLYGON_MAX];
        struct sky_stretch stretch = {0, 1};
        for (unsigned k = 0; k < count; k++) {
            along[k] = normal[k][0] * s + normal[k][1] * c;
            across[k] = normal[k][0] * c - normal[k][1] * s;
            sky_stretch_keep(&stretch, along[k], -depth[k], -4, edge);
        }
        sky_plane_pixels(plane, stretch, &pixel, &end);
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
