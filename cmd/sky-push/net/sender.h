/* SPDX-License-Identifier: ISC */
/* Sending the packets of a picture over UDP: in as few system calls as the kernel allows, at a pace that the receiver
 * can follow, and on through whatever fails. */
#ifndef SKY_PUSH_SENDER_H
#define SKY_PUSH_SENDER_H

#include <stddef.h>
#include <sys/uio.h>

#include "sky-push/drivers/driver.h"
#include "socket/lookup.h"

/* Parameters that all UDP outputs have; the member is `sender` of the driver's settings. */
struct sender_settings {
    double pace; /* ms over which the packets of a picture are spread; SENDER_PACE_AUTO: by the frame rate */
    int changed; /* 0 or 1: leave out packets whose pixels have not changed */
};
#define SENDER_PACE_AUTO "-1"
#define SENDER_PARAMS(settings)                                                                                        \
    {"pace", SKY_TYPE_NUMBER, offsetof(struct settings, sender.pace), SENDER_PACE_AUTO, -1, 1000, "ms",                \
     "time over which a frame's packets are spread; 0: none; -1: half the frame's time, if there are more than 16",    \
     {NULL, 0}},                                                                                                       \
        {"changed", SKY_TYPE_CHOICE, offsetof(struct settings, sender.changed), "no", 0, 0, "",                        \
         "send only what has changed, and all of it every 0.8 s", SKY_CHOICES(sky_no_yes)}

/* How long a picture may go without being sent again, in ns: FPP gives a source up after 1 s, WLED after 2.5. */
#define SENDER_REFRESH_NS UINT64_C(800000000)

/* A header, some of the pixels, and zeros after them. */
struct packet {
    uint8_t *head;
    uint16_t head_bytes, zeros; /* zeros: 0 or 1 */
    uint32_t bytes;             /* of pixels, */
    size_t at;                  /* from here on */
    const struct address *to;   /* NULL: the sender's host */
    bool left_out;
};

/* What tells the kernel the size of the packets in a message. */
union segment_size {
    char bytes[CMSG_SPACE(sizeof(uint16_t))];
    struct cmsghdr align;
};
#define PACKET_PARTS 3 /* parts of a packet: header, pixels, zeros */

struct sender {
    const struct driver_args *args;
    struct host host;
    bool named;             /* the host is a name, which is looked up again now and then */
    struct address address; /* of the host; none for a sender whose packets all have their own */
    uint16_t source_port;   /* 0: any */
    int socket;
    bool segments;          /* the kernel cuts several packets from one message (UDP_SEGMENT) */

    struct lookup *lookup;  /* one that goes on, or NULL */
    uint64_t looked_up;     /* when the last one began, ns */

    uint64_t unsent;        /* packets that could not be sent */
    uint64_t failed;        /* when the last of them was, ns; 0: no trouble */

    /* For the packets of a picture. */
    struct mmsghdr *messages;
    size_t *packets_of;     /* how many packets each message holds */
    struct iovec *parts;
    union segment_size *controls;

    double pace;            /* of the settings */
    bool skips;             /* `changed` */
    uint8_t *before;        /* the pixels that were sent last */
    uint64_t refreshed;     /* when all were, ns */
};

/* Looks the host up and opens a socket for it, or with `host` NULL one of `family` for packets with addresses of their
 * own. Then sender_reserve(). Returns 0, or -1 with the error set; sender_close() it in
 * any case. */
int sender_open(struct sender *sender, const struct driver_args *args, const struct sender_settings *settings,
                const struct host *host, int family, uint16_t source_port);

/* Allocates for the packets of a picture, which are `most`, and its pixels. Again for another number. Returns 0, or -1
 * with the error set. */
int sender_reserve(struct sender *sender, size_t most, size_t pixel_bytes);

void sender_close(struct sender *sender); /* accepts a zeroed one with a socket of -1 */

/* Marks as left out what need not be sent: with `changed`, packets whose pixels are those that were sent last. Returns
 * the number of packets that are to be sent. */
size_t sender_choose(struct sender *sender, struct packet *packets, size_t count, const uint8_t *pixels);

/* Looks the name up again, now and then, and moves to another address if it has one. */
void sender_look_again(struct sender *sender, uint64_t now);

/* Sends the packets that are not left out. What fails is counted, and warned of once. */
void sender_send(struct sender *sender, const struct packet *packets, size_t count, const uint8_t *pixels);

#endif
