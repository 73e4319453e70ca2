/* SPDX-License-Identifier: ISC */
/* A FIFO as a live source: the newest of the frames that have come when one is due. Its writers come and go; it is
 * opened without waiting for them, and anew when the last one has left, since the path may mean another FIFO then.
 *
 * Nothing in a FIFO says where a frame begins, so each writer must begin with a whole one: the part of a frame that
 * a writer leaves behind is dropped when it goes. A writer that goes is noticed at once, before the next one can
 * have come. Where somebody else keeps the FIFO open nobody is seen to go, and the part is dropped when nothing is
 * added to it for a while. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/signals.h"
#include "stream/kinds.h"
#include "sky-push/source.h"

#define TICK_NS UINT64_C(100000000)     /* how often it is looked at while nothing comes */
#define PATIENCE_NS UINT64_C(1000000000) /* with a part of a frame */
#define PIPE_BYTES (1 << 20)             /* see lib/stream/file.c */

struct fifo {
    struct source source;
    int fd;                   /* -1 while the path is no FIFO */
    uint8_t *reading, *whole; /* a frame that is being read, and the newest one that was */
    size_t filled;            /* bytes of `reading` */
    bool pending;             /* `whole` was not shown yet */
    bool said;                /* that it waits */
    uint64_t patience, looked, quiet; /* ns: `quiet` is for how long nothing was added to a part */
};

/* Opens what the path names now, and closes what was open. Returns 0, or -1 with the error set. */
static int reopen(struct fifo *fifo)
{
    struct stat status;
    /* The old one is closed last: a FIFO without any reader breaks its next writer's pipe. */
    int fd = open(fifo->source.name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    int result = 0;
    if (fd < 0)
        result = sky_fail("%s: %s", fifo->source.name, strerror(errno));
    else if (fstat(fd, &status) < 0 || !S_ISFIFO(status.st_mode))
        result = sky_fail("%s: is no FIFO any more", fifo->source.name);
    else
        fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES); /* only speed depends on it */
    if (result < 0 && fd >= 0) {
        close(fd);
        fd = -1;
    }
    if (fifo->fd >= 0)
        close(fifo->fd);
    fifo->fd = fd;
    fifo->filled = 0;
    return result;
}

static void drop_part(struct fifo *fifo)
{
    if (fifo->filled > 0)
        fifo->source.partial++;
    fifo->filled = 0;
    fifo->quiet = 0;
}

/* Reads up to `room` bytes, and no more, so that a fast writer cannot keep us here. Returns what the last read()
 * returned, or 1. */
static ssize_t read_bytes(struct fifo *fifo, size_t room)
{
    ssize_t got = 1;
    while (room > 0) {
        size_t left = fifo->source.bytes - fifo->filled;
        got = read(fifo->fd, fifo->reading + fifo->filled, left < room ? left : room);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        room -= (size_t)got;
        fifo->filled += (size_t)got;
        fifo->quiet = 0;
        if (fifo->filled == fifo->source.bytes) {
            uint8_t *whole = fifo->reading;
            fifo->reading = fifo->whole;
            fifo->whole = whole;
            fifo->source.skipped += fifo->pending;
            fifo->pending = true;
            fifo->filled = 0;
        }
    }
    return got;
}

/* While nothing comes: is a part of a frame too old, or the path another FIFO's? */
static void look_around(struct fifo *fifo)
{
    uint64_t now = sky_clock_ns(), passed = now - fifo->looked;
    struct stat named, held;
    /* Time that we did not see pass, since we were stopped too, is not the writer's. */
    fifo->quiet += passed < TICK_NS ? passed : TICK_NS;
    fifo->looked = now;
    if (fifo->quiet >= fifo->patience)
        drop_part(fifo);
    bool same = stat(fifo->source.name, &named) == 0 && fstat(fifo->fd, &held) == 0 &&
                named.st_dev == held.st_dev && named.st_ino == held.st_ino;
    if (!same && read_bytes(fifo, 1) == 0) /* nobody writes to the old one */
        reopen(fifo);
}

/* Takes in what has come. */
static void take_in(struct fifo *fifo)
{
    int come = 0;
    struct pollfd state = {.fd = fifo->fd};
    if (fifo->fd < 0) {
        reopen(fifo);
        return;
    }
    /* Asked in this order, all that the last writer wrote is counted. */
    bool left = poll(&state, 1, 0) > 0 && (state.revents & POLLHUP);
    if (ioctl(fifo->fd, FIONREAD, &come) == 0 && come > 0) {
        read_bytes(fifo, (size_t)come);
        fifo->looked = sky_clock_ns();
    } else if (!left) {
        look_around(fifo);
    }
    if (left) {
        drop_part(fifo);
        reopen(fifo);
    }
}

static void wait_fifo(struct source *source, uint64_t deadline)
{
    struct fifo *fifo = (struct fifo *)source;
    uint64_t now = sky_clock_ns();
    uint64_t left = deadline > now ? deadline - now : 0;
    struct timespec wait = {.tv_nsec = (long)(left < TICK_NS ? left : TICK_NS)};
    /* With a frame in hand the rest stays in the FIFO, which holds its writer up; only leaving is minded. A FIFO
     * that is smaller than a frame is read while we wait. */
    struct pollfd ready = {.fd = fifo->fd, .events = fifo->pending ? 0 : POLLIN};
    int count = ppoll(&ready, 1, &wait, sky_signals_mask());
    if (count > 0 || left >= TICK_NS)
        take_in(fifo);
}

static enum coming next_fifo(struct source *source, uint8_t *frame, uint64_t deadline)
{
    struct fifo *fifo = (struct fifo *)source;
    while (!fifo->pending && sky_clock_ns() < deadline && !sky_signals_stop())
        wait_fifo(source, deadline);
    take_in(fifo);
    if (fifo->pending) {
        fifo->pending = false;
        memcpy(frame, fifo->whole, source->bytes);
        fifo->said = true;
        return COMING_FRAME;
    }
    if (fifo->fd < 0)
        return COMING_FAILED;
    if (!fifo->said)
        sky_warn("waiting for %s", source->name);
    fifo->said = true;
    return COMING_NOTHING;
}

static void close_fifo(struct source *source)
{
    struct fifo *fifo = (struct fifo *)source;
    if (fifo->fd >= 0)
        close(fifo->fd);
    free(fifo->reading);
    free(fifo->whole);
    source_finish(source);
}

static const struct source_kind fifo_kind = {
    .live = true, .next = next_fifo, .wait = wait_fifo, .close = close_fifo};

struct source *source_open_fifo(const char *path, const struct sky_geometry *geometry, uint64_t stale)
{
    struct fifo *fifo = source_create(sizeof *fifo, &fifo_kind, path, sky_frame_bytes(geometry));
    if (!fifo)
        return NULL;
    fifo->fd = -1;
    fifo->patience = stale < PATIENCE_NS ? stale : PATIENCE_NS;
    fifo->looked = sky_clock_ns();
    if ((fifo->reading = sky_frame_alloc(fifo->source.bytes)) &&
        (fifo->whole = sky_frame_alloc(fifo->source.bytes)) && reopen(fifo) == 0)
        return &fifo->source;
    close_fifo(&fifo->source);
    return NULL;
}
