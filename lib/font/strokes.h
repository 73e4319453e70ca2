/* SPDX-License-Identifier: ISC */
/* Strokes of which glyphs are made: points in a row, curves made into lines. */
#ifndef SKY_FONT_STROKES_H
#define SKY_FONT_STROKES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sky_strokes {
    float (*points)[2];
    uint32_t *ends; /* behind the last point of each stroke */
    size_t points_used, points_room, strokes, strokes_room;
    bool failed; /* there was no memory: what was added since is not here */
};

void sky_strokes_finish(struct sky_strokes *strokes); /* accepts a zeroed struct, which is without strokes */

/* Begins a stroke. */
void sky_strokes_move(struct sky_strokes *strokes, const double to[2]);

/* Goes on with a line, or with a cubic Bézier curve from the last point `from` by two control points; the lines that
 * the curve becomes are nowhere further from it than `tolerance`. */
void sky_strokes_line(struct sky_strokes *strokes, const double to[2]);
void sky_strokes_curve(struct sky_strokes *strokes, const double from[2], const double first[2],
                       const double second[2], const double to[2], double tolerance);

#endif
