/* SPDX-License-Identifier: ISC */
#include "pattern/coverage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "pattern/shape_edges.h"

static const struct sky_stretch nothing = {1, -1};

int sky_coverage_init(struct sky_coverage *coverage, const struct sky_geometry *geometry)
{
    coverage->leds = malloc((size_t)geometry->vanes * geometry->pixels);
    coverage->full = malloc(geometry->vanes * sizeof *coverage->full);
    if (!coverage->leds || !coverage->full)
        return sky_fail("out of memory");
    sky_coverage_clear(coverage, geometry);
    return 0;
}

void sky_coverage_finish(struct sky_coverage *coverage)
{
    free(coverage->leds);
    free(coverage->full);
    *coverage = (struct sky_coverage){0};
}

void sky_coverage_clear(struct sky_coverage *coverage, const struct sky_geometry *geometry)
{
    memset(coverage->leds, 0, (size_t)geometry->vanes * geometry->pixels);
    for (uint32_t vane = 0; vane < geometry->vanes; vane++)
        coverage->full[vane] = nothing;
}

/* ---- Edges ---- */

/* Is all of an LED's cell covered, whatever its direction, by a shape that reaches to `half`? On a vane the LEDs for
 * which this holds are in a row, as the distance from a convex shape is convex, and the width of cells linear. */
static inline bool is_inside(const struct sky_plane *plane, float away, float half, float radius)
{
    return away <= half - (plane->pitch + plane->arc * radius) / 2;
}

static inline void raise_to(uint8_t *at, float cover)
{
    int code = 255 * (int)(cover * 256 + 0.5f) >> 8;
    *at = code > *at ? (uint8_t)code : *at;
}

/* Covers an LED at the edge of a shape. Returns false, and does nothing, if it is inside. */
static inline bool cover_disc_edge(const struct sky_plane *plane, const struct chord *chord, float half, uint32_t pixel,
                                   uint8_t *at)
{
    float radius = plane->radius[pixel], away = away_from_centre(chord, radius);
    if (is_inside(plane, away, half, radius))
        return false;
    if (at[pixel] < 255)
        raise_to(at + pixel, covered(away, half, cell_towards_centre(plane, chord, away, radius)));
    return true;
}

static inline bool cover_line_edge(const struct sky_plane *plane, const struct line *line,
                                   const struct crossing *crossing, uint32_t pixel, uint8_t *at)
{
    float radius = plane->radius[pixel];
    struct offset offset = offset_from(line, crossing, radius);
    if (is_inside(plane, offset.away, line->half, radius))
        return false;
    raise_to(at + pixel, cover_of_line(plane, line, crossing, offset, radius));
    return true;
}

/* Covers a row of LEDs, `first` to `end` - 1, beginning at both its ends, where the edges are. */
static void cover_row(const struct sky_plane *plane, const struct line *line, const struct crossing *crossing,
                      uint8_t *at)
{
    uint32_t first = crossing->first, end = crossing->end;
    while (first < end)
        if (at[first] == 255)
            first += sky_coverage_run(at + first, end - first);
        else if (cover_line_edge(plane, line, crossing, first, at))
            first++;
        else
            break;
    while (end > first)
        if (at[end - 1] == 255 || cover_line_edge(plane, line, crossing, end - 1, at))
            end--;
        else
            break;
    if (first < end)
        memset(at + first, 255, end - first);
}

static void cover_disc(struct sky_coverage *coverage, const struct sky_plane *plane, const float centre[2], float half)
{
    float edge = margin(plane, sqrtf(centre[0] * centre[0] + centre[1] * centre[1]) + half);
    struct sky_vanes vanes = sky_plane_vanes_near(plane, centre, half + edge);
    for (int64_t i = 0; i < vanes.count; i++) {
        struct chord chord;
        if (!find_chord(plane, centre, half + edge, vanes.first + i, &chord))
            continue;
        uint8_t *at = coverage->leds + (size_t)chord.vane * plane->geometry.pixels;
        uint32_t first = chord.first, end = chord.end;
        while (first < end && cover_disc_edge(plane, &chord, half, first, at))
            first++;
        while (end > first && cover_disc_edge(plane, &chord, half, end - 1, at))
            end--;
        memset(at + first, 255, end - first);
    }
}

void sky_cover_line(struct sky_coverage *coverage, const struct sky_plane *plane, const float from[2],
                    const float to[2], float width)
{
    struct line line;
    if (!make_line(plane, from, to, width, &line)) {
        cover_disc(coverage, plane, from, width / 2);
        return;
    }
    for (int64_t i = 0; i < line.vanes.count; i++) {
        struct crossing crossing;
        if (!cross(plane, &line, line.vanes.first + i, &crossing) ||
            sky_coverage_is_full(coverage, crossing.vane, crossing.chord) || !find_pixels(plane, &line, &crossing))
            continue;
        cover_row(plane, &line, &crossing, coverage->leds + (size_t)crossing.vane * plane->geometry.pixels);
    }
}

/* ---- Insides ---- */

void sky_cover_stretch(struct sky_coverage *coverage, const struct sky_plane *plane, uint32_t vane,
                       struct sky_stretch stretch)
{
    uint32_t pixels = plane->geometry.pixels, first, end;
    sky_plane_pixels(plane, stretch, &first, &end);
    if (first == end)
        return;
    memset(coverage->leds + (size_t)vane * pixels + first, 255, end - first);
    if (first == 0)
        stretch.from = -INFINITY;
    if (end == pixels)
        stretch.to = INFINITY;
    struct sky_stretch *full = &coverage->full[vane];
    if (stretch.from <= full->to && stretch.to >= full->from) {
        stretch.from = smaller(stretch.from, full->from);
        stretch.to = larger(stretch.to, full->to);
    }
    *full = stretch; /* shapes follow each other, so that the newest is of most use */
}

static void fill_disc(struct sky_coverage *coverage, const struct sky_plane *plane, const float centre[2], float radius)
{
    struct sky_vanes vanes = sky_plane_vanes_near(plane, centre, radius);
    for (int64_t i = 0; i < vanes.count; i++) {
        uint32_t vane;
        if (!sky_plane_vane(plane, vanes.first + i, &vane))
            continue;
        float s = plane->sine[vane], c = plane->cosine[vane];
        float along = centre[0] * s + centre[1] * c, aside = centre[0] * c - centre[1] * s;
        float half = radius * radius - aside * aside;
        if (!(half > 0))
            continue;
        half = sqrtf(half);
        const struct sky_stretch stretch = {along - half, along + half};
        if (!sky_coverage_is_full(coverage, vane, stretch))
            sky_cover_stretch(coverage, plane, vane, stretch);
    }
}

#define DISCS_MAX 8 /* that stand for a line; what they leave is covered with its edge */

void sky_cover_inside(struct sky_coverage *coverage, const struct sky_plane *plane, const float from[2],
                      const float to[2], float width)
{
    float dx = to[0] - from[0], dy = to[1] - from[1], length = sqrtf(dx * dx + dy * dy), half = width / 2;
    float reach = sqrtf(from[0] * from[0] + from[1] * from[1]) + length + half;
    float inside = half - (plane->pitch + plane->arc * smaller(reach, 1)) / 2 - 1e-6f * reach; /* of rounding */
    if (inside <= 0)
        return;
    int discs = length < inside * DISCS_MAX ? 1 + (int)(length / inside) : DISCS_MAX;
    for (int i = 0; i < discs; i++) {
        float part = ((float)i + 0.5f) / (float)discs;
        const float centre[2] = {from[0] + part * dx, from[1] + part * dy};
        fill_disc(coverage, plane, centre, inside);
    }
}
