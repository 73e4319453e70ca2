/* SPDX-License-Identifier: ISC */
#include "base/lateness.h"

#include <math.h>

/* Numbers below 8 have a class each. From 8 on, the highest bit and the three bits below it make the class. */
static unsigned class_of(uint64_t ns)
{
    if (ns < 8)
        return (unsigned)ns;
    unsigned top = 63 - (unsigned)__builtin_clzll(ns);
    return (top - 2) * 8 + (unsigned)(ns >> (top - 3) & 7);
}

/* The greatest number in a class. */
static uint64_t greatest_in(unsigned class)
{
    if (class < 8)
        return class;
    unsigned shift = class / 8 - 1;
    return ((uint64_t)(class % 8 + 8) << shift) + ((UINT64_C(1) << shift) - 1);
}

void sky_lateness_record(struct sky_lateness *lateness, uint64_t ns)
{
    lateness->count++;
    lateness->classes[class_of(ns)]++;
    if (ns > lateness->max)
        lateness->max = ns;
}

uint64_t sky_lateness_quantile(const struct sky_lateness *lateness, double part)
{
    double wanted = ceil(part * (double)lateness->count), found = 0;
    for (unsigned class = 0; class < SKY_LATENESS_CLASSES; class++) {
        found += (double)lateness->classes[class];
        if (found >= wanted && found > 0)
            return greatest_in(class) < lateness->max ? greatest_in(class) : lateness->max;
    }
    return 0;
}
