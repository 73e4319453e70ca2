/* SPDX-License-Identifier: ISC */
/* One poll() over all that can happen, and a state:
 *
 *             a frame comes      none for --stale,          its time comes             -n, a failure,
 *                                or the input ends                                     a signal
 *   OPENING                                                 WAITING, also without an   CLOSING
 *                                                           output that opens slowly
 *   WAITING   PLAYING            exit: ENDING; a held end:  a live input is asked      ENDING, CLOSING
 *                                IDLE, and black is shown
 *   PLAYING   shown when due     hold, black: IDLE          a live input is asked;     ENDING, CLOSING
 *                                fade: FADING               its frame, or the last
 *                                exit: ENDING               one again, is shown
 *   IDLE      PLAYING                                       the last one again, or     ENDING, CLOSING
 *                                                           black
 *   FADING    PLAYING                                       the last one, darker, and  ENDING, CLOSING
 *                                                           after a second IDLE
 *   ENDING                                                  that of the frame after    CLOSING
 *                                                           the last one: CLOSING
 *   CLOSING                                                 outputs that have not      a signal: they are
 *                                                           ended are given up: DONE   hurried
 *
 * A live input (frame file, raw:, FIFO) is asked for its newest frame when one is due. Of any other input, every frame
 * is waited for and shown; but with --clock, a frame that waits for its time gives way to a newer one. While an input
 * is idle, its last frame is shown again whenever one would be due. */
#include "sky-push/loop.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/pacer.h"
#include "base/signals.h"
#include "program/placed.h"
#include "program/state.h"
#include "sky-push/frames.h"

#define OPENING_NS UINT64_C(1000000000)  /* outputs that are not open after this are not waited for */
#define PROGRESS_NS UINT64_C(1000000000) /* how often -v is updated while no frames come */
#define NUDGE_NS UINT64_C(50000000)      /* how often an output that does not end is nudged */

/* ---- Pictures ---- */

/* The moment of the frame that has begun last. */
static struct sky_moment moment_of_frame(const struct loop *loop)
{
    const struct sky_run *run = loop->plan->run;
    uint64_t begun = loop_frames_begun(loop);
    if (run->clocked) /* half a step makes up for rounding */
        return sky_moment_at((uint64_t)(sky_wall_frame(&loop->wall, loop->due, run->fps) + 0.5 / loop->plan->smooth),
                             run->fps);
    return sky_run_moment(run, begun > 0 ? begun - 1 : 0);
}

/* A step of the frame that has begun last. */
static bool make_picture(struct loop *loop, unsigned step)
{
    struct sky_moment now = moment_of_frame(loop);
    now.live = loop->live;
    now.t += (step > 0 ? step - 1.0 : 0) / loop->plan->smooth / now.fps;
    loop->picture = compositor_make(&loop->compositor, loop->outputs.interpolate, step, &now, loop->live,
                                    loop_level(loop));
    if (!loop->picture)
        loop_fail(loop);
    return loop->picture != NULL;
}

/* Gives the rotor its parameters. Trims that cannot be are warned of once, and the ones before stay. */
static void adjust_rotor(struct loop *loop)
{
    const struct rotor_trim *trim = loop->plan->rotor_trim;
    double trims[ROTOR_ARMS_MAX] = {0};
    if (!loop->plan->rotor)
        return;
    bool right = rotor_parse_trims(loop->plan->rotor, trim->trims, trims) >= 0;
    if (right)
        memcpy(loop->trims, trims, sizeof trims);
    else if (!loop->wrong_trims)
        sky_warn("%s; the old ones stay", sky_error());
    loop->wrong_trims = !right;
    outputs_adjust_rotor(&loop->outputs, trim->lead / 1e3, loop->trims);
}

