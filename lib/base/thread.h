/* SPDX-License-Identifier: ISC */
#ifndef SKY_BASE_THREAD_H
#define SKY_BASE_THREAD_H

#include <pthread.h>

/* Starts a thread with a stack of 4 MiB that takes no signals but those which its own faults raise: the program's first
 * thread is the one that is interrupted. Returns 0, or a value of errno. */
int sky_thread_start(pthread_t *thread, void *(*run)(void *), void *context);

#endif
