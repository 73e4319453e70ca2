/* SPDX-License-Identifier: ISC */
/* How loud the sound is, as a whole and in three bands, for light: relative to how loud it has been lately, so that the
 * volume of the music does not matter. */
#ifndef SKY_SOUND_LEVELS_H
#define SKY_SOUND_LEVELS_H

#include "sound/bank.h"

enum { SKY_LEVEL, SKY_LEVEL_BASS, SKY_LEVEL_MID, SKY_LEVEL_TREBLE, SKY_LEVELS };

struct sky_levels_settings {
    double hold; /* seconds for which the loudest counts, */
    double fall; /* and how fast it is forgotten then, dB a second */
    double gate; /* dB of full scale, -120 to 0: where the loudest is 10 dB below it, all is 30 dB dimmer */
};

#define SKY_LEVELS_DEFAULTS {3, 1, -44}

struct sky_levels {
    double value[SKY_LEVELS]; /* 0 to 1: 1 is as loud as the loudest lately, half the amplitude is 0.5 */
    bool loud;                /* the sound, or the loudest lately, is less than 10 dB below the gate */

    double seconds; /* length of a block */
    double attack, warm, cold, smooth; /* parts of the way by which means move in a block */
    double age;                        /* seconds since there was sound first */
    struct sky_level {
        double release;   /* how far the envelope falls in a block */
        double envelope;  /* amplitude, */
        double reference; /* the loudest lately, */
        double since;     /* seconds since it was reached, */
        double mean;      /* mean energy of 0.1 s, */
        double least[2];  /* its minimum since the last turn, and in the turn before */
    } all[SKY_LEVELS];
    double turn; /* seconds since minima were begun anew */
};

/* Begins in silence, for the blocks of this bank. */
void sky_levels_init(struct sky_levels *levels, const struct sky_bank *bank);

/* Once for each block of the bank. */
void sky_levels_step(struct sky_levels *levels, const struct sky_bank *bank,
                     const struct sky_levels_settings *settings);

#endif
