/* SPDX-License-Identifier: ISC */
#include "stream/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* The most that an ordinary user gets (/proc/sys/fs/pipe-max-size). */
#define PIPE_MAX (1 << 20)

bool sky_pipe_fit(int fd, size_t bytes)
{
    size_t size = (size_t)sysconf(_SC_PAGESIZE);
    while (size * 2 <= bytes && size < PIPE_MAX)
        size *= 2;
    /* Other failures do not go away: it is no pipe, or the user has as many pages in pipes as one may have. */
    return fcntl(fd, F_SETPIPE_SZ, (int)size) >= 0 || errno != EBUSY;
}
