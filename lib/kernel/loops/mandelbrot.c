/* SPDX-License-Identifier: ISC */
/* The escape time of points under z = z^2 + c. */
#include <stdbool.h>
#include <stdint.h>

#include "kernel/fmath.h"
#include "kernel/loops/loops.h"

/* Points are iterated side by side, so many that no instruction has to wait for the result of the one before. As
 * neighbouring points escape at very different times, a lane whose point is done takes the next point at once. */
#define LANES 32
#define NONE SIZE_MAX
#define ESCAPED 64.0 /* |z|^2 of an escaped point; four steps later it still fits a float */

struct lanes {
    double x[LANES], y[LANES]; /* z */
    double cx[LANES], cy[LANES];
    double size[LANES];      /* |z|^2 */
    size_t point[LANES];     /* index of the lane's point, or NONE */
    uint64_t end[LANES];     /* value of `now` at which the lane's point has had `limit` steps */
    uint64_t now, first_end; /* steps that all lanes have made; the least of `end` */
};

/* Makes four steps in every lane. Returns false when some point has escaped. */
static bool step(struct lanes *lanes)
{
    int inside = 0;
    for (int i = 0; i < LANES; i++) {
        double x = lanes->x[i], y = lanes->y[i], cx = lanes->cx[i], cy = lanes->cy[i], xx = x * x, yy = y * y;
        y = 2 * x * y + cy, x = xx - yy + cx, xx = x * x, yy = y * y;
        y = 2 * x * y + cy, x = xx - yy + cx, xx = x * x, yy = y * y;
        y = 2 * x * y + cy, x = xx - yy + cx, xx = x * x, yy = y * y;
        y = 2 * x * y + cy, x = xx - yy + cx, xx = x * x, yy = y * y;
        double size = xx + yy;
        lanes->x[i] = x;
        lanes->y[i] = y;
        lanes->size[i] = size;
        inside += size < ESCAPED ? 1 : 0;
    }
    lanes->now += 4;
    return inside == LANES;
}

/* Points of the main cardioid and of the disc to its left never escape, and are the most expensive ones. */
static bool never_escapes(double x, double y)
{
    double from_cusp = x - 0.25, yy = y * y, size = from_cusp * from_cusp + yy;
    return size * (size + from_cusp) < yy / 4 || (x + 1) * (x + 1) + yy < 0.0625;
}

/* The number of steps with a fraction: each further step doubles the logarithm of |z|. */
static float smooth(uint64_t steps, double size)
{
    return (float)steps + 5 - sky_flog2(sky_flog2((float)size));
}

void SKY_LOOP(sky_mandelbrot)(float *out, const double *x, const double *y, size_t count, unsigned limit)
{
    struct lanes lanes = {.now = 0};
    for (int i = 0; i < LANES; i++)
        lanes.point[i] = NONE;
    for (size_t next = 0, working;;) {
        working = 0;
        lanes.first_end = UINT64_MAX;
        for (int i = 0; i < LANES; i++) {
            size_t point = lanes.point[i];
            bool inside = lanes.size[i] < ESCAPED;
            if (point == NONE || !inside || lanes.now == lanes.end[i]) {
                if (point != NONE)
                    out[point] = inside ? -1 : smooth(limit - (lanes.end[i] - lanes.now), lanes.size[i]);
                for (; next < count && never_escapes(x[next], y[next]); next++)
                    out[next] = -1;
                point = next < count ? next++ : NONE;
                lanes.point[i] = point;
                lanes.end[i] = point == NONE ? UINT64_MAX : lanes.now + limit;
                lanes.cx[i] = point == NONE ? 0 : x[point]; /* an idle lane iterates c = 0, which stays at 0 */
                lanes.cy[i] = point == NONE ? 0 : y[point];
                lanes.x[i] = lanes.y[i] = lanes.size[i] = 0;
            }
            working += point != NONE;
            lanes.first_end = lanes.end[i] < lanes.first_end ? lanes.end[i] : lanes.first_end;
        }
        if (working == 0)
            return;
        while (lanes.now < lanes.first_end && step(&lanes))
            ;
    }
}
