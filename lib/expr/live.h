/* SPDX-License-Identifier: ISC */
/* Live values: names of the expression language that come from outside while a show runs, by lines of control files,
 * from sky-hear(1) or a hand. Between two lines the beat goes on at the tempo of `bpm`. */
#ifndef SKY_EXPR_LIVE_H
#define SKY_EXPR_LIVE_H

#include <sky/phase.h>

#include "base/clock.h"

/* X(name, NAME, text): those that hold what a line says until the next one, and are 0 before. */
#define SKY_LIVE_NUMBERS(X) \
    X(level, LEVEL, "loudness of the sound, 0 to 1") \
    X(bass, BASS, "loudness of its low tones") \
    X(mid, MID, "loudness of its middle tones") \
    X(treble, TREBLE, "loudness of its high tones") \
    X(onset, ONSET, "1 when a tone or a drum begins, and falling to 0 after it") \
    X(lock, LOCK, "how sure the beat is, 0 to 1") \
    X(knob1, KNOB1, "knob or fader 1, 0 to 1") \
    X(knob2, KNOB2, "knob or fader 2, 0 to 1") \
    X(knob3, KNOB3, "knob or fader 3, 0 to 1") \
    X(knob4, KNOB4, "knob or fader 4, 0 to 1") \
    X(knob5, KNOB5, "knob or fader 5, 0 to 1") \
    X(knob6, KNOB6, "knob or fader 6, 0 to 1") \
    X(knob7, KNOB7, "knob or fader 7, 0 to 1") \
    X(knob8, KNOB8, "knob or fader 8, 0 to 1")

enum sky_live_name {
#define SKY_LIVE_ENUM(name, NAME, text) SKY_LIVE_##NAME,
    SKY_LIVE_NUMBERS(SKY_LIVE_ENUM)
#undef SKY_LIVE_ENUM
    SKY_LIVE_BPM,
    SKY_LIVE_BEAT,
    SKY_LIVE_PHASE, /* the fraction of the beat, whatever lines say */
    SKY_LIVE_COUNT,
};

#define SKY_LIVE_BPM_DEFAULT 120
#define SKY_LIVE_BPM_MIN 10
#define SKY_LIVE_BPM_MAX 1000

struct sky_live {
    double numbers[SKY_LIVE_BPM + 1];
    double beat;            /* in this frame; it never goes back, but for a new count */
    bool is_shown;          /* in a frame */
    struct sky_phase count; /* beats, by the lines and the tempo */
    double heard;           /* when the last line of the beat was written, in the time of the show */
    bool has_heard;
};

/* With `bpm` beats a minute from the time 0 on, and all else 0; `t` is the time of the first frame. */
void sky_live_init(struct sky_live *live, double bpm, double t);

/* The live value of this name, or SKY_LIVE_COUNT. */
enum sky_live_name sky_live_find(const char *name);

/* The name as lines and expressions have it. */
const char *sky_live_text(enum sky_live_name name);

/* Sets a value by a line that was written at the time `t` of the show. Beats that come at least five times a second are
 * followed smoothly, so that it does not matter when each is read. Returns 0, or -1 with the error set, which begins
 * with the name. */
int sky_live_set(struct sky_live *live, enum sky_live_name name, double number, double t);

/* Moves the beat on to the time `t` of a frame; to be called for each. A beat that was counted back waits until it is
 * where it was; by more than two beats it is a new count. */
void sky_live_update(struct sky_live *live, double t);

/* The value at a moment, up to SKY_LIVE_BPM, and the beat; without live values those of sky_live_init() at the default
 * tempo. */
double sky_live_number(const struct sky_moment *now, unsigned name);
double sky_live_beat(const struct sky_moment *now);

#endif
