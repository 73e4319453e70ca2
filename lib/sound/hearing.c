/* SPDX-License-Identifier: ISC */
#include "sound/hearing.h"

#include <inttypes.h>
#include <stdio.h>

size_t sky_heard_format(const struct sky_heard *heard, char text[SKY_HEARD_TEXT])
{
    /* The phase is that of the beat as it is written: 0.0000, not 1.0000, beside 24.0000. */
    uint64_t parts = (uint64_t)(heard->beat * 10000 + 0.5);
    int length = snprintf(text, SKY_HEARD_TEXT,
                          "level %.3f\nbass %.3f\nmid %.3f\ntreble %.3f\nonset %.3f\nbeat %" PRIu64 ".%04u\n"
                          "phase 0.%04u\nbpm %.2f\nlock %.3f\n",
                          heard->level, heard->bass, heard->mid, heard->treble, heard->onset, parts / 10000,
                          (unsigned)(parts % 10000), (unsigned)(parts % 10000), heard->bpm, heard->lock);
    return (size_t)length;
}

int sky_hearing_init(struct sky_hearing *hearing, double rate, double slowest, double fastest)
{
    *hearing = (struct sky_hearing){.rate = rate};
    sky_bank_init(&hearing->bank, rate);
    sky_levels_init(&hearing->levels, &hearing->bank);
    sky_onset_init(&hearing->onset, &hearing->bank);
    if (sky_bands_init(&hearing->bands, rate) < 0)
        return -1;
    return sky_beat_init(&hearing->beat, sky_bands_delay(&hearing->bands), slowest, fastest);
}

void sky_hearing_finish(struct sky_hearing *hearing)
{
    sky_bands_finish(&hearing->bands);
    sky_beat_finish(&hearing->beat);
}

static void take_levels(struct sky_hearing *hearing, const float *samples, size_t count,
                        const struct sky_levels_settings *settings)
{
    while (count > 0) {
        bool complete;
        size_t taken = sky_bank_push(&hearing->bank, samples, count, &complete);
        samples += taken;
        count -= taken;
        if (complete) {
            sky_levels_step(&hearing->levels, &hearing->bank, settings);
            sky_onset_step(&hearing->onset, &hearing->bank, hearing->levels.loud);
        }
    }
}

static void take_beat(struct sky_hearing *hearing, const float *samples, size_t count)
{
    while (count > 0) {
        bool complete;
        size_t taken = sky_bands_push(&hearing->bands, samples, count, &complete);
        samples += taken;
        count -= taken;
        if (complete) {
            sky_flux_step(&hearing->flux, &hearing->bands);
            sky_beat_step(&hearing->beat, &hearing->flux);
        }
    }
}

void sky_hearing_take(struct sky_hearing *hearing, const float *samples, size_t count,
                      const struct sky_levels_settings *settings)
{
    take_levels(hearing, samples, count, settings);
    take_beat(hearing, samples, count);
    hearing->samples += count;
}

void sky_hearing_report(struct sky_hearing *hearing, double later, struct sky_heard *heard)
{
    double ahead = (double)hearing->samples / hearing->rate - (double)hearing->bands.hops / SKY_HOPS_A_SECOND - later;
    const double *level = hearing->levels.value;
    *heard = (struct sky_heard){
        .level = level[SKY_LEVEL],
        .bass = level[SKY_LEVEL_BASS],
        .mid = level[SKY_LEVEL_MID],
        .treble = level[SKY_LEVEL_TREBLE],
        .onset = hearing->onset.pulse,
        .beat = sky_beat_at(&hearing->beat, ahead),
        .bpm = hearing->beat.bpm,
        .lock = hearing->beat.lock,
    };
}
