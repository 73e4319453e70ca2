/* SPDX-License-Identifier: ISC */
#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>
#include <sky/value.h>

#include "base/number.h"
#include "base/signals.h"

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
    return slash ? parse_fraction(fps, text, slash) : sky_number_parse_in(text, "fps", FPS_MIN, FPS_MAX, fps);
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
