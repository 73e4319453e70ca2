/* SPDX-License-Identifier: ISC */
/* Real-time priority, for programs that drive hardware: nothing ordinary comes between a frame and its time. */
#ifndef SKY_PUSH_REALTIME_H
#define SKY_PUSH_REALTIME_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

/* Begin with a zeroed one. */
struct realtime {
    bool on;
    int error; /* of errno: why it is not; 0 when that was told */
};

/* Asks for it, for this thread and those that it will start. One that was given to the program before stays. */
void realtime_begin(struct realtime *realtime);

/* Once everything is allocated and open: keeps in memory what is there, and says what was not allowed. */
void realtime_settle(struct realtime *realtime);

/* Rests after so much work (ns) without a pause, a little: a computer with one processor has something else to do too,
 * and would not come to it. For threads with real-time priority. */
void realtime_rest(uint64_t worked);

/* For this thread, more of it than the one has that started it, if that is allowed. */
void realtime_raise(void);

/* A lock that whoever waits for it gets next, and that lends its owner the priority of who waits, where there is
 * that. */
void realtime_lock_init(pthread_mutex_t *lock);

#endif
