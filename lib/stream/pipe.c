/* SPDX-License-Identifier: ISC */
#include "stream/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* The most that an ordinary user gets (/proc/sys/fs/pipe-max-size). */
#define PIPE_MAX (1 << 20)

/* Does POLLOUT still say the truth of a pipe that was made smaller? A writer that was told of room just before counts
 * on it, and if it also reads what we write, as Python's subprocess.communicate() does, both would wait for ever. What
 * two pages in a row hold is more than one page; only of the first, a part may have been read. */
static bool has_room(int fd, int size, int page)
{
    int waiting = 0;
    return ioctl(fd, FIONREAD, &waiting) == 0 && (waiting == 0 || 2 * (waiting + page) < size);
}

bool sky_pipe_fit(int fd, size_t bytes)
{
    int page = (int)sysconf(_SC_PAGESIZE), size = page;
    while ((size_t)size * 2 <= bytes && size < PIPE_MAX)
        size *= 2;
    int before = fcntl(fd, F_GETPIPE_SZ);
    /* Other failures do not go away: it is no pipe, or the user has as many pages in pipes as one may have. */
    if (before < 0 || fcntl(fd, F_SETPIPE_SZ, size) < 0)
        return before < 0 || errno != EBUSY;
    if (size >= before || has_room(fd, size, page))
        return true;
    fcntl(fd, F_SETPIPE_SZ, before); /* this wakes a writer that waits already */
    return false;
}
