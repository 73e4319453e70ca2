/* SPDX-License-Identifier: ISC */
#include "sky-push/alarm.h"

#include <errno.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"

int alarm_open(struct alarm *alarm)
{
    alarm->deadline = SKY_FOREVER;
    alarm->fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    return alarm->fd < 0 ? sky_fail("timerfd: %s", strerror(errno)) : 0;
}

void alarm_close(struct alarm *alarm)
{
    if (alarm->fd >= 0)
        close(alarm->fd);
}

void alarm_set(struct alarm *alarm, uint64_t deadline)
{
    const struct itimerspec none = {0};
    struct itimerspec time = {.it_value = sky_clock_timespec(deadline > 0 ? deadline : 1)};
    if (deadline == alarm->deadline)
        return;
    timerfd_settime(alarm->fd, TFD_TIMER_ABSTIME, deadline == SKY_FOREVER ? &none : &time, NULL);
    alarm->deadline = deadline;
}
