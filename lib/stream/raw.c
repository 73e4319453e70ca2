/* SPDX-License-Identifier: ISC */
/* "raw:PATH": a file of exactly one frame without a header, as the first skyscreen's programs mapped and shared.
 *
 * Its readers and writers hold flock(). We only ever read and write it and never map it: a client that truncates
 * it, as numpy's memmap(mode='w+') does at its start, then costs us at most a frame. The path is opened anew for
 * each frame, so that a file that was replaced is no special case. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/number.h"
#include "base/signals.h"
#include "stream/kinds.h"

/* A program that draws holds the lock for some milliseconds. flock() is tried again and again, since a signal could not
 * interrupt the wait inside it. */
#define PAUSE_NS UINT64_C(1000000)
#define WARN_NS UINT64_C(1000000000) /* what takes longer is warned of */
#define COPY_NS UINT64_C(500000000)  /* a file that is too short may be one that is being copied; then it grows */

enum opened { FAILED = -1, READY, ABSENT, LOCKED };

static const char *path_of(const char *name)
{
    return name + strlen(SKY_RAW);
}

/* Opens and locks the file, without waiting. `size` gets its size. */
static enum opened open_locked(const char *name, int flags, int lock, int *fd, uint64_t *size)
{
    struct stat status;
    *fd = open(path_of(name), flags | O_NONBLOCK | O_CLOEXEC, 0666);
    if (*fd < 0)
        return errno == ENOENT ? ABSENT : (enum opened)sky_fail("%s: %s", name, strerror(errno));
    enum opened opened = FAILED;
    if (flock(*fd, lock | LOCK_NB) < 0) {
        opened = errno == EWOULDBLOCK || errno == EINTR ? LOCKED : FAILED;
        sky_fail("%s: cannot be locked: %s", name, strerror(errno));
    } else if (fstat(*fd, &status) < 0) {
        sky_fail("%s: %s", name, strerror(errno));
    } else if (!S_ISREG(status.st_mode)) {
        sky_fail("%s: is not a regular file", name);
    } else {
        *size = (uint64_t)status.st_size;
        return READY;
    }
    close(*fd);
    return opened;
}

static int fail_size(const char *name, uint64_t size, size_t bytes, const struct sky_geometry *geometry)
{
    char found[SKY_COUNT_TEXT], wanted[SKY_GROUPED_TEXT], shape[SKY_GEOMETRY_TEXT];
    return sky_fail("%s: is %s long, and one frame is %s bytes at %s", name, sky_number_count(size, "byte", found),
                    sky_number_grouped(bytes, wanted), sky_geometry_format(geometry, shape));
}

struct raw_input {
    struct sky_input input;
    uint8_t *frame, *newest; /* what was returned last, and what the file holds now */
    bool begun;              /* `frame` was returned */
    bool warned;
    uint64_t waiting;        /* since when it has no frame, ns; 0: it has one */
    uint64_t size, grown;    /* of a file that is too short, and when it was first seen with that size, ns */
};

/* A file that is too short: it is waited for as long as it grows. */
static enum sky_next wait_for_copy(struct raw_input *raw, uint64_t size)
{
    const struct sky_input *input = &raw->input;
    uint64_t now = sky_clock_ns();
    if (size != raw->size || raw->grown == 0)
        raw->grown = now;
    raw->size = size;
    if (now - raw->grown < COPY_NS)
        return SKY_NEXT_NOTHING;
    return (enum sky_next)fail_size(input->name, size, input->bytes, &input->geometry);
}

/* Reads the file into `newest`. Returns SKY_NEXT_NOTHING when that must wait; `reason` is for the warning. */
static enum sky_next read_once(struct raw_input *raw, const char **reason)
{
    struct sky_input *input = &raw->input;
    int fd;
    uint64_t size = 0;
    enum opened opened = open_locked(input->name, O_RDONLY, LOCK_SH, &fd, &size);
    if (opened == FAILED)
        return SKY_NEXT_FAILED;
    *reason = opened == LOCKED ? ", which another process keeps locked" : "";
    if (opened != READY)
        return SKY_NEXT_NOTHING;

    enum sky_next result = SKY_NEXT_FRAME;
    size_t filled = 0;
    while (size == input->bytes && filled < input->bytes) {
        ssize_t got = pread(fd, raw->newest + filled, input->bytes - filled, (off_t)filled);
        if (got > 0)
            filled += (size_t)got;
        else if (got == 0) /* a program that does not lock has truncated it */
            size = 0;
        else if (errno != EINTR) {
            result = (enum sky_next)sky_fail("%s: %s", input->name, strerror(errno));
            break;
        }
    }
    close(fd);
    if (size == 0) { /* a program that truncates it gives it its size again soon */
        *reason = ", which is empty";
        return SKY_NEXT_NOTHING;
    }
    if (size < input->bytes) {
        *reason = ", which is too short";
        return wait_for_copy(raw, size);
    }
    if (size > input->bytes)
        return (enum sky_next)fail_size(input->name, size, input->bytes, &input->geometry);
    return result;
}

/* The file has no frame numbers. For a live input, a frame that is still the same is not new, but not stale either. */
static enum sky_next return_frame(struct raw_input *raw, const uint8_t **frame)
{
    raw->warned = false;
    raw->waiting = raw->grown = 0;
    if (raw->input.live && raw->begun && memcmp(raw->frame, raw->newest, raw->input.bytes) == 0)
        return SKY_NEXT_SAME;
    uint8_t *newest = raw->newest;
    raw->newest = raw->frame;
    raw->frame = newest;
    raw->begun = true;
    *frame = raw->frame;
    return SKY_NEXT_FRAME;
}

