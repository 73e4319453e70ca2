/* SPDX-License-Identifier: ISC */
/* Compares the transform with the sum that defines it. */
#include "kernel/fft.h"

#include <math.h>

#include "base/random.h"
#include "tap.h"

#define TAU 6.283185307179586
#define LARGEST 2048

static float samples[LARGEST], power[LARGEST / 2];

/* The power at frequency `number` by the definition. */
static double defined(size_t size, size_t number)
{
    double re = 0, im = 0;
    for (size_t i = 0; i < size; i++) {
        double weight = 0.5 - 0.5 * cos(TAU * (double)i / (double)size);
        double angle = TAU * (double)number * (double)i / (double)size;
        re += samples[i] * weight * cos(angle);
        im -= samples[i] * weight * sin(angle);
    }
    return (re * re + im * im) * 16 / ((double)size * (double)size);
}

static double worst_error(size_t size)
{
    struct sky_fft fft;
    double worst = 0;
    if (sky_fft_init(&fft, size) < 0)
        return 1;
    sky_fft_power(&fft, samples, power);
    for (size_t i = 0; i < size / 2; i++)
        worst = fmax(worst, fabs((double)power[i] - defined(size, i)));
    sky_fft_finish(&fft);
    return worst;
}

int main(void)
{
    double worst = 0;
    for (size_t i = 0; i < LARGEST; i++)
        samples[i] = (float)(sky_random_unit(1, i) * 2 - 1);
    for (size_t size = 4; size <= 512; size *= 2)
        worst = fmax(worst, worst_error(size));
    ok(worst < 1e-6, "noise has the power that the definition gives, for sizes 4 to 512 (off by %.1e)", worst);

    for (size_t i = 0; i < LARGEST; i++)
        samples[i] = (float)sin(TAU * 100 * (double)i / LARGEST);
    worst = worst_error(LARGEST);
    ok(worst < 1e-6 && fabsf(power[100] - 1) < 1e-4f && power[110] < 1e-9f,
       "a sine of amplitude 1 has power 1 at its frequency");
    return done();
}
