/* SPDX-License-Identifier: ISC */
#include "sound/levels.h"

#include <float.h>
#include <math.h>

#include "kernel/math.h"

#define ATTACK_S 0.006
#define WARM_S 0.4      /* how soon the reference follows what is louder, */
#define COLD_S 0.02     /* and at the beginning, */
#define COLD_TIME_S 1.0 /* for so long */
#define NEAR 0.9        /* of the reference counts as reaching it */
#define TIE 0.16        /* a band's reference is at least this part of the whole's: -16 dB */
#define SMOOTH_S 0.1
#define TURN_S 4.0      /* noise is the minimum of 4 to 8 seconds, */
#define NOISE_BIAS 1.25 /* whose mean amplitude is larger than the smallest mean of 0.1 s by this factor */
#define NOISE_MAX 0.2   /* of the reference: what is louder is music */
#define NOTHING 1e-6    /* the least reference */
#define LOUD 0.316      /* of the gate: -10 dB */

static const double releases[SKY_LEVELS] = {0.25, 0.2, 0.14, 0.09};

void sky_levels_init(struct sky_levels *levels, const struct sky_bank *bank)
{
    *levels = (struct sky_levels){
        .seconds = bank->seconds,
        .attack = sky_bank_step(bank, ATTACK_S),
        .warm = sky_bank_step(bank, WARM_S),
        .cold = sky_bank_step(bank, COLD_S),
        .smooth = sky_bank_step(bank, SMOOTH_S),
    };
    for (int i = 0; i < SKY_LEVELS; i++) {
        levels->all[i].release = sky_bank_step(bank, releases[i]);
        levels->all[i].least[0] = levels->all[i].least[1] = DBL_MAX;
    }
}

static double sum_of(const float *energies, size_t first, size_t end)
{
    double sum = 0;
    for (size_t i = first; i < end; i++)
        sum += (double)energies[i];
    return sum;
}

static void follow(struct sky_levels *levels, struct sky_level *level, double energy)
{
    double amplitude = sqrt(energy), rise = amplitude - level->envelope;
    level->envelope += rise * (rise > 0 ? levels->attack : level->release);
    level->mean += (energy - level->mean) * levels->smooth;
    level->least[0] = level->mean < level->least[0] ? level->mean : level->least[0];
}

/* The factor on an amplitude of so many dB. */
static double amplitude_of(double decibels)
{
    return sky_exp2(decibels * (1 / 6.020599913279624));
}

/* Moves the reference, which is at least `least`. */
static void adapt(const struct sky_levels *levels, struct sky_level *level, double least, double hold, double forgets)
{
    level->since += levels->seconds;
    if (level->envelope > NEAR * level->reference)
        level->since = 0;
    double rise = level->envelope - level->reference;
    if (rise > 0)
        level->reference += rise * (levels->age < COLD_TIME_S ? levels->cold : levels->warm);
    else if (level->since > hold)
        level->reference *= forgets;
    if (level->reference < least)
        level->reference = least;
}

/* The amplitude of what never stops, as far as it is quiet beside the rest. */
static double noise_of(const struct sky_level *level)
{
    double least = level->least[0] < level->least[1] ? level->least[0] : level->least[1];
    double noise = sqrt(least) * NOISE_BIAS, most = NOISE_MAX * level->reference;
    return noise < most ? noise : most;
}

void sky_levels_step(struct sky_levels *levels, const struct sky_bank *bank, const struct sky_levels_settings *settings)
{
    const float *energy = bank->energy;
    double bass = sum_of(energy, SKY_BANK_BASS, SKY_BANK_MID), mid = sum_of(energy, SKY_BANK_MID, SKY_BANK_TREBLE);
    double treble = sum_of(energy, SKY_BANK_TREBLE, SKY_BANK_END);
    const double energies[SKY_LEVELS] = {bass + mid + treble, bass, mid, treble};
    double gate = amplitude_of(settings->gate), forgets = amplitude_of(-settings->fall * levels->seconds), whole = 0;

    levels->turn += levels->seconds;
    for (int i = 0; i < SKY_LEVELS; i++) {
        struct sky_level *level = &levels->all[i];
        if (levels->turn > TURN_S) {
            level->least[1] = level->least[0];
            level->least[0] = level->mean;
        }
        follow(levels, level, energies[i]);
        adapt(levels, level, i == SKY_LEVEL ? NOTHING : TIE * whole, settings->hold, forgets);
        whole = levels->all[SKY_LEVEL].reference;
        double noise = noise_of(level), open = sky_sat(whole / gate);
        levels->value[i] = sky_sat((level->envelope - noise) / (level->reference - noise)) * open * open * open;
    }
    if (levels->turn > TURN_S)
        levels->turn = 0;
    levels->loud = whole > LOUD * gate || levels->all[SKY_LEVEL].envelope > LOUD * gate;
    if (levels->all[SKY_LEVEL].envelope > gate)
        levels->age += levels->seconds;
}
