/* SPDX-License-Identifier: ISC */
#include "sky-push/drivers/hardware.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>

#include <sky/error.h>

#include "base/clock.h"

void hardware_pause(unsigned us)
{
    uint64_t end = sky_clock_ns() + us * UINT64_C(1000);
    for (uint64_t now; (now = sky_clock_ns()) < end;) { /* a signal cuts a wait short */
        const struct timespec rest = {.tv_sec = (time_t)((end - now) / 1000000000),
                                      .tv_nsec = (long)((end - now) % 1000000000)};
        nanosleep(&rest, NULL);
    }
}

/* The process that has locked a file, by /proc/locks, or 0. */
static long find_holder(int fd)
{
    struct stat file;
    FILE *locks = fopen("/proc/locks", "re");
    char line[256];
    long found = 0;
    if (fstat(fd, &file) < 0)
        file.st_ino = 0;
    while (locks && fgets(line, sizeof line, locks)) {
        long pid;
        unsigned high, low;
        unsigned long inode;
        if (sscanf(line, "%*d: FLOCK %*s WRITE %ld %x:%x:%lu", &pid, &high, &low, &inode) == 4 &&
            high == major(file.st_dev) && low == minor(file.st_dev) && inode == file.st_ino)
            found = pid;
    }
    if (locks)
        fclose(locks);
    return found;
}

static int fail_held(long pid)
{
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

int hardware_lock(int fd)
{
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return 0;
    return errno == EWOULDBLOCK ? fail_held(find_holder(fd)) : sky_fail("%s", strerror(errno));
}
