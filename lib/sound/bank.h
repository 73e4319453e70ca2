/* SPDX-License-Identifier: ISC */
/* How strong the sound is in eight bands of about an octave, some 750 times a second. Levels and onsets are made of it.
 * Filters answer within a few milliseconds, where the windows of a Fourier transform would take ten. */
#ifndef SKY_SOUND_BANK_H
#define SKY_SOUND_BANK_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/kernel.h"

/* Where the bands begin, in Hz; the last one has no upper end. Filters have slopes of 12 dB an octave. */
#define SKY_BANK_EDGES {30, 85, 170, 340, 680, 1300, 2200, 5000}

/* The first bands of those that are bass (below 170 Hz), mid, and treble (above 2.2 kHz). */
enum { SKY_BANK_BASS = 0, SKY_BANK_MID = 2, SKY_BANK_TREBLE = 6, SKY_BANK_END = SKY_FILTERS };

#define SKY_BANK_BLOCK_MAX 256

struct sky_bank {
    double seconds;             /* length of a block */
    float energy[SKY_FILTERS];  /* mean square of the last block, 0 to about 0.5 for a sine of full scale */
    struct sky_filters filters;
    size_t block, filled;       /* samples of a block, and those that have come */
    float samples[SKY_BANK_BLOCK_MAX]; /* the latter: a block is summed whole, in whatever pieces the sound comes */
};

/* Begins in silence; `rate` is in samples a second, SKY_SAMPLE_RATE_MIN to SKY_SAMPLE_RATE_MAX. */
void sky_bank_init(struct sky_bank *bank, double rate);

/* Takes samples, -1 to 1, up to the end of the block at most. Returns how many; `complete` is set when they completed
 * the block, whose energies are then in `energy`. */
size_t sky_bank_push(struct sky_bank *bank, const float *samples, size_t count, bool *complete);

/* By which part of the way, 0 to 1, a mean with this time constant moves towards a new value in a block. */
double sky_bank_step(const struct sky_bank *bank, double seconds);

#endif
