/* SPDX-License-Identifier: ISC */
#include "sky-push/show.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/clock.h"
#include "program/progress.h"
#include "base/signals.h"
#include "sky-push/idle.h"
#include "sky-push/notify.h"
#include "sky-push/source.h"
#include "sky-push/stage.h"
#include "sky-push/stats.h"

#define WAIT_NS UINT64_C(100000000) /* how often the rest is looked after while no frame comes */

struct show {
    const struct show_plan *plan;
    struct source *source;
    struct idle idle;
    struct stage stage;
    bool ended;  /* the source has, for good */
    bool repeat; /* the newest frame was shown before */
    struct sky_moment now;  /* of the picture, */
    struct sky_pacer pacer; /* and of its steps */
    uint64_t worked;        /* for how long the last one was sent, ns */
    struct sky_progress progress;
    struct stats stats;
    struct notify notify;
};

static bool is_over(const struct show *show)
{
    return sky_signals_stop() || show->stage.closed || *show->stage.failure;
}

/* ---- Telling ---- */

static void tell_progress(struct show *show, bool last)
{
    if (!show->plan->common->verbose || (!last && show->stage.on_terminal && show->progress.start > 0))
        return;
    stats_progress(&show->stats, &show->progress, show->source, show->pacer.late, last);
}

static void tell_stats(const struct show *show)
{
    stats_tell(&show->stats, show->source, show->pacer.late);
    if (show->stage.rotor)
        rotor_tell(show->stage.rotor);
}

/* ---- SIGHUP ---- */

static void set_look(struct show *show)
{
    stage_look(&show->stage, &show->now, idle_level(&show->idle, sky_clock_ns()));
}

/* Goes on with another plan, at once. */
static void take_plan(struct show *show, const struct show_plan *next)
{
    stage_change(&show->stage, next);
    show->plan = next;
    idle_change(&show->idle, next->idle, next->stale_seconds, next->common->fps);
    if (show->stats.sent > 0) {
        set_look(show);
        stage_show(&show->stage);
    }
}

static void reload(struct show *show)
{
    notify_tell(&show->notify, "RELOADING=1\nMONOTONIC_USEC=%llu", (unsigned long long)(sky_clock_ns() / 1000));
    const struct show_plan *next = show->plan->reload(show->plan->context);
    if (next)
        take_plan(show, next);
    else
        sky_warn("%s; the old configuration stays", sky_error());
    notify_tell(&show->notify, "READY=1\nSTATUS=%s", next ? "Read its configuration again." : sky_error());
}

/* ---- Frames ---- */

/* What is looked after all the time, whether frames come or not. */
static void look_after(struct show *show)
{
    if (sky_signals_report()) {
        stage_amps(&show->stage, &show->stats.amps, &show->stats.most_amps);
        tell_stats(show);
    }
    if (sky_signals_reload())
        reload(show);
    tell_progress(show, false);
    notify_alive(&show->notify);
    if (show->stats.sent > 0)
        notify_status(&show->notify, stats_fps(&show->stats), show->stats.repeats);
}

static void wait_with_outputs(struct show *show)
{
    look_after(show);
    stage_wait(&show->stage);
}

/* A live source is looked at when its frame is due, for what is the newest then; before the first, all the time. */
static enum coming look_when_due(struct show *show)
{
    uint64_t due = sky_pacer_due(&show->pacer), now = sky_clock_ns();
    if (show->stats.sent == 0)
        return source_next(show->source, show->stage.frame, now + WAIT_NS);
    for (; now < due && !is_over(show); now = sky_clock_ns()) {
        bool tick = due - now > WAIT_NS;
        source_wait(show->source, tick ? now + WAIT_NS : due);
        if (tick)
            wait_with_outputs(show);
    }
    return source_next(show->source, show->stage.frame, 0);
}

/* Any other source's next frame is waited for; while it is idle, until the last one is due to be shown again. */
static enum coming wait_for_next(struct show *show)
{
    uint64_t due = sky_pacer_due(&show->pacer), tick = sky_clock_ns() + WAIT_NS;
    if (show->ended)
        return COMING_END;
    return source_next(show->source, show->stage.frame, show->idle.stopped && due < tick ? due : tick);
}

/* A source that failed or has ended. True when something is to be shown nevertheless. */
static bool take_end(struct show *show, enum coming coming)
{
    bool live = show->source->kind->live, goes_on = idle_outlives(&show->idle);
    /* Who stops a whole pipeline with Ctrl-C cuts our input short too: that is no error. */
    sky_clock_wait(0);
    if (is_over(show))
        return false;
    /* Who asked that the picture be held is not let down by a program that died inside a frame. */
    if (coming == COMING_FAILED && !live && !(goes_on && show->source->partial > 0)) {
        stage_note_failure(&show->stage);
        return false;
    }
    if (coming == COMING_FAILED)
        idle_note_failure(&show->idle);
    if (live || show->ended)
        return true;
    show->ended = true;
    idle_note_end(&show->idle, sky_clock_ns());
    return goes_on;
}

