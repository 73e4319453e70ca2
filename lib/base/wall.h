/* SPDX-License-Identifier: ISC */
/* The time of shows that several machines play in step: frame n is shown n / fps seconds after 2020 began, by the
 * computer's wall clock, which NTP or PTP keeps right.
 *
 * That is exact for longer than any show: seconds since 2020 in a double are good to 0.12 us until the year 2054, and
 * frame numbers, of 64 bits, are whole numbers in a double up to 2^53, which 100,000 frames a second reach after 2,800
 * years. Counted from 1970, the seconds would have only half that precision today. */
#ifndef SKY_BASE_WALL_H
#define SKY_BASE_WALL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/timefile.h"

/* The wall clock, in ns since 1970. Everything reads it here, so that tests can put another clock in its place. */
int64_t sky_wall_ns(void);

/* How CLOCK_MONOTONIC, by which all deadlines are kept, maps to the time of the show. Starts zeroed. */
struct sky_wall {
    struct sky_time_file *file; /* where the time comes from; NULL: the wall clock */
    int64_t offset;  /* of the show's time from CLOCK_MONOTONIC, ns */
    uint64_t looked; /* when it was last compared; 0: never */
    struct sky_time_line line; /* the last one of the file; before the first, the show stands at 0 */
    int64_t heard;   /* the offset by the lines of the file, */
    uint64_t since;  /* when that was found */
};

/* Compares it with the wall clock. Where that was set by up to two seconds, a leap second included, the time of the
 * show runs 5 % faster or slower until they agree again; beyond that it jumps, with a warning. As long as the wall
 * clock stands before 2020, since nothing has set it yet, the show's time is that since the computer started.
 *
 * With a file, the show goes to what its lines say, and on from there while none come. Differences of up to a
 * quarter of a second are made up for in the same way. */
void sky_wall_look(struct sky_wall *wall);

/* The frame that is shown at a moment of CLOCK_MONOTONIC (ns), with the part of its time that has passed. Not
 * negative. */
double sky_wall_frame(const struct sky_wall *wall, uint64_t moment, double fps);

/* When a frame, or a part of one, is shown: the reverse of sky_wall_frame(). */
uint64_t sky_wall_due(const struct sky_wall *wall, double frame, double fps);

#endif
