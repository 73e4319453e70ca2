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
 * is waited for and shown. While an input is idle, its last frame is shown again whenever one would be due. */
#include "sky-push/loop.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/signals.h"
#include "sky-push/alarm.h"
#include "sky-push/compositor.h"
#include "sky-push/notify.h"
#include "sky-push/stats.h"

#define OPENING_NS UINT64_C(1000000000)  /* outputs that are not open after this are not waited for */
#define PROGRESS_NS UINT64_C(1000000000) /* how often -v is updated while no frames come */
#define NUDGE_NS UINT64_C(50000000)      /* how often an output that does not end is nudged */

enum state { OPENING, WAITING, PLAYING, IDLE, FADING, ENDING, CLOSING, DONE };

struct loop {
    const struct plan *plan;
    enum state state;
    struct source source;
    struct compositor compositor;
    struct outputs outputs;
    struct notify notify;
    struct stats stats;
    struct alarm alarm;
    uint64_t deadline;       /* of the state OPENING, ENDING or CLOSING, ns */

    struct sky_pacer pacer;  /* of all steps of frames, repeats included */
    unsigned step;           /* of a frame, which is shown next: 1 to plan->smooth; 0: there is none */
    bool repeat;             /* the frame was shown before */
    uint64_t due;            /* when the step is */
    struct shared_picture *picture; /* of that step, once it was made; or NULL */
    bool waits_for_room;
};

/* How many frames of the show have begun, also those that were repeated or left out. */
static uint64_t frames_begun(const struct loop *loop)
{
    return (loop->pacer.number + loop->plan->smooth - 1) / loop->plan->smooth;
}

/* ---- Ends ---- */

/* Ends after the last frame has been shown for its whole time. */
static void end(struct loop *loop)
{
    loop->state = ENDING;
    loop->deadline = sky_pacer_due(&loop->pacer);
}

/* `hurry` neither waits for a reader that takes nothing nor sends the picture that waits. */
static void begin_closing(struct loop *loop, bool hurry)
{
    if (loop->state != CLOSING)
        notify_send(&loop->notify, "STOPPING=1");
    loop->state = CLOSING;
    outputs_stop(&loop->outputs, hurry);
    loop->deadline = outputs_patience(&loop->outputs, hurry);
}

static void fail(struct loop *loop)
{
    outputs_fail(&loop->outputs);
    begin_closing(loop, false);
}

/* ---- The input ---- */

static double level(const struct loop *loop)
{
    return source_level(&loop->source, loop->plan->idle);
}

static uint64_t stale_at(const struct loop *loop)
{
    return source_stale_at(&loop->source, loop->plan->stale_seconds, loop->plan->run->fps);
}

static void begin_idle(struct loop *loop)
{
    loop->state = loop->plan->idle == IDLE_FADE && level(loop) > 0 ? FADING : IDLE;
}

static void begin_frame(struct loop *loop, uint64_t now, bool repeat)
{
    if (repeat)
        compositor_repeat(&loop->compositor);
    loop->repeat = repeat;
    loop->due = sky_pacer_next(&loop->pacer, now);
    if (loop->source.live)
        loop->pacer.missed = 0; /* its newest frame is shown in any case */
    else if (repeat && loop->pacer.catch_up)
        loop->pacer.missed++; /* the repeat has taken the place of a frame that may come yet */
    if (frames_begun(loop) > loop->plan->run->frames)
        end(loop);
    else
        loop->step = 1;
}

static void take_frame(struct loop *loop, uint64_t now, const uint8_t *frame)
{
    source_take_frame(&loop->source, now);
    loop->state = PLAYING;
    if (frame && compositor_take(&loop->compositor, frame) < 0)
        fail(loop);
    else if (!loop->source.live && sky_pacer_drops(&loop->pacer, now))
        loop->stats.dropped++;
    else
        begin_frame(loop, now, !frame);
}

static void take_nothing(struct loop *loop, uint64_t now)
{
    enum idle idle = loop->plan->idle;
    bool waiting = loop->state == WAITING;
    if ((!waiting && loop->state != PLAYING) || now < stale_at(loop))
        return;
    if (waiting && idle != IDLE_EXIT) {
        source_warn_of_waiting(&loop->source);
        return;
    }
    source_begin_idle(&loop->source, idle, waiting, now);
    if (!loop->source.live && !loop->pacer.catch_up) /* frames were due when they came, but repeats are from now on */
        sky_pacer_restart(&loop->pacer, 0);
    if (idle == IDLE_EXIT)
        end(loop);
    else
        begin_idle(loop);
}

/* An input that is not live has ended or failed for good. */
static void take_end(struct loop *loop, uint64_t now, bool failed)
{
    /* Ctrl-C stops a whole pipeline, so the input may be cut short too: that is no error. */
    if (sky_signals_look())
        return;
    if (source_end(&loop->source, loop->plan->idle, failed, loop->stats.sent > 0, now) < 0)
        fail(loop);
    else if (idle_outlives_input(loop->plan->idle))
        begin_idle(loop);
    else
        end(loop);
}

