/* SPDX-License-Identifier: ISC */
/* `pulse FILE HZ COUNT`: pulls an input of gpio-sim up and down, COUNT times, at exactly so many a second: FILE is
 * its `pull`. `pulse FILE TIMES`: pulls it up at each of the times in a file, one a line, in ns from the first; no two
 * are nearer than 10 ms. Nobody comes before it: what is to be measured is who listens. */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define UP 5000000 /* ns */

static int file;

static int pull(const char *how)
{
    return pwrite(file, how, strlen(how), 0) == (ssize_t)strlen(how);
}

static void wait_until(long long ns)
{
    const struct timespec time = {ns / 1000000000, ns % 1000000000};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

static int pulse(long long up, long long down)
{
    wait_until(up);
    if (!pull("pull-up"))
        return 0;
    wait_until(down);
    return pull("pull-down");
}

int main(int argc, char **argv)
{
    FILE *times = argc == 3 ? fopen(argv[2], "r") : NULL;
    struct timespec now;
    char line[64];
    file = argc == 4 || times ? open(argv[1], O_WRONLY) : -1;
    if (file < 0 || sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 90}) < 0) {
        perror("pulse");
        return 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    long long start = now.tv_sec * 1000000000LL + now.tv_nsec, first = -1;
    while (times && fgets(line, sizeof line, times)) {
        long long at = atoll(line);
        if (first < 0)
            first = at;
        if (!pulse(start + UP + at - first, start + 2 * UP + at - first))
            return 1;
    }
    long long period = times ? 0 : 1000000000 / atoi(argv[2]);
    for (int i = 0; !times && i < atoi(argv[3]); i++)
        if (!pulse(start + i * period, start + i * period + period / 2))
            return 1;
    if (!times)
        wait_until(start + atoi(argv[3]) * period);
    return 0;
}
