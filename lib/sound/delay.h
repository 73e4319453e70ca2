/* SPDX-License-Identifier: ISC */
/* Updates that come later, for loudspeakers that do. */
#ifndef SKY_SOUND_DELAY_H
#define SKY_SOUND_DELAY_H

#include "sound/hearing.h"

#define SKY_DELAY_MAX 1000 /* updates */

/* Begin with a zeroed one. */
struct sky_delay {
    struct sky_heard ring[SKY_DELAY_MAX + 1];
    uint64_t count;
};

/* Records the newest update, and gives it the levels and the onset of the one that came `updates` earlier, at most
 * SKY_DELAY_MAX; those of the first one while there are not so many. The beat, which can be foretold, stays. */
void sky_delay_pass(struct sky_delay *delay, struct sky_heard *heard, uint64_t updates);

#endif
