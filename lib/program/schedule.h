/* SPDX-License-Identifier: ISC */
/* When a program makes its next frame, and which one that is.
 *
 * Without --clock the frames are counted: as fast as the output takes them, or paced to the frame rate.
 *
 * With --clock each frame is made for the moment when it will be shown. Frame n is begun three quarters of a frame's
 * time before that, and not before, so pipes stay empty: what is shown is never older than that, and what is drawn
 * reaches sky-push in the frame's own turn if the whole pipeline takes less than three quarters of a frame's time. If
 * the reader has not taken the frame before by then, it is behind, and this one is left out. A filter whose input is a
 * pipe makes a frame whenever one comes. */
#ifndef SKY_PROGRAM_SCHEDULE_H
#define SKY_PROGRAM_SCHEDULE_H

#include <sky/program.h>

/* Start with {.pacer = SKY_PACER(run->fps)}. */
struct sky_schedule {
    struct sky_pacer pacer;
    bool paced;             /* without --clock: keep to the frame rate */
    uint64_t number;        /* with --clock: of the last frame, once one has `begun` */
    bool begun;
};

/* With --clock: the number of a frame that can still be made in time. */
uint64_t sky_schedule_first(struct sky_run *run);

/* Waits until it is time for the frame after `done` others. `now` gets its moment. Returns true if it is to be dropped
 * instead of made. Returns early when a caught signal asks to stop. */
bool sky_schedule_next(struct sky_schedule *schedule, struct sky_run *run, uint64_t done, struct sky_moment *now);

#endif
