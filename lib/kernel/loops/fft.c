/* SPDX-License-Identifier: ISC */
#include "kernel/loops/loops.h"

void SKY_LOOP(sky_fft_pass)(float *restrict out_re, float *restrict out_im, const float *restrict re,
                            const float *restrict im, const float *restrict cosine, const float *restrict sine,
                            size_t half)
{
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < half; i++) {
        float x = re[i] - re[i + half], y = im[i] - im[i + half];
        out_re[2 * i] = re[i] + re[i + half];
        out_im[2 * i] = im[i] + im[i + half];
        out_re[2 * i + 1] = x * cosine[i] + y * sine[i];
        out_im[2 * i + 1] = y * cosine[i] - x * sine[i];
    }
}
