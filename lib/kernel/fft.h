/* SPDX-License-Identifier: ISC */
/* The discrete Fourier transform of real samples, in single precision. */
#ifndef SKY_KERNEL_FFT_H
#define SKY_KERNEL_FFT_H

#include <stddef.h>

struct sky_fft {
    size_t size;           /* samples: a power of two, 4 or more */
    float *window;         /* Hann's window, by which the samples are multiplied */
    float *cosine, *sine;  /* of the angles of each pass, size / 4 a pass */
    float *wave_re, *wave_im; /* exp(-2 pi i k / size), k up to size / 4 */
    float *re[2], *im[2];  /* size / 2 numbers each, before and after a pass */
    unsigned *place;       /* where the passes leave each of size / 2 frequencies */
};

/* Initialises a zeroed struct. Returns 0, or -1 with the error set. Call sky_fft_finish() in either case. */
int sky_fft_init(struct sky_fft *fft, size_t size);
void sky_fft_finish(struct sky_fft *fft); /* accepts a zeroed struct */

/* Computes the power at size / 2 frequencies, of which number i is i / size times the sample rate. A sine of
 * amplitude 1 at one of these frequencies has power 1 there. */
void sky_fft_power(struct sky_fft *fft, const float *samples, float *power);

#endif
