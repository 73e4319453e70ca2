/* SPDX-License-Identifier: ISC */
/* The order of packets that come by several sockets. */
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sky-recv/arrivals.h"
#include "tap.h"

/* A socket on the loopback network that stamps packets, and one that sends to it. */
struct pair {
    int receiver, sender;
};

static struct pair open_pair(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    struct pair pair = {socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), socket(AF_INET, SOCK_DGRAM, 0)};
    if (setsockopt(pair.receiver, SOL_SOCKET, SO_TIMESTAMPNS, &(int){1}, sizeof(int)) < 0 ||
        bind(pair.receiver, (const struct sockaddr *)&address, sizeof address) < 0 ||
        getsockname(pair.receiver, (struct sockaddr *)&address, &length) < 0 ||
        connect(pair.sender, (const struct sockaddr *)&address, length) < 0)
        exit(99);
    return pair;
}

static void put(const struct pair *pair, uint8_t byte)
{
    if (send(pair->sender, &byte, 1, 0) != 1)
        exit(99);
}

/* The byte of the next packet, or -1: none comes in this turn. */
static int next(struct arrivals *arrivals)
{
    struct arrival arrival;
    return arrivals_next(arrivals, &arrival) ? arrival.bytes[0] : -1;
}

/* Is this all that comes in this turn? */
static bool only(struct arrivals *arrivals, int byte)
{
    int got = next(arrivals), after = next(arrivals);
    return got == byte && after == -1;
}

/* The kernel begins to stamp packets a little after it was asked to; until then they seem to come when they are read. */
static void await_stamps(struct arrivals *arrivals, const struct pair *pair)
{
    for (;;) {
        put(pair, 100);
        arrivals_begin_turn(arrivals);
        if (next(arrivals) == 100)
            return;
        arrivals_begin_turn(arrivals);
        while (next(arrivals) >= 0)
            ;
    }
}

int main(void)
{
    const struct pair pairs[] = {open_pair(), open_pair()};
    struct arrivals *arrivals = arrivals_create();
    if (!arrivals || arrivals_read(arrivals, (const int[]){pairs[0].receiver, pairs[1].receiver}, 2) < 0)
        return 99;
    await_stamps(arrivals, &pairs[0]);
    for (uint8_t i = 0; i < 6; i++)
        put(&pairs[i % 3 == 0], i);
    arrivals_begin_turn(arrivals);
    bool ordered = true;
    for (int i = 0; i < 6; i++)
        ordered = next(arrivals) == i && ordered;
    ok(ordered && next(arrivals) == -1, "packets of two sockets are taken in the order in which they came");
    ok(!arrivals_remain(arrivals), "and none remains");

    put(&pairs[0], 6);
    arrivals_begin_turn(arrivals);
    put(&pairs[0], 7);
    ok(only(arrivals, 6), "what comes after a turn has begun is of the next one,");
    ok(arrivals_remain(arrivals), "which need not wait for anything else");
    arrivals_begin_turn(arrivals);
    ok(only(arrivals, 7) && !arrivals_remain(arrivals), "and is taken in that");

    arrivals_destroy(arrivals);
    for (int i = 0; i < 2; i++) {
        close(pairs[i].receiver);
        close(pairs[i].sender);
    }
    return done();
}
