/* SPDX-License-Identifier: ISC */
/* What the frame file's writer and reader share: where it is, what its header may say, and waiting. */
#include <sky/framefile.h>

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/number.h"
#include "base/signals.h"
#include "stream/framefile_format.h"

#define NAME_MAX_BYTES 200

/* A writer in another language may not wake anybody, so nobody waits longer than this without looking. */
#define WAIT_NS UINT64_C(10000000)

/* Few enough that a small machine can spare them, enough that a reader may be some frames behind. */
#define SLOTS 8
#define SLOTS_LARGE SKY_FRAMEFILE_SLOTS_MIN
#define LARGE_BYTES ((size_t)4 << 20)

/* ---- Where it is ---- */

int sky_framefile_check_private(const char *directory)
{
    struct stat status;
    if (lstat(directory, &status) < 0)
        return sky_fail("%s: %s", directory, strerror(errno));
    if (S_ISLNK(status.st_mode))
        return sky_fail("%s: is a symbolic link, which anybody may have made (remove it, or set $SKY_DIR)",
                        directory);
    if (!S_ISDIR(status.st_mode))
        return sky_fail("%s: is not a directory (remove it, or set $SKY_DIR)", directory);
    if (status.st_uid != geteuid())
        return sky_fail("%s: belongs to user %u and not to us, user %u (set $SKY_DIR to a directory of our own)",
                        directory, (unsigned)status.st_uid, (unsigned)geteuid());
    if (status.st_mode & (S_IWGRP | S_IWOTH))
        return sky_fail("%s: others may write to it (chmod 700 it, or set $SKY_DIR)", directory);
    return 0;
}

/* Makes a directory and those above it, for us alone. */
static int make_directory(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int made = mkdir(path, 0700);
        *slash = '/';
        if (made < 0 && errno != EEXIST && errno != EACCES && errno != EROFS) /* these two may be there already */
            return sky_fail("%s: cannot be made: %s", path, strerror(errno));
    }
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return sky_fail("%s: cannot be made: %s", path, strerror(errno));
    return 0;
}

/* Our directory in /dev/shm. That is everybody's, so somebody else may make our directory before us. */
static void shared_directory(char directory[PATH_MAX])
{
    snprintf(directory, PATH_MAX, "/dev/shm/sky-%u", (unsigned)geteuid());
}

/* The directory of "@" and "@NAME". */
static int find_directory(char directory[PATH_MAX], bool writing)
{
    const char *chosen = getenv("SKY_DIR"), *runtime = getenv("XDG_RUNTIME_DIR");
    struct stat status;
    bool shared = false;
    int length = 0;
    /* root may have the $XDG_RUNTIME_DIR of the user who became root, and must not make a directory there. */
    if (runtime && stat(runtime, &status) == 0 && status.st_uid != geteuid())
        runtime = NULL;
    if (chosen && *chosen) {
        length = snprintf(directory, PATH_MAX, "%s", chosen);
    } else if (runtime && *runtime) {
        length = snprintf(directory, PATH_MAX, "%s/sky", runtime);
    } else {
        shared_directory(directory);
        shared = true;
    }
    if (length >= PATH_MAX)
        return sky_fail("%s: is too long a path", chosen && *chosen ? "$SKY_DIR" : "$XDG_RUNTIME_DIR");
    if (writing && make_directory(directory) < 0)
        return -1;
    return shared && lstat(directory, &status) == 0 ? sky_framefile_check_private(directory) : 0;
}

int sky_framefile_check_owner(const char *path, int fd)
{
    char directory[PATH_MAX];
    struct stat status;
    shared_directory(directory);
    size_t length = strlen(directory);
    if (strncmp(path, directory, length) != 0 || path[length] != '/')
        return 0;
    if (sky_framefile_check_private(directory) < 0)
        return -1;
    if (fstat(fd, &status) < 0 || status.st_uid != geteuid())
        return sky_fail("%s: belongs to user %u and not to us, user %u", path, (unsigned)status.st_uid,
                        (unsigned)geteuid());
    return 0;
}

