/* SPDX-License-Identifier: ISC */
#include "sky-push/idle.h"

#include <string.h>

#define FADE_SECONDS 1.0

void idle_init(struct idle *idle, enum idle_what what, double stale_seconds, double fps, const char *name)
{
    *idle = (struct idle){.name = name};
    idle_change(idle, what, stale_seconds, fps);
}

void idle_change(struct idle *idle, enum idle_what what, double stale_seconds, double fps)
{
    /* Who looks so rarely may miss a frame or two. */
    double seconds = stale_seconds > 2 / fps ? stale_seconds : 2 / fps;
    idle->what = what;
    idle->stale = (uint64_t)(seconds * 1e9);
}

bool idle_outlives(const struct idle *idle)
{
    return idle->what != IDLE_DEFAULT && idle->what != IDLE_EXIT;
}

void idle_note_well(struct idle *idle, uint64_t now)
{
    if (idle->said)
        sky_warn("%s: frames come again", idle->name);
    idle->said = false;
    idle->reason[0] = '\0';
    idle->stopped = 0;
    idle->well = now;
}

bool idle_note_nothing(struct idle *idle, uint64_t now)
{
    static const char *const words[] = {[IDLE_DEFAULT] = "holding the last frame",
                                        [IDLE_HOLD] = "holding the last frame",
                                        [IDLE_FADE] = "fading to black",
                                        [IDLE_BLACK] = "showing black",
                                        [IDLE_EXIT] = "ending"};
    if (idle->well == 0 || idle->stopped > 0 || now - idle->well < idle->stale)
        return false;
    idle->stopped = now;
    bool holds = idle->what == IDLE_DEFAULT || idle->what == IDLE_HOLD;
    if (!holds || !idle->said) /* a failure's words have told that it is held */
        sky_warn("%s has stopped; %s", idle->name, words[idle->what]);
    idle->said = true;
    return true;
}

void idle_note_failure(struct idle *idle)
{
    if (strcmp(idle->reason, sky_error()) == 0)
        return;
    memcpy(idle->reason, sky_error(), strlen(sky_error()) + 1);
    bool held = idle->well > 0 && idle_level(idle, UINT64_MAX) > 0;
    sky_warn("%s; %s", idle->reason, held ? "holding the last frame" : "waiting");
    idle->said = true;
}

void idle_note_end(struct idle *idle, uint64_t now)
{
    idle->stopped = now;
}

double idle_level(const struct idle *idle, uint64_t now)
{
    if (idle->stopped == 0 || (idle->what != IDLE_FADE && idle->what != IDLE_BLACK))
        return 1;
    double part = (double)(now - idle->stopped) / 1e9 / FADE_SECONDS;
    if (idle->what == IDLE_BLACK || part >= 1)
        return 0;
    return 1 - part * part * (3 - 2 * part);
}
