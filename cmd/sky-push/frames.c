/* SPDX-License-Identifier: ISC */
#include "sky-push/frames.h"

#include "base/pacer.h"
#include "base/signals.h"

uint64_t loop_frames_begun(const struct loop *loop)
{
    return (loop->pacer.number + loop->plan->smooth - 1) / loop->plan->smooth;
}

/* ---- Ends ---- */

void loop_end(struct loop *loop)
{
    loop->state = ENDING;
    loop->deadline = sky_pacer_due(&loop->pacer);
}

void loop_begin_closing(struct loop *loop, bool hurry)
{
    if (loop->state != CLOSING)
        notify_send(&loop->notify, "STOPPING=1");
    loop->state = CLOSING;
    outputs_stop(&loop->outputs, hurry);
    loop->deadline = outputs_patience(&loop->outputs, hurry);
}

void loop_fail(struct loop *loop)
{
    outputs_fail(&loop->outputs);
    loop_begin_closing(loop, false);
}

/* ---- The input ---- */

double loop_level(const struct loop *loop)
{
    return source_level(&loop->source, loop->plan->idle);
}

uint64_t loop_stale_at(const struct loop *loop)
{
    return source_stale_at(&loop->source, loop->plan->stale_seconds, loop->plan->run->fps);
}

void loop_begin_idle(struct loop *loop)
{
    loop->state = loop->plan->idle == IDLE_FADE && loop_level(loop) > 0 ? FADING : IDLE;
}

static void begin_frame(struct loop *loop, uint64_t now, bool repeat)
{
    if (repeat)
        compositor_repeat(&loop->compositor);
    loop->repeat = repeat;
    /* No program with --clock writes a frame earlier than three quarters of its time before it is to be shown. So what
     * comes this late is not the frame that was due, but the next one. */
    if (loop->plan->run->clocked && (double)now > (double)sky_pacer_due(&loop->pacer) + 0.2e9 / loop->plan->run->fps)
        sky_pacer_restart(&loop->pacer, 0);
    loop->due = sky_pacer_next(&loop->pacer, now);
    if (loop->source.live)
        loop->pacer.missed = 0; /* its newest frame is shown in any case */
    else if (repeat && loop->pacer.catch_up)
        loop->pacer.missed++; /* the repeat has taken the place of a frame that may come yet */
    if (loop_frames_begun(loop) > loop->plan->run->frames)
        loop_end(loop);
    else
        loop->step = 1;
}

static void take_frame(struct loop *loop, uint64_t now, const uint8_t *frame)
{
    source_take_frame(&loop->source, now);
    loop->state = PLAYING;
    if (frame && compositor_take(&loop->compositor, frame) < 0)
        loop_fail(loop);
    else if (!loop->source.live && sky_pacer_drops(&loop->pacer, now))
        loop->stats.dropped++;
    else
        begin_frame(loop, now, !frame);
}

static void take_nothing(struct loop *loop, uint64_t now)
{
    enum idle idle = loop->plan->idle;
    bool waiting = loop->state == WAITING;
    if ((!waiting && loop->state != PLAYING) || now < loop_stale_at(loop))
        return;
    if (waiting && idle != IDLE_EXIT) {
        source_warn_of_waiting(&loop->source);
        return;
    }
    source_begin_idle(&loop->source, idle, waiting, now);
    if (!loop->source.live && !loop->pacer.catch_up) /* frames were due when they came, but repeats are from now on */
        sky_pacer_restart(&loop->pacer, 0);
    if (idle == IDLE_EXIT)
        loop_end(loop);
    else
        loop_begin_idle(loop);
}

/* An input that is not live has ended or failed for good. */
static void take_end(struct loop *loop, uint64_t now, bool failed)
{
    /* Ctrl-C stops a whole pipeline, so the input may be cut short too: that is no error. */
    if (sky_signals_look())
        return;
    if (source_end(&loop->source, loop->plan->idle, failed, loop->stats.sent > 0, now) < 0)
        loop_fail(loop);
    else if (idle_outlives_input(loop->plan->idle))
        loop_begin_idle(loop);
    else
        loop_end(loop);
}

void loop_ask_live(struct loop *loop, uint64_t now)
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

void loop_read_on(struct loop *loop, uint64_t now, bool ready)
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

bool loop_may_give_way(const struct loop *loop)
{
    return loop->plan->run->clocked && loop->step == 1 && !loop->repeat && !loop->is_newest && !loop->source.live &&
           !loop->source.ended && sky_input_wait(loop->source.input).fd >= 0;
}

void loop_give_way(struct loop *loop, uint64_t now)
{
    const uint8_t *frame;
    enum sky_next next = sky_input_next_before(loop->source.input, &frame, 0);
    loop->is_newest = next == SKY_NEXT_END || next == SKY_NEXT_FAILED; /* which counts when its time has come */
    if (next != SKY_NEXT_FRAME)
        return;
    source_take_frame(&loop->source, now);
    loop->picture = NULL;
    if (compositor_replace(&loop->compositor, frame) < 0)
        loop_fail(loop);
    source_skip_frame(&loop->source, loop->stats.sent);
}
