/* SPDX-License-Identifier: ISC */
/* Time: the monotonic clock, the moment of a frame, and a pacer that waits for each frame's own deadline.
 *
 *     struct sky_pacer pacer = SKY_PACER(30);
 *     while (!sky_signals_stop()) {
 *         sky_pacer_wait(&pacer);
 *         ...write a frame...
 *     }
 *
 * Only a writer that nothing else holds back must pace itself: see sky_output_is_paced(). */
#ifndef SKY_PACE_H
#define SKY_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Parses a frame rate: frames a second, 0.001 to 100,000, or a fraction such as 30000/1001. Returns 0, or -1 with the
 * error set. */
int sky_fps_parse(double *fps, const char *text);

/* $SKY_FPS, or 30 without it. Returns 0, or -1 with the error set. */
int sky_fps_from_environment(double *fps);

/* The number of a frame, from 0, and its time in the show: t = n / fps seconds. */
struct sky_moment {
    uint64_t n;
    double t, fps;
    const struct sky_live *live; /* the library's own: live values for expressions, or NULL */
};

/* The moment of frame `n` at `fps` frames a second, without live values. */
struct sky_moment sky_moment_at(uint64_t n, double fps);

/* Now. All times here are CLOCK_MONOTONIC in nanoseconds. */
uint64_t sky_clock_ns(void);

/* A deadline that is never reached. */
#define SKY_FOREVER UINT64_MAX

/* Waits until `deadline`, or until a caught signal asks to stop: <sky/signals.h>. */
void sky_clock_wait(uint64_t deadline);

/* Deadlines of frames that do not drift: each is counted from the first, not from the last wait. When a frame is late
 * by the time of a whole frame, the schedule starts anew with it: frames are never hurried to catch up.
 *
 * With `catch_up` the schedule never starts anew: frame n is due n / fps seconds after the start, which is the moment
 * of the first frame unless it is set before. Frames whose time has passed are dropped instead of shown:
 *
 *         while (sky_pacer_drops(&pacer, sky_clock_ns()))
 *             ...leave out a frame...
 *         sky_pacer_wait(&pacer);
 *         ...write a frame... */
struct sky_pacer {
    double fps;
    uint64_t start;  /* when frame `base` was due, 0 until the first wait */
    uint64_t base;   /* the frame that the schedule last started with */
    uint64_t number; /* the next frame */
    uint64_t late;   /* frames that were late by the time of a whole frame or more */
    bool catch_up;
    unsigned steps;  /* waits for each frame, if more than one: `fps` and `number` then count those */
    uint64_t missed; /* with catch_up: frames whose time has passed without them */
    uint64_t shown;  /* with catch_up: when the last frame was due, or was there if that was later */
    struct sky_wall *wall; /* the library's own: frames are due on whole multiples of their time by the wall clock */
};

/* Initialiser of a struct sky_pacer. */
#define SKY_PACER(fps) {(fps), 0, 0, 0, 0, false, 0, 0, 0, NULL}

/* When the next frame is due, 0 before the first wait. */
uint64_t sky_pacer_due(const struct sky_pacer *pacer);

/* Waits until the next frame is due, or until a caught signal asks to stop. The first frame is due at once. Returns how
 * late it is now, in ns; 0 when it is in time. */
uint64_t sky_pacer_wait(struct sky_pacer *pacer);

/* With `catch_up`: true if the next frame is to be dropped, which counts as done, since its time has passed at `now`.
 * Where frames come too slowly to catch up, one is still shown whenever none was for half the time of a frame. */
bool sky_pacer_drops(struct sky_pacer *pacer, uint64_t now);

#ifdef __cplusplus
}
#endif

#endif
