/* SPDX-License-Identifier: ISC */
#include "base/workers.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/thread.h"

#define PARTS 4 /* a thread: so few cost little to start, and are enough to even out unequal work */

struct worker {
    struct sky_workers *workers;
    unsigned number;
    pthread_t thread;
};

struct sky_workers {
    unsigned threads; /* with the caller's, which is number 0 */
    struct worker others[SKY_WORKERS_MAX];
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t begun, done;
    bool ends;
    sky_work *work;
    void *context;
    uint32_t count, part;
    uint32_t next, left; /* the first step that nobody has taken; how many are not done */
};

/* Takes parts while there are any. The lock is held, except during the work. */
static void take_parts(struct sky_workers *workers, unsigned number)
{
    while (workers->next < workers->count) {
        uint32_t first = workers->next, most = workers->count - first;
        uint32_t part = workers->part < most ? workers->part : most;
        workers->next += part;
        pthread_mutex_unlock(&workers->lock);
        workers->work(workers->context, first, first + part, number);
        pthread_mutex_lock(&workers->lock);
        workers->left -= part;
        if (workers->left == 0)
            pthread_cond_signal(&workers->done);
    }
}

static void *work_along(void *context)
{
    struct worker *worker = context;
    struct sky_workers *workers = worker->workers;
    pthread_mutex_lock(&workers->lock);
    while (!workers->ends) {
        take_parts(workers, worker->number);
        pthread_cond_wait(&workers->begun, &workers->lock);
    }
    pthread_mutex_unlock(&workers->lock);
    return NULL;
}

struct sky_workers *sky_workers_create(unsigned threads)
{
    struct sky_workers *workers = calloc(1, sizeof *workers);
    if (!workers) {
        sky_fail("out of memory");
        return NULL;
    }
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->begun, NULL);
    pthread_cond_init(&workers->done, NULL);
    int error = 0;
    for (workers->threads = 1; workers->threads < threads; workers->threads++) {
        struct worker *worker = &workers->others[workers->threads];
        *worker = (struct worker){.workers = workers, .number = workers->threads};
        error = sky_thread_start(&worker->thread, work_along, worker);
        if (error)
            break;
    }
    if (!error)
        return workers;
    sky_fail("%u threads cannot be started: %s", threads, strerror(error));
    sky_workers_destroy(workers);
    return NULL;
}

void sky_workers_destroy(struct sky_workers *workers)
{
    if (!workers)
        return;
    pthread_mutex_lock(&workers->lock);
    workers->ends = true;
    pthread_cond_broadcast(&workers->begun);
    pthread_mutex_unlock(&workers->lock);
    for (unsigned i = 1; i < workers->threads; i++)
        pthread_join(workers->others[i].thread, NULL);
    pthread_cond_destroy(&workers->begun);
    pthread_cond_destroy(&workers->done);
    pthread_mutex_destroy(&workers->lock);
    free(workers);
}

unsigned sky_workers_threads(const struct sky_workers *workers)
{
    return workers ? workers->threads : 1;
}

void sky_workers_run(struct sky_workers *workers, uint32_t count, sky_work *work, void *context)
{
    unsigned threads = sky_workers_threads(workers);
    if (threads == 1) {
        work(context, 0, count, 0);
        return;
    }
    pthread_mutex_lock(&workers->lock);
    workers->work = work;
    workers->context = context;
    workers->count = workers->left = count;
    workers->part = count / (threads * PARTS) + 1;
    workers->next = 0;
    pthread_cond_broadcast(&workers->begun);
    take_parts(workers, 0);
    while (workers->left > 0)
        pthread_cond_wait(&workers->done, &workers->lock);
    pthread_mutex_unlock(&workers->lock);
}
