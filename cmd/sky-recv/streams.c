/* SPDX-License-Identifier: ISC */
/* Messages over TCP, in any pieces. With --every a sender waits while there is no place for its frames. */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/pace.h>

#include "base/clock.h"
#include "net/opc.h"
#include "sky-recv/receive.h"

#define CONNECTIONS_MAX 16
#define BYTES (2 * (SKY_OPC_HEADER + SKY_OPC_DATA_MAX))

struct connection {
    int fd; /* -1: none */
    struct sockaddr_in6 from;
    uint64_t heard; /* when something came last, ns */
    uint8_t *bytes; /* that have come */
    size_t filled;
};

struct loop {
    struct receive *receive;
    struct connection connections[CONNECTIONS_MAX];
    struct pollfd polled[CONNECTIONS_MAX + 3]; /* these, what listens, the end of the thread, and room for a frame */
};

enum { LISTENER = CONNECTIONS_MAX, STOP, ROOM };

static void close_connection(struct connection *connection)
{
    if (connection->fd >= 0)
        close(connection->fd);
    free(connection->bytes);
    *connection = (struct connection){.fd = -1};
}

/* A place for one more connection: that of the one that has been silent for the longest, if all are taken. */
static struct connection *find_place(struct loop *loop)
{
    struct connection *place = &loop->connections[0];
    for (int i = 0; i < CONNECTIONS_MAX; i++) {
        struct connection *connection = &loop->connections[i];
        if (connection->fd < 0)
            return connection;
        if (connection->heard < place->heard)
            place = connection;
    }
    return place;
}

static void accept_connection(struct loop *loop, uint64_t now)
{
    struct connection new = {.heard = now};
    socklen_t length = sizeof new.from;
    uint8_t id[SKY_RECEIVER_ADDRESS];
    new.fd = accept4(loop->receive->listener, (struct sockaddr *)&new.from, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (new.fd < 0)
        return;
    senders_identify(id, (const struct sockaddr *)&new.from, true);
    new.bytes = senders_allow(&loop->receive->senders, id) ? malloc(BYTES) : NULL;
    if (!new.bytes) {
        if (loop->receive->senders.count > 0)
            receive_take(loop->receive, NULL, 0, (const struct sockaddr *)&new.from, now); /* counts it */
        close(new.fd);
        return;
    }
    struct connection *place = find_place(loop);
    close_connection(place);
    *place = new;
}

/* Takes the whole messages that have come, as long as there is room for frames. */
static void take_messages(struct loop *loop, struct connection *connection, uint64_t now)
{
    struct sky_opc message;
    size_t at = 0;
    while (sky_opc_parse(&message, connection->bytes + at, connection->filled - at) == 0 &&
           !queue_is_full(&loop->receive->queue)) {
        size_t size = SKY_OPC_HEADER + message.length;
        receive_take(loop->receive, connection->bytes + at, size, (const struct sockaddr *)&connection->from, now);
        at += size;
    }
    connection->filled -= at;
    memmove(connection->bytes, connection->bytes + at, connection->filled);
}

static void read_connection(struct loop *loop, struct connection *connection, uint64_t now)
{
    if (connection->filled == BYTES) /* another connection's frames took the room */
        take_messages(loop, connection, now);
    if (connection->filled == BYTES)
        return;
    ssize_t count = recv(connection->fd, connection->bytes + connection->filled, BYTES - connection->filled, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0) {
        close_connection(connection);
        return;
    }
    connection->filled += (size_t)count;
    connection->heard = now;
    take_messages(loop, connection, now);
}

static int wait_for_messages(struct loop *loop)
{
    bool is_full = queue_is_full(&loop->receive->queue);
    uint64_t now = sky_clock_ns(), deadline = receive_deadline(loop->receive);
    struct timespec timeout = sky_clock_timespec(deadline > now ? deadline - now : 0);
    for (int i = 0; i < CONNECTIONS_MAX; i++)
        loop->polled[i] = (struct pollfd){.fd = is_full ? -1 : loop->connections[i].fd, .events = POLLIN};
    loop->polled[LISTENER] = (struct pollfd){.fd = loop->receive->listener, .events = POLLIN};
    loop->polled[STOP] = (struct pollfd){.fd = loop->receive->stop, .events = POLLIN};
    loop->polled[ROOM] = (struct pollfd){.fd = loop->receive->queue.room, .events = POLLIN};
    if (ppoll(loop->polled, ROOM + 1, deadline == UINT64_MAX ? NULL : &timeout, NULL) < 0) {
        if (errno != EINTR)
            return sky_fail("cannot wait for messages: %s", strerror(errno));
        memset(loop->polled, 0, sizeof loop->polled);
    }
    return 0;
}

static int run(struct loop *loop)
{
    for (;;) {
        if (wait_for_messages(loop) < 0)
            return -1;
        uint64_t now = sky_clock_ns();
        eventfd_t count;
        if (loop->polled[STOP].revents)
            return 0;
        bool has_room = loop->polled[ROOM].revents && eventfd_read(loop->receive->queue.room, &count) == 0;
        for (int i = 0; i < CONNECTIONS_MAX; i++) {
            struct connection *connection = &loop->connections[i];
            if (has_room && connection->fd >= 0)
                take_messages(loop, connection, now);
            if (loop->polled[i].revents)
                read_connection(loop, connection, now);
        }
        if (loop->polled[LISTENER].revents)
            accept_connection(loop, now);
        receive_expire(loop->receive, now);
    }
}

int receive_streams(struct receive *receive)
{
    struct loop loop = {.receive = receive};
    for (int i = 0; i < CONNECTIONS_MAX; i++)
        loop.connections[i].fd = -1;
    int result = run(&loop);
    for (int i = 0; i < CONNECTIONS_MAX; i++)
        close_connection(&loop.connections[i]);
    return result;
}
