/* SPDX-License-Identifier: ISC */
/* Octaves of gradient noise; the arithmetic is in kernel/noise.h. */
#include "kernel/loops/loops.h"

#include "kernel/noise.h"

/* The places of an octave are computed anew, not kept: one multiplication and one addition each. */
struct octave {
    float scale, move_x, move_y, size, z, period;
    int32_t mask; /* of y and z */
    uint32_t seed;
};

static void add_endless(float *out, const float *x, const float *y, size_t count, const struct octave *octave)
{
    const struct octave o = *octave;
    const struct sky_noise_axis z = sky_noise_axis_masked(o.z, o.mask, SKY_NOISE_Z);
    SKY_ROUNDS_ARE_APART
    for (size_t i = 0; i < count; i++)
        out[i] += o.size * sky_noise_cube(sky_noise_axis_endless(x[i] * o.scale + o.move_x, SKY_NOISE_X),
                                          sky_noise_axis_masked(y[i] * o.scale + o.move_y, o.mask, SKY_NOISE_Y), z,
                                          o.seed);
}

static void add_around(float *out, const float *x, const float *y, size_t count, const struct octave *octave)
{
    const struct octave o = *octave;
    const struct sky_noise_axis z = sky_noise_axis_masked(o.z, o.mask, SKY_NOISE_Z);
    SKY_ROUNDS_ARE_APART
    for (size_t i = 0; i < count; i++)
        out[i] += o.size * sky_noise_cube(sky_noise_axis(x[i] * o.scale + o.move_x, o.period, SKY_NOISE_X),
                                          sky_noise_axis_masked(y[i] * o.scale + o.move_y, o.mask, SKY_NOISE_Y), z,
                                          o.seed);
}

void SKY_LOOP(sky_fbm)(float *out, const float *x, const float *y, float z, size_t count, const struct sky_fbm *fbm)
{
    float sizes = 0, size = 1, scale = 1;
    for (unsigned i = 0; i < fbm->octaves; i++, size *= fbm->gain)
        sizes += size;
    for (size_t i = 0; i < count; i++)
        out[i] = 0;
    size = fbm->octaves > 0 ? 1 / sizes : 0;
    for (unsigned i = 0; i < fbm->octaves; i++, size *= fbm->gain, scale *= 2) {
        float offset = sky_noise_octave_offset(i);
        struct octave octave = {
            .scale = fbm->scale * scale,
            .move_x = fbm->move[0] * scale + offset,
            .move_y = fbm->move[1] * scale + offset,
            .size = size,
            .z = z * scale + offset,
            .period = fbm->period * scale,
            .mask = (int32_t)(SKY_FBM_PERIOD * scale) - 1,
            .seed = sky_noise_octave_seed(fbm->seed, i),
        };
        if (fbm->period > 0)
            add_around(out, x, y, count, &octave);
        else
            add_endless(out, x, y, count, &octave);
    }
}
