/* SPDX-License-Identifier: ISC */
/* `size` real samples are taken as size / 2 complex ones, even samples as real parts and odd ones as imaginary parts.
 * Their transform by M. C. Pease, "An Adaptation of the Fast Fourier Transform for Parallel Processing", Journal of the
 * ACM 15, 1968, has the same long loop in every pass, which is a kernel. Then the spectra of even and odd samples, Z's
 * even and odd parts, are combined. */
#include "kernel/fft.h"

#include <stdlib.h>

#include <sky/error.h>

#include "kernel/kernel.h"
#include "kernel/math.h"

/* The passes turn the bits of a frequency's number round. */
static void make_places(unsigned *place, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned turned = 0;
        for (size_t bit = 1; bit < count; bit *= 2)
            turned = 2 * turned + !!(i & bit);
        place[i] = turned;
    }
}

int sky_fft_init(struct sky_fft *fft, size_t size)
{
    size_t complex = size / 2, half = size / 4, passes = 0;
    for (size_t i = complex; i > 1; i /= 2)
        passes++;
    *fft = (struct sky_fft){.size = size};
    fft->window = malloc(size * sizeof(float));
    fft->cosine = malloc(passes * half * sizeof(float));
    fft->sine = malloc(passes * half * sizeof(float));
    fft->wave_re = malloc((half + 1) * sizeof(float));
    fft->wave_im = malloc((half + 1) * sizeof(float));
    for (int i = 0; i < 2; i++) {
        fft->re[i] = malloc(complex * sizeof(float));
        fft->im[i] = malloc(complex * sizeof(float));
    }
    fft->place = malloc(complex * sizeof(unsigned));
    if (!fft->window || !fft->cosine || !fft->sine || !fft->wave_re || !fft->wave_im || !fft->re[0] || !fft->im[0] ||
        !fft->re[1] || !fft->im[1] || !fft->place)
        return sky_fail("out of memory");
    for (size_t i = 0; i < size; i++)
        fft->window[i] = (float)(0.5 - 0.5 * sky_cos_turns((double)i / (double)size));
    for (size_t pass = 0; pass < passes; pass++)
        for (size_t i = 0; i < half; i++) {
            double turns = (double)(i >> pass << pass) / (double)complex;
            fft->cosine[pass * half + i] = (float)sky_cos_turns(turns);
            fft->sine[pass * half + i] = (float)sky_sin_turns(turns);
        }
    for (size_t i = 0; i <= half; i++) {
        fft->wave_re[i] = (float)sky_cos_turns((double)i / (double)size);
        fft->wave_im[i] = (float)-sky_sin_turns((double)i / (double)size);
    }
    make_places(fft->place, complex);
    return 0;
}

void sky_fft_finish(struct sky_fft *fft)
{
    free(fft->window);
    free(fft->cosine);
    free(fft->sine);
    free(fft->wave_re);
    free(fft->wave_im);
    for (int i = 0; i < 2; i++) {
        free(fft->re[i]);
        free(fft->im[i]);
    }
    free(fft->place);
    *fft = (struct sky_fft){0};
}

/* With a = Z[k] and b = Z[n - k] conjugated, n = size / 2, the even samples' spectrum is (a + b) / 2, the odd ones' is
 * (a - b) / 2i, and the whole is even + wave * odd at k, conj(even - wave * odd) at n - k. */
static void combine(const struct sky_fft *fft, const float *re, const float *im, float *power)
{
    size_t complex = fft->size / 2;
    /* Hann's window halves the amplitude of a sine, and half of that is at the negative frequency. */
    float scale = 4.0f / (float)fft->size * (4.0f / (float)fft->size);
    power[0] = (re[0] + im[0]) * (re[0] + im[0]) * scale;
    for (size_t k = 1; k <= complex / 2; k++) {
        unsigned at = fft->place[k], opposite = fft->place[complex - k];
        float even_re = 0.5f * (re[at] + re[opposite]), even_im = 0.5f * (im[at] - im[opposite]);
        float odd_re = 0.5f * (im[at] + im[opposite]), odd_im = 0.5f * (re[opposite] - re[at]);
        float x = odd_re * fft->wave_re[k] - odd_im * fft->wave_im[k];
        float y = odd_re * fft->wave_im[k] + odd_im * fft->wave_re[k];
        power[k] = ((even_re + x) * (even_re + x) + (even_im + y) * (even_im + y)) * scale;
        power[complex - k] = ((even_re - x) * (even_re - x) + (even_im - y) * (even_im - y)) * scale;
    }
}

void sky_fft_power(struct sky_fft *fft, const float *samples, float *power)
{
    size_t complex = fft->size / 2, half = complex / 2;
    int now = 0;
    for (size_t i = 0; i < complex; i++) {
        fft->re[0][i] = samples[2 * i] * fft->window[2 * i];
        fft->im[0][i] = samples[2 * i + 1] * fft->window[2 * i + 1];
    }
    for (size_t pass = 0; (complex >> pass) > 1; pass++, now = !now)
        sky_kernels()->fft_pass(fft->re[!now], fft->im[!now], fft->re[now], fft->im[now], fft->cosine + pass * half,
                                fft->sine + pass * half, half);
    combine(fft, fft->re[now], fft->im[now], power);
}
