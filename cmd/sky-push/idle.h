/* SPDX-License-Identifier: ISC */
/* What the LEDs show while the source gives no frames. */
#ifndef SKY_PUSH_IDLE_H
#define SKY_PUSH_IDLE_H

#include <stdbool.h>
#include <stdint.h>

#include <sky/error.h>

enum idle_what {
    IDLE_DEFAULT, /* hold for what may come back, exit for what has ended for good */
    IDLE_HOLD,
    IDLE_FADE,
    IDLE_BLACK,
    IDLE_EXIT,
};

struct idle {
    enum idle_what what;
    uint64_t stale;   /* for how long a source must have given nothing to be idle, ns */
    const char *name; /* the source's, for messages */

    uint64_t well;    /* when it was well last; 0: not yet */
    uint64_t stopped; /* since when it is idle; 0: it is not */
    bool said;        /* something that needs a word when it is over */
    char reason[SKY_ERROR_MAX]; /* said last, or "" */
};

/* `name` must outlive it. */
void idle_init(struct idle *idle, enum idle_what what, double stale_seconds, double fps, const char *name);

/* Goes on with another wish. */
void idle_change(struct idle *idle, enum idle_what what, double stale_seconds, double fps);

/* True when something is shown even after the source has ended. */
bool idle_outlives(const struct idle *idle);

/* The source is well. */
void idle_note_well(struct idle *idle, uint64_t now);

/* It gives nothing, and may yet. Returns true when it became idle by this. */
bool idle_note_nothing(struct idle *idle, uint64_t now);

/* It fails for the reason that sky_error() gives, and may be well again. Each reason is said once. */
void idle_note_failure(struct idle *idle);

/* It has ended. */
void idle_note_end(struct idle *idle, uint64_t now);

/* How much of its light the last frame is shown with now: 1 to 0. */
double idle_level(const struct idle *idle, uint64_t now);

#endif
