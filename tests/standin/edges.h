/* SPDX-License-Identifier: ISC */
/* The input lines of both stand-ins for libgpiod: what happens to them is in a file.
 *
 *     $GPIOD_EDGES   lines of text, to which more may be added meanwhile: SECONDS, growing, perhaps below 0, alone
 *                    for an edge, or followed by "lost N": the kernel has dropped N edges; or by "gone": the chip went
 *                    away. They are seconds since the first request, or since the line "again" was read. */
#ifndef STANDIN_EDGES_H
#define STANDIN_EDGES_H

#include <sys/timerfd.h>
#include <time.h>

#include "record.h"

static FILE *story;
static uint64_t story_start;
static unsigned long edge_number;
static int edge_timer = -1; /* a timerfd, readable when something has happened */

/* What happens next, once it was read. */
static struct {
    bool read;
    uint64_t time;
    char what[16]; /* "": an edge */
    unsigned long count;
} next;

static inline uint64_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* The timer is set for what happens next, or to look for that in the file again. */
static inline void watch_arm(void)
{
    uint64_t time = next.read ? next.time : clock_now() + 10000000;
    struct itimerspec when = {.it_value = {(time_t)(time / 1000000000), (long)(time % 1000000000)}};
    timerfd_settime(edge_timer, TFD_TIMER_ABSTIME, &when, NULL);
}

/* What a request asks for, in the log. */
static inline const char *edge_name(bool pulled_up, bool pulled_down, bool falling)
{
    return pulled_up ? "pulled up" : pulled_down ? "pulled down" : falling ? "falling" : "rising";
}

/* A line is to be watched: the story begins, or goes on. 0, or -1 with errno set. */
static inline int watch_begin(const char *consumer, unsigned offset, const char *edge)
{
    const char *path = getenv("GPIOD_EDGES");
    if (holder(offset)) {
        errno = EBUSY;
        return -1;
    }
    if (story_start == 0) {
        story_start = clock_now();
        story = path ? fopen(path, "r") : NULL;
    }
    if (edge_timer < 0)
        edge_timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    watch_arm();
    edge_number = 0;
    record("watch %s %u %s\n", consumer, offset, edge);
    return 0;
}

/* Has something happened? */
static inline int watch_wait(void)
{
    char line[80];
    double seconds;
    while (story && !next.read && fgets(line, sizeof line, story)) {
        next.what[0] = '\0';
        next.count = 0;
        next.read = sscanf(line, "%lf %15s %lu", &seconds, next.what, &next.count) > 0;
        if (next.read)
            next.time = story_start + (uint64_t)(int64_t)(seconds * 1e9);
        else
            story_start = clock_now();
    }
    if (story)
        clearerr(story); /* there may be more later */
    watch_arm();
    return next.read && next.time <= clock_now();
}

/* The edges that have come, with their numbers: how many, or -1 with errno set. */
static inline int watch_read(uint64_t *times, unsigned long *numbers, unsigned most)
{
    unsigned count = 0;
    while (count < most && watch_wait() && !(count > 0 && strcmp(next.what, "gone") == 0)) {
        next.read = false;
        watch_arm();
        if (strcmp(next.what, "gone") == 0) {
            errno = ENODEV;
            return -1;
        }
        edge_number += next.count;
        if (strcmp(next.what, "lost") == 0)
            continue;
        times[count] = next.time;
        numbers[count++] = ++edge_number;
    }
    return (int)count;
}

#endif
