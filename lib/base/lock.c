/* SPDX-License-Identifier: ISC */
#include "base/lock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/sysmacros.h>

#include <sky/error.h>

long sky_lock_holder(const struct stat *file)
{
    FILE *locks = fopen("/proc/locks", "re");
    char line[256];
    long holder = locks ? 0 : SKY_LOCK_UNKNOWN;
    while (locks && fgets(line, sizeof line, locks)) {
        long pid;
        unsigned high, low;
        unsigned long inode;
        if (sscanf(line, "%*d: FLOCK %*s WRITE %ld %x:%x:%lu", &pid, &high, &low, &inode) == 4 &&
            high == major(file->st_dev) && low == minor(file->st_dev) && inode == file->st_ino)
            holder = pid;
    }
    if (locks)
        fclose(locks);
    return holder;
}

/* Sets the error for a lock that another process has. */
static int fail_held(int fd)
{
    struct stat status;
    long pid = fstat(fd, &status) == 0 ? sky_lock_holder(&status) : SKY_LOCK_UNKNOWN;
    char path[64], name[64] = "";
    if (pid <= 0)
        return sky_fail("is held by another program");
    snprintf(path, sizeof path, "/proc/%ld/comm", pid);
    FILE *file = fopen(path, "re");
    if (file) {
        if (fgets(name, sizeof name, file))
            name[strcspn(name, "\n")] = '\0';
        fclose(file);
    }
    return *name ? sky_fail("is held by process %ld, %s", pid, name) : sky_fail("is held by process %ld", pid);
}

int sky_lock_take(int fd)
{
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return 0;
    return errno == EWOULDBLOCK ? fail_held(fd) : sky_fail("%s", strerror(errno));
}
