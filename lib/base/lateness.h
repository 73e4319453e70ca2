/* SPDX-License-Identifier: ISC */
/* How late things were: counted in classes an eighth of an octave wide, so that years of frames fit into 4 KiB. */
#ifndef SKY_BASE_LATENESS_H
#define SKY_BASE_LATENESS_H

#include <stdint.h>

#define SKY_LATENESS_CLASSES 512

/* Begin with a zeroed one. */
struct sky_lateness {
    uint64_t count, max; /* max in ns */
    uint64_t classes[SKY_LATENESS_CLASSES];
};

void sky_lateness_record(struct sky_lateness *lateness, uint64_t ns);

/* The time in ns within which this part (0 to 1) of all were: the upper end of its class, at most an eighth too
 * high, and never above the greatest. 0 when nothing was noted. */
uint64_t sky_lateness_within(const struct sky_lateness *lateness, double part);

#endif