char *sky_framefile_path(const char *operand, bool writing)
{
    char path[PATH_MAX + NAME_MAX_BYTES + 8];
    const char *name = operand + 1;
    if (*name == '/') {
        snprintf(path, sizeof path, "%s", name);
    } else {
        if (strchr(name, '/') || strlen(name) > NAME_MAX_BYTES) {
            sky_fail_misuse("'%.60s': a frame file's name is up to %d bytes without '/' (@/PATH names any path)",
                            operand, NAME_MAX_BYTES);
            return NULL;
        }
        if (find_directory(path, writing) < 0)
            return NULL;
        size_t length = strlen(path);
        snprintf(path + length, sizeof path - length, "/%s.sky", *name ? name : "default");
    }
    char *copy = strlen(path) < PATH_MAX ? strdup(path) : NULL;
    if (!copy)
        sky_fail("'%.60s': %s", operand, strlen(path) < PATH_MAX ? "out of memory" : "is too long a path");
    return copy;
}

/* ---- What its header says ---- */

int sky_framefile_shape_plan(struct sky_framefile_shape *shape, const struct sky_geometry *geometry)
{
    size_t bytes = sky_frame_bytes(geometry);
    size_t stride = (bytes + SKY_FRAMEFILE_HEADER - 1) / SKY_FRAMEFILE_HEADER * SKY_FRAMEFILE_HEADER;
    uint32_t slots = bytes > LARGE_BYTES ? SLOTS_LARGE : SLOTS;
    const struct sky_framefile_header header = {
        .magic = {'S', 'K', 'Y', 'F', 'R', 'A', 'M', 'E'},
        .version = SKY_FRAMEFILE_VERSION,
        .header_bytes = SKY_FRAMEFILE_HEADER,
        .vanes = geometry->vanes,
        .pixels = geometry->pixels,
        .hub = (uint32_t)(geometry->hub * SKY_FRAMEFILE_HUB_STEPS + 0.5),
        .slots = slots,
        .stride = stride,
    };
    if (stride > (SIZE_MAX / 2 - SKY_FRAMEFILE_HEADER) / slots)
        return sky_fail("frames of %zu bytes are too large to be mapped on this machine", bytes);
    *shape = (struct sky_framefile_shape){
        .geometry = *geometry,
        .slots = slots,
        .stride = stride,
        .size = SKY_FRAMEFILE_HEADER + stride * slots,
    };
    memcpy(shape->fixed, &header, sizeof shape->fixed);
    return 0;
}

/* Checks what a frame file of our version says of itself. */
static int check_header(const struct sky_framefile_header *header, uint64_t size, struct sky_framefile_shape *shape)
{
    char found[SKY_COUNT_TEXT], wanted[SKY_GROUPED_TEXT];
    if (header->header_bytes != SKY_FRAMEFILE_HEADER)
        return sky_fail("its header says that it is %s long (version %d has %d)",
                        sky_number_count(header->header_bytes, "byte", found), SKY_FRAMEFILE_VERSION,
                        SKY_FRAMEFILE_HEADER);
    if (header->vanes < 1 || header->vanes > SKY_VANES_MAX || header->pixels < 1 ||
        header->pixels > SKY_PIXELS_MAX || (uint64_t)header->vanes * header->pixels * 3 > SKY_FRAME_BYTES_MAX ||
        header->hub > 65536 * SKY_FRAMEFILE_HUB_STEPS)
        return sky_fail("its geometry of %u vanes, %u pixels and a hub of %u/256 pitches does not fit "
                        "(each is up to 65,536, and a frame up to 64 MiB)",
                        header->vanes, header->pixels, header->hub);
    if (header->slots < SKY_FRAMEFILE_SLOTS_MIN || header->slots > SKY_FRAMEFILE_SLOTS_MAX)
        return sky_fail("it has %s (must be %d to %d)", sky_number_count(header->slots, "slot", found),
                        SKY_FRAMEFILE_SLOTS_MIN, SKY_FRAMEFILE_SLOTS_MAX);
    uint64_t bytes = (uint64_t)header->vanes * header->pixels * 3;
    if (header->stride % SKY_FRAMEFILE_HEADER || header->stride < bytes ||
        header->stride > SKY_FRAMEFILE_STRIDE_MAX)
        return sky_fail("its slots are %llu bytes apart (must be a multiple of 4,096 bytes from %s, a frame, to 1 GiB)",
                        (unsigned long long)header->stride, sky_number_grouped(bytes, wanted));
    uint64_t whole = SKY_FRAMEFILE_HEADER + header->stride * header->slots;
    if (size != whole)
        return sky_fail("is %s bytes long (its header and %u slots take %s)", sky_number_grouped(size, found),
                        header->slots, sky_number_grouped(whole, wanted));
    if (whole > SIZE_MAX / 2)
        return sky_fail("is %s bytes long, too large to be mapped on this machine",
                        sky_number_grouped(size, found));

    *shape = (struct sky_framefile_shape){
        .geometry = {header->vanes, header->pixels, (double)header->hub / SKY_FRAMEFILE_HUB_STEPS},
        .slots = header->slots,
        .stride = (size_t)header->stride,
        .size = (size_t)whole,
    };
    memcpy(shape->fixed, header, sizeof shape->fixed);
    return 0;
}

