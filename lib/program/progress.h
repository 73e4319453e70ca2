/* SPDX-License-Identifier: ISC */
/* What -v shows: frames, frames a second, late frames, and an estimate when the length is known. */
#ifndef SKY_PROGRAM_PROGRESS_H
#define SKY_PROGRAM_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* Start with {.total = frames to come, 0 when unknown}, and perhaps .more. */
struct sky_progress {
    uint64_t total;
    uint64_t repeats, skipped, dropped, partial; /* of a show; printed when there are any */
    const char *more;                    /* text for the end of the line, or NULL */
    uint64_t start, shown;              /* clock, ns */
    bool redraw;                        /* standard error is a terminal, */
    int width;                          /* where the last line was so long */
};

/* To be called when `frames` are done. On a terminal one line is redrawn a few times a second; elsewhere a line is
 * printed every ten seconds. */
void sky_progress_update(struct sky_progress *progress, uint64_t frames, uint64_t late);

/* The last line. */
void sky_progress_end(struct sky_progress *progress, uint64_t frames, uint64_t late);

#endif
