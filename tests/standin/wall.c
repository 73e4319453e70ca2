/* SPDX-License-Identifier: ISC */
/* A wall clock of the test's own, loaded before the C library. $WALL names a file of three numbers in the machine's own
 * order: int64 nanoseconds that the clock is ahead, from int64 CLOCK_MONOTONIC nanoseconds on, and a double, the
 * nanoseconds that it gains each second after that. It is read at every look, so a test can set the clock and let it
 * run wrong while programs run. The other clocks and all timers stay as they are. */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct wall {
    int64_t ahead, since;
    double gain;
};

static int really(clockid_t clock, struct timespec *time)
{
    static int (*function)(clockid_t, struct timespec *);
    if (!function)
        function = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    if (!function)
        abort();
    return function(clock, time);
}

static int64_t ns(const struct timespec *time)
{
    return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
    int result = really(clock, time);
    const char *path = getenv("WALL");
    struct timespec monotonic;
    struct wall wall;
    if (clock != CLOCK_REALTIME || result < 0 || !path)
        return result;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, &wall, sizeof wall) != sizeof wall) /* replaced as a whole by rename() */
        abort();
    close(fd);
    really(CLOCK_MONOTONIC, &monotonic);
    int64_t now = ns(time) + wall.ahead + (int64_t)((double)(ns(&monotonic) - wall.since) / 1e9 * wall.gain);
    *time = (struct timespec){.tv_sec = (time_t)(now / 1000000000), .tv_nsec = (long)(now % 1000000000)};
    return 0;
}
