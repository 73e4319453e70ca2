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

#endif
