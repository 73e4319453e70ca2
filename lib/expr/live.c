/* SPDX-License-Identifier: ISC */
#include "expr/live.h"

#include <math.h>
#include <string.h>

#include <sky/error.h>

#define SMOOTH_SECONDS 0.2 /* in which a difference of the beat is made up for, */
#define SMOOTH_BEATS 0.25  /* if it is smaller than this: a greater one is another count */
#define WAITED_BEATS 2

static const char *const names[] = {
#define NAME(name, NAME, text) [SKY_LIVE_##NAME] = #name,
    SKY_LIVE_NUMBERS(NAME) [SKY_LIVE_BPM] = "bpm", [SKY_LIVE_BEAT] = "beat", [SKY_LIVE_PHASE] = "phase",
#undef NAME
};

void sky_live_init(struct sky_live *live, double bpm, double t)
{
    *live = (struct sky_live){.numbers[SKY_LIVE_BPM] = bpm, .beat = bpm / 60 * t};
}

enum sky_live_name sky_live_find(const char *name)
{
    int i = 0;
    while (i < SKY_LIVE_COUNT && strcmp(names[i], name) != 0)
        i++;
    return (enum sky_live_name)i;
}

const char *sky_live_text(enum sky_live_name name)
{
    return names[name];
}

static double count_at(struct sky_live *live, double t)
{
    return sky_phase_at(&live->count, live->numbers[SKY_LIVE_BPM] / 60, t);
}

static void hear_beat(struct sky_live *live, double beat, double t)
{
    double gap = t - live->heard, counted = count_at(live, t), difference = beat - counted;
    if (live->has_heard && gap < SMOOTH_SECONDS && fabs(difference) < SMOOTH_BEATS)
        beat = counted + (gap > 0 ? gap / SMOOTH_SECONDS : 0) * difference;
    live->count.base = beat;
    live->count.since = t;
    live->heard = t;
    live->has_heard = true;
}

int sky_live_set(struct sky_live *live, enum sky_live_name name, double number, double t)
{
    if (!isfinite(number))
        return sky_fail("%s: %.10g is not a finite number", names[name], number);
    if (name == SKY_LIVE_BPM && !(number >= SKY_LIVE_BPM_MIN && number <= SKY_LIVE_BPM_MAX))
        return sky_fail("bpm: %.10g is out of range (must be %d to %d)", number, SKY_LIVE_BPM_MIN, SKY_LIVE_BPM_MAX);
    if (name == SKY_LIVE_BEAT)
        hear_beat(live, number, t);
    else if (name <= SKY_LIVE_BPM)
        live->numbers[name] = number;
    return 0;
}

void sky_live_update(struct sky_live *live, double t)
{
    double beat = count_at(live, t);
    if (!live->is_shown || beat > live->beat || beat < live->beat - WAITED_BEATS)
        live->beat = beat;
    live->is_shown = true;
}

double sky_live_number(const struct sky_moment *now, unsigned name)
{
    return now->live ? now->live->numbers[name] : name == SKY_LIVE_BPM ? SKY_LIVE_BPM_DEFAULT : 0;
}

double sky_live_beat(const struct sky_moment *now)
{
    return now->live ? now->live->beat : now->t * (SKY_LIVE_BPM_DEFAULT / 60.0);
}
