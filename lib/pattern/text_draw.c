/* SPDX-License-Identifier: ISC */
#include "pattern/text_draw.h"

#include <math.h>
#include <string.h>

#include "pattern/text_dots.h"

#define BEND 0.07f       /* radians that a straight piece of a line around the disc may span */
#define TOLERANCE 0.075f /* of the size of an LED's cell: how far a line may be from the curve that it stands for */
#define MERGED_MAX 12    /* lines that one may stand for */

/* Draws a line between two places on the base line; around the disc in pieces, so that it bends with it. */
static void draw_line(const struct sky_text_ink *ink, const struct sky_base_line *line, const float from[2],
                      const float to[2], float width)
{
    float bend = line->is_round ? fabsf(to[0] - from[0]) / line->measured : 0, a[2], b[2];
    int pieces = bend < 100 ? 1 + (int)(bend / BEND) : 1;
    sky_text_place(line, from[0], from[1], a);
    for (int i = 1; i <= pieces; i++) {
        float part = (float)i / (float)pieces;
        sky_text_place(line, from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1]), b);
        if (ink->is_inside)
            sky_cover_inside(ink->coverage, &ink->plane, a, b, width);
        else
            sky_cover_line(ink->coverage, &ink->plane, a, b, width);
        memcpy(a, b, sizeof a);
    }
}

/* How far p is from the line from a to b. */
static float distance(const float p[2], const float a[2], const float b[2])
{
    float dx = b[0] - a[0], dy = b[1] - a[1], x = p[0] - a[0], y = p[1] - a[1], square = dx * dx + dy * dy;
    float part = square > 0 ? (x * dx + y * dy) / square : 0;
    part = part > 0 ? part < 1 ? part : 1 : 0;
    x -= part * dx;
    y -= part * dy;
    return sqrtf(x * x + y * y);
}

/* The last of the points, up to `end` - 1, to which one line from the first leads that is no further than `tolerance`
 * from those between: curves are finer than a small or coarse screen shows. */
static uint32_t straight_to(const float (*points)[2], uint32_t first, uint32_t end, float tolerance)
{
    uint32_t last = first + 1;
    for (; last + 1 < end && last - first < MERGED_MAX; last++)
        for (uint32_t i = first + 1; i <= last; i++)
            if (distance(points[i], points[first], points[last + 1]) > tolerance)
                return last;
    return last;
}

static void draw_strokes(const struct sky_text_ink *ink, const struct sky_base_line *line,
                         const struct sky_glyph *glyph, float x)
{
    float width = ink->thick + 2 * ink->outline;
    const struct sky_plane *plane = &ink->plane;
    if (ink->is_inside && width / 2 <= plane->pitch + plane->arc)
        return; /* hardly any LED is */
    float tolerance = TOLERANCE * (plane->pitch + (plane->arc < 1 ? plane->arc : 1)) / ink->size;
    if (ink->outline > 0)
        tolerance *= 2; /* most of it is hidden */
    for (uint32_t stroke = 0, point = 0; stroke < glyph->strokes; stroke++, point++) {
        uint32_t end = glyph->ends[stroke], next;
        do {
            next = point + 1 < end ? straight_to(glyph->points, point, end, tolerance) : point;
            const float *a = glyph->points[point], *b = glyph->points[next];
            const float from[2] = {x + a[0] * ink->size, a[1] * ink->size};
            const float to[2] = {x + b[0] * ink->size, b[1] * ink->size};
            draw_line(ink, line, from, to, width);
            point = next;
        } while (next + 1 < end);
    }
}

int sky_text_draw(struct sky_text_ink *ink, const struct sky_base_line *line, const struct sky_glyph *glyph, float x)
{
    if (glyph->bits)
        return sky_text_draw_dots(ink, line, glyph, x);
    draw_strokes(ink, line, glyph, x);
    return 0;
}
