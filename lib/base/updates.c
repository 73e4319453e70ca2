/* SPDX-License-Identifier: ISC */
#include "base/updates.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/pace.h>
#include <sky/signals.h>

#include "base/file.h"
#include "base/wait.h"

/* Waits for room where another process made the descriptor non-blocking, unless updates are dropped. Returns 0, or -1
 * with errno set. After a signal that asks to stop, what cannot be written at once is left out. */
static int write_all(int fd, bool drops, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t put = write(fd, text, length);
        if (put < 0 && errno == EAGAIN && !drops)
            sky_wait_ready(fd, POLLOUT, SKY_FOREVER);
        else if (put < 0 && errno != EINTR)
            return -1;
        if (put < 0 && sky_signals_stop())
            return 0;
        if (put > 0) {
            text += put;
            length -= (size_t)put;
        }
    }
    return 0;
}

/* Opens the file that is to replace the other one. Returns the descriptor, or -1 with errno set. */
static int open_new(const struct sky_updates *updates)
{
    return open(updates->new_path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
}

/* Writes a new file and renames it, so that no reader sees a part of an update. Returns 0, or -1 with errno set. */
static int replace(const struct sky_updates *updates, const char *text, size_t length)
{
    int fd = open_new(updates);
    if (fd < 0)
        return -1;
    int result = write_all(fd, false, text, length);
    if ((close(fd) < 0) | (result < 0) || rename(updates->new_path, updates->path) < 0) {
        int error = errno;
        unlink(updates->new_path);
        errno = error;
        return -1;
    }
    return 0;
}

/* rename() would replace a symbolic link instead of the file that it leads to. That need not exist yet, and is created
 * first, so that realpath() finds it. It keeps what it holds until the first update, but whether its directory can be
 * written to is found out now. */
static int open_file(struct sky_updates *updates)
{
    updates->fd = sky_file_open_output(updates->name, &updates->created);
    if (updates->fd < 0)
        return -1;
    updates->path = realpath(updates->name, NULL);
    if (!updates->path)
        return sky_fail("%s: %s", updates->name, strerror(errno));
    updates->new_path = sky_file_new_path(updates->path);
    if (!updates->new_path)
        return -1;
    int fd = open_new(updates);
    if (fd < 0)
        return sky_fail("%s: %s", updates->name, strerror(errno));
    close(fd);
    unlink(updates->new_path);
    return 0;
}

int sky_updates_open(struct sky_updates *updates, const char *path)
{
    struct stat status;
    *updates = (struct sky_updates){.name = path, .fd = -1};
    if (sky_file_is_stdout(path)) {
        updates->name = "standard output";
        updates->fd = STDOUT_FILENO;
        return 0;
    }
    if (!*path)
        return sky_fail_misuse("-o: the name of a file is missing");
    if (stat(path, &status) < 0 || S_ISREG(status.st_mode))
        return open_file(updates);
    updates->drops = S_ISFIFO(status.st_mode);
    /* A FIFO is opened for reading too, so that its readers may come and go. */
    updates->fd = open(path, (updates->drops ? O_RDWR | O_NONBLOCK : O_WRONLY) | O_CLOEXEC);
    if (updates->fd < 0)
        return sky_fail("%s: %s", path, strerror(errno));
    return sky_file_check_output(updates->fd) < 0 ? sky_fail_at("%s", path) : 0;
}

void sky_updates_close(struct sky_updates *updates)
{
    if (updates->created)
        sky_file_remove(updates->name, updates->fd);
    if (updates->fd > STDOUT_FILENO)
        close(updates->fd);
    free(updates->path);
    free(updates->new_path);
    *updates = (struct sky_updates){.fd = -1};
}

int sky_updates_write(struct sky_updates *updates, const char *text, size_t length)
{
    if (!updates->path) {
        if (write_all(updates->fd, updates->drops, text, length) == 0 || (updates->drops && errno == EAGAIN))
            return 0;
        return sky_fail("%s: cannot write: %s", updates->name, strerror(errno));
    }
    bool failed = replace(updates, text, length) < 0;
    if (failed && !updates->warned)
        sky_warn("%s: %s; it is written again when that is over", updates->name, strerror(errno));
    updates->warned = failed;
    return 0;
}
