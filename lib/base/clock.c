/* SPDX-License-Identifier: ISC */
#include "base/clock.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>
#include <sky/value.h>

#include "base/signals.h"
#include "base/wall.h"

#define SECOND 1000000000u

#define FPS_MIN 0.001
#define FPS_MAX 100000.0

/* Parses a fraction such as 30000/1001, whose '/' is at `slash`. */
static int parse_fraction(double *fps, const char *text, const char *slash)
{
    char numerator[32];
    double above, below;
    snprintf(numerator, sizeof numerator, "%.*s", (int)(slash - text), text);
    if (slash - text >= (int)sizeof numerator || sky_number_parse(numerator, 0, 1e12, &above) < 0 ||
        sky_number_parse(slash + 1, 0, 1e12, &below) < 0 || below == 0 || above < FPS_MIN * below ||
        above > FPS_MAX * below)
        return sky_fail("'%.40s' is not a frame rate (must be %.10g to %.10g, or a fraction such as 30000/1001)", text,
                        FPS_MIN, FPS_MAX);
    *fps = above / below;
    return 0;
}

int sky_fps_parse(double *fps, const char *text)
{
    const char *slash = strchr(text, '/');
    return slash ? parse_fraction(fps, text, slash) : sky_number_parse(text, FPS_MIN, FPS_MAX, fps);
}

int sky_fps_from_environment(double *fps)
{
    const char *text = getenv("SKY_FPS");
    *fps = 30;
    if (!text || !*text)
        return 0;
    return sky_fps_parse(fps, text) < 0 ? sky_fail_at("$SKY_FPS") : 0;
}

struct sky_moment sky_moment_at(uint64_t n, double fps)
{
    return (struct sky_moment){.n = n, .t = (double)n / fps, .fps = fps};
}

uint64_t sky_clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

struct timespec sky_clock_timespec(uint64_t ns)
{
    return (struct timespec){.tv_sec = (time_t)(ns / SECOND), .tv_nsec = (long)(ns % SECOND)};
}

double sky_clock_time_of_day(const struct timespec *moment)
{
    struct tm local;
    tzset(); /* localtime_r() looks at the time zone only once */
    if (!localtime_r(&moment->tv_sec, &local))
        return 0;
    return local.tm_hour * 3600.0 + local.tm_min * 60.0 + local.tm_sec + (double)moment->tv_nsec * 1e-9;
}

void sky_clock_wait(uint64_t deadline)
{
    for (;;) {
        uint64_t now = sky_clock_ns();
        uint64_t left = deadline > now ? deadline - now : 0;
        struct timespec wait = sky_clock_timespec(left);
        /* Also with nothing left to wait for: caught signals are delivered only in here. */
        ppoll(NULL, 0, &wait, sky_signals_mask());
        if (left == 0 || sky_signals_stop())
            return;
    }
}

void sky_clock_pause(uint64_t ns)
{
    struct timespec left = sky_clock_timespec(ns);
    while (nanosleep(&left, &left) < 0 && errno == EINTR)
        ;
}

uint64_t sky_pacer_due(const struct sky_pacer *pacer)
{
    double since = (double)(pacer->number - pacer->base) * (SECOND / pacer->fps);
    return pacer->start ? pacer->start + (uint64_t)since : 0;
}

/* Leaves out the frames whose time has passed at `now`, to be dropped when they come. */
static void leave_out(struct sky_pacer *pacer, uint64_t now)
{
    unsigned steps = pacer->steps > 1 ? pacer->steps : 1;
    uint64_t due = sky_pacer_due(pacer);
    if (due == 0 || now < due || pacer->number % steps != 0)
        return;
    uint64_t frames = (uint64_t)((double)(now - due) * pacer->fps / SECOND) / steps;
    pacer->late += frames > 0;
    pacer->missed += frames;
    pacer->number += frames * steps;
}

/* The first time, in steps since the epoch of the wall clock, that is not before `now`. Frames begin on whole frames. */
static double next_step(const struct sky_pacer *pacer, uint64_t now)
{
    unsigned steps = pacer->steps > 1 ? pacer->steps : 1;
    double step = (double)(pacer->number % steps);
    return ceil((sky_wall_frame(pacer->wall, now, pacer->fps) - step) / steps) * steps + step;
}

/* Keeps the schedule on whole multiples of the frame time by the wall clock, whose course may have changed. Where that
 * has jumped, the schedule begins anew. */
static void align(struct sky_pacer *pacer)
{
    uint64_t due = sky_pacer_due(pacer);
    double step = floor(sky_wall_frame(pacer->wall, due, pacer->fps) + 0.5);
    sky_wall_look(pacer->wall);
    bool jumped = fabs(sky_wall_frame(pacer->wall, due, pacer->fps) - step) > 0.5;
    sky_pacer_restart(pacer, due == 0 || jumped ? 0 : sky_wall_due(pacer->wall, step, pacer->fps));
}

/* Starts the schedule, or starts it anew, with the next frame. */
static void begin(struct sky_pacer *pacer, uint64_t now)
{
    sky_pacer_restart(pacer, now);
    if (pacer->wall)
        sky_pacer_restart(pacer, sky_wall_due(pacer->wall, next_step(pacer, now), pacer->fps));
}

uint64_t sky_pacer_next(struct sky_pacer *pacer, uint64_t now)
{
    if (pacer->wall)
        align(pacer);
    if (pacer->start == 0)
        begin(pacer, now);
    if (pacer->catch_up)
        leave_out(pacer, now);
    uint64_t due = sky_pacer_due(pacer);
    if (!pacer->catch_up && now > due && (double)(now - due) >= SECOND / pacer->fps) {
        pacer->late++;
        begin(pacer, now);
        due = pacer->wall ? sky_pacer_due(pacer) : due;
    }
    pacer->shown = now > due ? now : due;
    pacer->number++;
    return due;
}

void sky_pacer_restart(struct sky_pacer *pacer, uint64_t start)
{
    pacer->start = start;
    pacer->base = pacer->number;
}

bool sky_pacer_drops(struct sky_pacer *pacer, uint64_t now)
{
    if (!pacer->catch_up)
        return false;
    leave_out(pacer, now);
    double frame = SECOND / pacer->fps * (pacer->steps > 1 ? pacer->steps : 1);
    if (pacer->shown == 0)
        pacer->shown = now;
    if (pacer->missed == 0 || now >= pacer->shown + (uint64_t)(frame / 2))
        return false;
    pacer->missed--;
    return true;
}

uint64_t sky_pacer_wait(struct sky_pacer *pacer)
{
    uint64_t due = sky_pacer_next(pacer, sky_clock_ns());
    sky_clock_wait(due);
    uint64_t now = sky_clock_ns();
    return now > due ? now - due : 0;
}
