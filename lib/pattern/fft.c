/* SPDX-License-Identifier: ISC */
#include "pattern/fft.h"

#include <stdlib.h>

#include <sky/error.h>

#include "kernel/math.h"

int sky_fft_init(struct sky_fft *fft, size_t size)
{
    *fft = (struct sky_fft){.size = size};
    fft->sine = malloc(size / 2 * sizeof(double));
    fft->cosine = malloc(size / 2 * sizeof(double));
    fft->re = malloc(size * sizeof(double));
    fft->im = malloc(size * sizeof(double));
    fft->window = malloc(size * sizeof(double));
    if (!fft->sine || !fft->cosine || !fft->re || !fft->im || !fft->window)
        return sky_fail("out of memory");
    for (size_t i = 0; i < size / 2; i++) {
        fft->sine[i] = sky_sin_turns((double)i / (double)size);
        fft->cosine[i] = sky_cos_turns((double)i / (double)size);
    }
    for (size_t i = 0; i < size; i++)
        fft->window[i] = 0.5 - 0.5 * sky_cos_turns((double)i / (double)size);
    return 0;
}

void sky_fft_finish(struct sky_fft *fft)
{
    free(fft->sine);
    free(fft->cosine);
    free(fft->re);
    free(fft->im);
    free(fft->window);
    *fft = (struct sky_fft){0};
}

/* Copies the windowed samples in the order that the transform needs: sample i goes to i with its bits reversed. */
static void load(struct sky_fft *fft, const float *samples)
{
    size_t place = 0;
    for (size_t i = 0; i < fft->size; i++) {
        fft->re[place] = samples[i] * fft->window[i];
        fft->im[place] = 0;
        size_t bit = fft->size >> 1;
        for (; bit && (place & bit); bit >>= 1)
            place ^= bit;
        place |= bit;
    }
}

void sky_fft_power(struct sky_fft *fft, const float *samples, float *power)
{
    double *re = fft->re, *im = fft->im;
    load(fft, samples);
    for (size_t half = 1; half < fft->size; half *= 2)
        for (size_t start = 0; start < fft->size; start += 2 * half)
            for (size_t i = 0; i < half; i++) {
                size_t angle = i * (fft->size / (2 * half)), a = start + i, b = a + half;
                double c = fft->cosine[angle], s = fft->sine[angle];
                double x = re[b] * c + im[b] * s, y = im[b] * c - re[b] * s;
                re[b] = re[a] - x;
                im[b] = im[a] - y;
                re[a] += x;
                im[a] += y;
            }
    /* Hann's window halves the amplitude of a sine, and half of that is at the negative frequency. */
    double scale = 4 / (double)fft->size;
    for (size_t i = 0; i < fft->size / 2; i++)
        power[i] = (float)((re[i] * re[i] + im[i] * im[i]) * scale * scale);
}
