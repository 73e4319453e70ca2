/* SPDX-License-Identifier: ISC */
/* Streams on a file descriptor: standard input and output, files, FIFOs, character devices. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/signals.h"
#include "base/wait.h"
#include "stream/kinds.h"
#include "stream/live.h"
#include "stream/pipe.h"
#include "stream/suffix.h"

#define MOVED_MAX (1 << 20) /* bytes that one system call moves */

struct file_input {
    struct sky_input input;
    bool regular;
    bool waits;  /* read() does: a pipe or device that is no FIFO with a path */
    bool begun;  /* not such a FIFO, or a writer has come to it; before that, read() would find its end */
    bool fitted; /* not a pipe, or sky_pipe_fit() has worked */
    uint8_t *frame;
    size_t filled; /* bytes of the frame that have come */
    uint64_t left; /* at least so many whole frames are left in a regular file */
};

/* The writer died inside a frame: a failure for a filter; sky-push counts it and may go on. */
static enum sky_next end_inside(struct file_input *file)
{
    file->input.partial += !file->regular;
    return sky_input_ended_inside(&file->input, file->filled);
}

static enum sky_next next_file(struct sky_input *input, const uint8_t **frame, uint64_t deadline)
{
    struct file_input *file = (struct file_input *)input;
    bool may_stop = file->waits && (deadline != SKY_FOREVER || sky_signals_mask());
    while (file->filled < input->bytes) {
        if ((may_stop || !file->begun) && !sky_wait_ready(input->fd, POLLIN, deadline))
            return SKY_NEXT_NOTHING;
        file->begun = true;
        ssize_t got = read(input->fd, file->frame + file->filled, input->bytes - file->filled);
        if (got > 0)
            file->filled += (size_t)got;
        else if (got == 0)
            return file->filled ? end_inside(file) : SKY_NEXT_END;
        else if (errno == EINTR && sky_signals_stop())
            return SKY_NEXT_NOTHING;
        else if (errno == EAGAIN && !sky_wait_ready(input->fd, POLLIN, deadline))
            return SKY_NEXT_NOTHING;
        else if (errno != EINTR && errno != EAGAIN)
            return (enum sky_next)sky_fail("%s: %s", input->name, strerror(errno));
    }
    if (!file->fitted)
        file->fitted = sky_pipe_fit(input->fd, input->bytes);
    file->filled = 0;
    file->left -= file->left > 0;
    *frame = file->frame;
    return SKY_NEXT_FRAME;
}

/* Bytes from the read position to the end of a regular file; 0 past the end. */
static uint64_t bytes_left(const struct sky_input *input)
{
    struct stat status;
    off_t at = lseek(input->fd, 0, SEEK_CUR);
    return at >= 0 && fstat(input->fd, &status) == 0 && status.st_size > at ? (uint64_t)(status.st_size - at) : 0;
}

static int rewind_file(struct sky_input *input)
{
    struct file_input *file = (struct file_input *)input;
    file->filled = 0;
    file->left = 0;
    if (!file->regular || lseek(input->fd, 0, SEEK_SET) < 0)
        return sky_fail("%s: cannot be read again from its beginning", input->name);
    return 0;
}

static int64_t skip_file(struct sky_input *input, uint64_t count)
{
    struct file_input *file = (struct file_input *)input;
    uint64_t whole = file->regular ? bytes_left(input) / input->bytes : 0;
    count = count < whole ? count : whole;
    file->left = 0;
    if (count > 0 && lseek(input->fd, (off_t)(count * input->bytes), SEEK_CUR) < 0)
        return sky_fail("%s: %s", input->name, strerror(errno));
    return (int64_t)count;
}

static int64_t left_file(const struct sky_input *input)
{
    const struct file_input *file = (const struct file_input *)input;
    return file->regular ? (int64_t)(bytes_left(input) / input->bytes) : -1;
}

static void wait_for_file(const struct sky_input *input, struct sky_input_wait *wait)
{
    if (!((const struct file_input *)input)->regular)
        *wait = (struct sky_input_wait){.fd = input->fd, .events = POLLIN, .deadline = SKY_FOREVER};
}

static void close_file_input(struct sky_input *input)
{
    struct file_input *file = (struct file_input *)input;
    if (input->fd > STDIN_FILENO)
        close(input->fd);
    free(file->frame);
    sky_input_finish(input);
}

static const struct sky_input_kind file_input_kind = {
    .next = next_file,
    .rewind = rewind_file,
    .skip = skip_file,
    .left = left_file,
    .wait = wait_for_file,
    .close = close_file_input,
};

