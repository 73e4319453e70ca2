/* SPDX-License-Identifier: ISC */
/* A reader of a frame file. */
#include <sky/framefile.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/signals.h"
#include "stream/framefile_format.h"
#include "stream/kinds.h"
#include "stream/mapping.h"

#define ABSENT_NS UINT64_C(20000000)
/* How often a reader that gets frames checks that the path still names its file. */
#define LOOK_NS UINT64_C(100000000)
/* How long a reader that had frames waits while a file of another geometry is in their file's place. */
#define GRACE_NS UINT64_C(500000000)
#define TRIES 64

struct sky_framefile_reader {
    char *path;
    struct sky_geometry geometry;
    uint8_t *copy;

    int fd; /* -1 while there is no file */
    bool may_write;
    dev_t device;
    ino_t inode; /* kept after the file was lost, as long as the path still names it; else 0 */
    struct sky_mapping mapping;
    struct sky_framefile_shape shape;
    uint64_t looked;      /* when the path was looked at, ns */
    uint64_t other_since; /* when a good file of another geometry was first found in its place, ns; or 0 */

    bool renewed;     /* this is not the file of the last frame: its numbers may begin again */
    bool warned;      /* that it waits */
    bool warned_full; /* that its file system is full */
    uint64_t looking; /* the number of the frame that is used in place, or 0 */
    struct sky_framefile_stats stats;
};

static struct sky_framefile_header *header_of(const struct sky_framefile_reader *reader)
{
    return (struct sky_framefile_header *)(void *)reader->mapping.data;
}

/* ---- The file ---- */

static void detach(struct sky_framefile_reader *reader)
{
    sky_mapping_finish(&reader->mapping);
    /* Once it is closed, a file that was deleted may give its inode number to a stranger. */
    if (reader->fd >= 0 && !sky_file_is_at(reader->path, reader->fd))
        reader->inode = 0;
    if (reader->fd >= 0)
        close(reader->fd);
    reader->fd = -1;
    reader->looking = 0;
}

