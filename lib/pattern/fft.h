/* SPDX-License-Identifier: ISC */
/* The discrete Fourier transform of real samples, for showing sound: J. W. Cooley and J. W. Tukey, "An Algorithm
 * for the Machine Calculation of Complex Fourier Series", Mathematics of Computation 19, 1965. */
#ifndef SKY_PATTERN_FFT_H
#define SKY_PATTERN_FFT_H

#include <stddef.h>

struct sky_fft {
    size_t size;           /* samples: a power of two, 4 or more */
    double *sine, *cosine; /* of size / 2 angles */
    double *re, *im;       /* size numbers each */
    double *window;        /* Hann's, which the samples are weighed with */
};

/* Returns 0, or -1 with the error set. Begin with a zeroed one. */
int sky_fft_init(struct sky_fft *fft, size_t size);
void sky_fft_finish(struct sky_fft *fft); /* a zeroed one is fine too */

/* The power at each of the size / 2 frequencies, of which number i is i / size of the sample rate. A full sine,
 * from -1 to 1, at a frequency in the list has the power 1 there. */
void sky_fft_power(struct sky_fft *fft, const float *samples, float *power);

#endif
