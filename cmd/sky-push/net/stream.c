/* SPDX-License-Identifier: ISC */
#include "sky-push/net/stream.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "sky-push/drivers/sink.h"

#define CONNECT_NS UINT64_C(5000000000)
#define PATIENCE_NS UINT64_C(100000000) /* how long a picture may take, when half a frame takes longer than that */
#define STUCK_NS UINT64_C(2000000000)   /* a reader that has taken nothing for this long is warned of */
#define LAST_NS UINT64_C(500000000)     /* for what waits at the end */
#define GONE_MS 5000                    /* a host that has not answered for this long is gone */
#define SNDBUF_MIN 16384

/* ---- Opening ---- */

static void set_options(int fd, size_t most)
{
    const int on = 1, room = most < SNDBUF_MIN ? SNDBUF_MIN : (int)most;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room); /* one picture, not a second of them */
}

/* Connects without waiting longer than the output may. Returns 0, or -1 with the error set. */
static int connect_to(struct stream *stream, const struct address *address)
{
    char text[ADDRESS_TEXT];
    int error = 0;
    socklen_t size = sizeof error;
    stream->socket = socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (stream->socket < 0)
        return sky_fail("%s", strerror(errno));
    set_options(stream->socket, stream->most);
    if (connect(stream->socket, (const struct sockaddr *)&address->storage, address->length) < 0) {
        if (errno != EINPROGRESS)
            error = errno;
        else if (!sink_wait(stream->socket, stream->args->stop, sky_clock_ns() + CONNECT_NS))
            error = ETIMEDOUT;
        else if (getsockopt(stream->socket, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
            error = errno;
    }
    return error ? sky_fail("%s: %s", address_format(address, text), strerror(error)) : 0;
}

int stream_reserve(struct stream *stream, size_t most)
{
    uint8_t *rest = realloc(stream->rest, most);
    if (!rest)
        return sky_fail("out of memory");
    stream->rest = rest;
    uint8_t *next = realloc(stream->next, most);
    if (!next)
        return sky_fail("out of memory");
    stream->next = next;
    stream->most = most;
    return 0;
}

int stream_open(struct stream *stream, const struct driver_args *args, const struct host *host, size_t most)
{
    struct address address;
    *stream = (struct stream){.args = args, .stop = args->stop, .socket = -1};
    if (stream_reserve(stream, most) < 0 || lookup_wait(host, &address, args->stop) < 0)
        return -1;
    return connect_to(stream, &address);
}

/* ---- Sending ---- */

/* Servers answer nothing that matters, but an end is noticed by reading. */
static bool has_ended(int fd)
{
    char bytes[256];
    for (;;) {
        ssize_t got = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
        if (got == 0)
            return true;
        if (got < 0)
            return errno != EAGAIN && errno != EINTR;
    }
}

/* Is there no answer any more? TCP_USER_TIMEOUT would also end the connection to a server that answers and only does
 * not read. */
static bool is_gone(int fd)
{
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
           (info.tcpi_retransmits > 0 || info.tcpi_probes > 1) && info.tcpi_last_ack_recv > GONE_MS;
}

/* Sends as much of the parts as there is room for until the deadline. Returns the number of bytes, or -1 with errno
 * set. */
static ssize_t send_parts(const struct stream *stream, struct iovec *parts, size_t count, uint64_t deadline)
{
    size_t done = 0;
    while (count > 0) {
        struct msghdr message = {.msg_iov = parts, .msg_iovlen = count};
        ssize_t sent = sendmsg(stream->socket, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno == EAGAIN) {
            if (!sink_wait(stream->socket, stream->stop, deadline))
                break;
            continue;
        }
        if (sent < 0)
            return -1;
        done += (size_t)sent;
        for (; count > 0 && (size_t)sent >= parts->iov_len; parts++, count--)
            sent -= (ssize_t)parts->iov_len;
        if (count > 0) {
            parts->iov_base = (char *)parts->iov_base + sent;
            parts->iov_len -= (size_t)sent;
        }
    }
    return (ssize_t)done;
}

/* Sends what waits. Returns 1 when all of it was sent, 0 when not, -1 with errno set. */
static int send_rest(struct stream *stream, uint64_t deadline)
{
    for (;;) {
        struct iovec part = {stream->rest + stream->rest_at, stream->rest_end - stream->rest_at};
        ssize_t sent = part.iov_len > 0 ? send_parts(stream, &part, 1, deadline) : 0;
        if (sent < 0)
            return -1;
        stream->rest_at += (size_t)sent;
        if (stream->rest_at < stream->rest_end)
            return 0;
        if (stream->next_bytes == 0)
            return 1;
        uint8_t *free_one = stream->rest;
        stream->rest = stream->next;
        stream->next = free_one;
        stream->rest_at = 0;
        stream->rest_end = stream->next_bytes;
        stream->next_bytes = 0;
    }
}

/* Copies what is left of the parts after `skip` bytes. Returns the number of bytes. */
static size_t copy_parts(uint8_t *out, const struct iovec *parts, size_t count, size_t skip)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        size_t left_out = skip < parts[i].iov_len ? skip : parts[i].iov_len;
        memcpy(out + bytes, (const char *)parts[i].iov_base + left_out, parts[i].iov_len - left_out);
        bytes += parts[i].iov_len - left_out;
        skip -= left_out;
    }
    return bytes;
}

