/* SPDX-License-Identifier: ISC */
#include "base/wait.h"

#include <poll.h>
#include <stddef.h>
#include <time.h>

#include "base/clock.h"
#include "base/signals.h"

bool sky_wait_ready(int fd, short events, uint64_t deadline)
{
    for (;;) {
        uint64_t now = sky_clock_ns();
        uint64_t left = deadline > now ? deadline - now : 0;
        struct timespec timeout = sky_clock_timespec(left);
        struct pollfd ready = {.fd = fd, .events = events};
        if (ppoll(&ready, 1, deadline == SKY_FOREVER ? NULL : &timeout, sky_signals_mask()) > 0)
            return true;
        if (left == 0 || sky_signals_stop())
            return false;
    }
}
