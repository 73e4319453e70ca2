/* SPDX-License-Identifier: ISC */
#include "sky-push/realtime.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include <sky/error.h>

#include "base/clock.h"

/* Above all ordinary threads, and below the kernel's interrupt threads at 50, since SPI transfers go through one. */
#define PRIORITY 20
#define REST_PART 16

void realtime_begin(struct realtime *realtime)
{
    const struct sched_param priority = {.sched_priority = PRIORITY};
    int policy = sched_getscheduler(0);
    if (realtime->on)
        return;
    realtime->on = policy == SCHED_FIFO || policy == SCHED_RR || sched_setscheduler(0, SCHED_FIFO, &priority) == 0;
    realtime->error = realtime->on ? 0 : errno;
}

void realtime_settle(struct realtime *realtime)
{
    if (realtime->error)
        sky_warn("no real-time priority (%s): allow it with rtprio in limits.conf, or LimitRTPRIO= of a service",
                 strerror(realtime->error));
    realtime->error = 0;
    /* Not MCL_FUTURE: later allocations would fail where only little memory may be locked. */
    if (realtime->on && mlockall(MCL_CURRENT) < 0)
        sky_warn("memory is not locked (%s): allow it with memlock in limits.conf, or LimitMEMLOCK= of a service",
                 strerror(errno));
}

void realtime_rest(uint64_t worked)
{
    const struct timespec time = sky_clock_timespec(worked / REST_PART);
    nanosleep(&time, NULL);
}

void realtime_raise(void)
{
    struct sched_param priority;
    int policy;
    if (pthread_getschedparam(pthread_self(), &policy, &priority) != 0 || policy == SCHED_OTHER)
        return;
    priority.sched_priority++;
    pthread_setschedparam(pthread_self(), policy, &priority);
}

void realtime_lock_init(pthread_mutex_t *lock)
{
    pthread_mutexattr_t how;
    pthread_mutexattr_init(&how);
    pthread_mutexattr_setprotocol(&how, PTHREAD_PRIO_INHERIT);
    if (pthread_mutex_init(lock, &how) != 0)
        pthread_mutex_init(lock, NULL);
    pthread_mutexattr_destroy(&how);
}
