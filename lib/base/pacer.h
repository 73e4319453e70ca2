/* SPDX-License-Identifier: ISC */
/* More of the pacer of <sky/pace.h>, for inside the library. */
#ifndef SKY_BASE_PACER_H
#define SKY_BASE_PACER_H

#include <sky/pace.h>

/* For a program that waits itself: takes the next frame, which is ready `now`. Returns when it is due, which may be in
 * the past; sky_pacer_wait() waits until then. */
uint64_t sky_pacer_next(struct sky_pacer *pacer, uint64_t now);

/* Starts the schedule anew: the next frame is due at `start`, or at once if that is 0. */
void sky_pacer_restart(struct sky_pacer *pacer, uint64_t start);

#endif
