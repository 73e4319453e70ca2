/* How long points stay near the origin under z = z^2 + c. */
#include "kernel/loops/loops.h"

/* Points are iterated by the group, each frozen once it has left, until all have. */
#define GROUP 16
#define STRIDE 8 /* iterations between two looks at who is left */

static void iterate(float *steps, float *sizes, const double *x, const double *y, unsigned limit)
{
    double zx[GROUP] = {0}, zy[GROUP] = {0}, count[GROUP] = {0};
    for (unsigned done = 0; done < limit; done += STRIDE) {
        double left = 0;
        for (unsigned k = 0; k < STRIDE; k++)
            for (int i = 0; i < GROUP; i++) {
                double xx = zx[i] * zx[i], yy = zy[i] * zy[i], in = xx + yy < 65536.0 ? 1.0 : 0.0;
                double next_x = xx - yy + x[i], next_y = 2 * zx[i] * zy[i] + y[i];
                zx[i] = in > 0 ? next_x : zx[i];
                zy[i] = in > 0 ? next_y : zy[i];
                count[i] += in;
            }
        for (int i = 0; i < GROUP; i++)
            left += zx[i] * zx[i] + zy[i] * zy[i] < 65536.0 ? 1.0 : 0.0;
        if (!(left > 0))
            break;
    }
    for (int i = 0; i < GROUP; i++) {
        double size = zx[i] * zx[i] + zy[i] * zy[i];
        steps[i] = (float)count[i];
        sizes[i] = (float)size;
    }
}

void SKY_LOOP(sky_mandelbrot)(float *steps, float *sizes, const double *x, const double *y, size_t count,
                              unsigned limit)
{
    for (size_t done = 0; done < count; done += GROUP) {
        double cx[GROUP], cy[GROUP];
        float taken[GROUP], size[GROUP];
        size_t here = count - done < GROUP ? count - done : GROUP;
        for (size_t i = 0; i < GROUP; i++) {
            cx[i] = i < here ? x[done + i] : 4; /* what is missing leaves at once */
            cy[i] = i < here ? y[done + i] : 4;
        }
        iterate(taken, size, cx, cy, limit);
        for (size_t i = 0; i < here; i++) {
            steps[done + i] = taken[i];
            sizes[done + i] = size[i];
        }
    }
}
