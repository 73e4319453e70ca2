/* SPDX-License-Identifier: ISC */
/* Writing to descriptors that may have no room, without waiting longer than the output may. `stop` is a driver's
 * args->stop. */
#ifndef SKY_PUSH_SINK_H
#define SKY_PUSH_SINK_H

#include <stddef.h>

#include "sky-push/drivers/driver.h"

/* Opens a file, device or FIFO for writing, or standard output for "-"; waits for a FIFO's reader. Returns the
 * descriptor, or -1 with the error set. */
int sink_open(const char *path, int stop);

/* Writes it all, waiting for room; once it is to stop, not for long where nothing is taken any more. */
enum send_result sink_write(int fd, const void *bytes, size_t count, int stop);

/* Waits for room. False when there is none at `deadline`, or when it is to stop. */
bool sink_wait(int fd, int stop, uint64_t deadline);

#endif
