/* SPDX-License-Identifier: ISC */
/* A histogram of how late things were. Its classes are an eighth of an octave wide, so that any number of samples, from
 * 1 ns to centuries, takes 4 KiB. */
#ifndef SKY_BASE_LATENESS_H
#define SKY_BASE_LATENESS_H

#include <stdint.h>

#define SKY_LATENESS_CLASSES 512

/* Starts zeroed. */
struct sky_lateness {
    uint64_t count; /* of samples */
    uint64_t max;   /* the greatest, ns */
    uint64_t classes[SKY_LATENESS_CLASSES];
};

/* Records a sample of so many ns. */
void sky_lateness_record(struct sky_lateness *lateness, uint64_t ns);

/* The time in ns that this part (0 to 1) of the samples did not exceed; 0.5 is the median. It is the upper end of a
 * class, so at most an eighth too high, and never above the greatest sample. 0 without samples. */
uint64_t sky_lateness_quantile(const struct sky_lateness *lateness, double part);

#endif
