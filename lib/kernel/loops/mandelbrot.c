/* SPDX-License-Identifier: ISC */
/* How long points stay near the origin under z = z^2 + c. */
#include <stdbool.h>
#include <stdint.h>

#include "kernel/fmath.h"
#include "kernel/loops/loops.h"

/* So many points are iterated side by side: enough that no instruction waits for the one before. Neighbours stay
 * for very different times, so one that is done makes room for the next point at once. */
#define LANES 32
#define NONE SIZE_MAX
#define OUT 64.0 /* |z|^2 of a point that has left: four steps on it still fits a float */

struct lanes {
    double x[LANES], y[LANES]; /* z */
    double cx[LANES], cy[LANES];
    double size[LANES];                /* |z|^2 */
    size_t point[LANES];               /* whose it is, or NONE */
    uint64_t end[LANES], now, nearest; /* steps of all: when its point has had its own; so far; the nearest end */
};

/* Four steps of all lanes; false when some point has left. */
static bool step(struct lanes *lanes)
{
    int in = 0;
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
        in += size < OUT ? 1 : 0;
    }
    lanes->now += 4;
    return in == LANES;
}

/* Is it in the set's heart or in the disc to the left of that? These never leave. */
static bool known(double x, double y)
{
    double from_cusp = x - 0.25, yy = y * y, size = from_cusp * from_cusp + yy;
    return size * (size + from_cusp) < yy / 4 || (x + 1) * (x + 1) + yy < 0.0625;
}

/* Steps with a fraction: each step doubles the logarithm of |z|. */
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
        lanes.nearest = UINT64_MAX;
        for (int i = 0; i < LANES; i++) {
            size_t point = lanes.point[i];
            bool in = lanes.size[i] < OUT;
            if (point == NONE || !in || lanes.now == lanes.end[i]) {
                if (point != NONE)
                    out[point] = in ? -1 : smooth(limit - (lanes.end[i] - lanes.now), lanes.size[i]);
                for (; next < count && known(x[next], y[next]); next++)
                    out[next] = -1;
                point = next < count ? next++ : NONE;
                lanes.point[i] = point;
                lanes.end[i] = point == NONE ? UINT64_MAX : lanes.now + limit;
                lanes.cx[i] = point == NONE ? 0 : x[point]; /* 0 stays where it is */
                lanes.cy[i] = point == NONE ? 0 : y[point];
                lanes.x[i] = lanes.y[i] = lanes.size[i] = 0;
            }
            working += point != NONE;
            lanes.nearest = lanes.end[i] < lanes.nearest ? lanes.end[i] : lanes.nearest;
        }
        if (working == 0)
            return;
        while (lanes.now < lanes.nearest && step(&lanes))
            ;
    }
}
