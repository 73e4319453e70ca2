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
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/signals.h"
#include "sky-push/compositor.h"
#include "sky-push/messages.h"
#include "sky-push/notify.h"
#include "sky-push/stats.h"
#include "stream/live.h"

#define FADE_NS 1e9
#define OPENING_NS UINT64_C(1000000000)  /* outputs that are not open after this are not waited for */
#define LOOK_MIN_NS UINT64_C(20000000)   /* how often a live input without a frame so far is asked, at most */
#define PROGRESS_NS UINT64_C(1000000000) /* how often -v is updated while no frames come */

enum state { OPENING, WAITING, PLAYING, IDLE, FADING, ENDING, CLOSING, DONE };

struct loop {
    const struct plan *plan;
    enum state state;
    struct sky_input *input;
    bool live;
    bool ended;              /* the input has, for good */
    struct compositor compositor;
    struct outputs outputs;
    struct notify notify;
    struct stats stats;
    int timer;               /* a timerfd, */
    uint64_t timer_deadline; /* which is set to this time */
    uint64_t deadline;       /* of the state OPENING, ENDING or CLOSING, ns */

    uint64_t well, stopped;  /* when the last frame came; since when the input is idle, 0: it is not */
    bool warned;             /* a warning was printed; when frames come again, that is printed too */
    bool told;               /* that the first frame is waited for */
    char reason[SKY_ERROR_MAX]; /* of the failure that was printed last */