/* Asks a live input for its newest frame when one is due. */
static void ask_live(struct loop *loop, uint64_t now)
{
    const uint8_t *frame;
    bool shown = loop->stats.sent > 0;
    if (now < (shown ? sky_pacer_due(&loop->pacer) : loop->source.look))
        return;
    loop->waits_for_room = !outputs_have_room(&loop->outputs);
    if (loop->waits_for_room)
        return;
    enum sky_next next = sky_input_next_before(loop->source.input, &frame, 0);
    source_look_later(&loop->source, loop->plan->run->fps, now);
    if (next == SKY_NEXT_FRAME || next == SKY_NEXT_SAME) {
        take_frame(loop, now, next == SKY_NEXT_FRAME ? frame : NULL);
        return;
    }
    if (next == SKY_NEXT_FAILED)
        source_warn_of_failure(&loop->source, loop->plan->idle, shown);
    take_nothing(loop, now);
    if (shown && loop->state != ENDING)
        begin_frame(loop, now, true);
}

/* Reads on from any other input when there is something, and repeats the last frame while it is idle. */
static void read_on(struct loop *loop, uint64_t now, bool ready)
{
    const uint8_t *frame;
    enum sky_next next =
        ready && !loop->source.ended ? sky_input_next_before(loop->source.input, &frame, 0) : SKY_NEXT_NOTHING;
    if (next == SKY_NEXT_FRAME)
        take_frame(loop, now, frame);
    else if (next == SKY_NEXT_NOTHING)
        take_nothing(loop, now);
    else
        take_end(loop, now, next == SKY_NEXT_FAILED);
    if ((loop->state == IDLE || loop->state == FADING) && now >= sky_pacer_due(&loop->pacer))
        begin_frame(loop, now, true);
}

/* ---- Pictures ---- */

/* A step of the frame that has begun last. */
static bool make_picture(struct loop *loop, unsigned step)
{
    double fps = loop->plan->run->fps;
    uint64_t begun = frames_begun(loop);
    struct sky_moment now = sky_run_moment(loop->plan->run, begun > 0 ? begun - 1 : 0);
    now.t += (step > 0 ? step - 1.0 : 0) / loop->plan->smooth / fps;
    loop->picture = compositor_make(&loop->compositor, loop->outputs.interpolate, step, &now, level(loop));
    if (!loop->picture)
        fail(loop);
    return loop->picture != NULL;
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
    outputs_show(&loop->outputs, loop->picture, loop->due);
    loop->picture = NULL;
    if (loop->state == FADING && level(loop) == 0)
        loop->state = IDLE;
    if (loop->step < loop->plan->smooth) {
        loop->step++;
        loop->due = sky_pacer_next(&loop->pacer, sky_clock_ns());
        return;
    }
    loop->step = 0;
    if (frames_begun(loop) >= loop->plan->run->frames)
        end(loop);
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
    stats_print(&loop->stats, sky_input_counts(loop->source.input), loop->pacer.late, loop->pacer.catch_up);
    outputs_print_stats(&loop->outputs);
}

static void reload(struct loop *loop)
{
    notify_send(&loop->notify, "RELOADING=1\nMONOTONIC_USEC=%llu", (unsigned long long)(sky_clock_ns() / 1000));
    const struct plan *next = loop->plan->reload(loop->plan->context);
    if (next) {
        loop->plan = next;
        loop->pacer.catch_up = next->catch_up;
        compositor_configure(&loop->compositor, next->run->params, next->run->control_name);
        outputs_change(&loop->outputs, next->outputs, next->output_count, next->leave, next->no_realtime);
        if (loop->state == IDLE || loop->state == FADING)
            begin_idle(loop);
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
            end(loop);
        return;
    case ENDING:
        if (now >= loop->deadline)
            begin_closing(loop, false);
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
            ask_live(loop, now);
        else if (loop->step == 0)
            read_on(loop, now, ready);
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
    bool ends = loop->plan->idle == IDLE_EXIT || (loop->state == WAITING && !loop->source.told);
    return loop->state == PLAYING || ends ? stale_at(loop) : SKY_FOREVER;
}

/* Waits for something to do. Returns whether the input may have something. */
static bool wait_for_events(struct loop *loop)
{
    struct sky_input_wait wait = {.fd = -1, .deadline = SKY_FOREVER};
    bool plays = loop->state > OPENING && loop->state < ENDING && !loop->waits_for_room;
    if (plays && (loop->source.live || (loop->step == 0 && !loop->source.ended)))
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
    uint64_t now = sky_clock_ns();
    source_excuse(&loop->source, later(begun, deadline), now);
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
        stats_progress(&loop->stats, sky_input_counts(loop->source.input), loop->pacer.late, last);
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
            begin_closing(loop, true);
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
    loop->outputs.event = -1;
    if (alarm_open(&loop->alarm) < 0 || compositor_init(&loop->compositor, &run->geometry, plan->smooth) < 0 ||
        outputs_init(&loop->outputs, plan->outputs, plan->output_count,
                     plan->rotor ? &plan->rotor->arms : &run->geometry) < 0)
        return -1;
    compositor_configure(&loop->compositor, run->params, run->control_name);
    loop->outputs.rotor_args = plan->rotor;
    loop->outputs.leave = plan->leave;
    loop->outputs.no_realtime = plan->no_realtime;
    if (run->control_name)
        sky_file_protect(run->control_name, "the control file");
    if (source_open(&loop->source, plan->input_name, &run->geometry, plan->stale_seconds) < 0)
        return -1;
    sky_run_check_rate(run, loop->source.input);
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
    return result;
}
