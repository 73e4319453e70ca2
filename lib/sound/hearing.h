/* SPDX-License-Identifier: ISC */
/* The live values of a sound, and their lines in a control file. */
#ifndef SKY_SOUND_HEARING_H
#define SKY_SOUND_HEARING_H

#include <stddef.h>
#include <stdint.h>

#include "sound/bands.h"
#include "sound/bank.h"
#include "sound/beat.h"
#include "sound/flux.h"
#include "sound/levels.h"
#include "sound/onset.h"

/* The live values; see sky-hear(1). */
struct sky_heard {
    double level, bass, mid, treble, onset; /* 0 to 1 */
    double beat;                            /* beats since the beginning; whole numbers are beats */
    double bpm;
    double lock; /* 0 to 1 */
};

/* Writes the lines of an update, as "level 0.42", each ended by a newline; returns their length. */
#define SKY_HEARD_TEXT 256
size_t sky_heard_format(const struct sky_heard *heard, char text[SKY_HEARD_TEXT]);

struct sky_hearing {
    double rate;
    uint64_t samples; /* that were heard */
    struct sky_bank bank;
    struct sky_levels levels;
    struct sky_onset onset;
    struct sky_bands bands;
    struct sky_flux flux;
    struct sky_beat beat;
};

/* `rate` is in samples a second, SKY_SAMPLE_RATE_MIN to SKY_SAMPLE_RATE_MAX; the tempi are those of
 * sky_beat_init(). Returns 0, or -1 with the error set. Call sky_hearing_finish() after use, in any case. */
int sky_hearing_init(struct sky_hearing *hearing, double rate, double slowest, double fastest);
void sky_hearing_finish(struct sky_hearing *hearing);

/* Takes in samples of one channel, full scale as -1 to 1. */
void sky_hearing_take(struct sky_hearing *hearing, const float *samples, size_t count,
                      const struct sky_levels_settings *settings);

/* The live values after all samples so far. The beat comes `later` by so many seconds, or earlier if that is
 * negative. */
void sky_hearing_report(struct sky_hearing *hearing, double later, struct sky_heard *heard);

#endif
