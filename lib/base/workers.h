/* SPDX-License-Identifier: ISC */
/* Threads that share the work of a frame: a loop over vanes is cut into parts, and each thread takes the next part that
 * nobody has taken. Between frames the threads sleep. */
#ifndef SKY_BASE_WORKERS_H
#define SKY_BASE_WORKERS_H

#include <stdint.h>

#define SKY_WORKERS_MAX 64

struct sky_workers;

/* Does the part `first` to `end` - 1 of the work. `worker` is the number of the thread that does it, 0 to threads - 1,
 * by which threads have memory of their own. */
typedef void sky_work(void *context, uint32_t first, uint32_t end, unsigned worker);

/* `threads`, 1 to SKY_WORKERS_MAX, includes the one that calls sky_workers_run(). The others take no signals. NULL with
 * the error set. */
struct sky_workers *sky_workers_create(unsigned threads);
void sky_workers_destroy(struct sky_workers *workers); /* accepts NULL */

/* The number of threads; 1 for NULL. */
unsigned sky_workers_threads(const struct sky_workers *workers);

/* Does work of `count` steps, and returns when all are done. Parts are in no order, so what a part does must not depend
 * on another. With one thread, or with NULL for the workers, it is a single call. Not to be called by the work
 * itself. */
void sky_workers_run(struct sky_workers *workers, uint32_t count, sky_work *work, void *context);

#endif