static void record_progress(struct stream *stream, bool stuck)
{
    uint64_t now = sky_clock_ns();
    if (!stuck) {
        if (stream->warned)
            sky_warn("%s: takes pictures again", stream->args->name);
        stream->warned = false;
        stream->stuck_since = 0;
    } else if (stream->stuck_since == 0) {
        stream->stuck_since = now;
    } else if (!stream->warned && now - stream->stuck_since >= STUCK_NS) {
        sky_warn("%s: takes nothing; the newest picture waits", stream->args->name);
        stream->warned = true;
    }
}

static enum send_result end_of_connection(const char *reason)
{
    return (enum send_result)sky_fail("the connection has ended: %s", reason);
}

enum send_result stream_send(struct stream *stream, const struct iovec *parts, size_t count, bool apart)
{
    double fps = stream->args->fps, half = fps > 0 ? 0.5e9 / fps : 0;
    uint64_t patience = half > 0 && half < (double)PATIENCE_NS ? (uint64_t)half : PATIENCE_NS;
    uint64_t deadline = sky_clock_ns() + patience;
    size_t before = stream->rest_at, step = apart ? 2 : count;
    if (has_ended(stream->socket))
        return end_of_connection("closed by the server");
    int room = send_rest(stream, deadline);
    if (room < 0)
        return end_of_connection(strerror(errno));
    if (room == 0 && is_gone(stream->socket))
        return end_of_connection("no answer for 5 s");
    if (room == 0) {
        stream->unsent += stream->next_bytes > 0;
        stream->next_bytes = copy_parts(stream->next, parts, count, 0);
        record_progress(stream, stream->rest_at == before);
        return SEND_DONE;
    }
    size_t sent = 0, wanted = 0;
    for (size_t i = 0; i < count && sent == wanted; i += step) {
        struct iovec copy[512];
        size_t taken = step < sizeof copy / sizeof *copy ? step : sizeof copy / sizeof *copy;
        for (size_t k = 0; k < taken; k++) {
            copy[k] = parts[i + k];
            wanted += copy[k].iov_len;
        }
        ssize_t put = send_parts(stream, copy, taken, deadline);
        if (put < 0)
            return end_of_connection(strerror(errno));
        sent += (size_t)put;
    }
    stream->rest_at = 0;
    stream->rest_end = copy_parts(stream->rest, parts, count, sent);
    record_progress(stream, sent == 0);
    return SEND_DONE;
}

void stream_close(struct stream *stream)
{
    if (stream->socket >= 0) {
        stream->stop = -1; /* what stopped the show must not end this */
        if (stream->rest_at < stream->rest_end || stream->next_bytes > 0)
            send_rest(stream, sky_clock_ns() + LAST_NS);
        close(stream->socket);
    }
    free(stream->rest);
    free(stream->next);
    *stream = (struct stream){.socket = -1};
}