/* Brings the next frame to the stage, or leaves there what is to be shown again. False when there is none. */
static bool next_frame(struct show *show)
{
    bool live = show->source->kind->live;
    struct idle *idle = &show->idle;
    while (!is_over(show)) {
        enum coming coming = live ? look_when_due(show) : wait_for_next(show);
        uint64_t now = sky_clock_ns();
        show->repeat = coming != COMING_FRAME;
        if (coming == COMING_FRAME || coming == COMING_SAME) {
            idle_note_well(idle, now);
            return true;
        }
        if (coming != COMING_NOTHING && !take_end(show, coming))
            return false;
        if (show->ended)
            return true;
        if (idle_note_nothing(idle, now) && !live) /* its frames were not due at any time, but the repeats are */
            show->pacer = (struct sky_pacer){.fps = show->pacer.fps, .late = show->pacer.late};
        if (idle->stopped && idle->what == IDLE_EXIT)
            return false;
        if (live ? show->stats.sent > 0 : idle->stopped && now >= sky_pacer_due(&show->pacer))
            return true;
        wait_with_outputs(show);
        if (coming == COMING_FAILED)
            sky_clock_wait(now + WAIT_NS);
    }
    return false;
}

/* Waits until the next step is due. Returns how late it is, ns. */
static uint64_t wait_until_due(struct show *show)
{
    uint64_t due = sky_pacer_due(&show->pacer), now = sky_clock_ns();
    if (due > 0 && now > due)
        realtime_rest(&show->stage.realtime, show->worked);
    for (; due > now + WAIT_NS && !is_over(show); now = sky_clock_ns()) {
        sky_clock_wait(now + WAIT_NS);
        wait_with_outputs(show);
    }
    return is_over(show) ? 0 : sky_pacer_wait(&show->pacer);
}

/* Shows a frame in steps, the last of which is the frame itself. */
static void show_frame(struct show *show)
{
    unsigned steps = show->plan->smooth;
    uint64_t number = show->stats.sent;
    double fps = show->plan->common->fps;
    if (number == 0)
        memcpy(show->stage.before, show->stage.frame, show->stage.bytes);
    for (unsigned step = 1; step <= steps; step++) {
        look_after(show);
        show->now = sky_moment_at(number, fps);
        show->now.t += (double)(step - 1) / steps / fps;
        set_look(show);
        uint64_t late = wait_until_due(show);
        if (is_over(show))
            return;
        sky_lateness_record(&show->stats.lateness, late);
        if (step == 1)
            stats_note(&show->stats, show->repeat);
        show->stage.step = step;
        uint64_t begun = sky_clock_ns();
        stage_show(&show->stage);
        show->worked = sky_clock_ns() - begun;
    }
    memcpy(show->stage.before, show->stage.frame, show->stage.bytes);
}

static void play(struct show *show)
{
    while (show->stats.sent < show->plan->common->frames && next_frame(show)) {
        show->stage.step = 0;
        show_frame(show);
    }
    wait_until_due(show); /* the last frame has its time too */
}

/* ---- Begin and end ---- */

static int prepare(struct show *show)
{
    const struct show_plan *plan = show->plan;
    const struct sky_common *common = plan->common;
    show->pacer.fps = common->fps * plan->smooth;
    if (stage_init(&show->stage, plan) < 0)
        return -1;
    if (!(show->source = source_open(plan->input_name, &common->geometry, (uint64_t)(plan->stale_seconds * 1e9))))
        return -1;
    idle_init(&show->idle, plan->idle, plan->stale_seconds, common->fps, show->source->name);
    int64_t left = source_left(show->source);
    uint64_t total = left > 0 && !idle_outlives(&show->idle) ? (uint64_t)left : 0;
    if (common->frames != SKY_FRAMES_ENDLESS && (total == 0 || common->frames < total))
        total = common->frames;
    show->progress.total = total;
    return 0;
}

static void begin(struct show *show)
{
    notify_open(&show->notify);
    sky_signals_catch();
    if (show->plan->reload)
        sky_signals_catch_reload();
    stage_open(&show->stage);
    tell_progress(show, false);
    if (is_over(show))
        return;
    stage_settle(&show->stage);
    notify_tell(&show->notify, "READY=1\nSTATUS=Waiting for the first frame.");
}

static void end(struct show *show)
{
    notify_tell(&show->notify, "STOPPING=1");
    stage_amps(&show->stage, &show->stats.amps, &show->stats.most_amps);
    stage_close(&show->stage);
    tell_progress(show, true);
    if (show->plan->stats)
        tell_stats(show);
    if (sky_signals_stop() == SIGHUP && sky_fail("the terminal went away (SIGHUP)"))
        stage_note_failure(&show->stage);
    notify_close(&show->notify);
}

int show_run(const struct show_plan *plan)
{
    struct show show = {.plan = plan};
    if (prepare(&show) < 0) {
        stage_note_failure(&show.stage);
    } else {
        begin(&show);
        play(&show);
        end(&show);
    }
    source_close(show.source);
    stage_finish(&show.stage);
    return *show.stage.failure ? sky_fail("%s", show.stage.failure) : 0;
}
