/* SPDX-License-Identifier: ISC */
/* Writing bytes to where there may be no room: without ever waiting beyond a signal that asks to stop, since the
 * LEDs of other drivers wait to be sent black. */
#ifndef SKY_PUSH_SINK_H
#define SKY_PUSH_SINK_H

#include <stddef.h>
#include <sys/types.h>

#include "sky-push/drivers/driver.h"

/* Opens a file, device or FIFO for writing, or standard output for "-"; waits for a FIFO's reader. Returns the
 * descriptor, or -1 with the error set. */
int sink_open(const char *path);

/* Opens the terminal or pipe that `fd` is anew, so that it can be non-blocking without its other users noticing.
 * Returns a new descriptor; of anything else, and where that is not allowed, a copy. -1 with the error set. */
int sink_reopen(int fd);

/* Writes it all, waiting for room; once a signal has asked to stop, for a second at most. */
enum send_result sink_write(int fd, const void *bytes, size_t count);

/* Writes what there is room for now. Returns how much, or -1 with errno set. */
ssize_t sink_put(int fd, const void *bytes, size_t count);

#endif
