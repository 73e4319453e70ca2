/* SPDX-License-Identifier: ISC */
/* Gradient noise: its range, smoothness, zeros, periods and seeds. */
#include "kernel/noise.h"

#include <math.h>

#include "base/random.h"
#include "kernel/kernel.h"
#include "tap.h"

#define ROUNDS 200000

static uint64_t drawn;

/* A random coordinate from -size to size. */
static float place(float size)
{
    return ((float)(sky_random_hash(11, drawn++) >> 40) / (1 << 24) - 0.5f) * 2 * size;
}

static void test_range(void)
{
    float least = 0, most = 0, worst_step = 0;
    double squares = 0;
    for (int i = 0; i < ROUNDS; i++) {
        float x = place(500), y = place(500), z = place(500), value = sky_noise3(x, y, z, 5),
              flat = sky_noise2(x, y, 5);
        least = fminf(least, fminf(value, flat));
        most = fmaxf(most, fmaxf(value, flat));
        squares += (double)value * value / ROUNDS;
        worst_step = fmaxf(worst_step, fabsf(sky_noise3(x + 1 / 512.0f, y, z, 5) - value));
    }
    ok(least >= -1 && most <= 1 && least < -0.7 && most > 0.7, "noise is within -1 to 1: %.3f to %.3f",
       (double)least, (double)most);
    ok(sqrt(squares) > 0.2 && sqrt(squares) < 0.32, "the root mean square of noise is about 0.25: %.3f", sqrt(squares));
    ok(worst_step < 4 / 512.0f, "noise is smooth: it changes at most %.5f over 1/512 of a unit", (double)worst_step);
}

static void test_lattice(void)
{
    int zeros = 1, same = 1;
    for (int i = 0; i < 2000; i++) {
        float x = floorf(place(3000)), y = floorf(place(3000)), z = floorf(place(3000));
        zeros = zeros && sky_noise3(x, y, z, 1) == 0 && sky_noise2(x, y, 1) == 0;
        x += 0.3f;
        y += 0.6f;
        z += 0.9f;
        same = same && sky_noise3(fabsf(x), fabsf(y), fabsf(z), 1) ==
                           sky_noise3_periodic(fabsf(x), fabsf(y), fabsf(z), SKY_NOISE_ENDLESS, SKY_NOISE_ENDLESS,
                                               SKY_NOISE_ENDLESS, 1);
    }
    ok(zeros, "noise is 0 at integers, positive and negative");
    ok(same, "noise with endless periods is noise without periods");
}

/* x is a multiple of 1/256, so that adding a period to it is exact. */
static void test_periods(void)
{
    int held = 1, octaves = 1;
    for (int period = 1; period <= 40; period++)
        for (int i = 0; i < 100; i++) {
            float p = (float)period, x = floorf(place(50) * 256) / 256, y = place(9), z = place(9);
            held = held &&
                   sky_noise3_periodic(x, y, z, p, 7, 9, 3) == sky_noise3_periodic(x + p, y, z, p, 7, 9, 3) &&
                   sky_noise2_periodic(x, y, p, 7, 3) == sky_noise2_periodic(x - 3 * p, y, p, 7, 3);
            float endless = SKY_NOISE_ENDLESS;
            float a = sky_noise3_fbm(x, y, z, p, endless, endless, 5, 0.5f, 3);
            float b = sky_noise3_fbm(x + p, y, z, p, endless, endless, 5, 0.5f, 3);
            octaves = octaves && fabsf(a - b) < 1e-3f && fabsf(a) <= 1;
        }
    ok(held, "noise repeats after its period, also below 0");
    ok(octaves, "octaves of noise repeat after the period");
}

/* The octaves of the frame's loops at one point. */
static double fbm_at(const struct sky_fbm *fbm, float x, float y, double z)
{
    double sum = 0, sizes = 0, size = 1, scale = 1;
    for (unsigned i = 0; i < fbm->octaves; i++, size *= fbm->gain, scale *= 2) {
        double offset = sky_noise_octave_offset(i);
        float period = fbm->period > 0 ? (float)(fbm->period * scale) : SKY_NOISE_ENDLESS;
        float repeat = (float)(SKY_FBM_PERIOD * scale);
        sum += size * sky_noise3_periodic((float)((x * fbm->scale + fbm->offset[0]) * scale + offset),
                                          (float)((y * fbm->scale + fbm->offset[1]) * scale + offset),
                                          (float)(z * scale + offset), period, repeat, repeat,
                                          sky_noise_octave_seed(fbm->seed, i));
        sizes += size;
    }
    return sum / sizes;
}

/* Patterns move along these axes for hours. */
static void test_kernel_periods(void)
{
    float x[64], y[64], here[64], later[64], worst = 0;
    for (int i = 0; i < 64; i++) {
        x[i] = place(2);
        y[i] = place(2);
    }
    struct sky_fbm fbm = {.octaves = 5, .gain = 0.5f, .scale = 1, .period = 7, .seed = 4};
    sky_kernels()->fbm(here, x, y, 0.25f, 64, &fbm);
    fbm.offset[0] = 7;
    fbm.offset[1] = -SKY_FBM_PERIOD;
    sky_kernels()->fbm(later, x, y, 0.25f + SKY_FBM_PERIOD, 64, &fbm);
    for (int i = 0; i < 64; i++)
        worst = fmaxf(worst, fabsf(here[i] - later[i]));
    ok(worst < 0.01f, "the kernel's octaves repeat along every axis (off by %.5f)", (double)worst);
}

