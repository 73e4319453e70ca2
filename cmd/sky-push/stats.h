/* SPDX-License-Identifier: ISC */
/* How a show goes: counts and lateness, as --stats tells them. */
#ifndef SKY_PUSH_STATS_H
#define SKY_PUSH_STATS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/lateness.h"
#include "program/progress.h"
#include "sky-push/source.h"

/* Begin with a zeroed one. */
struct stats {
    uint64_t sent, repeats; /* frames, and how many of them were shown before */
    uint64_t first, last;   /* when the first and the last new one were, ns */
    struct sky_lateness lateness;
    double amps, most_amps; /* of a frame, the mean and the greatest; both 0 when nothing tells them */
};

/* A frame is shown now. */
void stats_note(struct stats *stats, bool repeat);

/* New frames so far. */
uint64_t stats_shown(const struct stats *stats);

/* New frames a second, or 0 while that is not known. */
double stats_fps(const struct stats *stats);

/* Prints it all; `late` are frames that were a whole frame late or more. */
void stats_tell(const struct stats *stats, const struct source *source, uint64_t late);

/* Shows the progress, or its last line. */
void stats_progress(const struct stats *stats, struct sky_progress *progress, const struct source *source,
                    uint64_t late, bool last);

#endif
