/* SPDX-License-Identifier: ISC */
#include "sound/onset.h"

#include "kernel/math.h"

/* Found by random search on made music of many styles, with noise, voices and clipping, for hits that are found, for
 * those found that were hits, and for how late they are found. */
#define UP_S 0.016      /* time constants with which a band's usual loudness follows a rise, */
#define DOWN_S 0.016    /* and a fall */
#define MEAN_S 2.0      /* that of the mean rise */
#define MARGIN 1.3      /* a rise counts as far as it exceeds so many times the mean one, */
#define RISE_MAX 2.5    /* up to so many doublings */
#define THRESHOLD 6.0   /* sum of weighted rises from which on it is a hit, */
#define USUAL_PART 0.24 /* and more by so much of the mean sum */
#define REARM 0.5       /* between two hits it must fall below this part of the threshold, */
#define PAUSE_S 0.062   /* and this time must pass */
#define GROWTH_S 0.012  /* a hit gets stronger for so long */
#define PULSE_S 0.065
#define NOISE 1e-7      /* energy that is as good as none: -70 dBFS, */
#define QUIET 0.007     /* and that part of the mean energy */
#define WAVES 2.9       /* of its lowest frequency that a band bridges */
#define BRIDGE_S 0.003  /* at least */

/* The drums of dance and pop music are in the lowest and highest bands, voices between. */
static const double weights[SKY_FILTERS] = {0.6, 2.4, 1.9, 0.65, 0.16, 0.26, 1.7, 1.3};
static const double edges[SKY_FILTERS + 1] = SKY_BANK_EDGES;

void sky_onset_init(struct sky_onset *onset, const struct sky_bank *bank)
{
    *onset = (struct sky_onset){
        .seconds = bank->seconds,
        .up = sky_bank_step(bank, UP_S),
        .down = sky_bank_step(bank, DOWN_S),
        .mean = sky_bank_step(bank, MEAN_S),
        .second = sky_bank_step(bank, 1),
        .decay = 1 - sky_bank_step(bank, PULSE_S),
        .since = PAUSE_S,
        .armed = true,
    };
    for (size_t i = 0; i < SKY_FILTERS; i++) {
        double bridge = WAVES / edges[i];
        onset->bands[i].usual = sky_log2(NOISE);
        onset->bands[i].rise = 0.3;
        onset->bands[i].slack = sky_bank_step(bank, bridge > BRIDGE_S ? bridge : BRIDGE_S);
    }
}

/* Returns how far a band has risen above what is usual now, beyond its mean rise, in doublings. */
static double rise_of(const struct sky_onset *onset, struct sky_onset_band *band, double energy)
{
    band->peak = energy > band->peak ? energy : band->peak + (energy - band->peak) * band->slack;
    double loudness = sky_log2(band->peak + NOISE + QUIET * onset->energy), rise = loudness - band->usual;
    band->usual += rise * (rise > 0 ? onset->up : onset->down);
    double excess = rise - MARGIN * band->rise;
    band->rise += (sky_clamp(rise, 0, 4) - band->rise) * onset->mean;
    return sky_clamp(excess, 0, RISE_MAX);
}

void sky_onset_step(struct sky_onset *onset, const struct sky_bank *bank, bool loud)
{
    double energy = 0, sum = 0;
    for (size_t i = 0; i < SKY_FILTERS; i++)
        energy += (double)bank->energy[i];
    onset->energy += (energy - onset->energy) * onset->second;
    for (size_t i = 0; i < SKY_FILTERS; i++)
        sum += weights[i] * rise_of(onset, &onset->bands[i], (double)bank->energy[i]);
    onset->strength += (sum - onset->strength) * onset->mean;

    double threshold = THRESHOLD + USUAL_PART * onset->strength;
    bool hit = sum > threshold && loud && onset->armed && onset->since >= PAUSE_S;
    onset->pulse *= onset->decay;
    onset->since += onset->seconds;
    if (sum < REARM * threshold)
        onset->armed = true;
    if (hit) {
        onset->since = 0;
        onset->armed = false;
    }
    if (sum > threshold && onset->since < GROWTH_S)
        onset->pulse = sky_clamp(sum / threshold / 2, onset->pulse, 1);
}
