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
#include "base/file.h"

#define READER_NS UINT64_C(50000000)  /* how often a FIFO is tried that has no reader yet */
#define GRACE_NS UINT64_C(300000000)  /* for bytes that nobody takes, once it was asked to stop */

/* The most that one write() to a pipe takes without waiting, once poll() has found room. */
#define PIPE_STEP 4096

/* Opens the terminal or pipe that `fd` is again, so that it can be non-blocking without its other users noticing.
 * Returns a new descriptor; of anything else, and where that is not allowed, a copy. -1 with the error set. */
static int reopen(int fd)
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

bool sink_wait(int fd, int stop, uint64_t deadline)
{
    for (;;) {
        struct pollfd events[] = {{.fd = fd, .events = POLLOUT}, {.fd = stop, .events = POLLIN}};
        uint64_t now = sky_clock_ns(), left = deadline > now ? deadline - now : 0;
        struct timespec time = sky_clock_timespec(left);
        if (ppoll(events, 2, deadline == SKY_FOREVER ? NULL : &time, NULL) > 0)
            return events[0].revents != 0;
        if (left == 0)
            return false;
    }
}

/* Truncates a regular file, but not one that is read here. Returns the descriptor, or -1 with the error set. */
static int truncate_file(const char *path, bool created, int fd)
{
    struct stat status;
    int result = sky_file_check_output(fd);
    if (result < 0 && created)
        sky_file_remove(path, fd);
    if (result == 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && ftruncate(fd, 0) < 0)
        result = sky_fail("%s", strerror(errno));
    if (result == 0)
        return fd;
    close(fd);
    return -1;
}

int sink_open(const char *path, int stop)
{
    if (sky_file_is_stdout(path)) {
        if (isatty(STDOUT_FILENO))
            return sky_fail("standard output is a terminal, and this is not text");
        return sky_file_check_output(STDOUT_FILENO) < 0 ? -1 : reopen(STDOUT_FILENO);
    }
    for (;;) {
        struct stat status;
        bool created = stat(path, &status) < 0 && errno == ENOENT;
        int fd = open(path, O_WRONLY | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);
        if (fd >= 0)
            return truncate_file(path, created, fd);
        struct pollfd stopped = {.fd = stop, .events = POLLIN};
        if (errno != ENXIO || poll(&stopped, 1, (int)(READER_NS / 1000000)) > 0)
            return sky_fail("%s", strerror(errno));
    }
}

enum send_result sink_write(int fd, const void *bytes, size_t count, int stop)
{
    bool blocking = !(fcntl(fd, F_GETFL) & O_NONBLOCK), full = blocking;
    const char *at = bytes;
    while (count > 0) {
        if (full && !sink_wait(fd, stop, SKY_FOREVER) && !sink_wait(fd, -1, sky_clock_ns() + GRACE_NS))
            return (enum send_result)sky_fail("nobody takes the bytes");
        ssize_t put = write(fd, at, blocking && count > PIPE_STEP ? PIPE_STEP : count);
        full = blocking || (put < 0 && errno == EAGAIN);
        if (put >= 0) {
            at += put;
            count -= (size_t)put;
        } else if (errno == EPIPE) {
            return SEND_CLOSED;
        } else if (errno != EINTR && errno != EAGAIN) {
            return (enum send_result)sky_fail("%s", strerror(errno));
        }
    }
    return SEND_DONE;
}
