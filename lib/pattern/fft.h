/* SPDX-License-Identifier: ISC */
/* The discrete Fourier transform of real samples, to show sound. J. W. Cooley and J. W. Tukey, "An Algorithm for the
 * Machine Calculation of Complex Fourier Series", Mathematics of Computation 19, 1965. */
#ifndef SKY_PATTERN_FFT_H
#define SKY_PATTERN_FFT_H

#include <stddef.h>

struct sky_fft {
    size_t size;           /* samples: a power of two, 4 or more */
    double *sine, *cosine; /* of size / 2 angles */
    double *re, *im;       /* `size` numbers each */
    double *window;        /* Hann's window, by which the samples are multiplied */
};

/* Initialises a zeroed struct. Returns 0, or -1 with the error set. Call sky_fft_finish() in either case. */
int sky_fft_init(struct sky_fft *fft, size_t size);
void sky_fft_finish(struct sky_fft *fft); /* accepts a zeroed struct */

/* Computes the power at size / 2 frequencies, of which number i is i / size times the sample rate. A sine of
 * amplitude 1 at one of these frequencies has power 1 there. */
void sky_fft_power(struct sky_fft *fft, const float *samples, float *power);

#endif
