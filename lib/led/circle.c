/* SPDX-License-Identifier: ISC */
/* Welzl, "Smallest enclosing disks (balls and ellipsoids)" (1991), without recursion: points in random order; whenever
 * one lies outside of the circle around those before it, it is on the edge of the circle around them all. */
#include "led/circle.h"

#include <math.h>
#include <stdbool.h>

#include "base/random.h"

/* A point that is further outside, relative to the radius, is not in the circle. */
#define SLACK 1e-12

static double distance(struct sky_point a, struct sky_point b)
{
    double x = a.x - b.x, y = a.y - b.y;
    return sqrt(x * x + y * y);
}

static bool has(const struct sky_circle *circle, struct sky_point point)
{
    return distance(circle->middle, point) <= circle->radius * (1 + SLACK);
}

static struct sky_circle around_two(struct sky_point a, struct sky_point b)
{
    struct sky_point middle = {(a.x + b.x) / 2, (a.y + b.y) / 2};
    return (struct sky_circle){middle, fmax(distance(middle, a), distance(middle, b))};
}

/* The circle through three points; of points on a line, the one around the two that are furthest apart. */
static struct sky_circle around_three(struct sky_point a, struct sky_point b, struct sky_point c)
{
    double bx = b.x - a.x, by = b.y - a.y, cx = c.x - a.x, cy = c.y - a.y, twice = 2 * (bx * cy - by * cx);
    double b_square = bx * bx + by * by, c_square = cx * cx + cy * cy;
    struct sky_point offset = {(cy * b_square - by * c_square) / twice, (bx * c_square - cx * b_square) / twice};
    struct sky_circle circle = {{a.x + offset.x, a.y + offset.y}, 0};
    circle.radius = fmax(distance(circle.middle, a), fmax(distance(circle.middle, b), distance(circle.middle, c)));
    if (isfinite(circle.radius))
        return circle;
    struct sky_circle ab = around_two(a, b), ac = around_two(a, c), bc = around_two(b, c);
    circle = ab.radius > ac.radius ? ab : ac;
    return bc.radius > circle.radius ? bc : circle;
}

struct sky_circle sky_circle_around(struct sky_point *points, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)(sky_random_hash(0, i) % i);
        struct sky_point swap = points[i - 1];
        points[i - 1] = points[other];
        points[other] = swap;
    }
    struct sky_circle circle = {points[0], 0};
    for (size_t i = 1; i < count; i++) {
        if (has(&circle, points[i]))
            continue;
        circle = (struct sky_circle){points[i], 0};
        for (size_t j = 0; j < i; j++) {
            if (has(&circle, points[j]))
                continue;
            circle = around_two(points[i], points[j]);
            for (size_t k = 0; k < j; k++)
                if (!has(&circle, points[k]))
                    circle = around_three(points[i], points[j], points[k]);
        }
    }
    return circle;
}
