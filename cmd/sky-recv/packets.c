/* SPDX-License-Identifier: ISC */
/* Packets over UDP. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>
#include <sky/pace.h>

#include "base/clock.h"
#include "sky-recv/arrivals.h"
#include "sky-recv/receive.h"

#define SILENCE_NS UINT64_C(10000000000) /* after it, groups are joined again */
#define NAP_NS 2000000                   /* while many packets are still to come of a frame, */
#define NAP_PACKETS 32                   /* at least these, and the kernel has room for them all */
#define POLL_NS UINT64_C(500000000)      /* an ArtPoll is answered at most so often */

struct loop {
    struct receive *receive;
    struct arrivals *arrivals;
    struct pollfd *polled; /* the sockets, and the descriptor that ends the thread */
    unsigned count;        /* sockets in it */
    uint64_t heard;        /* when the last packet came, or groups were joined again, ns */
    uint64_t answered;     /* when an ArtPoll was, ns */
};

static int update_polled(struct loop *loop)
{
    const struct sockets *sockets = &loop->receive->sockets;
    if (loop->polled && loop->count == sockets->count)
        return 0;
    struct pollfd *polled = realloc(loop->polled, (sockets->count + 1) * sizeof *polled);
    if (!polled) {
        sky_fail("out of memory");
        return -1;
    }
    for (unsigned i = 0; i < sockets->count; i++)
        polled[i] = (struct pollfd){.fd = sockets->descriptors[i], .events = POLLIN};
    polled[sockets->count] = (struct pollfd){.fd = loop->receive->stop, .events = POLLIN};
    loop->polled = polled;
    loop->count = sockets->count;
    return arrivals_read(loop->arrivals, sockets->descriptors, sockets->count);
}

static void take(struct loop *loop, const struct arrival *packet, uint64_t now)
{
    if (receive_take(loop->receive, packet->bytes, packet->size, packet->from, now) != SKY_RECEIVED_POLL)
        return;
    if (loop->answered == 0 || now - loop->answered >= POLL_NS) {
        loop->answered = now;
        receive_answer_poll(loop->receive, packet->fd, packet->from, packet->from_length);
    }
}

/* Takes all packets that have come. */
static void take_all(struct loop *loop, uint64_t now)
{
    struct arrival packet;
    arrivals_begin_turn(loop->arrivals);
    while (arrivals_next(loop->arrivals, &packet)) {
        loop->heard = now;
        take(loop, &packet, now);
    }
}

/* Keeps the membership in multicast groups alive, and joins that of a source's synchronisation. */
static void look_after_groups(struct loop *loop, uint64_t now)
{
    struct receive *receive = loop->receive;
    uint32_t sync = sky_receiver_sync_universe(receive->receiver);
    if (receive->sockets.multicast == UNICAST)
        return;
    if (sync > 0 && sockets_join(&receive->sockets, (uint16_t)sync) < 0)
        sky_warn("%s", sky_error());
    if (now < loop->heard + SILENCE_NS)
        return;
    loop->heard = now;
    sockets_rejoin(&receive->sockets);
}

/* Being woken for each packet costs more than reading it. So some are let come, as long as there is room for two
 * frames. */
static bool may_nap(const struct loop *loop)
{
    const struct sockets *sockets = &loop->receive->sockets;
    return sky_receiver_missing(loop->receive->receiver) >= NAP_PACKETS && sockets->granted >= sockets->wanted;
}

static int wait_for_packets(struct loop *loop)
{
    uint64_t now = sky_clock_ns(), deadline = receive_deadline(loop->receive);
    if (may_nap(loop)) {
        int stops = ppoll(&loop->polled[loop->count], 1, &(struct timespec){.tv_nsec = NAP_NS}, NULL);
        if (stops > 0 || loop->count == 1)
            return 0;
    }
    if (loop->receive->sockets.multicast != UNICAST && loop->heard + SILENCE_NS < deadline)
        deadline = loop->heard + SILENCE_NS;
    if (arrivals_remain(loop->arrivals))
        deadline = now;
    struct timespec timeout = sky_clock_timespec(deadline > now ? deadline - now : 0);
    if (ppoll(loop->polled, loop->count + 1, deadline == UINT64_MAX ? NULL : &timeout, NULL) < 0 && errno != EINTR)
        return sky_fail("cannot wait for packets: %s", strerror(errno));
    return 0;
}

static int run(struct loop *loop)
{
    for (;;) {
        if (update_polled(loop) < 0 || wait_for_packets(loop) < 0)
            return -1;
        if (loop->polled[loop->count].revents)
            return 0;
        uint64_t now = sky_clock_ns(); /* what has come until now is read before anything is too late */
        take_all(loop, now);
        receive_expire(loop->receive, now);
        look_after_groups(loop, now);
    }
}

int receive_packets(struct receive *receive)
{
    struct loop *loop = calloc(1, sizeof *loop);
    if (!loop)
        return sky_fail("out of memory");
    loop->receive = receive;
    loop->heard = sky_clock_ns();
    loop->arrivals = arrivals_create();
    int result = loop->arrivals ? run(loop) : -1;
    arrivals_destroy(loop->arrivals);
    free(loop->polled);
    free(loop);
    return result;
}
