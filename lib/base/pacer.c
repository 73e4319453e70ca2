/* SPDX-License-Identifier: ISC */
#include "base/pacer.h"

#include <math.h>

#include "base/wall.h"

#define SECOND 1000000000u

uint64_t sky_pacer_due(const struct sky_pacer *pacer)
{
    double since = (double)(pacer->number - pacer->base) * (SECOND / pacer->fps);
    return pacer->start ? pacer->start + (uint64_t)since : 0;
}

/* Leaves out the frames whose time has passed at `now`, to be dropped when they come. */
static void leave_out(struct sky_pacer *pacer, uint64_t now)
{
    unsigned steps = pacer->steps > 1 ? pacer->steps : 1;
    uint64_t due = sky_pacer_due(pacer);
    if (due == 0 || now < due || pacer->number % steps != 0)
        return;
    uint64_t frames = (uint64_t)((double)(now - due) * pacer->fps / SECOND) / steps;
    pacer->late += frames > 0;
    pacer->missed += frames;
    pacer->number += frames * steps;
}

/* The first time, in steps since the epoch of the wall clock, that is not before `now`. Frames begin on whole
 * frames. */
static double next_step(const struct sky_pacer *pacer, uint64_t now)
{
    unsigned steps = pacer->steps > 1 ? pacer->steps : 1;
    double step = (double)(pacer->number % steps);
    return ceil((sky_wall_frame(pacer->wall, now, pacer->fps) - step) / steps) * steps + step;
}

/* Keeps the schedule on whole multiples of the frame time by the wall clock, whose course may have changed. Where that
 * has jumped, the schedule begins anew. */
static void align(struct sky_pacer *pacer)
{
    uint64_t due = sky_pacer_due(pacer);
    double step = floor(sky_wall_frame(pacer->wall, due, pacer->fps) + 0.5);
    sky_wall_look(pacer->wall);
    bool jumped = fabs(sky_wall_frame(pacer->wall, due, pacer->fps) - step) > 0.5;
    sky_pacer_restart(pacer, due == 0 || jumped ? 0 : sky_wall_due(pacer->wall, step, pacer->fps));
}

/* Starts the schedule, or starts it anew, with the next frame. */
static void begin(struct sky_pacer *pacer, uint64_t now)
{
    sky_pacer_restart(pacer, now);
    if (pacer->wall)
        sky_pacer_restart(pacer, sky_wall_due(pacer->wall, next_step(pacer, now), pacer->fps));
}

uint64_t sky_pacer_next(struct sky_pacer *pacer, uint64_t now)
{
    if (pacer->wall)
        align(pacer);
    if (pacer->start == 0)
        begin(pacer, now);
    if (pacer->catch_up)
        leave_out(pacer, now);
    uint64_t due = sky_pacer_due(pacer);
    if (!pacer->catch_up && now > due && (double)(now - due) >= SECOND / pacer->fps) {
        pacer->late++;
        begin(pacer, now);
        due = pacer->wall ? sky_pacer_due(pacer) : due;
    }
    pacer->shown = now > due ? now : due;
    pacer->number++;
    return due;
}

void sky_pacer_restart(struct sky_pacer *pacer, uint64_t start)
{
    pacer->start = start;
    pacer->base = pacer->number;
}

bool sky_pacer_drops(struct sky_pacer *pacer, uint64_t now)
{
    if (!pacer->catch_up)
        return false;
    leave_out(pacer, now);
    double frame = SECOND / pacer->fps * (pacer->steps > 1 ? pacer->steps : 1);
    if (pacer->shown == 0)
        pacer->shown = now;
    if (pacer->missed == 0 || now >= pacer->shown + (uint64_t)(frame / 2))
        return false;
    pacer->missed--;
    return true;
}

uint64_t sky_pacer_wait(struct sky_pacer *pacer)
{
    uint64_t due = sky_pacer_next(pacer, sky_clock_ns());
    sky_clock_wait(due);
    uint64_t now = sky_clock_ns();
    return now > due ? now - due : 0;
}
