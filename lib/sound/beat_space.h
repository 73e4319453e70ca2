/* SPDX-License-Identifier: ISC */
/* The probabilities of every tempo together with every place in the bar: the exact forward filter of a bar-pointer
 * model. F. Krebs, S. Boeck and G. Widmer, "An Efficient State-Space Model for Joint Tempo and Meter Tracking", ISMIR
 * 2015.
 *
 * A row holds the places of one tempo, one for each hop of a bar. At each hop all probabilities move on by one place;
 * the tempo changes only where a bar ends. There are rows for several patterns, which expect hits at different places;
 * their bars have one to three beats. */
#ifndef SKY_SOUND_BEAT_SPACE_H
#define SKY_SOUND_BEAT_SPACE_H

#include "kernel/kernel.h"
#include "sound/beat_model.h"

/* Periods of a beat, in hops: 208.3 to 54.1 beats a minute. Every number of hops up to FINE_END has a row, and then
 * every second one, so that two rows are 1 to 2 % apart. */
#define SKY_PERIOD_MIN 54
#define SKY_PERIOD_MAX 208
#define SKY_PERIOD_FINE_END 108
#define SKY_TEMPI (SKY_PERIOD_FINE_END - SKY_PERIOD_MIN + 1 + (SKY_PERIOD_MAX - SKY_PERIOD_FINE_END) / 2)

#define SKY_TEMPO_REACH 6 /* rows on either side among which the tempo changes from one bar to the next */

/* The beat is so many places after the start of a row: no bump, which begins that much before its time, is parted by
 * the row's end. */
#define SKY_BEAT_PLACE 4

struct sky_row {
    int period;                /* of a beat, in hops */
    int twice, half;           /* rows of twice and half the period; SKY_TEMPI: none */
    int near_first, near_last; /* rows that count as the same tempo */
    float prior;               /* before anything is heard; all add up to 1 */
};

struct sky_beat_space {
    int first, last; /* the rows in use */
    struct sky_row rows[SKY_TEMPI + 1]; /* the last one stands for none: no tempo is near it */
    float *cells[SKY_PATTERNS][SKY_TEMPI]; /* the places begin at cells[..][..] + start */
    size_t start;
    float *memory; /* of all cells */
    size_t size;
    uint32_t *bumps[SKY_KINDS]; /* where those of a kind begin, in `memory` when start is 0 */
    size_t bump_count[SKY_KINDS];
    float change[2 * SKY_TEMPO_REACH + 1][SKY_TEMPI]; /* the share of what ends d - REACH rows on that comes to a row */
    float ended[SKY_PATTERNS][SKY_TEMPI], begun[SKY_PATTERNS][SKY_TEMPI + 1]; /* the last one is 0 */

    /* By sky_beat_space_sum(). */
    float tempo[SKY_TEMPI]; /* in proportion to the probability */
    float sum;              /* of all tempi */
};

/* Initialises a zeroed struct for tempi from `slowest` to `fastest` beats a minute. Returns 0, or -1 with the error
 * set. Call sky_beat_space_finish() in either case. */
int sky_beat_space_init(struct sky_beat_space *space, double slowest, double fastest);
void sky_beat_space_finish(struct sky_beat_space *space); /* accepts a zeroed struct */

/* Moves on by a hop, in which `flux` was heard; NULL: nothing that tells anything. */
void sky_beat_space_step(struct sky_beat_space *space, const float *flux);

/* Computes `tempo` and `sum`. Must be called every 100 hops at least, or the numbers may become too small. */
void sky_beat_space_sum(struct sky_beat_space *space);

/* The length of a pattern's row, in places. */
size_t sky_beat_space_length(const struct sky_beat_space *space, int pattern, int row);

#endif