struct sky_input *sky_input_open_file(const char *path, const struct sky_geometry *geometry)
{
    struct file_input *file =
        sky_input_create(sizeof *file, &file_input_kind, path ? path : "standard input", geometry);
    if (!file)
        return NULL;
    struct sky_input *input = &file->input;
    struct stat status;
    input->fd = path ? open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) : STDIN_FILENO;
    if (input->fd < 0 || fstat(input->fd, &status) < 0)
        sky_suffix_fail_open(input->name);
    else if (S_ISDIR(status.st_mode))
        sky_fail("%s: is a directory", input->name);
    else if (isatty(input->fd))
        sky_fail("%s: is a terminal; frames come from a pipe or a file (try: sky-gen test | …)", input->name);
    else if ((file->frame = sky_frame_alloc(input->bytes))) {
        file->regular = S_ISREG(status.st_mode);
        file->begun = !path || !S_ISFIFO(status.st_mode);
        file->waits = !file->regular && file->begun;
        if (path && file->waits)
            fcntl(input->fd, F_SETFL, O_RDONLY);
        file->fitted = !S_ISFIFO(status.st_mode) || sky_pipe_fit(input->fd, input->bytes);
        if (file->regular)
            posix_fadvise(input->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
        return input;
    }
    close_file_input(input);
    return NULL;
}

struct file_output {
    struct sky_output output;
    bool pipe, fitted; /* it is a pipe; sky_pipe_fit() has worked */
};

static bool wait_for_room(struct sky_output *output, uint64_t deadline)
{
    struct file_output *file = (struct file_output *)output;
    if (!file->pipe)
        return true;
    if (!file->fitted)
        file->fitted = sky_pipe_fit(output->fd, output->bytes);
    return sky_wait_ready(output->fd, POLLOUT, deadline);
}

static int write_file(struct sky_output *output, struct iovec *pieces, int count)
{
    if (sky_output_truncate(output) < 0)
        return -1;
    while (count > 0) {
        ssize_t put = writev(output->fd, pieces, count);
        if (put < 0 && errno == EAGAIN)
            sky_wait_ready(output->fd, POLLOUT, SKY_FOREVER);
        else if (put < 0 && (errno != EINTR || sky_signals_stop()))
            return sky_fail("%s: %s", output->name, strerror(errno));
        for (; put > 0 && count > 0; pieces++, count--) {
            if ((size_t)put < pieces->iov_len) {
                pieces->iov_base = (char *)pieces->iov_base + put;
                pieces->iov_len -= (size_t)put;
                break;
            }
            put -= (ssize_t)pieces->iov_len;
        }
    }
    return 0;
}

static int close_file_output(struct sky_output *output)
{
    int result = sky_output_truncate(output);
    if (sky_output_close_fd(output) < 0)
        result = -1;
    sky_output_finish(output);
    return result;
}

static const struct sky_output_kind file_output_kind = {
    .wait = wait_for_room,
    .write = write_file,
    .close = close_file_output,
};

struct sky_output *sky_output_open_file(const char *path, const struct sky_geometry *geometry)
{
    struct file_output *file =
        sky_output_create(sizeof *file, &file_output_kind, path ? path : "standard output", geometry);
    if (!file)
        return NULL;
    struct stat status;
    if (sky_output_open_fd(&file->output, path) == 0) {
        file->pipe = fstat(file->output.fd, &status) == 0 && S_ISFIFO(status.st_mode);
        return &file->output;
    }
    sky_output_cancel(&file->output);
    return NULL;
}

/* splice() when the output is a pipe: pages change hands and nothing is copied, a third of the cost of reading
 * and writing them. sendfile() serves other outputs. */
static ssize_t move_bytes(int from, int to, size_t bytes)
{
    ssize_t moved = splice(from, NULL, to, NULL, bytes, SPLICE_F_MORE);
    if (moved < 0 && errno == EINVAL)
        moved = sendfile(to, from, NULL, bytes);
    return moved;
}

int sky_stream_move(struct sky_input *input, struct sky_output *output, uint64_t limit, uint64_t *moved)
{
    struct file_input *file = (struct file_input *)input;
    *moved = 0;
    if (input->kind != &file_input_kind || output->kind != &file_output_kind || !file->regular)
        return 0;
    if (file->left == 0) /* or so it seemed: a file may grow */
        file->left = bytes_left(input) / input->bytes;
    uint64_t frames = file->left < limit ? file->left : limit;
    uint64_t left = frames * input->bytes, done = 0;
    if (frames > 0 && sky_output_truncate(output) < 0)
        return -1;
    while (left > 0) {
        ssize_t put = move_bytes(input->fd, output->fd, left < MOVED_MAX ? left : MOVED_MAX);
        if (put > 0) {
            left -= (uint64_t)put;
            done += (uint64_t)put;
        } else if (put < 0 && errno == EAGAIN) {
            sky_wait_ready(output->fd, POLLOUT, SKY_FOREVER);
        } else if (put < 0 && errno == EINVAL && done == 0) {
            return 0; /* a pair that the kernel does not move between */
        } else if (put == 0) {
            break; /* the file was truncated meanwhile; reading reports that */
        } else if (errno != EINTR) {
            return sky_fail("%s: %s", output->name, strerror(errno));
        }
    }
    *moved = done / input->bytes;
    file->left = *moved == frames ? file->left - frames : 0;
    input->number += *moved;
    if (done % input->bytes)
        return sky_input_ended_inside(input, done % input->bytes);
    return 0;
}