static bool is_zero(const void *data, size_t bytes)
{
    const uint8_t *byte = data;
    return bytes == 0 || (byte[0] == 0 && memcmp(byte, byte + 1, bytes - 1) == 0);
}

enum sky_framefile_validity sky_framefile_validate(int fd, const char *path, struct sky_framefile_shape *shape,
                                                   uint64_t *published)
{
    struct sky_framefile_header header = {0};
    struct stat status;
    char size[SKY_COUNT_TEXT];
    if (published)
        *published = 0;
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode)) {
        sky_fail("%s: is not a regular file, and so not a frame file", path);
        return SKY_FRAMEFILE_FOREIGN;
    }
    ssize_t got = pread(fd, &header, sizeof header, 0);
    if (got < 0) {
        sky_fail("%s: %s", path, strerror(errno));
        return SKY_FRAMEFILE_FOREIGN;
    }
    if (is_zero(&header, (size_t)got)) {
        sky_fail("%s: is blank, not a frame file", path);
        return SKY_FRAMEFILE_BLANK;
    }
    if (memcmp(header.magic, SKY_FRAMEFILE_MAGIC, sizeof header.magic) != 0) {
        sky_fail("%s: is not a frame file: it does not begin with " SKY_FRAMEFILE_MAGIC, path);
        return SKY_FRAMEFILE_FOREIGN;
    }
    if (got < SKY_FRAMEFILE_HEADER) {
        sky_fail("%s: is %s long, too short for a frame file (its header alone is 4,096)", path,
                 sky_number_count((uint64_t)status.st_size, "byte", size));
        return SKY_FRAMEFILE_DAMAGED;
    }
    if (header.version != SKY_FRAMEFILE_VERSION) {
        sky_fail("%s: is a frame file of version %u (this program knows version %d)", path, header.version,
                 SKY_FRAMEFILE_VERSION);
        return SKY_FRAMEFILE_FOREIGN;
    }
    if (published && header.published < SKY_FRAMEFILE_NUMBER_MAX)
        *published = header.published;
    if (check_header(&header, (uint64_t)status.st_size, shape) < 0) {
        sky_fail_at("%s", path);
        return SKY_FRAMEFILE_DAMAGED;
    }
    return SKY_FRAMEFILE_GOOD;
}

/* ---- Waiting ---- */

/* The futex is the counter's low word, which on a little-endian machine is at the counter's own address. It is not
 * a private one: those who wait and wake are different processes. */
static void futex(const _Atomic uint64_t *counter, int operation, uint32_t value, const struct timespec *timeout)
{
#ifdef SYS_futex_time64 /* 32-bit machines, where time_t may have either size */
    if (sizeof timeout->tv_sec > sizeof(long)) {
        syscall(SYS_futex_time64, counter, operation, value, timeout, NULL, 0);
        return;
    }
#endif
    syscall(SYS_futex, counter, operation, value, timeout, NULL, 0);
}

/* Caught signals are blocked except in waits under sky_signals_mask(), and a futex cannot wait under a mask. As the
 * wait is short anyway, signals are let in after it, by a ppoll() of no length: a request to stop is seen after
 * 10 ms at most. Letting them in around the futex would not be quicker for sure, since a signal that comes just
 * before the wait does not end it. Errors need no look: the caller loops. */
void sky_framefile_wait(const _Atomic uint64_t *counter, uint64_t seen, uint64_t deadline)
{
    uint64_t now = sky_clock_ns();
    uint64_t left = deadline > now ? deadline - now : 0;
    struct timespec timeout = sky_clock_timespec(left < WAIT_NS ? left : WAIT_NS);
    if (left > 0)
        futex(counter, FUTEX_WAIT, (uint32_t)seen, &timeout);
    if (sky_signals_mask())
        sky_clock_wait(0);
}

void sky_framefile_wake(const _Atomic uint64_t *counter)
{
    futex(counter, FUTEX_WAKE, INT_MAX, NULL);
}
