/* SPDX-License-Identifier: ISC */
/* Hits: sudden rises of the sound in several bands at once, as pulses that die away. */
#ifndef SKY_SOUND_ONSET_H
#define SKY_SOUND_ONSET_H

#include "sound/bank.h"

struct sky_onset {
    double pulse; /* 0 to 1: at least 0.5 at a hit, less by a factor of e every 65 ms */

    double seconds;                /* length of a block */
    double up, down, mean, second; /* parts of the way by which means move in a block, */
    double decay;                  /* and the part of a pulse that is left after it */
    double energy;  /* mean of the last second, all bands */
    struct sky_onset_band {
        double peak;  /* energy that falls slowly enough to bridge the waves of a tone */
        double usual; /* its logarithm, as it was before */
        double rise;  /* mean of how much it rises */
        double slack; /* how far `peak` moves down in a block */
    } bands[SKY_FILTERS];
    double strength; /* mean of the sum of the bands' rises */
    double since;    /* seconds since the last hit */
    bool armed;      /* the sum has been low since */
};

/* Begins in silence, for the blocks of this bank. */
void sky_onset_init(struct sky_onset *onset, const struct sky_bank *bank);

/* Once for each block of the bank. Only where it is loud can there be hits. */
void sky_onset_step(struct sky_onset *onset, const struct sky_bank *bank, bool loud);

#endif