/* The loops over a whole frame take short cuts; sky_noise3_periodic() at each point takes none. */
static void test_frame(void)
{
    enum { VANES = 90, PIXELS = 288, COUNT = VANES * PIXELS };
    static float x[COUNT], y[COUNT], flat[COUNT], polar[COUNT];
    struct sky_fbm fbm = {.octaves = 5, .gain = 0.5f, .scale = 1, .offset = {40.25, -7.5}, .seed = 9, .row = PIXELS};
    double z = 3.7, worst_flat = 0, worst_polar = 0;

    for (int i = 0; i < COUNT; i++) {
        int vane = i / PIXELS;
        double angle = vane * 6.283185307 / VANES, radius = (i % PIXELS + 0.5) / PIXELS;
        x[i] = (float)(1.6 * sin(angle) * radius);
        y[i] = (float)(1.6 * cos(angle) * radius);
    }
    sky_kernels()->fbm(flat, x, y, z, COUNT, &fbm);
    for (int i = 0; i < COUNT; i++)
        worst_flat = fmax(worst_flat, fabs(flat[i] - fbm_at(&fbm, x[i], y[i], z)));
    ok(worst_flat < 1.0 / 255, "a frame's octaves are those of each point, within %.5f", worst_flat);

    fbm.period = 6;
    for (int vane = 0; vane < VANES; vane++)
        x[vane] = (float)(vane * 6.0 / VANES);
    for (int pixel = 0; pixel < PIXELS; pixel++)
        y[pixel] = (float)log2(pixel / 288.0 + 0.04);
    sky_kernels()->fbm_polar(polar, x, y, z, VANES, PIXELS, &fbm);
    for (int i = 0; i < COUNT; i++)
        worst_polar = fmax(worst_polar, fabs(polar[i] - fbm_at(&fbm, x[i / PIXELS], y[i % PIXELS], z)));
    ok(worst_polar < 2e-4, "so are a frame's around a tunnel, within %.6f", worst_polar);
}

static void test_absurd(void)
{
    const float absurd[] = {INFINITY, -INFINITY, NAN, 1e30f, -1e30f, 8388608, -8388608, 1e-40f};
    int held = 1;
    for (int i = 0; i < 8; i++)
        for (int k = 0; k < 8; k++) {
            float value = sky_noise3_periodic(absurd[i], absurd[k], 0.5f, 12, SKY_NOISE_ENDLESS, 5, 1);
            held = held && value >= -1 && value <= 1;
            value = sky_noise2(absurd[i], absurd[k], 1);
            held = held && value >= -1 && value <= 1;
        }
    ok(held, "noise at infinities and NaN is within -1 to 1");
}

/* A coordinate may be given in two parts: the noise is that of their sum, also beyond what a float can hold. */
static void test_cells(void)
{
    float worst = 0;
    for (int i = 0; i < ROUNDS; i++) {
        float x = place(4), y = place(4), z = place(4);
        worst = fmaxf(worst, fabsf(sky_noise2_cells(x, y, 7, -30u, 5) - sky_noise2(x + 7, y - 30, 5)));
        worst = fmaxf(worst, fabsf(sky_noise3_cells(x, y, z, -5u, 9, 40, 5) - sky_noise3(x - 5, y + 9, z + 40, 5)));
        worst = fmaxf(worst, fabsf(sky_noise3_around(x, y, z, 6, 2, -8u, 5) -
                                   sky_noise3_periodic(x, y + 2, z - 8, 6, SKY_NOISE_ENDLESS, SKY_NOISE_ENDLESS, 5)));
    }
    ok(worst < 2e-5f, "whole numbers beside the coordinates are added to them, within %.1e", (double)worst);

    int all = 1;
    for (int i = 0; i < ROUNDS; i++) {
        float x = place(4);
        uint32_t far = 8388600 + (uint32_t)i % 16, wrapped = far - 16777216;
        all &= sky_noise3_cells(x, 0.3f, x, far, 2, wrapped, 5) == sky_noise3_cells(x, 0.3f, x, wrapped, 2, far, 5);
        all &= sky_noise2_cells(x, 1.5f, 16777216, 3, 5) == sky_noise2_cells(x, 1.5f, 0, 3, 5);
    }
    ok(all, "noise repeats after 2^24 without a seam");
}

static void test_seeds(void)
{
    double products = 0, squares = 0;
    for (int i = 0; i < ROUNDS; i++) {
        float x = place(300), y = place(300), a = sky_noise3(x, y, 0.5f, 1), b = sky_noise3(x, y, 0.5f, 2);
        products += (double)a * b;
        squares += (double)a * a;
    }
    ok(fabs(products / squares) < 0.02, "noise of two seeds is uncorrelated: %.4f", products / squares);
}

int main(void)
{
    test_range();
    test_lattice();
    test_periods();
    test_kernel_periods();
    test_frame();
    test_absurd();
    test_cells();
    test_seeds();
    return done();
}
