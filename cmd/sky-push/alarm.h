/* SPDX-License-Identifier: ISC */
/* A descriptor that poll() finds readable at a time. */
#ifndef SKY_PUSH_ALARM_H
#define SKY_PUSH_ALARM_H

#include <stdint.h>

struct alarm {
    int fd;
    uint64_t deadline;
};

/* Returns 0, or -1 with the error set; alarm_close() it in any case. */
int alarm_open(struct alarm *alarm);
void alarm_close(struct alarm *alarm);

/* Sets it to this time (CLOCK_MONOTONIC, ns), or to none by SKY_FOREVER. */
void alarm_set(struct alarm *alarm, uint64_t deadline);

#endif