static void prefer_newest_raw(struct sky_input *input)
{
    input->live = true;
}

static enum sky_next next_raw(struct sky_input *input, const uint8_t **frame, uint64_t deadline)
{
    struct raw_input *raw = (struct raw_input *)input;
    for (;;) {
        const char *reason;
        enum sky_next next = read_once(raw, &reason);
        if (next == SKY_NEXT_FRAME)
            return return_frame(raw, frame);
        if (next != SKY_NEXT_NOTHING)
            return next;
        uint64_t now = sky_clock_ns();
        raw->waiting = raw->waiting ? raw->waiting : now;
        if (!raw->warned && (!*reason || now - raw->waiting >= WARN_NS)) {
            if (*reason)
                sky_warn("waiting for %s%s", input->name, reason);
            else
                sky_warn("waiting for %s: start a program with -o %s", input->name, input->name);
            raw->warned = true;
        }
        if (now >= deadline || sky_signals_stop())
            return SKY_NEXT_NOTHING;
        sky_clock_wait(now + PAUSE_NS < deadline ? now + PAUSE_NS : deadline);
    }
}

static void close_raw_input(struct sky_input *input)
{
    struct raw_input *raw = (struct raw_input *)input;
    free(raw->frame);
    free(raw->newest);
    sky_input_finish(input);
}

static const struct sky_input_kind raw_input_kind = {
    .next = next_raw, .prefer_newest = prefer_newest_raw, .close = close_raw_input};

struct sky_input *sky_input_open_raw(const char *operand, const struct sky_geometry *geometry)
{
    struct raw_input *raw = sky_input_create(sizeof *raw, &raw_input_kind, operand, geometry);
    if (!raw)
        return NULL;
    if ((raw->frame = sky_frame_alloc(raw->input.bytes)) && (raw->newest = sky_frame_alloc(raw->input.bytes)))
        return &raw->input;
    close_raw_input(&raw->input);
    return NULL;
}

/* Gives an empty file the size of a frame before it is written to, so that whoever kills this program does not leave a
 * part of one: no program would read it or write to it again. On a full disk the file stays empty. */
static int make_room(const struct sky_output *output, int fd)
{
    int error = ftruncate(fd, (off_t)output->bytes) < 0 ? errno : 0;
    while (!error && (error = posix_fallocate(fd, 0, (off_t)output->bytes)) == EINTR)
        error = 0;
    if (!error)
        return 0;
    if (ftruncate(fd, 0) < 0)
        error = errno;
    return sky_fail("%s: %s", output->name, strerror(error));
}

/* Writes all pieces from the file's beginning on. */
static int write_pieces(const struct sky_output *output, int fd, const struct iovec *pieces, int count)
{
    off_t at = 0;
    for (int i = 0; i < count; i++) {
        const char *data = pieces[i].iov_base;
        for (size_t left = pieces[i].iov_len; left > 0;) {
            ssize_t put = pwrite(fd, data, left, at);
            if (put < 0 && errno == EINTR)
                continue;
            if (put < 0)
                return sky_fail("%s: %s", output->name, strerror(errno));
            data += put;
            at += put;
            left -= (size_t)put;
        }
    }
    return 0;
}

static int write_raw(struct sky_output *output, struct iovec *pieces, int count)
{
    int fd;
    uint64_t size = 0, start = sky_clock_ns();
    enum opened opened;
    bool warned = false;
    while ((opened = open_locked(output->name, O_RDWR | O_CREAT, LOCK_EX, &fd, &size)) == LOCKED) {
        uint64_t now = sky_clock_ns();
        if (sky_signals_stop())
            return 0;
        if (!warned && now - start >= WARN_NS) {
            sky_warn("waiting for %s, which another process keeps locked", output->name);
            warned = true;
        }
        sky_clock_wait(now + PAUSE_NS);
    }
    if (opened == ABSENT)
        return sky_fail("%s: cannot be made: %s", output->name, strerror(ENOENT));
    if (opened == FAILED)
        return -1;
    int result = 0;
    if (output->untouched && sky_file_check_output(fd) < 0) {
        if (output->created)
            sky_file_remove(path_of(output->name), fd);
        result = sky_fail_at("%s", output->name);
    } else if (size != 0 && size != output->bytes) { /* data that is not ours */
        result = fail_size(output->name, size, output->bytes, &output->geometry);
    }
    if (result == 0 && size == 0)
        result = make_room(output, fd);
    if (result == 0)
        result = write_pieces(output, fd, pieces, count);
    output->untouched = false;
    close(fd);
    return result;
}

static int close_raw_output(struct sky_output *output)
{
    sky_output_finish(output);
    return 0;
}

static const struct sky_output_kind raw_output_kind = {
    .write = write_raw, .close = close_raw_output, .paced = true};

struct sky_output *sky_output_open_raw(const char *operand, const struct sky_geometry *geometry)
{
    struct sky_output *output = sky_output_create(sizeof *output, &raw_output_kind, operand, geometry);
    struct stat status;
    if (!output)
        return NULL;
    output->untouched = true;
    /* A file that cannot be written to is refused before the first frame, where there is one already. */
    int result = 0, fd = open(path_of(operand), O_PATH | O_CLOEXEC);
    if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
        if (sky_file_check_output(fd) < 0)
            result = sky_fail_at("%s", operand);
        else if (status.st_size != 0 && (uint64_t)status.st_size != output->bytes)
            result = fail_size(operand, (uint64_t)status.st_size, output->bytes, geometry);
    }
    output->created = fd < 0 && errno == ENOENT; /* or will be, with the first frame */
    if (fd >= 0)
        close(fd);
    if (result == 0)
        return output;
    close_raw_output(output);
    return NULL;
}