/* Posts the step that is due, and advances to the next. */
static void post(struct loop *loop, uint64_t now)
{
    loop->waits_for_room = !outputs_have_room(&loop->outputs);
    if (loop->waits_for_room)
        return;
    if (loop->step == 1)
        stats_count(&loop->stats, now, loop->repeat);
    if (!loop->repeat)
        source_excuse(&loop->source, loop->due, now);
    sky_lateness_record(&loop->stats.lateness, now > loop->due ? now - loop->due : 0);
    adjust_rotor(loop);
    outputs_show(&loop->outputs, loop->picture, loop->due);
    loop->picture = NULL;
    if (loop->state == FADING && loop_level(loop) == 0)
        loop->state = IDLE;
    if (loop->step < loop->plan->smooth) {
        loop->step++;
        loop->due = sky_pacer_next(&loop->pacer, sky_clock_ns());
        return;
    }
    loop->step = 0;
    loop->is_newest = false;
    if (loop_frames_begun(loop) >= loop->plan->run->frames)
        loop_end(loop);
}

/* Shows the current picture again, for another configuration or another size of the terminal. */
static void show_again(struct loop *loop, bool all)
{
    unsigned step = loop->step > 0 ? loop->step - 1 : loop->plan->smooth;
    loop->picture = NULL; /* the next one is made again */
    if (loop->state == OPENING || loop->state >= CLOSING || !make_picture(loop, step))
        return;
    if (all && loop->stats.sent > 0)
        outputs_show(&loop->outputs, loop->picture, sky_clock_ns());
    if (!all && loop->stats.sent > 0)
        outputs_redraw(&loop->outputs, loop->picture);
    loop->picture = NULL;
}

/* ---- SIGHUP, SIGUSR1, SIGWINCH, SIGCONT ---- */

static void print_stats(struct loop *loop)
{
    outputs_amps(&loop->outputs, &loop->stats.amps, &loop->stats.max_amps);
    stats_print(&loop->stats, source_counts(&loop->source), loop->pacer.late, loop->pacer.catch_up);
    outputs_print_stats(&loop->outputs);
}

static void reload(struct loop *loop)
{
    notify_send(&loop->notify, "RELOADING=1\nMONOTONIC_USEC=%llu", (unsigned long long)(sky_clock_ns() / 1000));
    const struct plan *next = loop->plan->reload(loop->plan->context);
    if (next) {
        const struct sky_run_state *state = next->run->state;
        sky_controls_move(state->controls, loop->plan->run->state->controls);
        if (state->live->numbers[SKY_LIVE_BPM] != loop->bpm)
            loop->bpm = loop->live->numbers[SKY_LIVE_BPM] = state->live->numbers[SKY_LIVE_BPM];
        loop->plan = next;
        loop->pacer.catch_up = next->catch_up;
        loop->outputs.supplies = next->supplies;
        compositor_configure(&loop->compositor, next->run);
        outputs_change(&loop->outputs, next->outputs, next->output_count, next->leave, next->no_realtime);
        if (loop->state == IDLE || loop->state == FADING)
            loop_begin_idle(loop);
        show_again(loop, true);
    } else {
        sky_warn("%s; the old configuration stays", sky_error());
    }
    notify_send(&loop->notify, "READY=1\nSTATUS=%s", next ? "Read its configuration again." : sky_error());
}

static void take_signals(struct loop *loop)
{
    if (sky_signals_report())
        print_stats(loop);
    if (loop->state > OPENING && loop->state < CLOSING && sky_signals_reload())
        reload(loop);
    bool continued = sky_signals_continued();
    if (continued) /* while we were stopped, no time has passed for the writer */
        loop->source.well = sky_clock_ns();
    if ((sky_signals_resized() || continued) && loop->outputs.on_terminal)
        show_again(loop, false);
}

/* ---- The loop ---- */

