/* SPDX-License-Identifier: ISC */
/* Counts and lateness of a show, as --stats prints them. */
#ifndef SKY_PUSH_STATS_H
#define SKY_PUSH_STATS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/lateness.h"
#include "program/progress.h"
#include "stream/live.h"

/* Starts zeroed. */
struct stats {
    uint64_t sent, repeats; /* frames, and how many of them were shown before */
    uint64_t dropped;       /* frames that came and were not shown, to catch up */
    uint64_t first, last;   /* when the first and the last new one were, ns */
    struct sky_lateness lateness;
    double amps, max_amps;  /* of a frame, mean and maximum; both 0 when no output knows */
    struct sky_progress progress;
};

/* Counts a frame that is shown now. */
void stats_count(struct stats *stats, uint64_t now, bool repeat);

/* New frames a second, or 0 while that is not known. */
double stats_fps(const struct stats *stats);

/* Prints all in one line; `late` counts frames that were late by a whole frame's time or more. Dropped frames are left
 * out if the show does not catch up and there were none. */
void stats_print(const struct stats *stats, struct sky_input_counts counts, uint64_t late, bool catches_up);

/* Shows the progress, or its last line. */
void stats_progress(struct stats *stats, struct sky_input_counts counts, uint64_t late, bool last);

#endif
