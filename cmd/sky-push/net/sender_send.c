/* SPDX-License-Identifier: ISC */
/* Packets to messages, and messages to the kernel. */
#include <errno.h>
#include <netinet/udp.h>
#include <string.h>

#include <sky/error.h>

#include "base/clock.h"
#include "sky-push/drivers/sink.h"
#include "sky-push/net/sender.h"

#define GROUP 16                        /* packets at once, */
#define GROUPS_MAX 8                    /* but in no more groups: waking up costs as much as sending some packets */
#define SPREAD_NS UINT64_C(20000000)    /* the longest time over which packets are spread by themselves */
#define APART_NS UINT64_C(1000000)      /* nor closer to each other than this */
#define PACED_APART_NS UINT64_C(250000) /* the same with a `pace` */
#define ROOM_NS UINT64_C(100000000)     /* how long a full socket is waited for */
#define QUIET_NS UINT64_C(5000000000)   /* after this time without an error, the next one is warned of again */

/* The kernel takes no more in a message: 64 segments until Linux 6.9, and 65,507 bytes with IPv4. */
#define SEGMENTS_MAX 64
#define SEGMENTS_BYTES_MAX 65000

/* Counts what could not be sent, and warns of the first of it. */
static void fail(struct sender *sender, size_t packets, int error)
{
    if (!sender->failed)
        sky_warn("%s: %s; sending goes on", sender->args->name, strerror(error));
    sender->failed = sky_clock_ns();
    sender->unsent += packets;
}

static void end_trouble(struct sender *sender, uint64_t now)
{
    if (!sender->failed || now - sender->failed < QUIET_NS)
        return;
    sender->failed = 0;
    sky_warn("%s: packets can be sent again", sender->args->name);
}

static size_t size_of(const struct packet *packet)
{
    return (size_t)packet->head_bytes + packet->bytes + packet->zeros;
}

static struct iovec *add_parts(struct iovec *part, const struct packet *packet, const uint8_t *pixels)
{
    static uint8_t zero;
    *part++ = (struct iovec){packet->head, packet->head_bytes};
    if (packet->bytes > 0)
        *part++ = (struct iovec){(void *)(pixels + packet->at), packet->bytes};
    if (packet->zeros > 0)
        *part++ = (struct iovec){&zero, packet->zeros};
    return part;
}

/* Tells the kernel the size of the packets in a message. */
static void add_segment_size(struct msghdr *header, union segment_size *control, size_t size)
{
    const uint16_t segment = (uint16_t)size;
    *control = (union segment_size){0};
    header->msg_control = control;
    header->msg_controllen = sizeof control->bytes;
    struct cmsghdr *message = CMSG_FIRSTHDR(header);
    message->cmsg_level = SOL_UDP;
    message->cmsg_type = UDP_SEGMENT;
    message->cmsg_len = CMSG_LEN(sizeof segment);
    memcpy(CMSG_DATA(message), &segment, sizeof segment);
}

/* Puts packets into a message, from the first on, which is not left out: this one alone, or up to `most` to the same
 * host and of the same size, of which the last may be shorter. Returns how many were looked at. */
static size_t fill_message(struct sender *sender, size_t message, struct iovec **part, const struct packet *packets,
                           size_t count, size_t most, const uint8_t *pixels)
{
    struct msghdr *header = &sender->messages[message].msg_hdr;
    size_t size = size_of(packets), last = size, bytes = 0, held = 0, i = 0;
    *header = (struct msghdr){.msg_iov = *part};
    if (packets->to) {
        header->msg_name = (void *)&packets->to->storage;
        header->msg_namelen = packets->to->length;
    }
    most = !sender->segments ? 1 : most < SEGMENTS_MAX ? most : SEGMENTS_MAX;
    for (; i < count && held < most && last == size; i++) {
        if (packets[i].left_out)
            continue;
        size_t next = size_of(&packets[i]);
        if (packets[i].to != packets->to || next > size || bytes + next > SEGMENTS_BYTES_MAX)
            break;
        *part = add_parts(*part, &packets[i], pixels);
        bytes += last = next;
        held++;
    }
    header->msg_iovlen = (size_t)(*part - header->msg_iov);
    if (held > 1)
        add_segment_size(header, &sender->controls[message], size);
    sender->packets_of[message] = held;
    return i;
}

/* Makes messages of packets, up to `group` of those that are not left out. Returns how many messages; `taken` gets how
 * many packets were looked at. */
