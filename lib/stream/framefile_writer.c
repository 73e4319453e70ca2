/* SPDX-License-Identifier: ISC */
/* The one writer of a frame file. */
#include <sky/framefile.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/lock.h"
#include "base/number.h"
#include "base/signals.h"
#include "stream/framefile_format.h"
#include "stream/mapping.h"

#define LOCKSTEP_NS UINT64_C(2000000000)
/* Falling asleep and being woken on another processor costs about as much as reading a frame, tens of microseconds:
 * a wait that is shorter than that is better spent looking. Only who waited no longer than SHORT_NS the last time
 * looks for up to LOOK_NS before it sleeps, so a reader that keeps the time of a screen is always slept for; and on
 * a single processor nobody looks. In lockstep flat out it makes 20,000 frames a second of 360x288 into 70,000. */
#define LOOK_NS UINT64_C(50000)
#define SHORT_NS UINT64_C(100000)
#define MAKE_TRIES 200
#define MAKE_PAUSE_NS UINT64_C(5000000)

struct sky_framefile_writer {
    char *path;
    char *temporary; /* a new file is made whole under this name, beside the path, and renamed */
    struct sky_geometry geometry;
    double fps;

    int fd; /* holds the lock; -1 while there is no file */
    dev_t device;
    ino_t inode; /* kept after the file was lost, as long as the path still names it; else 0 */
    struct sky_mapping mapping;
    struct sky_framefile_shape shape;
    uint64_t published; /* our own count: what the file says is believed only when we attach to it */
    bool begun;         /* a frame is being drawn */

    bool lockstep;
    bool shown; /* this file has a frame of ours, so that a reader can have taken it */
    bool alone; /* nobody took frames for long: do not wait until `taken` moves */
    bool looks; /* another processor may run the reader while we look */
    bool brief; /* the last wait was a short one */
    bool warned;
    uint64_t taken; /* as seen last */
};

static struct sky_framefile_header *header_of(const struct sky_framefile_writer *writer)
{
    return (struct sky_framefile_header *)(void *)writer->mapping.data;
}

/* ---- The file ---- */

/* Opens and locks the file that `path` names. The name may have come to mean another file between the two, when it
 * was made anew: a lock on the old one would keep nobody out. Returns the descriptor, or -1 with errno set:
 * EWOULDBLOCK when somebody else has the lock.
 *
 * flock() belongs to the open file, so that the kernel drops it when the process dies, however it dies; and every
 * language and the shell have it. */
static int open_locked(const char *path, int flags)
{
    for (;;) {
        int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | flags, 0666);
        if (fd < 0)
            return -1;
        int locked = flock(fd, LOCK_EX | LOCK_NB), reason = errno;
        if (locked == 0 && sky_file_is_at(path, fd))
            return fd;
        close(fd);
        if (locked < 0 && reason != EINTR) {
            errno = reason;
            return -1;
        }
    }
}

/* The process that keeps the file locked, or SKY_LOCK_UNKNOWN; `status` gets the file's. */
static long find_holder(const struct sky_framefile_writer *writer, struct stat *status)
{
    long pid = stat(writer->path, status) == 0 ? sky_lock_holder(status) : 0;
    return pid > 0 ? pid : SKY_LOCK_UNKNOWN;
}

/* Who may only read the file can lock it too, and would keep its writers out for ever. True when the process that has
 * the lock is another user's, and others than the owner may not write: then it is no writer, and the file is made anew.
 */
static bool is_held_by_reader(const struct sky_framefile_writer *writer)
{
    char process[64];
    struct stat file, holder;
    long pid = find_holder(writer, &file);
    snprintf(process, sizeof process, "/proc/%ld", pid);
    return pid > 0 && stat(process, &holder) == 0 && !(file.st_mode & (S_IWGRP | S_IWOTH)) &&
           file.st_uid == geteuid() && holder.st_uid != file.st_uid && holder.st_uid != 0;
}

