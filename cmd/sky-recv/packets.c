/* SPDX-License-Identifier: ISC */
/* Packets over UDP: as many as there are, by one system call. */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>
#include <sky/pace.h>

#include "base/clock.h"
#include "sky-recv/receive.h"

#define BATCH 32   /* with BYTES, what stays in a processor's cache until it is taken */
#define BYTES 1536 /* of a packet, which is all that Ethernet carries; what is longer is cut */
#define ROUNDS_MAX 32 /* of one socket, before the others have their turn */
#define SILENCE_NS UINT64_C(10000000000) /* after it, groups are joined again */
#define NAP_NS 2000000         /* while many packets are still to come of a frame, */
#define NAP_PACKETS 32                   /* at least these, and the kernel has room for them all */
#define POLL_NS UINT64_C(500000000)      /* an ArtPoll is answered at most so often */

struct loop {
    struct receive *receive;
    struct mmsghdr messages[BATCH];
    struct iovec parts[BATCH];
    struct sockaddr_in6 from[BATCH]; /* which has room for an IPv4 address */
    uint8_t bytes[BATCH][BYTES];
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
    if (!polled)
        return sky_fail("out of memory");
    for (unsigned i = 0; i < sockets->count; i++)
        polled[i] = (struct pollfd){.fd = sockets->descriptors[i], .events = POLLIN};
    polled[sockets->count] = (struct pollfd){.fd = loop->receive->stop, .events = POLLIN};
    loop->polled = polled;
    loop->count = sockets->count;
    return 0;
}

static void take(struct loop *loop, int fd, unsigned index, uint64_t now)
{
    const struct mmsghdr *message = &loop->messages[index];
    const struct sockaddr *from = message->msg_hdr.msg_name;
    if (receive_take(loop->receive, loop->bytes[index], message->msg_len, from, now) != SKY_RECEIVED_POLL)
        return;
    if (loop->answered == 0 || now - loop->answered >= POLL_NS) {
        loop->answered = now;
        receive_answer_poll(loop->receive, fd, from, message->msg_hdr.msg_namelen);
    }
}

/* Reads all packets that a socket has. Whatever the network reports by it has no consequence. */
static void read_socket(struct loop *loop, int fd)
{
    for (int round = 0; round < ROUNDS_MAX; round++) {
        int count = recvmmsg(fd, loop->messages, BATCH, MSG_DONTWAIT, NULL);
        uint64_t now = count > 0 ? sky_clock_ns() : 0;
        for (int i = 0; i < count; i++) {
            take(loop, fd, (unsigned)i, now);
            loop->messages[i].msg_hdr.msg_namelen = sizeof loop->from[i];
        }
        if (count > 0)
            loop->heard = now;
        if (count < BATCH)
            return;
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
        loop->polled[0].revents = POLLIN;
        if (stops > 0 || loop->count == 1)
            return 0;
    }
    if (loop->receive->sockets.multicast != UNICAST && loop->heard + SILENCE_NS < deadline)
        deadline = loop->heard + SILENCE_NS;
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
        for (unsigned i = 0; i < loop->count; i++)
            if (loop->polled[i].revents)
                read_socket(loop, loop->polled[i].fd);
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
    for (int i = 0; i < BATCH; i++) {
        loop->parts[i] = (struct iovec){loop->bytes[i], BYTES};
        loop->messages[i].msg_hdr = (struct msghdr){.msg_name = &loop->from[i],
                                                    .msg_namelen = sizeof loop->from[i],
                                                    .msg_iov = &loop->parts[i],
                                                    .msg_iovlen = 1};
    }
    int result = run(loop);
    free(loop->polled);
    free(loop);
    return result;
}
