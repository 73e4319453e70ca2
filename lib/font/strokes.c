/* SPDX-License-Identifier: ISC */
#include "font/strokes.h"

#include <math.h>
#include <stdlib.h>

#include "base/array.h"

void sky_strokes_finish(struct sky_strokes *strokes)
{
    free(strokes->points);
    free(strokes->ends);
    *strokes = (struct sky_strokes){0};
}

void sky_strokes_line(struct sky_strokes *strokes, const double to[2])
{
    float(*points)[2] =
        sky_array_reserve(strokes->points, strokes->points_used + 1, &strokes->points_room, sizeof *points);
    if (points)
        strokes->points = points;
    if (!points || strokes->strokes == 0) {
        strokes->failed = true;
        return;
    }
    points[strokes->points_used][0] = (float)to[0];
    points[strokes->points_used][1] = (float)to[1];
    strokes->ends[strokes->strokes - 1] = (uint32_t)++strokes->points_used;
}

void sky_strokes_move(struct sky_strokes *strokes, const double to[2])
{
    uint32_t *ends = sky_array_reserve(strokes->ends, strokes->strokes + 1, &strokes->strokes_room, sizeof *ends);
    if (!ends) {
        strokes->failed = true;
        return;
    }
    strokes->ends = ends;
    ends[strokes->strokes++] = (uint32_t)strokes->points_used;
    sky_strokes_line(strokes, to);
}

/* How far the middle of three control points is from being half way between the others, twice. */
static double bend(const double a[2], const double b[2], const double c[2])
{
    double x = a[0] - 2 * b[0] + c[0], y = a[1] - 2 * b[1] + c[1];
    return sqrt(x * x + y * y);
}

/* The number of lines is Wang's bound: a curve of degree n in equal steps of its parameter. */
void sky_strokes_curve(struct sky_strokes *strokes, const double from[2], const double first[2],
                       const double second[2], const double to[2], double tolerance)
{
    double most = fmax(bend(from, first, second), bend(first, second, to));
    int steps = (int)ceil(sqrt(0.75 * most / tolerance));
    for (int i = 1; i < steps; i++) {
        double t = (double)i / steps, s = 1 - t, at[2];
        for (int k = 0; k < 2; k++)
            at[k] = s * s * s * from[k] + 3 * s * s * t * first[k] + 3 * s * t * t * second[k] + t * t * t * to[k];
        sky_strokes_line(strokes, at);
    }
    sky_strokes_line(strokes, to);
}