static int fail_taken(const struct sky_framefile_writer *writer)
{
    struct stat file;
    long pid = find_holder(writer, &file);
    /* The process that took the lock may have left it to a child. */
    if (pid > 0 && (kill((pid_t)pid, 0) == 0 || errno == EPERM))
        return sky_fail("%s: process %ld writes to it already (a frame file has one writer)", writer->path, pid);
    return sky_fail("%s: another process writes to it already (a frame file has one writer)", writer->path);
}

/* Fills the new file. The space is claimed now: a full tmpfs is an error here, and would be SIGBUS later. */
static int fill(const struct sky_framefile_writer *writer, int fd)
{
    const struct sky_framefile_shape *shape = &writer->shape;
    struct sky_framefile_header header = {0};
    char size[SKY_GROUPED_TEXT];
    memcpy(&header, shape->fixed, sizeof shape->fixed);
    header.published = writer->published;
    int error = ftruncate(fd, 0) < 0 ? errno : posix_fallocate(fd, 0, (off_t)shape->size);
    if (error)
        return sky_fail("%s: no room for %s bytes: %s", writer->path, sky_number_grouped(shape->size, size),
                        strerror(error));
    if (pwrite(fd, &header, sizeof header, 0) != (ssize_t)sizeof header)
        return sky_fail("%s: cannot be written", writer->temporary);
    return 0;
}

#define FAILED (-1)
#define AGAIN (-2)

/* Makes the file anew, whole under the temporary name and then in its place, so that no reader meets half a header;
 * `replace` says that the path holds a file, which we have locked. Returns the descriptor, with the lock; FAILED
 * with the error set; or AGAIN when somebody else is making it, or has made it.
 *
 * The lock on the temporary file is what keeps two makers apart, and becomes the lock on the file. A temporary file
 * that a maker left who was killed is used again. */
static int make(struct sky_framefile_writer *writer, bool replace)
{
    struct stat status;
    if (sky_framefile_shape_plan(&writer->shape, &writer->geometry) < 0)
        return sky_fail_at("%s", writer->path);
    int fd = open_locked(writer->temporary, O_CREAT | O_NOFOLLOW);
    if (fd < 0 && errno == EWOULDBLOCK)
        return AGAIN;
    if (fd < 0)
        return sky_fail("%s: cannot be made: %s", writer->path, strerror(errno));
    if (!replace && access(writer->path, F_OK) == 0) {
        unlink(writer->temporary);
        close(fd);
        return AGAIN;
    }
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) || status.st_uid != geteuid())
        sky_fail("%s: is not ours; remove it", writer->temporary);
    else if (fill(writer, fd) == 0) {
        if (rename(writer->temporary, writer->path) == 0)
            return fd;
        sky_fail("%s: cannot be made: %s", writer->path, strerror(errno));
        unlink(writer->temporary);
    } else
        unlink(writer->temporary);
    close(fd);
    return FAILED;
}

/* Examines an existing file that is locked. A GOOD one is used; a BLANK or DAMAGED one, or one of another geometry, is
 * replaced; a FOREIGN one is left alone. The numbers continue from the file's newest frame. */
static enum sky_framefile_validity validate(struct sky_framefile_writer *writer, int fd)
{
    struct stat status;
    uint64_t published;
    bool was_ours = fstat(fd, &status) == 0 && status.st_dev == writer->device && status.st_ino == writer->inode;
    enum sky_framefile_validity validity = sky_framefile_validate(fd, writer->path, &writer->shape, &published);
    if (was_ours) /* another process damaged it: nothing in it is better than what we know */
        return SKY_FRAMEFILE_DAMAGED;
    if (published > writer->published)
        writer->published = published;
    if (validity == SKY_FRAMEFILE_GOOD && !sky_geometry_equal(&writer->shape.geometry, &writer->geometry))
        return SKY_FRAMEFILE_DAMAGED;
    return validity;
}

static void detach(struct sky_framefile_writer *writer)
{
    sky_mapping_finish(&writer->mapping);
    /* Once it is closed, a file that was deleted may give its inode number to a stranger. */
    if (writer->fd < 0 || !sky_file_is_at(writer->path, writer->fd))
        writer->inode = 0;
    if (writer->fd >= 0)
        close(writer->fd);
    writer->fd = -1;
}