    struct sky_pacer pacer;  /* of all steps of frames, repeats included */
    uint64_t look;           /* when a live input without a frame so far is asked next */
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

static bool outlives_its_input(const struct loop *loop)
{
    return loop->plan->idle != IDLE_DEFAULT && loop->plan->idle != IDLE_EXIT;
}

/* How much of its light the last frame is shown with, 0 to 1. */
static double level(const struct loop *loop)
{
    if (loop->stopped == 0 || (loop->plan->idle != IDLE_FADE && loop->plan->idle != IDLE_BLACK))
        return 1;
    double part = (double)(sky_clock_ns() - loop->stopped) / FADE_NS;
    if (loop->plan->idle == IDLE_BLACK || part >= 1)
        return 0;
    return 1 - part * part * (3 - 2 * part);
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
    if (loop->live)
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
    if (loop->warned)
        sky_warn("%s: frames come again", sky_input_name(loop->input));
    loop->warned = false;
    loop->reason[0] = '\0';
    loop->stopped = 0;
    loop->well = now;
    loop->state = PLAYING;
    if (frame && compositor_take(&loop->compositor, frame) < 0)
        fail(loop);
    else if (!loop->live && sky_pacer_drops(&loop->pacer, now))
        loop->stats.dropped++;
    else
        begin_frame(loop, now, !frame);
}

/* Each reason is printed once. */
static void warn_of_failure(struct loop *loop)
{
    if (strcmp(loop->reason, sky_error()) == 0)
        return;
    memcpy(loop->reason, sky_error(), strlen(sky_error()) + 1);
    bool held = loop->stats.sent > 0 && (loop->stopped == 0 || level(loop) == 1);
    sky_warn("%s; %s", loop->reason, held ? "holding the last frame" : "waiting");
    loop->warned = true;
}

/* When the input becomes idle: after --stale, but at least two frames' time, since at a low rate one may be late. */
static uint64_t stale_at(const struct loop *loop)
{
    double seconds = loop->plan->stale_seconds, two = 2 / loop->plan->run->fps;
    return loop->well + (uint64_t)((seconds > two ? seconds : two) * 1e9);
}

static void take_nothing(struct loop *loop, uint64_t now)
{
    static const char *const words[] = {[IDLE_DEFAULT] = "holding the last frame",
                                        [IDLE_HOLD] = "holding the last frame",
                                        [IDLE_FADE] = "fading to black",
                                        [IDLE_BLACK] = "showing black",
                                        [IDLE_EXIT] = "ending"};
    enum idle idle = loop->plan->idle;
    bool waiting = loop->state == WAITING;
    if (waiting && idle != IDLE_EXIT && !loop->live && !loop->told && now >= stale_at(loop)) {
        loop->told = true; /* live inputs tell this themselves */
        sky_warn("%s: waiting for the first frame", sky_input_name(loop->input));
    }
    if ((waiting && idle != IDLE_EXIT) || (!waiting && loop->state != PLAYING) || now < stale_at(loop))
        return;
    loop->stopped = now;
    bool holds = idle == IDLE_DEFAULT || idle == IDLE_HOLD;
    if (waiting)
        sky_warn("%s gives no frames; ending", sky_input_name(loop->input));
    else if (!holds || !loop->warned) /* the failure that was printed told that it is held */
        sky_warn("%s has stopped; %s", sky_input_name(loop->input), words[idle]);
    loop->warned = true;
    if (!loop->live && !loop->pacer.catch_up) /* its frames were due when they came, but the repeats are from now on */
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
    /* --idle holds the last picture also when the writer has died inside a frame, or the rest of a recording is
     * damaged. */
    bool shown = loop->stats.sent > 0 || sky_input_counts(loop->input).partial > 0;
    if (failed && !(outlives_its_input(loop) && shown)) {
        fail(loop);
        return;
    }
    if (failed)
        warn_of_failure(loop);
    loop->ended = true;
    loop->stopped = now;
    bool never = loop->stats.sent == 0;
    if (never && !failed)
        sky_fail("%s ended before its first frame", sky_input_name(loop->input));
    if (outlives_its_input(loop)) {
        if (never && !failed)
            sky_warn("%s; showing black", sky_error());
        begin_idle(loop);
    } else if (never) {
        fail(loop);
    } else {
        end(loop);
    }
}

/* Asks a live input for its newest frame when one is due. */
static void ask_live(struct loop *loop, uint64_t now)
{
    const uint8_t *frame;
    bool shown = loop->stats.sent > 0;
    if (now < (shown ? sky_pacer_due(&loop->pacer) : loop->look))
        return;
    loop->waits_for_room = !outputs_have_room(&loop->outputs);
    if (loop->waits_for_room)
        return;
    enum sky_next next = sky_input_next_before(loop->input, &frame, 0);
    loop->look = now + (uint64_t)(1e9 / loop->plan->run->fps);
    if (loop->look < now + LOOK_MIN_NS)
        loop->look = now + LOOK_MIN_NS;
    if (next == SKY_NEXT_FRAME || next == SKY_NEXT_SAME) {
        take_frame(loop, now, next == SKY_NEXT_FRAME ? frame : NULL);
        return;
    }
    if (next == SKY_NEXT_FAILED)
        warn_of_failure(loop);
    take_nothing(loop, now);
    if (shown && loop->state != ENDING)
        begin_frame(loop, now, true);
}

/* Reads on from any other input when there is something, and repeats the last frame while it is idle. */
static void read_on(struct loop *loop, uint64_t now, bool ready)
{
    const uint8_t *frame;
    enum sky_next next =
        ready && !loop->ended ? sky_input_next_before(loop->input, &frame, 0) : SKY_NEXT_NOTHING;
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
    if (!all)
        outputs_redraw(&loop->outputs, loop->picture);
    loop->picture = NULL;
}

/* ---- SIGHUP, SIGUSR1, SIGWINCH ---- */

static void print_stats(struct loop *loop)
{
    outputs_amps(&loop->outputs, &loop->stats.amps, &loop->stats.max_amps);
    stats_print(&loop->stats, sky_input_counts(loop->input), loop->pacer.late, loop->pacer.catch_up);
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
    if (sky_signals_resized() && loop->outputs.on_terminal)
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
        loop->well = now;
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
        }
        return;
    default:
        if (loop->step == 0 && loop->live)
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

/* When the state has something to do without an event. */
static uint64_t next_deadline(const struct loop *loop)
{
    if (loop->state == OPENING || loop->state >= ENDING)
        return loop->deadline;
    if (loop->waits_for_room)
        return SKY_FOREVER;
    if (loop->step > 0)
        return loop->due;
    if (loop->live)
        return loop->stats.sent > 0 ? sky_pacer_due(&loop->pacer) : loop->look;
    if (loop->state == IDLE || loop->state == FADING)
        return sky_pacer_due(&loop->pacer);
    bool ends = loop->plan->idle == IDLE_EXIT || (loop->state == WAITING && !loop->told);
    return loop->state == PLAYING || ends ? stale_at(loop) : SKY_FOREVER;
}

static void set_timer(struct loop *loop, uint64_t deadline)
{
    const struct itimerspec none = {0};
    struct itimerspec time = {.it_value = sky_clock_timespec(deadline > 0 ? deadline : 1)};
    if (deadline == loop->timer_deadline)
        return;
    timerfd_settime(loop->timer, TFD_TIMER_ABSTIME, deadline == SKY_FOREVER ? &none : &time, NULL);
    loop->timer_deadline = deadline;
}

/* Waits for something to do. Returns whether the input may have something. */
static bool wait_for_events(struct loop *loop)
{
    struct sky_input_wait wait = {.fd = -1, .deadline = SKY_FOREVER};
    bool plays = loop->state > OPENING && loop->state < ENDING && !loop->waits_for_room;
    if (plays && (loop->live || (loop->step == 0 && !loop->ended)))
        wait = sky_input_wait(loop->input);
    uint64_t deadline = earlier(next_deadline(loop), wait.deadline);
    if (loop->state > OPENING)
        deadline = earlier(deadline, notify_deadline(&loop->notify));
    if (loop->plan->run->verbose)
        deadline = earlier(deadline, sky_clock_ns() + PROGRESS_NS);
    struct pollfd events[] = {{.fd = loop->timer, .events = POLLIN},
                              {.fd = loop->outputs.event, .events = POLLIN},
                              {.fd = wait.fd, .events = wait.events}};
    set_timer(loop, deadline);
    ppoll(events, sizeof events / sizeof *events, NULL, sky_signals_mask());
    if (events[1].revents)
        outputs_take_news(&loop->outputs);
    bool ready = events[2].revents || sky_clock_ns() >= wait.deadline;
    if (ready && loop->live && loop->stats.sent > 0)
        sky_input_attend(loop->input);
    else if (ready && loop->live)
        loop->look = 0;
    return ready;
}

static void show_progress(struct loop *loop, bool last)
{
    if (!loop->plan->run->verbose || (!last && loop->outputs.on_terminal && loop->stats.progress.start > 0))
        return;
    stats_progress(&loop->stats, sky_input_counts(loop->input), loop->pacer.late, last);
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
    loop->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (loop->timer < 0)
        return sky_fail("timerfd: %s", strerror(errno));
    if (compositor_init(&loop->compositor, &run->geometry, plan->smooth) < 0 ||
        outputs_init(&loop->outputs, plan->outputs, plan->output_count,
                     plan->rotor ? &plan->rotor->arms : &run->geometry) < 0)
        return -1;
    compositor_configure(&loop->compositor, run->params, run->control_name);
    loop->outputs.rotor_args = plan->rotor;
    loop->outputs.leave = plan->leave;
    loop->outputs.no_realtime = plan->no_realtime;
    sky_input_protect(plan->input_name);
    if (run->control_name)
        sky_file_protect(run->control_name, "the control file");
    loop->input = sky_input_open_live(plan->input_name, &run->geometry, (uint64_t)(plan->stale_seconds * 1e9));
    if (!loop->input)
        return -1;
    loop->live = sky_input_is_live(loop->input);
    sky_run_check_rate(run, loop->input);
    int64_t left = run->verbose ? sky_input_left(loop->input) : 0;
    uint64_t total = left > 0 && !outlives_its_input(loop) ? (uint64_t)left : 0;
    if (run->frames != SKY_FRAMES_ENDLESS && (total == 0 || run->frames < total))
        total = run->frames;
    loop->stats.progress.total = total;
    return 0;
}

int loop_run(const struct plan *plan)
{
    struct loop loop = {.plan = plan, .timer_deadline = SKY_FOREVER};
    int result = prepare(&loop);
    if (result == 0) {
        notify_open(&loop.notify);
        sky_signals_catch();
        sky_signals_catch_all();
        if (plan->reload)
            sky_signals_catch_reload();
        loop.deadline = sky_clock_ns() + OPENING_NS;
        play(&loop);
        messages_release(loop.outputs.messages);
        show_progress(&loop, true);
        if (loop.plan->stats)
            print_stats(&loop);
        if (sky_signals_stop() == SIGHUP && sky_fail("the terminal went away (SIGHUP)"))
            outputs_fail(&loop.outputs);
        notify_close(&loop.notify);
        if (*loop.outputs.failure)
            result = sky_fail("%s", loop.outputs.failure);
    }
    sky_input_close(loop.input);
    bool ended = outputs_have_ended(&loop.outputs);
    outputs_finish(&loop.outputs);
    if (ended) /* else a thread has pictures */
        compositor_finish(&loop.compositor);
    close(loop.timer);
    return result;
}
