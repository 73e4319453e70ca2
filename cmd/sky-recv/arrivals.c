/* SPDX-License-Identifier: ISC */
#include "sky-recv/arrivals.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sky/error.h>

#define BATCH 32   /* packets; with BYTES, what stays in a processor's cache until it is taken */
#define BYTES 1536 /* of a packet, which is all that Ethernet carries */
#define BATCHES_MAX 32 /* of a socket in a turn */
#define SECOND UINT64_C(1000000000)

/* Packets that have been read from one socket by one system call. */
struct batch {
    int fd;
    unsigned next, count; /* the first that was not taken, and how many there are */
    unsigned reads;       /* in this turn */
    uint64_t time;        /* when the next one came, CLOCK_REALTIME in ns; 0 without time stamps */
    struct mmsghdr messages[BATCH];
    struct iovec parts[BATCH];
    struct sockaddr_in6 from[BATCH]; /* which has room for an IPv4 address */
    _Alignas(struct cmsghdr) uint8_t stamps[BATCH][CMSG_SPACE(sizeof(struct timespec))];
    uint8_t bytes[BATCH][BYTES];
};

struct arrivals {
    struct batch **batches; /* one a socket */
    struct pollfd *polled;
    unsigned count;
    uint64_t until; /* the end of the turn, CLOCK_REALTIME in ns */
};

struct arrivals *arrivals_create(void)
{
    struct arrivals *arrivals = calloc(1, sizeof *arrivals);
    if (!arrivals)
        sky_fail("out of memory");
    return arrivals;
}

void arrivals_destroy(struct arrivals *arrivals)
{
    if (!arrivals)
        return;
    for (unsigned i = 0; i < arrivals->count; i++)
        free(arrivals->batches[i]);
    free(arrivals->batches);
    free(arrivals->polled);
    free(arrivals);
}

static struct batch *batch_create(int fd)
{
    struct batch *batch = calloc(1, sizeof *batch);
    if (!batch)
        return NULL;
    batch->fd = fd;
    for (int i = 0; i < BATCH; i++) {
        batch->parts[i] = (struct iovec){batch->bytes[i], BYTES};
        batch->messages[i].msg_hdr.msg_name = &batch->from[i];
        batch->messages[i].msg_hdr.msg_iov = &batch->parts[i];
        batch->messages[i].msg_hdr.msg_iovlen = 1;
        batch->messages[i].msg_hdr.msg_control = batch->stamps[i];
    }
    return batch;
}

int arrivals_read(struct arrivals *arrivals, const int *descriptors, unsigned count)
{
    if (count == arrivals->count)
        return 0;
    struct batch **batches = realloc(arrivals->batches, count * sizeof *batches);
    arrivals->batches = batches ? batches : arrivals->batches;
    struct pollfd *polled = realloc(arrivals->polled, count * sizeof *polled);
    arrivals->polled = polled ? polled : arrivals->polled;
    if (!batches || !polled)
        return sky_fail("out of memory");
    for (unsigned i = arrivals->count; i < count; i++) {
        batches[i] = batch_create(descriptors[i]);
        if (!batches[i])
            return sky_fail("out of memory");
        polled[i] = (struct pollfd){.fd = descriptors[i], .events = POLLIN};
        arrivals->count++;
    }
    return 0;
}

static uint64_t nanoseconds(const struct timespec *time)
{
    return (uint64_t)time->tv_sec * SECOND + (uint64_t)time->tv_nsec;
}

/* Finds out when the next packet of a batch came. */
static void read_stamp(struct batch *batch)
{
    struct msghdr *message = &batch->messages[batch->next].msg_hdr;
    struct timespec stamp;
    batch->time = 0;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part))
        if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SO_TIMESTAMPNS) {
            memcpy(&stamp, CMSG_DATA(part), sizeof stamp);
            batch->time = nanoseconds(&stamp);
        }
}

static void fill(struct batch *batch, bool stamped)
{
    for (int i = 0; i < BATCH; i++) {
        batch->messages[i].msg_hdr.msg_namelen = sizeof batch->from[i];
        batch->messages[i].msg_hdr.msg_controllen = stamped ? sizeof batch->stamps[i] : 0;
    }
    int count = recvmmsg(batch->fd, batch->messages, BATCH, MSG_DONTWAIT, NULL);
    batch->next = 0;
    batch->count = count > 0 ? (unsigned)count : 0;
    batch->reads++;
    if (count > 0)
        read_stamp(batch);
}

void arrivals_begin_turn(struct arrivals *arrivals)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    arrivals->until = nanoseconds(&now);
    for (unsigned i = 0; i < arrivals->count; i++) {
        arrivals->batches[i]->reads = 0;
        arrivals->polled[i].revents = POLLIN;
    }
    if (arrivals->count > 1)
        poll(arrivals->polled, arrivals->count, 0); /* a socket without packets had none until then */
}

/* Has a socket whose packets have been taken perhaps more of this turn? */
static bool has_more(const struct arrivals *arrivals, unsigned index)
{
    const struct batch *batch = arrivals->batches[index];
    return batch->reads == 0 ? arrivals->polled[index].revents != 0
                             : batch->count == BATCH && batch->reads < BATCHES_MAX;
}

/* A packet of the future was stamped before the clock was set back. */
static bool is_of_turn(const struct arrivals *arrivals, const struct batch *batch)
{
    return batch->next < batch->count && (batch->time <= arrivals->until || batch->time - arrivals->until > SECOND);
}

int arrivals_next(struct arrivals *arrivals, struct arrival *arrival)
{
    struct batch *first = NULL;
    for (unsigned i = 0; i < arrivals->count; i++) {
        struct batch *batch = arrivals->batches[i];
        if (batch->next == batch->count && has_more(arrivals, i))
            fill(batch, arrivals->count > 1);
        if (is_of_turn(arrivals, batch) && (!first || batch->time < first->time))
            first = batch;
    }
    if (!first)
        return 0;
    const struct mmsghdr *message = &first->messages[first->next];
    *arrival = (struct arrival){first->fd, first->bytes[first->next], message->msg_len, message->msg_hdr.msg_name,
                                message->msg_hdr.msg_namelen};
    if (++first->next < first->count)
        read_stamp(first);
    return 1;
}

bool arrivals_remain(const struct arrivals *arrivals)
{
    for (unsigned i = 0; i < arrivals->count; i++)
        if (arrivals->batches[i]->next < arrivals->batches[i]->count)
            return true;
    return false;
}
