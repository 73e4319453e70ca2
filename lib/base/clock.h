/* SPDX-License-Identifier: ISC */
/* Time: the monotonic clock, waiting for absolute deadlines, and the signals that end a wait. */
#ifndef SKY_BASE_CLOCK_H
#define SKY_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* Which frame it is, and what time it is in the picture: t = n / fps seconds. */
struct sky_moment {
    uint64_t n;
    double t, fps;
};

struct sky_moment sky_moment_at(uint64_t n, double fps);

/* Times are CLOCK_MONOTONIC in nanoseconds; as a deadline, SKY_FOREVER is never reached. */
#define SKY_FOREVER UINT64_MAX

uint64_t sky_clock_ns(void);
struct timespec sky_clock_timespec(uint64_t ns);

/* Waits until `deadline`, or until a caught signal asks to stop. */
void sky_clock_wait(uint64_t deadline);

/* Sleeps for `ns` nanoseconds at least, whatever signals come. */
void sky_clock_pause(uint64_t ns);

/* Frame deadlines that do not drift: each is counted from the first, not from the last wait. When work was
 * late by more than a whole frame the schedule starts anew, so that a source that was held up is not played
 * fast to catch up. */
struct sky_pacer {
    double fps;
    uint64_t start;  /* when frame `base` was due, ns; 0 until the first wait */
    uint64_t base;   /* the frame that the schedule was last started at */
    uint64_t number; /* the next frame */
    uint64_t late;   /* frames that were a whole frame late or more */
};

/* When the next frame is due, ns; 0 before the first. */
uint64_t sky_pacer_due(const struct sky_pacer *pacer);

/* Waits until the next frame is due. Returns how late it is now, in ns (0 or more). */
uint64_t sky_pacer_wait(struct sky_pacer *pacer);

#endif