/* Begins to use a file that is locked, taking over the descriptor. Its header is not read again: `shape` is what
 * was checked, or what we wrote ourselves. If somebody changed the file since, is_intact() finds out. */
static int use(struct sky_framefile_writer *writer, int fd)
{
    struct stat status;
    char size[SKY_GROUPED_TEXT];
    writer->fd = fd;
    /* A file that another program made may have holes. On file systems that do not know this call, nothing is lost. */
    if (fallocate(fd, 0, 0, (off_t)writer->shape.size) < 0 && errno == ENOSPC) {
        detach(writer);
        return sky_fail("%s: no room for %s bytes: %s", writer->path, sky_number_grouped(writer->shape.size, size),
                        strerror(ENOSPC));
    }
    if (fstat(fd, &status) < 0 ||
        sky_mapping_init(&writer->mapping, fd, writer->shape.size, PROT_READ | PROT_WRITE) < 0) {
        detach(writer);
        return sky_fail_at("%s", writer->path);
    }
    writer->device = status.st_dev;
    writer->inode = status.st_ino;
    writer->shown = false;
    struct sky_framefile_header *header = header_of(writer);
    atomic_store_explicit(&header->pid, (uint32_t)getpid(), memory_order_relaxed);
    atomic_store_explicit(&header->rate, (uint32_t)(writer->fps * 1000 + 0.5), memory_order_relaxed);
    return 0;
}

static int attach(struct sky_framefile_writer *writer)
{
    for (int tries = 0; tries < MAKE_TRIES; tries++) {
        int fd = open_locked(writer->path, 0), reason = fd < 0 ? errno : 0;
        bool to_replace = reason == EWOULDBLOCK && is_held_by_reader(writer);
        if (reason == EWOULDBLOCK && !to_replace)
            return fail_taken(writer);
        if (fd < 0 && reason != ENOENT && !to_replace)
            return sky_fail("%s: %s", writer->path, strerror(reason));
        if (fd >= 0 && sky_file_check_output(fd) < 0) {
            close(fd);
            return sky_fail_at("%s", writer->path);
        }
        enum sky_framefile_validity validity = fd < 0 ? SKY_FRAMEFILE_BLANK : validate(writer, fd);
        if (validity == SKY_FRAMEFILE_GOOD)
            return use(writer, fd);
        int made = validity == SKY_FRAMEFILE_FOREIGN ? FAILED : make(writer, fd >= 0 || to_replace);
        if (fd >= 0)
            close(fd);
        if (made >= 0 && sky_file_check_output(made) < 0) { /* an input that was waited for */
            unlink(writer->path);
            close(made);
            return sky_fail_at("%s", writer->path);
        }
        if (made >= 0)
            return use(writer, made);
        if (made == FAILED)
            return -1;
        sky_clock_wait(sky_clock_ns() + MAKE_PAUSE_NS);
    }
    return sky_fail("%s: cannot be made, as others keep making it", writer->path);
}

/* True while the path names our file and nobody changed what must not change. It costs a microsecond a frame, and
 * is asked before drawing, not between drawing and showing. */
static bool is_intact(const struct sky_framefile_writer *writer)
{
    struct stat status;
    return writer->fd >= 0 && !sky_mapping_is_lost(&writer->mapping) && stat(writer->path, &status) == 0 &&
           status.st_dev == writer->device && status.st_ino == writer->inode &&
           (uint64_t)status.st_size == writer->shape.size &&
           memcmp(writer->mapping.data, writer->shape.fixed, sizeof writer->shape.fixed) == 0;
}

struct sky_framefile_writer *sky_framefile_writer_create(const char *path, const struct sky_geometry *geometry,
                                                         double fps)
{
    struct sky_framefile_writer *writer = calloc(1, sizeof *writer);
    if (!writer) {
        sky_fail("out of memory");
        return NULL;
    }
    writer->fd = -1;
    writer->geometry = *geometry;
    writer->fps = fps;
    writer->path = strdup(path);
    writer->temporary = sky_file_new_path(path);
    if (!writer->path || !writer->temporary)
        sky_fail("out of memory");
    else if (attach(writer) == 0)
        return writer;
    sky_framefile_writer_destroy(writer);
    return NULL;
}