/* Does what the state allows now. `ready`: the input may have something. */
static void advance(struct loop *loop, bool ready)
{
    uint64_t now = sky_clock_ns();
    switch (loop->state) {
    case OPENING:
        if (now < loop->deadline && !outputs_are_open(&loop->outputs))
            return;
        outputs_settle(&loop->outputs);
        notify_send(&loop->notify, "READY=1\nSTATUS=Waiting for the first frame.");
        loop->state = WAITING;
        loop->source.well = now;
        if (loop->plan->run->frames == 0)
            loop_end(loop);
        return;
    case ENDING:
        if (now >= loop->deadline)
            loop_begin_closing(loop, false);
        return;
    case CLOSING:
        if (outputs_have_ended(&loop->outputs)) {
            loop->state = DONE;
        } else if (now >= loop->deadline) {
            outputs_abandon(&loop->outputs);
            loop->state = DONE;
        } else {
            outputs_nudge(&loop->outputs);
        }
        return;
    default:
        if (loop->step == 0 && loop->source.live)
            loop_ask_live(loop, now);
        else if (loop->step == 0)
            loop_read_on(loop, now, ready);
        else if (ready && loop_may_give_way(loop))
            loop_give_way(loop, now);
        if (loop->state >= ENDING || loop->step == 0)
            return;
        if (!loop->picture && !make_picture(loop, loop->step))
            return;
        now = sky_clock_ns();
        if (now >= loop->due)
            post(loop, now);
    }
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t later(uint64_t a, uint64_t b)
{
    return a < b ? b : a;
}

/* When the state has something to do without an event. */
static uint64_t next_deadline(const struct loop *loop)
{
    if (loop->state == OPENING || loop->state >= ENDING)
        return loop->deadline;
    if (loop->waits_for_room)
        return SKY_FOREVER;
    if (loop->step > 0)
        return loop->due;
    if (loop->source.live)
        return loop->stats.sent > 0 ? sky_pacer_due(&loop->pacer) : loop->source.look;
    if (loop->state == IDLE || loop->state == FADING)
        return sky_pacer_due(&loop->pacer);
    bool ends = loop->plan->idle == IDLE_EXIT || (loop->state == WAITING && !loop->source.warned_of_waiting);
    return loop->state == PLAYING || ends ? loop_stale_at(loop) : SKY_FOREVER;
}

/* Waits for something to do. Returns whether the input may have something. */
static bool wait_for_events(struct loop *loop)
{
    struct sky_input_wait wait = {.fd = -1, .deadline = SKY_FOREVER};
    bool plays = loop->state > OPENING && loop->state < ENDING && !loop->waits_for_room;
    if (plays && (loop->source.live || (loop->step == 0 && !loop->source.ended) || loop_may_give_way(loop)))
        wait = sky_input_wait(loop->source.input);
    uint64_t deadline = earlier(next_deadline(loop), wait.deadline);
    if (loop->state == CLOSING)
        deadline = earlier(deadline, sky_clock_ns() + NUDGE_NS);
    if (loop->state > OPENING)
        deadline = earlier(deadline, notify_deadline(&loop->notify));
    if (loop->plan->run->verbose)
        deadline = earlier(deadline, sky_clock_ns() + PROGRESS_NS);
    struct pollfd events[] = {{.fd = loop->alarm.fd, .events = POLLIN},
                              {.fd = loop->outputs.event, .events = POLLIN},
                              {.fd = wait.fd, .events = wait.events}};
    alarm_set(&loop->alarm, deadline);
    uint64_t begun = sky_clock_ns();
    ppoll(events, sizeof events / sizeof *events, NULL, sky_signals_mask());
    if (events[1].revents)
        outputs_take_news(&loop->outputs);
    uint64_t now = sky_clock_ns(), expected = later(begun, deadline);
    source_excuse(&loop->source, expected, now);
    /* While this process was stopped, the outputs had no time to end. */
    if (loop->state == CLOSING && loop->deadline != SKY_FOREVER && now > expected)
        loop->deadline += now - expected;
    bool ready = events[2].revents || now >= wait.deadline;
    if (ready && loop->source.live && loop->stats.sent > 0)
        sky_input_attend(loop->source.input);
    else if (ready && loop->source.live)
        loop->source.look = 0;
    return ready;
}

static void show_progress(struct loop *loop, bool last)
{
    if (loop->plan->run->verbose)
        stats_progress(&loop->stats, source_counts(&loop->source), loop->pacer.late, last);
}

static void play(struct loop *loop)
{
    bool hurried = false, ready = false;
    outputs_start(&loop->outputs);
    show_progress(loop, false);
    while (loop->state != DONE) {
        bool over = *loop->outputs.failure || loop->outputs.closed;
        if ((sky_signals_stop() && !hurried) || (over && loop->state != CLOSING)) {
            hurried = sky_signals_stop();
            loop_begin_closing(loop, true);
        }
        advance(loop, ready);
        if (loop->state == DONE || (sky_signals_stop() && !hurried))
            continue;
        ready = wait_for_events(loop);
        take_signals(loop);
        show_progress(loop, false);
        if (loop->state > OPENING)
            notify_alive(&loop->notify, &loop->outputs);
        if (loop->stats.sent > 0)
            notify_status(&loop->notify, stats_fps(&loop->stats), loop->stats.repeats);
    }
    outputs_take_news(&loop->outputs);
}

static int prepare(struct loop *loop)
{
    const struct plan *plan = loop->plan;
    const struct sky_run *run = plan->run;
    loop->pacer = (struct sky_pacer){
        .fps = run->fps * plan->smooth, .steps = plan->smooth, .catch_up = plan->catch_up};
    if (plan->at_clock)
        loop->pacer.wall = &loop->wall;
    loop->wall = run->state->wall; /* the run may be gone after a reload */
    run->state->wall = (struct sky_wall){0};
    loop->outputs.event = -1;
    if (alarm_open(&loop->alarm) < 0 || compositor_init(&loop->compositor, &run->geometry, plan->smooth) < 0 ||
        outputs_init(&loop->outputs, plan->outputs, plan->output_count,
                     plan->rotor ? &plan->rotor->arms : &run->geometry) < 0)
        return -1;
    compositor_configure(&loop->compositor, run);
    loop->outputs.rotor_args = plan->rotor;
    loop->outputs.leave = plan->leave;
    loop->outputs.supplies = plan->supplies;
    loop->outputs.no_realtime = plan->no_realtime;
    if (source_open(&loop->source, plan->input_name, &run->geometry, plan->stale_seconds) < 0)
        return -1;
    sky_run_check_rate(run, loop->source.input);
    if (sky_run_place(run, loop->source.input, run->first) < 0)
        return -1;
    loop->live = run->state->live; /* as the wall */
    run->state->live = NULL;
    loop->bpm = loop->live->numbers[SKY_LIVE_BPM];
    int64_t left = run->verbose ? sky_input_left(loop->source.input) : 0;
    uint64_t total = left > 0 && !idle_outlives_input(loop->plan->idle) ? (uint64_t)left : 0;
    if (run->frames != SKY_FRAMES_ENDLESS && (total == 0 || run->frames < total))
        total = run->frames;
    loop->stats.progress.total = total;
    return 0;
}

int loop_run(const struct plan *plan)
{
    struct loop loop = {.plan = plan};
    int result = prepare(&loop);
    if (result == 0) {
        notify_open(&loop.notify);
        sky_signals_catch_all();
        if (plan->reload)
            sky_signals_catch_reload();
        loop.deadline = sky_clock_ns() + OPENING_NS;
        play(&loop);
        show_progress(&loop, true);
        if (loop.plan->stats)
            print_stats(&loop);
        if (sky_signals_stop() == SIGHUP && sky_fail("the terminal went away (SIGHUP)"))
            outputs_fail(&loop.outputs);
        notify_close(&loop.notify);
        if (*loop.outputs.failure || *loop.outputs.lost)
            result = sky_fail("%s", *loop.outputs.failure ? loop.outputs.failure : loop.outputs.lost);
    }
    sky_input_close(loop.source.input);
    bool ended = outputs_have_ended(&loop.outputs);
    outputs_finish(&loop.outputs);
    if (ended) /* else a thread has pictures */
        compositor_finish(&loop.compositor);
    alarm_close(&loop.alarm);
    sky_time_file_destroy(loop.wall.file);
    free(loop.live);
    return result;
}
