/* SPDX-License-Identifier: ISC */
#include "sky-push/source.h"

#include <string.h>

#include "base/clock.h"

#define FADE_NS 1e9
#define STOPPED_NS UINT64_C(100000000) /* a busy computer may let a process wait for less */
#define FLOOD 100                      /* frames */
#define LOOK_MIN_NS UINT64_C(20000000) /* how often a live input without a frame so far is asked, at most */

int source_open(struct source *source, const char *operand, const struct sky_geometry *geometry, double stale)
{
    sky_input_protect(operand);
    source->input = sky_input_open_live(operand, geometry, (uint64_t)(stale * 1e9));
    source->live = source->input && sky_input_is_live(source->input);
    return source->input ? 0 : -1;
}

bool idle_outlives_input(enum idle idle)
{
    return idle != IDLE_DEFAULT && idle != IDLE_EXIT;
}

double source_level(const struct source *source, enum idle idle)
{
    if (source->stopped == 0 || (idle != IDLE_FADE && idle != IDLE_BLACK))
        return 1;
    double part = (double)(sky_clock_ns() - source->stopped) / FADE_NS;
    if (idle == IDLE_BLACK || part >= 1)
        return 0;
    return 1 - part * part * (3 - 2 * part);
}

uint64_t source_stale_at(const struct source *source, double stale, double fps)
{
    double two = 2 / fps;
    return source->well + (uint64_t)((stale > two ? stale : two) * 1e9);
}

void source_take_frame(struct source *source, uint64_t now)
{
    if (source->warned)
        sky_warn("%s: frames come again", sky_input_name(source->input));
    source->warned = false;
    source->reason[0] = '\0';
    source->stopped = 0;
    source->well = now;
}

void source_skip_frame(struct source *source, uint64_t shown)
{
    source->skipped++;
    if (source->flooded || source->skipped < FLOOD || source->skipped < 2 * shown)
        return;
    source->flooded = true;
    sky_warn("%s: frames come faster than by the clock: what draws them needs --clock too, and a film needs --at-clock "
             "here instead",
             sky_input_name(source->input));
}

struct sky_input_counts source_counts(const struct source *source)
{
    struct sky_input_counts counts = sky_input_counts(source->input);
    counts.skipped += source->skipped;
    return counts;
}

void source_excuse(struct source *source, uint64_t deadline, uint64_t now)
{
    if (now > deadline && now - deadline > STOPPED_NS)
        source->well = now;
}

void source_warn_of_waiting(struct source *source)
{
    if (source->live || source->warned_of_waiting)
        return;
    source->warned_of_waiting = true;
    sky_warn("%s: waiting for the first frame", sky_input_name(source->input));
}

void source_warn_of_failure(struct source *source, enum idle idle, bool shown)
{
    bool holding = shown && (source->stopped == 0 || source_level(source, idle) == 1);
    if (strcmp(source->reason, sky_error()) == 0)
        return;
    memcpy(source->reason, sky_error(), strlen(sky_error()) + 1);
    sky_warn("%s; %s", source->reason, holding ? "holding the last frame" : "waiting");
    source->warned = true;
}

void source_begin_idle(struct source *source, enum idle idle, bool waiting, uint64_t now)
{
    static const char *const words[] = {[IDLE_DEFAULT] = "holding the last frame",
                                        [IDLE_HOLD] = "holding the last frame",
                                        [IDLE_FADE] = "fading to black",
                                        [IDLE_BLACK] = "showing black",
                                        [IDLE_EXIT] = "ending"};
    bool holds = idle == IDLE_DEFAULT || idle == IDLE_HOLD;
    source->stopped = now;
    if (waiting)
        sky_warn("%s gives no frames; ending", sky_input_name(source->input));
    else if (!holds || !source->warned) /* the failure that was printed said so */
        sky_warn("%s has stopped; %s", sky_input_name(source->input), words[idle]);
    source->warned = true;
}

int source_end(struct source *source, enum idle idle, bool failed, bool shown, uint64_t now)
{
    bool stays = idle_outlives_input(idle);
    /* --idle holds the last picture also when the writer has died inside a frame, or the rest of a recording is
     * damaged. */
    if (failed && !(stays && (shown || sky_input_counts(source->input).partial > 0)))
        return -1;
    if (failed)
        source_warn_of_failure(source, idle, shown);
    else if (!shown)
        sky_fail("%s ended before its first frame", sky_input_name(source->input));
    if (!shown && !stays)
        return -1;
    if (!shown && !failed)
        sky_warn("%s; showing black", sky_error());
    source->ended = true;
    source->stopped = now;
    return 0;
}

void source_look_later(struct source *source, double fps, uint64_t now)
{
    uint64_t frame = (uint64_t)(1e9 / fps);
    source->look = now + (frame > LOOK_MIN_NS ? frame : LOOK_MIN_NS);
}
