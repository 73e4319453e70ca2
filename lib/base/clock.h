/* SPDX-License-Identifier: ISC */
/* More of <sky/pace.h>, for inside the library. */
#ifndef SKY_BASE_CLOCK_H
#define SKY_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#include <sky/pace.h>

/* The same time, or length of time, as system calls take it. */
struct timespec sky_clock_timespec(uint64_t ns);

/* Sleeps for `ns` nanoseconds at least, whatever signals come. */
void sky_clock_pause(uint64_t ns);

#endif
