/* SPDX-License-Identifier: ISC */
/* The input of a show: when its frames come, and what is printed and done when they do not. */
#ifndef SKY_PUSH_SOURCE_H
#define SKY_PUSH_SOURCE_H

#include <sky/error.h>

#include "stream/live.h"

/* What to show while no frames come. */
enum idle {
    IDLE_HOLD,
    IDLE_FADE,
    IDLE_BLACK,
    IDLE_EXIT,
    IDLE_DEFAULT, /* hold while the input may come back, exit when it has ended for good */
};

/* Starts zeroed. */
struct source {
    struct sky_input *input; /* owned */
    bool live;
    bool ended;             /* for good */
    uint64_t well, stopped; /* when the last frame came, or could have come; since when it is idle, 0: it is not */
    uint64_t look;          /* when a live input without a frame so far is asked next */
    bool warned;            /* a warning was printed; when frames come again, that is printed too */
    bool warned_of_waiting; /* for the first frame */
    uint64_t skipped;       /* frames that gave way to a newer one after they had come */
    bool flooded;           /* a warning of too many of them was printed */
    char reason[SKY_ERROR_MAX]; /* of the failure that was printed last */
};

/* Opens an operand of sky_input_open_live(). Part of a frame is dropped after `stale` seconds. Returns 0, or -1 with
 * the error set. */
int source_open(struct source *source, const char *operand, const struct sky_geometry *geometry, double stale);

/* True if the show goes on when its input has ended. */
bool idle_outlives_input(enum idle idle);

/* How much of its light the last frame is shown with, 0 to 1. */
double source_level(const struct source *source, enum idle idle);

/* When the input becomes idle: `stale` seconds after its last frame, but at least two frames' time, since at a low rate
 * one may be late. */
uint64_t source_stale_at(const struct source *source, double stale, double fps);

/* A frame has come. */
void source_take_frame(struct source *source, uint64_t now);

/* A frame has given way to a newer one, after `shown` frames were shown. Warns once when that happens to most. */
void source_skip_frame(struct source *source, uint64_t shown);

/* The counts of the input, with those frames. */
struct sky_input_counts source_counts(const struct source *source);

/* What was to be done at `deadline` is done now. If that is much later, no frame was asked for meanwhile: this process
 * was stopped, or the outputs had no room. Then the time for `stale` begins again. */
void source_excuse(struct source *source, uint64_t deadline, uint64_t now);

/* Prints that the first frame is waited for, once. Live inputs print it themselves. */
void source_warn_of_waiting(struct source *source);

/* Prints the last error, each once, and that the last frame is held or that frames are waited for. `shown`: there was
 * a frame. */
void source_warn_of_failure(struct source *source, enum idle idle, bool shown);

/* The input has become idle, or, if it gave no frame yet and `idle` is IDLE_EXIT, is given up: prints that. */
void source_begin_idle(struct source *source, enum idle idle, bool waiting, uint64_t now);

/* An input that is not live has ended, or `failed` with the error set, for good. Returns 0, perhaps after a warning, or
 * -1 with the error set: the show has failed. */
int source_end(struct source *source, enum idle idle, bool failed, bool shown, uint64_t now);

/* After a live input was asked: sets when it is asked next if it has no frame so far. */
void source_look_later(struct source *source, double fps, uint64_t now);

#endif
