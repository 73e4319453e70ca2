/* SPDX-License-Identifier: ISC */
/* A FIFO as a live input: the newest of the frames that have arrived. Writers may come and go. The FIFO is opened
 * without waiting for a writer, and opened again when the last one has closed it, since the path may name another FIFO
 * by then.
 *
 * Nothing in a FIFO marks the beginning of a frame, so each writer must begin with a whole one. When a writer closes
 * the FIFO inside a frame, that part is dropped at once, before the next writer can have written. If another process
 * keeps the FIFO open, no close is seen, and a part is dropped when nothing has been added to it for a while. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/signals.h"
#include "base/wait.h"
#include "stream/kinds.h"
#include "stream/live.h"

#define LOOK_NS UINT64_C(100000000)         /* how often a part of a frame is looked at */
#define PATIENCE_MAX_NS UINT64_C(1000000000)
#define PIPE_BYTES (1 << 20) /* not fitted to a frame: only the newest one in it is shown, so none waits there */

struct fifo_input {
    struct sky_input input;   /* fd is -1 while the path is no FIFO */
    uint8_t *reading, *whole; /* the frame that is being read, and the newest whole one, */
    size_t filled;            /* of which so many bytes have come, */
    bool pending;             /* and which was not asked for yet */
    bool warned;              /* that it waits */
    uint64_t patience, looked, quiet; /* ns; `quiet`: how long nothing was added to a part */
};

/* Opens what the path names now, and closes what was open. Returns 0, or -1 with the error set. */
static int reopen(struct fifo_input *fifo)
{
    struct sky_input *input = &fifo->input;
    struct stat status;
    /* The old one is closed last: a FIFO without any reader breaks its next writer's pipe. */
    int fd = open(input->name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    int result = 0;
    if (fd < 0)
        result = sky_fail("%s: %s", input->name, strerror(errno));
    else if (fstat(fd, &status) < 0 || !S_ISFIFO(status.st_mode))
        result = sky_fail("%s: is no longer a FIFO", input->name);
    else
        fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES); /* only speed depends on it */
    if (result < 0 && fd >= 0) {
        close(fd);
        fd = -1;
    }
    if (input->fd >= 0)
        close(input->fd);
    input->fd = fd;
    fifo->filled = 0;
    return result;
}

static void drop_part(struct fifo_input *fifo)
{
    if (fifo->filled > 0)
        fifo->input.partial++;
    fifo->filled = 0;
    fifo->quiet = 0;
}

/* Reads up to `room` bytes and no more, so that a fast writer cannot keep us here. Returns what the last read()
 * returned, or 1. */
static ssize_t read_bytes(struct fifo_input *fifo, size_t room)
{
    struct sky_input *input = &fifo->input;
    ssize_t got = 1;
    while (room > 0) {
        size_t left = input->bytes - fifo->filled;
        got = read(input->fd, fifo->reading + fifo->filled, left < room ? left : room);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        room -= (size_t)got;
        fifo->filled += (size_t)got;
        fifo->quiet = 0;
        if (fifo->filled == input->bytes) {
            uint8_t *whole = fifo->reading;
            fifo->reading = fifo->whole;
            fifo->whole = whole;
            input->skipped += fifo->pending;
            fifo->pending = true;
            fifo->filled = 0;
        }
    }
    return got;
}

/* When nothing has come: drops a part of a frame that is too old, and notices when the path names another FIFO. */
static void look_around(struct fifo_input *fifo)
{
    uint64_t now = sky_clock_ns(), passed = now - fifo->looked;
    struct stat named, held;
    /* While we were stopped ourselves, no time has passed for the writer. */
    fifo->quiet += passed < LOOK_NS ? passed : LOOK_NS;
    fifo->looked = now;
    if (fifo->quiet >= fifo->patience)
        drop_part(fifo);
    bool same = stat(fifo->input.name, &named) == 0 && fstat(fifo->input.fd, &held) == 0 &&
                named.st_dev == held.st_dev && named.st_ino == held.st_ino;
    if (!same && read_bytes(fifo, 1) == 0) /* the old one has no writer */
        reopen(fifo);
}

static void attend_fifo(struct sky_input *input)
{
    struct fifo_input *fifo = (struct fifo_input *)input;
    int come = 0;
    struct pollfd state = {.fd = input->fd};
    if (input->fd < 0) {
        reopen(fifo);
        return;
    }
    /* Asked in this order, all that the last writer wrote is counted. */
    bool left = poll(&state, 1, 0) > 0 && (state.revents & POLLHUP);
    if (ioctl(input->fd, FIONREAD, &come) == 0 && come > 0) {
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

/* With a whole frame in hand the rest stays in the FIFO, which holds its writer back; only its leaving is waited for. A
 * frame that is larger than the FIFO is read as it comes. */
static void wait_for_fifo(const struct sky_input *input, struct sky_input_wait *wait)
{
    const struct fifo_input *fifo = (const struct fifo_input *)input;
    wait->fd = input->fd;
    wait->events = fifo->pending ? 0 : POLLIN;
    if (fifo->filled > 0)
        wait->deadline = fifo->looked + LOOK_NS;
}

static enum sky_next next_fifo(struct sky_input *input, const uint8_t **frame, uint64_t deadline)
{
    struct fifo_input *fifo = (struct fifo_input *)input;
    for (;;) {
        uint64_t now = sky_clock_ns();
        attend_fifo(input);
        if (fifo->pending) {
            fifo->pending = false;
            fifo->warned = true;
            *frame = fifo->whole;
            return SKY_NEXT_FRAME;
        }
        if (input->fd < 0)
            return SKY_NEXT_FAILED;
        if (!fifo->warned)
            sky_warn("waiting for %s: start a program that writes frames to it", input->name);
        fifo->warned = true;
        if (now >= deadline || sky_signals_stop())
            return SKY_NEXT_NOTHING;
        sky_wait_ready(input->fd, POLLIN, now + LOOK_NS < deadline ? now + LOOK_NS : deadline);
    }
}

static void close_fifo(struct sky_input *input)
{
    struct fifo_input *fifo = (struct fifo_input *)input;
    if (input->fd >= 0)
        close(input->fd);
    free(fifo->reading);
    free(fifo->whole);
    sky_input_finish(input);
}

static const struct sky_input_kind fifo_input_kind = {
    .next = next_fifo, .attend = attend_fifo, .wait = wait_for_fifo, .close = close_fifo};

struct sky_input *sky_input_open_fifo(const char *path, const struct sky_geometry *geometry, uint64_t patience)
{
    struct fifo_input *fifo = sky_input_create(sizeof *fifo, &fifo_input_kind, path, geometry);
    if (!fifo)
        return NULL;
    fifo->input.live = true;
    fifo->patience = patience < PATIENCE_MAX_NS ? patience : PATIENCE_MAX_NS;
    fifo->looked = sky_clock_ns();
    if ((fifo->reading = sky_frame_alloc(fifo->input.bytes)) &&
        (fifo->whole = sky_frame_alloc(fifo->input.bytes)) && reopen(fifo) == 0)
        return &fifo->input;
    close_fifo(&fifo->input);
    return NULL;
}
