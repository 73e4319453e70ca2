/* SPDX-License-Identifier: ISC */
/* Real-time priority for threads that drive hardware, so that ordinary processes do not delay a frame. */
#ifndef SKY_PUSH_REALTIME_H
#define SKY_PUSH_REALTIME_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* Starts zeroed. */
struct realtime {
    bool on;
    int error; /* errno if it is off and that was not warned of yet, else 0 */
};

/* Requests it for this thread and for those that it will start. A priority that the process already has stays. */
void realtime_begin(struct realtime *realtime);

/* Once everything is allocated and open: locks memory, and warns of what was not permitted. */
void realtime_settle(struct realtime *realtime);

/* Sleeps a little after so much work (ns) without a pause, so that other processes get a turn on a computer with one
 * processor. For threads with real-time priority. */
void realtime_rest(uint64_t worked);

/* Gives this thread a higher priority than that of the thread that started it, if that is permitted. */
void realtime_raise(void);

/* Initialises a lock with priority inheritance, where the system has that. */
void realtime_lock_init(pthread_mutex_t *lock);

#endif
