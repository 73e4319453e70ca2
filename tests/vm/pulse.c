/* SPDX-License-Identifier: ISC */
/* `pulse FILE HZ COUNT`: pulls an input of gpio-sim up and down, COUNT times, at exactly so many a second: FILE is
 * its `pull`. Nobody comes before it: what is to be measured is who listens. */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int pull(int file, const char *how)
{
    return pwrite(file, how, strlen(how), 0) == (ssize_t)strlen(how);
}

static void wait_until(long long ns)
{
    const struct timespec time = {ns / 1000000000, ns % 1000000000};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

int main(int argc, char **argv)
{
    int file = argc == 4 ? open(argv[1], O_WRONLY) : -1;
    struct timespec now;
    if (file < 0 || sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 90}) < 0) {
        perror("pulse");
        return 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    long long start = now.tv_sec * 1000000000LL + now.tv_nsec, period = 1000000000 / atoi(argv[2]);
    for (int i = 0; i < atoi(argv[3]); i++) {
        if (!pull(file, "pull-up"))
            return 1;
        wait_until(start + i * period + period / 2);
        if (!pull(file, "pull-down"))
            return 1;
        wait_until(start + (i + 1) * period);
    }
    return 0;
}
