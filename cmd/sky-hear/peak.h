/* SPDX-License-Identifier: ISC */
/* Sound that comes in pieces, or late, gives several updates at once, of which only the last is ever seen in a file. */
#ifndef SKY_HEAR_PEAK_H
#define SKY_HEAR_PEAK_H

#include <stdint.h>

#include "sound/hearing.h"

/* Begin with a zeroed one. */
struct peak {
    uint64_t written; /* when the newest update was, by the clock, ns */
    double onset;     /* that it had */
};

/* Gives the update that is written now the onset of the one before it, if that is greater and was there for less than
 * half the time of an update. `rate` is that of updates, in Hz. */
void peak_keep(struct peak *peak, struct sky_heard *heard, double rate);

#endif
