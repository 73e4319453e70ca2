/* SPDX-License-Identifier: ISC */
/* How far something has come that moves at a speed: turns, bands, seconds times a factor. It is not summed up frame by
 * frame, which would gather rounding errors: a speed that does not change gives exactly speed * t, also after years and
 * in the first frame of --start, and a speed that changes lets the motion go on without a jump.
 *
 *     double turns = sky_phase_at(&settings->turned, settings->speed, now->t);
 *
 * A phase grows without end. Reduce it while it is a double, as in turns - floor(turns), before it becomes a float. */
#ifndef SKY_PHASE_H
#define SKY_PHASE_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Zeroed, it is at 0 when t is 0. */
struct sky_phase {
    double base, since; /* the phase when the speed last changed, and when that was */
    double speed;
    bool has_speed;
};

/* The phase at time `t`, from when on it moves at `speed`, in its unit a second. Each call is for a later time, or the
 * same. The first one takes the speed to have been the same since t = 0. */
double sky_phase_at(struct sky_phase *phase, double speed, double t);

#ifdef __cplusplus
}
#endif

#endif
