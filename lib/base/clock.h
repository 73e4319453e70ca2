/* SPDX-License-Identifier: ISC */
/* More of <sky/pace.h>, for inside the library. */
#ifndef SKY_BASE_CLOCK_H
#define SKY_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#include <sky/pace.h>

/* The same time, or length of time, as system calls take it. */
struct timespec sky_clock_timespec(uint64_t ns);

/* The local time of day of a moment of CLOCK_REALTIME, in seconds since midnight as clocks show it: when daylight
 * saving time begins or ends, an hour is left out or comes twice. A change of the system's time zone counts at once. */
double sky_clock_time_of_day(const struct timespec *moment);

/* Sleeps for `ns` nanoseconds at least, whatever signals come. */
void sky_clock_pause(uint64_t ns);

/* For a program that waits itself: takes the next frame, which is ready `now`. Returns when it is due, which may be in
 * the past; sky_pacer_wait() waits until then. */
uint64_t sky_pacer_next(struct sky_pacer *pacer, uint64_t now);

/* Starts the schedule anew: the next frame is due at `start`, or at once if that is 0. */
void sky_pacer_restart(struct sky_pacer *pacer, uint64_t start);

#endif
