/* SPDX-License-Identifier: ISC */
/* Threads that share work. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "base/workers.h"
#include "tap.h"

#define STEPS_MAX 1000

struct job {
    unsigned threads;
    unsigned char done[STEPS_MAX]; /* how often each step was */
    atomic_uint used[SKY_WORKERS_MAX], wrong;
};

static void count_steps(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    struct job *job = context;
    if (worker >= job->threads || first >= end) {
        job->wrong++;
        return;
    }
    /* A thread's number is its own: no other thread works under it meanwhile. */
    job->wrong += atomic_fetch_add(&job->used[worker], 1) != 0;
    for (uint32_t step = first; step < end; step++)
        job->done[step]++;
    job->used[worker]--;
}

static bool does_all(struct sky_workers *workers, uint32_t count)
{
    static struct job job;
    memset(&job, 0, sizeof job);
    job.threads = sky_workers_threads(workers);
    sky_workers_run(workers, count, count_steps, &job);
    for (uint32_t step = 0; step < STEPS_MAX; step++)
        if (job.done[step] != (step < count))
            return false;
    return job.wrong == 0;
}

/* The first part waits until another thread has taken a part. */
struct meeting {
    atomic_bool met;
    sigset_t blocked; /* in the other thread */
};

static void meet(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    struct meeting *meeting = context;
    (void)first;
    (void)end;
    if (worker == 0) {
        while (!meeting->met)
            continue;
        return;
    }
    if (!meeting->met)
        pthread_sigmask(SIG_BLOCK, NULL, &meeting->blocked);
    meeting->met = true;
}

int main(void)
{
    static const unsigned threads[] = {1, 2, 3, 7, SKY_WORKERS_MAX};
    static const uint32_t counts[] = {1, 2, 3, 8, 9, 360, 999, STEPS_MAX};
    ok(does_all(NULL, 360) && sky_workers_threads(NULL) == 1, "without workers the caller does all");
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        struct sky_workers *workers = sky_workers_create(threads[i]);
        bool all = workers && sky_workers_threads(workers) == threads[i];
        for (int again = 0; all && again < 200; again++)
            for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
                all &= does_all(workers, counts[k]);
        ok(all, "%u threads do each step once, again and again", threads[i]);
        sky_workers_destroy(workers);
    }

    bool ended = true;
    for (int i = 0; i < 50; i++) {
        struct sky_workers *workers = sky_workers_create(8);
        ended &= workers != NULL;
        sky_workers_destroy(workers); /* perhaps before its threads have run */
    }
    ok(ended, "threads that never worked end");
    sky_workers_destroy(NULL);

    struct sky_workers *workers = sky_workers_create(2);
    struct meeting meeting = {0};
    sky_workers_run(workers, 64, meet, &meeting);
    ok(meeting.met, "threads work at the same time");
    ok(sigismember(&meeting.blocked, SIGTERM) == 1 && sigismember(&meeting.blocked, SIGINT) == 1 &&
           sigismember(&meeting.blocked, SIGBUS) == 0,
       "they take no signals but those of their own faults");
    sky_workers_destroy(workers);
    return done();
}
