#include "sky-push/show.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>
#include <sky/stream.h>

#include "core/clock.h"
#include "core/control.h"
#include "core/lateness.h"
#include "core/number.h"
#include "core/progress.h"
#include "core/signals.h"
#include "frame/kinds.h"

#define WAIT_NS UINT64_C(100000000) /* how often the rest is looked after while no frame comes */

struct show {
    const struct show_plan *plan;
    struct sky_input *input;
    struct sky_control *control;
    bool ended; /* the input has; the frame is held, or black */
    size_t bytes;
    uint8_t *frame, *duties;
    struct sky_light light;
    struct sky_pacer pacer;
    struct sky_progress progress;
    struct sky_lateness lateness;
    uint64_t sent, first, last; /* frames, and when the first and the last one were, ns */
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
    char frames[SKY_GROUPED_TEXT], late[SKY_GROUPED_TEXT];
    double seconds = (double)(show->last - show->first) / 1e9;
    sky_warn("%s frames, %.2f fps, %s late, lateness p50 %.3f ms, p99 %.3f ms, max %.3f ms",
             sky_number_grouped(show->sent, frames), seconds > 0 ? (double)(show->sent - 1) / seconds : 0,
             sky_number_grouped(show->pacer.late, late), to_ms(sky_lateness_within(lateness, 0.5)),
             to_ms(sky_lateness_within(lateness, 0.99)), to_ms(lateness->max));
}

static void tell_progress(struct show *show)
{
    if (show->plan->common->verbose && (!show->on_terminal || show->sent == 0))
        sky_progress_tell(&show->progress, show->sent, show->pacer.late);
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
    tell_progress(show);
}

static void wait_with_outlets(struct show *show)
{
    look_after(show);
    for (size_t i = 0; i < show->plan->outlet_count; i++)
        take_sent(show, outlet_wait(&show->plan->outlets[i]));
}

/* Brings the next frame to show->frame. False when there is none to show. */
static bool next_frame(struct show *show)
{
    const uint8_t *frame;
    enum sky_next next = SKY_NEXT_NOTHING;
    if (show->ended)
        return true;
    while (!is_over(show)) {
        next = sky_input_next_before(show->input, &frame, sky_clock_ns() + WAIT_NS);
        if (next != SKY_NEXT_NOTHING)
            break;
        wait_with_outlets(show);
    }
    if (next == SKY_NEXT_FRAME) {
        memcpy(show->frame, frame, show->bytes);
        return true;
    }
    /* Who stops a whole pipeline with Ctrl-C cuts our input short too: that is no error. */
    sky_clock_wait(0);
    if (is_over(show))
        return false;
    if (next == SKY_NEXT_FAILED)
        note_failure(show);
    if (next == SKY_NEXT_FAILED || show->plan->idle == IDLE_EXIT)
        return false;
    show->ended = true;
    if (show->plan->idle == IDLE_BLACK)
        memset(show->frame, 0, show->bytes);
    return true;
}

static void send_frame(struct show *show)
{
    const struct picture picture = {show->frame, show->duties, &show->light};
    sky_light_apply(show->light.duty, show->duties, show->frame, show->bytes);
    for (size_t i = 0; i < show->plan->outlet_count; i++)
        if (show->plan->outlets[i].self && !show->plan->outlets[i].failed)
            take_sent(show, outlet_send(&show->plan->outlets[i], &picture));
}

static void set_look(struct show *show)
{
    struct sky_params *params = show->plan->params;
    const struct sky_moment now = sky_moment_at(show->sent, show->plan->common->fps);
    const struct look *look = params->settings;
    if (show->control)
        sky_control_apply(show->control, params);
    sky_params_update(params, &now);
    sky_light_set(&show->light, look->brightness, look->gamma);
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
        show->last = sky_clock_ns();
        if (show->sent++ == 0)
            show->first = show->last;
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
    if (!(show->frame = sky_frame_alloc(show->bytes)) || !(show->duties = sky_frame_alloc(show->bytes)))
        return -1;
    memset(show->frame, 0, show->bytes);
    if (common->control && !(show->control = sky_control_create(common->control)))
        return -1;
    /* Opening a FIFO waits for its writer: signals end the program in the ordinary way until then. */
    if (!(show->input = sky_input_open(plan->input_name, &common->geometry)))
        return -1;
    int64_t left = sky_input_left(show->input);
    uint64_t total = left > 0 && plan->idle == IDLE_EXIT ? (uint64_t)left : 0;
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
        tell_progress(&show);
        play(&show);
        close_outlets(&show);
        if (plan->common->verbose)
            sky_progress_end(&show.progress, show.sent, show.pacer.late);
        if (plan->stats)
            tell_stats(&show);
        if (!*show.failure && sky_signals_stop() == SIGHUP) {
            sky_fail("the terminal went away (SIGHUP)");
            note_failure(&show);
        }
    }
    sky_input_close(show.input);
    sky_control_destroy(show.control);
    free(show.frame);
    free(show.duties);
    return *show.failure ? sky_fail("%s", show.failure) : 0;
}
