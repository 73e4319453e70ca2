/* SPDX-License-Identifier: ISC */
/* Live values: how the beat goes on between lines. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "expr/live.h"
#include "tap.h"

#define FPS 60
#define BEATS_A_SECOND (128.0 / 60)

static void hear(struct sky_live *live, double beat, double t)
{
    sky_live_set(live, SKY_LIVE_BEAT, floor(beat * 1000 + 0.5) / 1000, t);
}

static void test_values(void)
{
    struct sky_live live;
    struct sky_moment now = {.t = 3, .fps = 30};
    ok(sky_live_number(&now, SKY_LIVE_LEVEL) == 0 && sky_live_number(&now, SKY_LIVE_BPM) == 120 &&
           sky_live_beat(&now) == 6,
       "without live values all is 0, but for the tempo and the beat");
    sky_live_init(&live, 90, 2);
    now.live = &live;
    ok(sky_live_beat(&now) == 3, "the beat of the first frame is that of its time");
    ok(sky_live_find("knob8") == SKY_LIVE_KNOB8 && sky_live_find("knob9") == SKY_LIVE_COUNT, "names are found");
    ok(sky_live_set(&live, SKY_LIVE_KNOB3, -4.5, 0) == 0 && sky_live_number(&now, SKY_LIVE_KNOB3) == -4.5,
       "a knob takes any number");
    ok(sky_live_set(&live, SKY_LIVE_BASS, NAN, 0) < 0 && sky_live_set(&live, SKY_LIVE_BASS, INFINITY, 0) < 0 &&
           sky_live_number(&now, SKY_LIVE_BASS) == 0,
       "but it must be finite");
    ok(sky_live_set(&live, SKY_LIVE_BPM, 9, 0) < 0 && strstr(sky_error(), "bpm: 9 is out of range") &&
           sky_live_number(&now, SKY_LIVE_BPM) == 90,
       "a tempo out of range is refused");
    ok(sky_live_set(&live, SKY_LIVE_PHASE, 0.5, 0) == 0 && sky_live_beat(&now) == 3, "the phase is that of the beat");
}

static void test_tempo(void)
{
    struct sky_live live;
    sky_live_init(&live, 97, 0);
    bool exact = true;
    double t = 0;
    for (int i = 0; i < 32; i++, t = 2 * t + 0.1) { /* up to 13 years */
        sky_live_update(&live, t);
        exact &= live.beat == t * (97 / 60.0);
    }
    ok(exact, "at one tempo the beat is exact after ten years");
    sky_live_init(&live, 120, 0);
    sky_live_update(&live, 10);
    sky_live_set(&live, SKY_LIVE_BPM, 60, 10);
    sky_live_update(&live, 10);
    double before = live.beat;
    sky_live_update(&live, 12);
    ok(before == 20 && live.beat == 22, "when the tempo changes, the beat goes on from where it is");
}

/* Lines of a steady beat come 50 times a second, each read late by 0 to 20 ms at random, 90 s long. */
static void test_jitter(void)
{
    struct sky_live live;
    double last = -1, worst = 0, least_step = 1, greatest_step = 0;
    srand(1);
    sky_live_init(&live, 128, 0);
    for (unsigned n = 0; n < 90 * FPS; n++) {
        double t = (double)n / FPS, written = t - rand() / (double)RAND_MAX * 0.02;
        hear(&live, 7 + written * BEATS_A_SECOND, t);
        sky_live_update(&live, t);
        if (n > FPS) {
            double step = (live.beat - last) * FPS / BEATS_A_SECOND;
            least_step = fmin(least_step, step);
            greatest_step = fmax(greatest_step, step);
            worst = fmax(worst, fabs(live.beat - 7 - (t - 0.01) * BEATS_A_SECOND) / BEATS_A_SECOND);
        }
        last = live.beat;
    }
    printf("# steps of %.2f to %.2f frames, at most %.1f ms from the mean\n", least_step, greatest_step, worst * 1e3);
    ok(least_step > 0.85 && greatest_step < 1.15, "frames are even where lines are read up to 20 ms late");
    ok(worst < 0.007, "and the beat keeps to them");
}

static void test_steps(void)
{
    struct sky_live live;
    sky_live_init(&live, 60, 0);
    sky_live_update(&live, 10);
    hear(&live, 10.5, 10);
    sky_live_update(&live, 10);
    ok(live.beat == 10.5, "a line of a beat counts at once");
    sky_live_update(&live, 11);
    ok(live.beat == 11.5, "and the beat goes on after it");
    hear(&live, 10, 11);
    sky_live_update(&live, 11);
    double first = live.beat;
    sky_live_update(&live, 12);
    double second = live.beat;
    sky_live_update(&live, 13);
    ok(first == 11.5 && second == 11.5 && live.beat == 12, "one that lies behind is waited for");
    hear(&live, 3, 13);
    sky_live_update(&live, 13);
    ok(live.beat == 3, "one that lies far behind is a new count");
    hear(&live, 1e9, 14);
    sky_live_update(&live, 14);
    sky_live_update(&live, 14.25);
    ok(live.beat == 1e9 + 0.25, "a beat may be large");
}

int main(void)
{
    test_values();
    test_tempo();
    test_jitter();
    test_steps();
    return done();
}