static size_t make_messages(struct sender *sender, const struct packet *packets, size_t count, size_t group,
                            const uint8_t *pixels, size_t *taken)
{
    struct iovec *part = sender->parts;
    size_t messages = 0, i = 0, total = 0;
    while (total < group && i < count) {
        if (packets[i].left_out) {
            i++;
            continue;
        }
        i += fill_message(sender, messages, &part, packets + i, count - i, group - total, pixels);
        total += sender->packets_of[messages++];
    }
    *taken = i;
    return messages;
}

static bool is_unreachable(int error)
{
    return error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH || error == EHOSTDOWN ||
           error == ENETDOWN;
}

/* Sends messages. Returns how many were done with, sent or not; fewer than all when the kernel refuses segments. */
static size_t send_messages(struct sender *sender, size_t count)
{
    bool again = true; /* the error may be an answer to earlier packets; then these were not tried yet */
    for (size_t done = 0; done < count;) {
        int sent = sendmmsg(sender->socket, sender->messages + done, (unsigned)(count - done), 0);
        if (sent > 0) {
            done += (size_t)sent;
            again = true;
            continue;
        }
        int error = errno;
        if (error == EINTR || ((error == EAGAIN || error == EWOULDBLOCK) &&
                               sink_wait(sender->socket, sender->args->stop, sky_clock_ns() + ROOM_NS)))
            continue;
        if (is_unreachable(error) && again) {
            again = false;
            fail(sender, 0, error);
            continue;
        }
        if (sender->packets_of[done] > 1 && !is_unreachable(error) && error != EAGAIN && error != ENOBUFS) {
            sender->segments = false;
            return done;
        }
        fail(sender, sender->packets_of[done], error);
        done++;
        again = true;
        while (error == EAGAIN && done < count) /* it has been waited for long enough */
            sender->unsent += sender->packets_of[done++];
    }
    return count;
}

/* Sends up to `group` packets at once. Returns how many were looked at. */
static size_t send_group(struct sender *sender, const struct packet *packets, size_t count, size_t group,
                         const uint8_t *pixels)
{
    size_t taken, messages = make_messages(sender, packets, count, group, pixels, &taken);
    size_t done = send_messages(sender, messages);
    if (done == messages)
        return taken;
    /* Segments were refused: the rest again, one by one. */
    size_t sent = 0, i = 0;
    for (size_t m = 0; m < done; m++)
        sent += sender->packets_of[m];
    for (; sent > 0; i++)
        sent -= !packets[i].left_out;
    return i;
}

/* How long the packets of a picture are spread, ns. */
static uint64_t find_spread(const struct sender *sender)
{
    if (sender->pace >= 0)
        return (uint64_t)(sender->pace * 1e6);
    double half = sender->args->fps > 0 ? 0.5e9 / sender->args->fps : 0;
    return half < (double)SPREAD_NS ? (uint64_t)half : SPREAD_NS;
}

/* How many packets are sent at once. With a `pace`, as few as possible. */
static size_t find_group(const struct sender *sender, size_t packets, uint64_t spread)
{
    if (sender->pace == 0 || spread == 0)
        return packets;
    bool paced = sender->pace > 0;
    size_t least = paced ? 1 : packets > GROUP * GROUPS_MAX ? (packets + GROUPS_MAX - 1) / GROUPS_MAX : GROUP;
    size_t group = (size_t)((packets * (paced ? PACED_APART_NS : APART_NS) + spread - 1) / spread);
    return group > least ? group : least;
}

void sender_send(struct sender *sender, const struct packet *packets, size_t count, const uint8_t *pixels)
{
    uint64_t begun = sky_clock_ns();
    size_t chosen = 0, at = 0;
    sender_look_again(sender, begun);
    end_trouble(sender, begun);
    for (size_t i = 0; i < count; i++)
        chosen += !packets[i].left_out;
    if (chosen == 0)
        return;
    uint64_t spread = find_spread(sender);
    size_t group = find_group(sender, chosen, spread), groups = (chosen + group - 1) / group;
    for (size_t i = 0; at < count; i++) {
        uint64_t due = groups > 1 && i < groups ? begun + spread * i / groups : 0, now = sky_clock_ns();
        if (due > now)
            sky_clock_pause(due - now);
        at += send_group(sender, packets + at, count - at, group, pixels);
    }
}
