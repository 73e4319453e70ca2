/* SPDX-License-Identifier: ISC */
#include "pattern/text_cover.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "kernel/math.h"
#include "pattern/text_draw.h"

int sky_text_cover_init(struct sky_text_cover *cover, const struct sky_geometry *geometry)
{
    if (sky_plane_init(&cover->ink.plane, geometry) < 0)
        return -1;
    if (sky_coverage_init(&cover->letters, geometry) < 0)
        return -1;
    return sky_coverage_init(&cover->outlines, geometry);
}

void sky_text_cover_finish(struct sky_text_cover *cover)
{
    sky_coverage_finish(&cover->letters);
    sky_coverage_finish(&cover->outlines);
    free(cover->ink.sums);
    sky_plane_finish(&cover->ink.plane);
}

/* The first letter of a line whose origin is at `x` or behind it, in heights of a capital from its paragraph's
 * beginning. */
static size_t find_letter(const struct sky_text_layout *layout, const struct sky_text_line *line, double x)
{
    size_t low = line->first, high = line->end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (layout->letters[middle].x < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Draws a letter of a text that is longer than the rim, on that half of the disc where it is in sight: it must not
 * reach around the far end, where the other end of the text is. */
static int draw_half(struct sky_text_ink *ink, const struct sky_base_line *base, const struct sky_glyph *glyph,
                     double x)
{
    struct sky_plane *plane = &ink->plane;
    double vanes = plane->geometry.vanes, middle = base->middle / (SKY_TAU * base->measured);
    bool is_clockwise = (x + glyph->advance * ink->size / 2 > base->middle) == base->is_outward;
    double turns = base->turns + (base->is_outward ? middle : -middle) - (is_clockwise ? 0 : 0.5);
    double first = sky_fract(turns) * vanes, end = first + vanes / 2;
    plane->first = (uint32_t)ceil(first);
    plane->end = (uint32_t)ceil(fmin(end, vanes));
    int result = sky_text_draw(ink, base, glyph, (float)x);
    plane->first = 0;
    plane->end = end > vanes ? (uint32_t)ceil(end - vanes) : 0;
    if (result == 0 && plane->end > 0)
        result = sky_text_draw(ink, base, glyph, (float)x);
    plane->end = plane->geometry.vanes;
    return result;
}

/* Draws the letters of a line that are in sight, and their repetitions. */
static int draw_line(struct sky_text_cover *cover, const struct sky_text_layout *layout,
                     const struct sky_text_line *line, const struct sky_text_course *course)
{
    struct sky_text_ink *ink = &cover->ink;
    double size = cover->shape.size, period = course->period;
    double edge = ink->thick + cover->shape.outline;
    /* Letters are in sight if their origins are between these. */
    double least = course->first - layout->right * size - edge, most = course->last - layout->left * size + edge;
    int64_t first = 0, last = 0; /* repetitions of which something may be in sight */
    if (layout->left > layout->right)
        return 0;
    if (course->repeats) {
        first = (int64_t)ceil((least - line->width * size - course->start) / period);
        last = (int64_t)floor((most - course->start) / period);
    }
    for (int64_t number = first; number <= last; number++) {
        double origin = course->start + (double)number * period - line->origin * size;
        for (size_t i = find_letter(layout, line, (least - origin) / size); i < line->end; i++) {
            double x = origin + layout->letters[i].x * size;
            if (x > most)
                break;
            const struct sky_glyph *glyph = &layout->letters[i].glyph;
            bool is_far = course->fade > 0 && fabs(x - course->base.middle) > (course->last - course->first) / 4;
            int result = is_far ? draw_half(ink, &course->base, glyph, x)
                                : sky_text_draw(ink, &course->base, glyph, (float)x);
            if (result < 0)
                return -1;
        }
    }
    return 0;
}

/* Draws the lines that are in sight, finds the longest, and counts those for which there is no room. */
static int draw_lines(struct sky_text_cover *cover, const struct sky_text_layout *layout)
{
    cover->longest.width = -1;
    cover->left_out = 0;
    for (size_t i = 0; i < layout->line_count; i++) {
        struct sky_text_course course;
        if (!sky_text_course(&cover->shape, layout, &cover->ink.plane.geometry, i, &course)) {
            cover->left_out += cover->shape.form == SKY_TEXT_RIM && layout->lines[i].width > 0;
            continue;
        }
        if (course.width > cover->longest.width)
            cover->longest = course;
        if (draw_line(cover, layout, &layout->lines[i], &course) < 0)
            return -1;
    }
    return 0;
}

/* Draws on a coverage: first what is inside, as most edges lie within other letters, or other strokes of the same. */
static int cover_with(struct sky_text_cover *cover, const struct sky_text_layout *layout,
                      struct sky_coverage *coverage, float outline)
{
    struct sky_text_ink *ink = &cover->ink;
    ink->coverage = coverage;
    ink->outline = outline;
    ink->is_inside = true;
    if (draw_lines(cover, layout) < 0)
        return -1;
    ink->is_inside = false;
    return draw_lines(cover, layout);
}

int sky_text_cover_draw(struct sky_text_cover *cover, const struct sky_text_layout *layout,
                        const struct sky_text_shape *shape)
{
    struct sky_text_ink *ink = &cover->ink;
    const struct sky_geometry *geometry = &ink->plane.geometry;
    if (cover->is_drawn && sky_text_shape_is_same(shape, &cover->shape))
        return 0;
    cover->is_drawn = false;
    cover->shape = *shape;
    ink->size = (float)shape->size;
    ink->thick = (float)shape->thick;
    sky_coverage_clear(&cover->letters, geometry);
    sky_coverage_clear(&cover->outlines, geometry);
    if (shape->outline > 0 && cover_with(cover, layout, &cover->outlines, (float)shape->outline) < 0)
        return -1;
    if (cover_with(cover, layout, &cover->letters, 0) < 0)
        return -1;
    cover->is_drawn = true;
    return 0;
}
