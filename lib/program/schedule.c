/* SPDX-License-Identifier: ISC */
#include "program/schedule.h"

#include <math.h>
#include <poll.h>

#include <sky/signals.h>

#include "base/pacer.h"
#include "base/wait.h"
#include "program/state.h"
#include "stream/live.h"

#define LEAD 0.75           /* of a frame's time */
#define SLACK 0.2           /* a frame may come so much out of its turn and still be the next one */
#define LOOK_NS UINT64_C(20000000) /* how often the clock is looked at, at least */

static double frame_now(struct sky_run *run)
{
    struct sky_wall *wall = &run->state->wall;
    sky_wall_look(wall);
    return sky_wall_frame(wall, sky_clock_ns(), run->fps);
}

/* The next frame that is not begun yet at this time. */
static uint64_t next_after(double frame)
{
    return (uint64_t)floor(frame + LEAD) + 1;
}

uint64_t sky_schedule_first(struct sky_run *run)
{
    return next_after(frame_now(run));
}

/* For what draws, or reads where nothing has to be waited for. */
static uint64_t wait_for_turn(struct sky_schedule *schedule, struct sky_run *run)
{
    if (!schedule->begun)
        schedule->number = next_after(frame_now(run)) - 1;
    for (;;) {
        /* The one after the last, unless its turn has passed, or the clock was set back. */
        double frame = frame_now(run), early = (double)(schedule->number + 1) - LEAD - frame;
        if (early < -1 || early > 2)
            schedule->number = next_after(frame) - 1;
        uint64_t next = schedule->number + 1;
        early = (double)next - LEAD - frame;
        if (early <= 0 || sky_signals_stop()) {
            if (!run->output || sky_output_has_room(run->output) || sky_signals_stop())
                return next;
            sky_output_wait(run->output);
            schedule->number = next;
        } else {
            uint64_t now = sky_clock_ns(), due = sky_wall_due(&run->state->wall, (double)next - LEAD, run->fps);
            sky_clock_wait(due < now + LOOK_NS ? due : now + LOOK_NS);
        }
    }
}

/* For what reads a pipe: a frame comes during the turn of its number. */
static uint64_t wait_for_input(struct sky_schedule *schedule, struct sky_run *run, int fd)
{
    sky_output_wait(run->output);
    sky_wait_ready(fd, POLLIN, SKY_FOREVER);
    double frame = frame_now(run), early = (double)(schedule->number + 1) - LEAD - frame;
    if (schedule->begun && early <= SLACK && early >= -1 - SLACK)
        return schedule->number + 1;
    return next_after(frame) - 1;
}

static uint64_t wait_by_clock(struct sky_schedule *schedule, struct sky_run *run)
{
    const struct sky_input *input = run->awaited ? run->awaited : run->input;
    int fd = input && run->output ? sky_input_wait(input).fd : -1;
    schedule->number = fd >= 0 ? wait_for_input(schedule, run, fd) : wait_for_turn(schedule, run);
    schedule->begun = true;
    return schedule->number;
}

bool sky_schedule_next(struct sky_schedule *schedule, struct sky_run *run, uint64_t done, struct sky_moment *now)
{
    if (run->clocked) {
        *now = sky_run_moment(run, wait_by_clock(schedule, run) - run->first);
        return false;
    }
    *now = sky_run_moment(run, done);
    if (done == 1 && schedule->paced) /* the first frame, for which an input may be waited for, begins the show */
        sky_pacer_restart(&schedule->pacer, sky_clock_ns() + (uint64_t)(1e9 / run->fps));
    if (run->output)
        sky_output_wait(run->output);
    if (schedule->paced && sky_pacer_drops(&schedule->pacer, sky_clock_ns()))
        return true;
    if (schedule->paced)
        sky_pacer_wait(&schedule->pacer);
    return false;
}