/* Read and write, to tell a writer in lockstep what was taken; read only where that is all we may. */
static int open_file(struct sky_framefile_reader *reader)
{
    int fd = open(reader->path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    reader->may_write = fd >= 0;
    if (fd < 0 && (errno == EACCES || errno == EPERM || errno == EROFS))
        fd = open(reader->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    return fd;
}

/* Says once what is waited for, until frames come again. */
static void warn_waiting(struct sky_framefile_reader *reader, const char *reason)
{
    if (!reader->warned)
        sky_warn("waiting for %s%s", reader->path, reason);
    reader->warned = true;
}

/* The same of a file that is not there, with the option that makes a program write it: its name where that means the
 * same path, else its path. */
static void warn_absent(struct sky_framefile_reader *reader)
{
    static const char suffix[] = ".sky";
    char operand[PATH_MAX + 2], reason[PATH_MAX + 64];
    if (reader->warned)
        return;
    const char *name = strrchr(reader->path, '/');
    int length = name ? (int)strlen(name + 1) - (int)strlen(suffix) : 0;
    snprintf(operand, sizeof operand, "@%.*s", length > 0 ? length : 0, name ? name + 1 : "");
    if (strcmp(operand, "@default") == 0)
        operand[1] = '\0';
    char *named = sky_framefile_path(operand, false);
    if (!named || strcmp(named, reader->path) != 0)
        snprintf(operand, sizeof operand, "@%s", reader->path);
    snprintf(reason, sizeof reason, ": start a program with -o %s", operand);
    warn_waiting(reader, reason);
    free(named);
}

/* Called with the error set when the file at the path cannot be used. Returns -1 to fail, or 0 to wait. A reader
 * without a frame so far fails. Otherwise something happened to the file, and its writer is probably about to make it
 * again; but a good file of another geometry that stays for GRACE_NS was put there on purpose. */
static int refuse(struct sky_framefile_reader *reader, bool good)
{
    uint64_t now = sky_clock_ns();
    if (reader->stats.frames == 0)
        return -1;
    if (good) {
        if (reader->other_since == 0)
            reader->other_since = now;
        return now - reader->other_since < GRACE_NS ? 0 : -1;
    }
    reader->other_since = 0;
    if (!reader->warned)
        sky_warn("%s; waiting for it to be made again", sky_error());
    reader->warned = true;
    return 0;
}

/* Returns 1 when the file is mapped, 0 when it must be waited for, -1 with the error set when it cannot be used. */
static int attach(struct sky_framefile_reader *reader)
{
    struct stat status;
    reader->fd = open_file(reader);
    if (reader->fd < 0) {
        if (errno != ENOENT)
            return sky_fail("%s: %s", reader->path, strerror(errno));
        warn_absent(reader);
        return 0;
    }
    if (sky_framefile_check_owner(reader->path, reader->fd) < 0) {
        detach(reader);
        return -1;
    }
    if (fstat(reader->fd, &status) < 0)
        status = (struct stat){0};
    bool same = status.st_dev == reader->device && status.st_ino == reader->inode;
    bool good = sky_framefile_validate(reader->fd, reader->path, &reader->shape, NULL) == SKY_FRAMEFILE_GOOD;
    if (!good || sky_geometry_check(reader->path, &reader->shape.geometry, &reader->geometry) < 0) {
        detach(reader);
        return refuse(reader, good);
    }
    reader->other_since = 0;
    if (sky_mapping_init(&reader->mapping, reader->fd, reader->shape.size, PROT_READ) < 0) {
        detach(reader);
        return sky_fail_at("%s", reader->path);
    }
    /* Only the header is made writable, so that nothing a reader does can spoil pixels. */
    if (reader->may_write && mprotect(reader->mapping.data, SKY_FRAMEFILE_HEADER, PROT_READ | PROT_WRITE) < 0)
        reader->may_write = false;
    reader->renewed = reader->renewed || !same;
    reader->device = status.st_dev;
    reader->inode = status.st_ino;
    reader->looked = sky_clock_ns();
    return 1;
}

/* True while nobody changed what must not change; see also is_current(). */
static bool is_intact(const struct sky_framefile_reader *reader)
{
    return !sky_mapping_is_lost(&reader->mapping) &&
           memcmp(reader->mapping.data, reader->shape.fixed, sizeof reader->shape.fixed) == 0;
}

/* True while the path names the mapped file and its size is right. */
static bool is_current(struct sky_framefile_reader *reader)
{
    struct stat status;
    reader->looked = sky_clock_ns();
    return stat(reader->path, &status) == 0 && status.st_dev == reader->device && status.st_ino == reader->inode &&
           (uint64_t)status.st_size == reader->shape.size && is_intact(reader);
}

struct sky_framefile_reader *sky_framefile_reader_create(const char *path, const struct sky_geometry *geometry)
{
    struct sky_framefile_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        sky_fail("out of memory");
        return NULL;
    }
    reader->fd = -1;
    reader->geometry = *geometry;
    reader->path = strdup(path);
    reader->copy = sky_frame_alloc(sky_frame_bytes(geometry));
    if (reader->path && reader->copy)
        return reader;
    sky_fail("out of memory");
    sky_framefile_reader_destroy(reader);
    return NULL;
}

void sky_framefile_reader_destroy(struct sky_framefile_reader *reader)
{
    if (!reader)
        return;
    detach(reader);
    free(reader->copy);
    free(reader->path);
    free(reader);
}

/* ---- Frames ---- */

enum how { NEWEST, NEXT, IN_PLACE };

/* Copies pixels that the writer may be changing at this moment. By the C standard a plain copy is then a data race. In
 * practice each byte is either the old or the new one, a frame that changed is not accepted, and the fences keep the
 * compiler from moving the copy. ThreadSanitizer cannot know that; for it, the copy is made of relaxed atomic loads. */
static void copy_shared(uint8_t *copy, const uint8_t *pixels, size_t bytes)
{
#if defined(__SANITIZE_THREAD__)
#define COPY_BYTEWISE
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define COPY_BYTEWISE
#endif
#endif
#ifdef COPY_BYTEWISE
    for (size_t i = 0; i < bytes; i++)
        copy[i] = __atomic_load_n(pixels + i, __ATOMIC_RELAXED);
#else
    memcpy(copy, pixels, bytes);
#endif
}

/* The frame to read when `published` is the newest: 0 when there is none that was not read. */
static uint64_t choose(const struct sky_framefile_reader *reader, uint64_t published, enum how how)
{
    uint64_t last = reader->stats.number;
    if (reader->renewed)
        return published;
    if (published == last)
        return 0;
    /* The writer is drawing frame published + 1, in the slot that had published + 1 - slots. */
    if (how == NEXT && last > 0 && published > last && published - last <= reader->shape.slots - 1)
        return last + 1;
    /* It may be a smaller number, if the writer has begun to count again. */
    return published;
}

/* A file that was truncated has zeros in the rest of its last page, and in all that follows if it has grown again;
 * reading them raises no signal. So the size is checked for each frame, which takes 0.2 microseconds. */
static bool has_its_size(const struct sky_framefile_reader *reader)
{
    struct stat status;
    return fstat(reader->fd, &status) == 0 && (uint64_t)status.st_size == reader->shape.size;
}

/* True when the frame that was read is whole: meanwhile its slot was not written to, and the file not truncated. */
static bool is_whole(struct sky_framefile_reader *reader, uint64_t number)
{
    const struct sky_framefile_slot *slot = sky_framefile_slot_of(reader->mapping.data, &reader->shape, number);
    /* The number must be loaded after the last pixel. An acquire load orders only what is after it; an acquire
     * fence keeps all earlier loads, also plain ones, before all later ones. It pairs with the writer's release
     * fence: if one of our pixels was a newer frame's, this load finds the zero that was stored before it, or what
     * came later. */
    atomic_thread_fence(memory_order_acquire);
    return atomic_load_explicit(&slot->number, memory_order_relaxed) == number && is_intact(reader) &&
           has_its_size(reader);
}

/* Tells a writer in lockstep that a frame was read. Of several readers the first one counts. */
static void publish_taken(struct sky_framefile_reader *reader, uint64_t number, uint64_t published)
{
    _Atomic uint64_t *counter = &header_of(reader)->taken;
    if (!reader->may_write)
        return;
    uint64_t taken = atomic_load_explicit(counter, memory_order_relaxed);
    while (taken < number || taken > published) /* larger than any frame is nonsense */
        /* Release: the frame was read before the writer is told so. */
        if (atomic_compare_exchange_weak_explicit(counter, &taken, number, memory_order_release,
                                                  memory_order_relaxed)) {
            sky_framefile_wake(counter);
            return;
        }
}

static void accept_frame(struct sky_framefile_reader *reader, uint64_t number, uint64_t published)
{
    struct sky_framefile_stats *stats = &reader->stats;
    if (stats->number > 0 && number > stats->number)
        stats->skipped += number - stats->number - 1;
    stats->number = number;
    stats->frames++;
    reader->renewed = reader->warned = false;
    publish_taken(reader, number, published);
}

/* Reads one frame if there is a new one. `published` gets the count that was found. */
static bool take(struct sky_framefile_reader *reader, enum how how, const uint8_t **frame, uint64_t *published)
{
    const struct sky_framefile_header *header = header_of(reader);
    for (int tries = 0; tries < TRIES; tries++) {
        /* Acquire: finds this frame's number in its slot, or a later one. */
        *published = atomic_load_explicit(&header->published, memory_order_acquire);
        /* A reader that the writer has overtaken would be overtaken again: the newest frame stays the longest. */
        uint64_t number = choose(reader, *published, tries == 0 || how != NEXT ? how : NEWEST);
        if (number == 0)
            return false;
        const struct sky_framefile_slot *slot = sky_framefile_slot_of(reader->mapping.data, &reader->shape, number);
        const uint8_t *pixels = sky_framefile_pixels_of(reader->mapping.data, &reader->shape, number);
        /* Acquire: with the number come the pixels that were stored before it. */
        if (atomic_load_explicit(&slot->number, memory_order_acquire) == number) {
            uint64_t time = atomic_load_explicit(&slot->time, memory_order_relaxed);
            if (how == IN_PLACE) {
                reader->looking = number;
                reader->stats.time = time;
                *frame = pixels;
                return true;
            }
            copy_shared(reader->copy, pixels, sky_frame_bytes(&reader->geometry));
            if (is_whole(reader, number)) {
                accept_frame(reader, number, *published);
                reader->stats.time = time;
                *frame = reader->copy;
                return true;
            }
            reader->stats.rejected++;
        } else if (reader->renewed) {
            return false; /* a file made again tells the count, but has no frame yet */
        }
    }
    return false;
}

/* Is the whole file there, but a page that nobody has written, for which the file system has no room? Reading it raises
 * SIGBUS as a page past the end does, and would again at once. */
static bool is_unreadable(struct sky_framefile_reader *reader)
{
    bool unreadable = sky_mapping_is_lost(&reader->mapping) && has_its_size(reader);
    if (unreadable && !reader->warned_full)
        sky_warn("%s: cannot be read: its file system is full, and parts of it were never written", reader->path);
    reader->warned_full |= unreadable;
    return unreadable;
}

static enum sky_next read_frame(struct sky_framefile_reader *reader, enum how how, const uint8_t **frame,
                                uint64_t deadline)
{
    reader->looking = 0;
    for (;;) {
        if (reader->fd < 0 && attach(reader) < 0)
            return SKY_NEXT_FAILED;
        uint64_t published = 0, now = sky_clock_ns();
        bool lost = reader->fd >= 0 && now - reader->looked >= LOOK_NS && !is_current(reader);
        if (lost)
            detach(reader);
        else if (reader->fd >= 0 && take(reader, how, frame, &published))
            return SKY_NEXT_FRAME;
        bool unreadable = reader->fd >= 0 && is_unreadable(reader);
        bool over = now >= deadline || sky_signals_stop();
        bool looks = reader->fd >= 0 && (!over || reader->renewed), current = looks && is_current(reader);
        if (current && reader->renewed)
            warn_waiting(reader, ": it has no frame yet");
        if (looks && !current) /* also when time is over: is_current() has put off the next look */
            detach(reader);
        if (over)
            return SKY_NEXT_NOTHING;
        if (current)
            sky_framefile_wait(&header_of(reader)->published, published, deadline);
        else if (unreadable || !(looks || lost)) /* else what is in its place is looked at once */
            sky_clock_wait(now + ABSENT_NS < deadline ? now + ABSENT_NS : deadline);
    }
}

enum sky_next sky_framefile_read_newest(struct sky_framefile_reader *reader, const uint8_t **frame,
                                        uint64_t deadline)
{
    return read_frame(reader, NEWEST, frame, deadline);
}

enum sky_next sky_framefile_read_next(struct sky_framefile_reader *reader, const uint8_t **frame, uint64_t deadline)
{
    return read_frame(reader, NEXT, frame, deadline);
}

enum sky_next sky_framefile_peek_newest(struct sky_framefile_reader *reader, const uint8_t **frame,
                                        uint64_t deadline)
{
    return read_frame(reader, IN_PLACE, frame, deadline);
}

bool sky_framefile_accept(struct sky_framefile_reader *reader)
{
    uint64_t number = reader->looking;
    reader->looking = 0;
    if (number == 0)
        return false;
    if (!is_whole(reader, number)) {
        reader->stats.rejected++;
        return false;
    }
    accept_frame(reader, number, atomic_load_explicit(&header_of(reader)->published, memory_order_relaxed));
    return true;
}

const struct sky_framefile_stats *sky_framefile_reader_stats(const struct sky_framefile_reader *reader)
{
    return &reader->stats;
}
