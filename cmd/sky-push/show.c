#include "sky-push/show.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "core/clock.h"
#include "core/control.h"
#include "core/lateness.h"
#include "core/number.h"
#include "core/progress.h"
#include "core/signals.h"
#include "frame/kinds.h"
#include "sky-push/idle.h"
#include "sky-push/messages.h"
#include "sky-push/source.h"

#define WAIT_NS UINT64_C(100000000) /* how often the rest is looked after while no frame comes */

struct show {
    const struct show_plan *plan;
    struct source *source;
    struct idle idle;
    struct sky_control *control;
    bool ended;  /* the source has, for good */
    bool repeat; /* `frame` was shown before */
    size_t bytes;
    uint8_t *frame;
    uint16_t *duties;
    struct sky_light light;
    struct sky_pacer pacer;
    struct sky_progress progress;
    struct sky_lateness lateness;
    uint64_t sent, repeats;     /* frames, and how many of them were shown before */
    uint64_t first, last;       /* when the first and the last new one were, ns */
    bool on_terminal;
    bool closed;                /* somebody wants no more frames */
    char failure[SKY_ERROR_MAX]; /* the first one, or "" */
};

/* Keeps the last error, unless there is one already. */
static void note_failure(struct show *show)
{
    if (!*show->failure)
        memcpy(show->failure, sky_error(), strlen(sky_error()) + 1);
}

static bool is_over(const struct show *show)
{
    return sky_signals_stop() || show->closed || *show->failure;
}

/* ---- Telling ---- */

static double to_ms(uint64_t ns)
{
    return (double)ns / 1e6;
}

static void tell_stats(const struct show *show)
{
    const struct sky_lateness *lateness = &show->lateness;
    char frames[SKY_GROUPED_TEXT], repeats[SKY_GROUPED_TEXT], skipped[SKY_GROUPED_TEXT], partial[SKY_GROUPED_TEXT],
        late[SKY_GROUPED_TEXT];
    uint64_t shown = show->sent - show->repeats;
    double seconds = (double)(show->last - show->first) / 1e9;
    sky_warn("%s frames, %.2f fps, %s repeats, %s skipped, %s partial, %s late, "
             "lateness p50 %.3f ms, p99 %.3f ms, max %.3f ms",
             sky_number_grouped(shown, frames), seconds > 0 ? (double)(shown - 1) / seconds : 0,
             sky_number_grouped(show->repeats, repeats), sky_number_grouped(show->source->skipped, skipped),
             sky_number_grouped(show->source->partial, partial), sky_number_grouped(show->pacer.late, late),
             to_ms(sky_lateness_within(lateness, 0.5)), to_ms(sky_lateness_within(lateness, 0.99)),
             to_ms(lateness->max));
}

static void tell_progress(struct show *show, bool last)
{
    struct sky_progress *progress = &show->progress;
    uint64_t shown = show->sent - show->repeats;
    progress->repeats = show->repeats;
    progress->skipped = show->source->skipped;
    progress->partial = show->source->partial;
    if (show->plan->common->verbose && last)
        sky_progress_end(progress, shown, show->pacer.late);
    else if (show->plan->common->verbose && (!show->on_terminal || progress->start == 0))
        sky_progress_tell(progress, shown, show->pacer.late);
}

/* ---- Frames ---- */

static void take_sent(struct show *show, enum sent sent)
{
    if (sent == SENT_FAILED)
        note_failure(show);
    if (sent == SENT_CLOSED)
        show->closed = true;
}

/* What is looked after all the time, whether frames come or not. */
static void look_after(struct show *show)
{
    if (sky_signals_report())
        tell_stats(show);
    tell_progress(show, false);
}

static void wait_with_outlets(struct show *show)
{
    look_after(show);
    for (size_t i = 0; i < show->plan->outlet_count; i++)
        take_sent(show, outlet_wait(&show->plan->outlets[i]));
}

/* A live source is looked at when its frame is due, for what is the newest then; before the first, all the time. */
static enum coming look_when_due(struct show *show)
{
    uint64_t due = sky_pacer_due(&show->pacer), now = sky_clock_ns();
    if (show->sent == 0)
        return source_next(show->source, show->frame, now + WAIT_NS);
    for (; now < due && !is_over(show); now = sky_clock_ns()) {
        bool tick = due - now > WAIT_NS;
        source_wait(show->source, tick ? now + WAIT_NS : due);
        if (tick)
            wait_with_outlets(show);
    }
    return source_next(show->source, show->frame, 0);
}

