/* SPDX-License-Identifier: ISC */
#include "sky-push/drivers/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/signals.h"
#include "base/wait.h"

#define READER_NS UINT64_C(50000000)   /* how often a FIFO is tried that has no reader yet */
#define GRACE_NS UINT64_C(1000000000) /* for the last bytes, after a signal */
#define LOOK_NS UINT64_C(100000000)   /* how often it is looked for a signal that another thread has got */

/* The most that one write() to a pipe takes without waiting, once poll() has found room. */
#define PIPE_STEP 4096

int sink_reopen(int fd)
{
    struct stat status;
    if (fstat(fd, &status) == 0 && (S_ISFIFO(status.st_mode) || isatty(fd))) {
        char path[32];
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        int again = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (again >= 0)
            return again;
    }
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    return copy < 0 ? sky_fail("%s", strerror(errno)) : copy;
}

int sink_open(const char *path)
{
    if (strcmp(path, "-") == 0)
        return isatty(STDOUT_FILENO) ? sky_fail("standard output is a terminal, and this is not text")
                                     : sink_reopen(STDOUT_FILENO);
    for (;;) {
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);
        if (fd >= 0)
            return fd;
        if (errno != ENXIO || sky_signals_stop())
            return sky_fail("%s", strerror(errno));
        sky_clock_wait(sky_clock_ns() + READER_NS);
    }
}

/* False when a signal asked to stop and the grace is over. `grace` is 0 until the signal comes. */
static bool wait_for_room(int fd, uint64_t *grace)
{
    for (;;) {
        uint64_t now = sky_clock_ns();
        if (*grace == 0 && sky_signals_stop())
            *grace = now + GRACE_NS;
        if (sky_wait_ready(fd, POLLOUT, *grace > 0 ? *grace : now + LOOK_NS))
            return true;
        if (*grace > 0 && now >= *grace)
            return false;
    }
}

enum send_result sink_write(int fd, const void *bytes, size_t count)
{
    bool blocking = !(fcntl(fd, F_GETFL) & O_NONBLOCK);
    const char *at = bytes;
    uint64_t grace = 0;
    while (count > 0) {
        if (blocking && !wait_for_room(fd, &grace))
            return (enum send_result)sky_fail("nobody takes the bytes");
        ssize_t put = write(fd, at, blocking && count > PIPE_STEP ? PIPE_STEP : count);
        if (put >= 0) {
            at += put;
            count -= (size_t)put;
        } else if (errno == EPIPE) {
            return SEND_CLOSED;
        } else if (errno == EAGAIN) {
            if (!wait_for_room(fd, &grace))
                return (enum send_result)sky_fail("nobody takes the bytes");
        } else if (errno != EINTR) {
            return (enum send_result)sky_fail("%s", strerror(errno));
        }
    }
    return SEND_DONE;
}

ssize_t sink_put(int fd, const void *bytes, size_t count)
{
    size_t done = 0;
    while (done < count) {
        ssize_t put = write(fd, (const char *)bytes + done, count - done);
        if (put >= 0)
            done += (size_t)put;
        else if (errno == EAGAIN)
            break;
        else if (errno != EINTR)
            return -1;
    }
    return (ssize_t)done;
}
