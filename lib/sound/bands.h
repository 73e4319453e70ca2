/* SPDX-License-Identifier: ISC */
/* The power of sound in bands of frequencies, SKY_HOPS_A_SECOND times a second. */
#ifndef SKY_SOUND_BANDS_H
#define SKY_SOUND_BANDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/fft.h"

/* A hop is 256 samples at 48,000 a second, and not a whole number of them at some other rates. */
#define SKY_HOPS_A_SECOND 187.5

#define SKY_BANDS_MAX 32

#define SKY_SAMPLE_RATE_MIN 8000
#define SKY_SAMPLE_RATE_MAX 192000

enum sky_group { SKY_BASS, SKY_MID, SKY_TREBLE, SKY_GROUPS }; /* parted at 170 and 2,200 Hz */

struct sky_bands {
    size_t count; /* bands, from low to high; fewer at low sample rates */
    enum sky_group group[SKY_BANDS_MAX];
    float energy[SKY_BANDS_MAX]; /* of the last hop: a sine of amplitude 1 inside a band has 1.5, its power and what
                                    Hann's window spreads to the frequencies next to it */
    uint64_t hops;               /* so far: hop k ends after k * rate / SKY_HOPS_A_SECOND samples, rounded down */

    double rate;
    uint64_t taken, next;        /* samples taken, and the number at which the next hop ends */
    double edge[SKY_BANDS_MAX + 1]; /* of the bands, in frequencies of the transform */
    struct sky_fft fft;
    float *samples, *power;
    size_t filled, room; /* in `samples` */
};

/* Initialises a zeroed struct for a sample rate in Hz within the limits above. Returns 0, or -1 with the error set.
 * Call sky_bands_finish() in either case. */
int sky_bands_init(struct sky_bands *bands, double rate);
void sky_bands_finish(struct sky_bands *bands); /* accepts a zeroed struct */

/* Takes samples of one channel, -1 to 1, up to the end of the next hop at most; what is not a number, or larger than
 * 16, counts as 0. Returns how many it took. Sets *complete to whether they completed a hop, whose energies are then in
 * `energy`. */
size_t sky_bands_push(struct sky_bands *bands, const float *samples, size_t count, bool *complete);

/* Seconds from the middle of a hop's window, where a click is seen at its full size, to the end of the hop. */
double sky_bands_delay(const struct sky_bands *bands);

#endif
