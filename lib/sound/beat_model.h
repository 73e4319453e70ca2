/* SPDX-License-Identifier: ISC */
/* What the follower of the beat knows about music. The numbers were fitted to synthetic songs whose beats are known,
 * among them those of tests/sound with the seeds 5 and 6, and to the eight real songs of Debian's fretsonfire-songs.
 * The weights of sky_beat_kinds come from the gradient of the probability of the true beats: the flux that the filter
 * finds at each kind of place when it is held to the true beats, less what it finds when it is free. The other numbers
 * were tried. */
#ifndef SKY_SOUND_BEAT_MODEL_H
#define SKY_SOUND_BEAT_MODEL_H

#include "kernel/kernel.h"
#include "sound/flux.h"

#define SKY_PATTERNS 5
#define SKY_KINDS 12

/* ---- The filter ---- */

/* The tempo before anything is heard: its logarithm is normally distributed. */
#define SKY_USUAL_BPM 112.0f
#define SKY_USUAL_OCTAVES 0.32f /* standard deviation */

/* A change of tempo by the part x from one bar to the next has a probability in proportion to exp(-STIFFNESS x). */
#define SKY_TEMPO_STIFFNESS 150.0f

/* What can happen when a bar begins: another pattern; another octave, either up or down; the bar is half a beat or a
 * beat late. FRESH is the chance that all begins anew, in each hop. */
#define SKY_PATTERN_CHANCE 0.02f
#define SKY_OCTAVE_CHANCE 2e-5f
#define SKY_SLIP_CHANCE 2e-5f
#define SKY_FRESH_CHANCE 7.35e-6f

#define SKY_MOST_FLUX 1.5f       /* more counts as this much */
#define SKY_MOST_LIKELIHOOD 1.85f /* the largest size of a likelihood's logarithm */

/* A kind of place in the bar. The logarithm of the likelihood of flux there, in proportion to its likelihood anywhere,
 * is the sum of weight * flux over the groups, less the cost. */
struct sky_beat_kind {
    float weight[SKY_GROUPS];
    float cost;
};
extern const struct sky_beat_kind sky_beat_kinds[SKY_KINDS];

/* By how much that counts, hop by hop, before and after the place. */
extern const float sky_beat_bump[SKY_FACTORS];

struct sky_beat_pattern {
    int beats;   /* in a bar */
    float share; /* of bars that begin anew or change their pattern */
    int bumps;
    struct {
        float at; /* beats after the bar's start */
        uint32_t kind;
    } bump[12];
};
extern const struct sky_beat_pattern sky_beat_patterns[SKY_PATTERNS];

/* ---- The follower ---- */

#define SKY_SAME_TEMPO 0.04f /* tempi that differ by this part are one */

/* How many times as likely another tempo or phase must be before it is followed. Where that is only a matter of how
 * the same beat is counted, another octave or another phase, it must be HOLD times the lock more. An octave that was
 * followed for so many seconds, each times the lock, is left only for another tempo or in silence. */
#define SKY_LEAD 1.3f
#define SKY_OCTAVE_HOLD 7.0f
#define SKY_OCTAVE_SECONDS 8.0f
#define SKY_PHASE_HOLD 2.0f

#define SKY_PERIOD_GAIN 0.1f /* of the published tempo, for each estimate */
#define SKY_COUNT_GAIN 0.06f   /* the part of an error in phase that is made good in a hop ... */
#define SKY_FASTER 1.17f       /* ... but by no more than this part of the tempo */
#define SKY_SLOWER 0.6f

/* Hops from when a hit is in the middle of a window to when flux has risen. */
#define SKY_FLUX_DELAY 0.9f

/* Below so much flux, in the last seconds, there is nothing to follow: the tempo stays what it is. */
#define SKY_HEARD 0.45f
#define SKY_HEARD_DECAY 0.9965f /* a hop: by 1 / e in 1.5 seconds */

#endif
