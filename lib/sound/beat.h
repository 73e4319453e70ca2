/* SPDX-License-Identifier: ISC */
/* Follows the beat of music from its flux, hop by hop, without looking ahead. */
#ifndef SKY_SOUND_BEAT_H
#define SKY_SOUND_BEAT_H

#include "sound/flux.h"

#define SKY_BPM_MIN 54
#define SKY_BPM_MAX 208

struct sky_beat_state;

struct sky_beat {
    double bpm;  /* beats a minute, now */
    double lock; /* 0 to 1: how far the beat can be trusted */

    double count; /* beats, at the last hop */
    double shown; /* what sky_beat_at() returned last */
    double delay; /* hops that a hit is seen late */
    double period; /* of a beat, in hops */
    double error;  /* beats by which the count is late */
    float heard;   /* the largest flux of late */
    bool is_quiet;
    struct sky_beat_state *state;
};

/* Initialises a zeroed struct. `hit_delay` is that of sky_bands_delay(), in seconds. The tempo is looked for from
 * `slowest` to `fastest` beats a minute, within SKY_BPM_MIN to SKY_BPM_MAX and a quarter apart or more. Returns 0, or
 * -1 with the error set. Call sky_beat_finish() in either case. */
int sky_beat_init(struct sky_beat *beat, double hit_delay, double slowest, double fastest);
void sky_beat_finish(struct sky_beat *beat); /* accepts a zeroed struct */

/* Takes the flux of one hop. */
void sky_beat_step(struct sky_beat *beat, const struct sky_flux *flux);

/* The count of beats `ahead` seconds after the last hop, which may be negative; whole numbers are beats. It never steps
 * back from one call to the next. */
double sky_beat_at(struct sky_beat *beat, double ahead);

#endif
