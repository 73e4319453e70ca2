/* SPDX-License-Identifier: ISC */
/* Octaves of gradient noise; the arithmetic is in kernel/noise.h. */
#include "kernel/loops/loops.h"

#include "kernel/noise.h"

/* An octave's coordinates are computed for every point, at one multiplication and one addition each, which costs less
 * than storing them. */
struct octave {
    float scale, offset_x, offset_y, z;
    float amplitude, period;
    int32_t mask; /* period of y and z, a power of two, less 1 */
    uint32_t seed;
};

/* Adds an octave without a period along x. */
static void add_endless(float *out, const float *x, const float *y, size_t count, const struct octave *octave)
{
    const struct octave o = *octave;
    const struct sky_noise_axis z = sky_noise_axis_masked(o.z, o.mask, SKY_NOISE_Z);
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] += o.amplitude *
                  sky_noise_cube(sky_noise_axis_endless(x[i] * o.scale + o.offset_x, SKY_NOISE_X),
                                 sky_noise_axis_masked(y[i] * o.scale + o.offset_y, o.mask, SKY_NOISE_Y), z, o.seed);
}

/* Adds an octave with a period along x. */
static void add_periodic(float *out, const float *x, const float *y, size_t count, const struct octave *octave)
{
    const struct octave o = *octave;
    const struct sky_noise_axis z = sky_noise_axis_masked(o.z, o.mask, SKY_NOISE_Z);
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] += o.amplitude *
                  sky_noise_cube(sky_noise_axis(x[i] * o.scale + o.offset_x, o.period, SKY_NOISE_X),
                                 sky_noise_axis_masked(y[i] * o.scale + o.offset_y, o.mask, SKY_NOISE_Y), z, o.seed);
}

void SKY_LOOP(sky_fbm)(float *out, const float *x, const float *y, float z, size_t count, const struct sky_fbm *fbm)
{
    float sum = 0, amplitude = 1, scale = 1;
    for (unsigned i = 0; i < fbm->octaves; i++, amplitude *= fbm->gain)
        sum += amplitude;
    for (size_t i = 0; i < count; i++)
        out[i] = 0;
    amplitude = fbm->octaves > 0 ? 1 / sum : 0;
    for (unsigned i = 0; i < fbm->octaves; i++, amplitude *= fbm->gain, scale *= 2) {
        float offset = sky_noise_octave_offset(i);
        struct octave octave = {
            .scale = fbm->scale * scale,
            .offset_x = fbm->offset[0] * scale + offset,
            .offset_y = fbm->offset[1] * scale + offset,
            .amplitude = amplitude,
            .z = z * scale + offset,
            .period = fbm->period * scale,
            .mask = (int32_t)(SKY_FBM_PERIOD * scale) - 1,
            .seed = sky_noise_octave_seed(fbm->seed, i),
        };
        if (fbm->period > 0)
            add_periodic(out, x, y, count, &octave);
        else
            add_endless(out, x, y, count, &octave);
    }
}