void sky_framefile_writer_destroy(struct sky_framefile_writer *writer)
{
    if (!writer)
        return;
    if (writer->mapping.data)
        atomic_store_explicit(&header_of(writer)->pid, 0, memory_order_relaxed);
    detach(writer);
    free(writer->path);
    free(writer->temporary);
    free(writer);
}

/* ---- Frames ---- */

uint8_t *sky_framefile_begin(struct sky_framefile_writer *writer)
{
    if (!is_intact(writer)) {
        writer->begun = false;
        detach(writer);
        if (attach(writer) < 0)
            return NULL;
    }
    uint64_t number = writer->published + 1;
    struct sky_framefile_slot *slot = sky_framefile_slot_of(writer->mapping.data, &writer->shape, number);
    atomic_store_explicit(&slot->number, 0, memory_order_relaxed);
    /* The zero must be seen before any of the new pixels, or a reader of the old frame would accept a mixture. A
     * release store orders only what is before it; a release fence keeps all later stores, also plain ones, behind
     * all earlier ones. It pairs with the acquire fence in a reader's accept: who has read one of our pixels reads
     * the zero too. */
    atomic_thread_fence(memory_order_release);
    writer->begun = true;
    return sky_framefile_pixels_of(writer->mapping.data, &writer->shape, number);
}

/* Waits until a reader has taken our last frame. */
static void wait_taken(struct sky_framefile_writer *writer)
{
    _Atomic uint64_t *counter = &header_of(writer)->taken;
    uint64_t begun = sky_clock_ns(), since = begun;
    while (!sky_signals_stop()) {
        /* Acquire: whoever says that it has finished with a frame has read the last of it. */
        uint64_t taken = atomic_load_explicit(counter, memory_order_acquire), now = sky_clock_ns();
        if (taken > writer->published) { /* nonsense, which would keep us from ever waiting again */
            atomic_store_explicit(counter, 0, memory_order_relaxed);
            taken = 0;
        }
        if (taken != writer->taken) {
            writer->taken = taken;
            writer->alone = false;
            since = now;
        }
        if (taken == writer->published || writer->alone) {
            writer->brief = now - begun < SHORT_NS;
            return;
        }
        if (now - since >= LOCKSTEP_NS) {
            writer->alone = true;
            if (!writer->warned)
                sky_warn("%s: no reader took a frame for 2 seconds: going on without lockstep until one does",
                         writer->path);
            writer->warned = true;
            return;
        }
        if (!writer->looks || !writer->brief || now - begun >= LOOK_NS)
            sky_framefile_wait(counter, taken, since + LOCKSTEP_NS);
    }
}

int sky_framefile_publish(struct sky_framefile_writer *writer)
{
    if (!writer->begun)
        return sky_fail("%s: no frame was begun", writer->path);
    writer->begun = false;
    if (writer->lockstep && writer->shown)
        wait_taken(writer);
    if (sky_mapping_is_lost(&writer->mapping))
        return 0;

    struct sky_framefile_header *header = header_of(writer);
    uint64_t number = writer->published + 1;
    struct sky_framefile_slot *slot = sky_framefile_slot_of(writer->mapping.data, &writer->shape, number);
    atomic_store_explicit(&slot->time, sky_clock_ns(), memory_order_relaxed);
    /* Release: who reads the number (acquire) reads all pixels as they were drawn. */
    atomic_store_explicit(&slot->number, number, memory_order_release);
    /* Release: who reads the new count (acquire) finds the number in its slot. */
    atomic_store_explicit(&header->published, number, memory_order_release);
    sky_framefile_wake(&header->published);
    writer->published = number;
    writer->shown = true;
    return 0;
}

void sky_framefile_writer_lockstep(struct sky_framefile_writer *writer)
{
    writer->lockstep = true;
    writer->looks = sysconf(_SC_NPROCESSORS_ONLN) > 1;
}

uint64_t sky_framefile_published(const struct sky_framefile_writer *writer)
{
    return writer->published;
}