/* Any other source's next frame is waited for; while it is idle, until the last one is due to be shown again. */
static enum coming wait_for_next(struct show *show)
{
    uint64_t due = sky_pacer_due(&show->pacer), tick = sky_clock_ns() + WAIT_NS;
    if (show->ended)
        return COMING_END;
    return source_next(show->source, show->frame, show->idle.stopped && due < tick ? due : tick);
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
        note_failure(show);
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

/* Brings the next frame to show->frame, or leaves there what is to be shown again. False when there is none. */
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
        if (live ? show->sent > 0 : idle->stopped && now >= sky_pacer_due(&show->pacer))
            return true;
        wait_with_outlets(show);
        if (coming == COMING_FAILED)
            sky_clock_wait(now + WAIT_NS);
    }
    return false;
}

static void send_frame(struct show *show)
{
    const struct picture picture = {show->frame, show->duties, &show->light};
    sky_light_duties(&show->light, show->duties, show->frame, show->bytes / 3);
    for (size_t i = 0; i < show->plan->outlet_count; i++)
        if (show->plan->outlets[i].self && !show->plan->outlets[i].failed)
            take_sent(show, outlet_send(&show->plan->outlets[i], &picture));
}

static void set_look(struct show *show)
{
    struct sky_params *params = show->plan->params;
    const struct sky_moment now = sky_moment_at(show->sent, show->plan->common->fps);
    if (show->control)
        sky_control_apply(show->control, params);
    sky_params_update(params, &now);
    sky_light_set(&show->light, params->settings, idle_level(&show->idle, sky_clock_ns()));
}

static void play(struct show *show)
{
    while (show->sent < show->plan->common->frames && next_frame(show)) {
        look_after(show);
        set_look(show);
        uint64_t late = sky_pacer_wait(&show->pacer);
        if (is_over(show))
            return;
        sky_lateness_note(&show->lateness, late);
        if (!show->repeat)
            show->last = sky_clock_ns();
        if (show->sent++ == 0)
            show->first = show->last;
        show->repeats += show->repeat;
        send_frame(show);
    }
    if (!is_over(show))
        sky_pacer_wait(&show->pacer); /* the last frame has its time too */
}

/* ---- Begin and end ---- */

static int prepare(struct show *show)
{
    const struct show_plan *plan = show->plan;
    const struct sky_common *common = plan->common;
    show->bytes = sky_frame_bytes(&common->geometry);
    show->pacer.fps = common->fps;
    show->frame = sky_frame_alloc(show->bytes);
    show->duties = calloc(show->bytes, sizeof(uint16_t));
    if (!show->frame || !show->duties) {
        sky_fail("out of memory");
        return -1;
    }
    memset(show->frame, 0, show->bytes);
    if (common->control && !(show->control = sky_control_create(common->control)))
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

static void open_outlets(struct show *show)
{
    for (size_t i = 0; i < show->plan->outlet_count && !is_over(show); i++) {
        if (outlet_open(&show->plan->outlets[i]) < 0 && !sky_signals_stop())
            note_failure(show);
        show->on_terminal |= show->plan->outlets[i].driver->on_terminal;
    }
}

/* Whatever happened, the LEDs go black and everything is given back. */
static void close_outlets(struct show *show)
{
    memset(show->frame, 0, show->bytes);
    if (!show->plan->leave)
        send_frame(show);
    for (size_t i = 0; i < show->plan->outlet_count; i++)
        if (outlet_close(&show->plan->outlets[i]) < 0)
            note_failure(show);
}

int show_run(const struct show_plan *plan)
{
    struct show show = {.plan = plan};
    if (prepare(&show) < 0) {
        note_failure(&show);
    } else {
        sky_signals_catch();
        open_outlets(&show);
        tell_progress(&show, false);
        int messages = show.on_terminal ? messages_hold() : -1;
        play(&show);
        close_outlets(&show);
        messages_release(messages);
        tell_progress(&show, true);
        if (plan->stats)
            tell_stats(&show);
        if (sky_signals_stop() == SIGHUP && sky_fail("the terminal went away (SIGHUP)"))
            note_failure(&show);
    }
    source_close(show.source);
    sky_control_destroy(show.control);
    free(show.frame);
    free(show.duties);
    return *show.failure ? sky_fail("%s", show.failure) : 0;
}
