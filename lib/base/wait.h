/* SPDX-License-Identifier: ISC */
/* Waiting for a descriptor. */
#ifndef SKY_BASE_WAIT_H
#define SKY_BASE_WAIT_H

#include <stdbool.h>
#include <stdint.h>

/* Waits until `fd` is ready for one of the poll() `events`, has hung up or has an error. False when it was not ready
 * by `deadline` (CLOCK_MONOTONIC, ns; SKY_FOREVER for none), or when a caught signal asked to stop. */
bool sky_wait_ready(int fd, short events, uint64_t deadline);

#endif
