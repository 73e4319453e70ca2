/* SPDX-License-Identifier: ISC */
/* The receiving end of the four protocols: packets and the time go in, complete frames come out. It has no sockets.
 *
 * One sender is listened to at a time, for each universe where a protocol has them: the one that was there first, or of
 * E1.31 the one of the highest priority. When it has been silent for SKY_RECEIVER_SILENCE_NS, another may follow. */
#ifndef SKY_NET_RECEIVER_H
#define SKY_NET_RECEIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/assembly.h"
#include "net/universes.h"

#define SKY_RECEIVER_SILENCE_NS UINT64_C(2500000000) /* E1.31, 6.7.1, network data loss */
#define SKY_RECEIVER_ADDRESS 18                      /* bytes that tell senders apart */

enum sky_net_protocol { SKY_NET_DDP, SKY_NET_ARTNET, SKY_NET_E131, SKY_NET_OPC };

/* Where the LEDs are in what is received. Each protocol uses some of these. */
struct sky_receiver_settings {
    enum sky_net_protocol protocol;
    size_t leds;     /* of a frame, 3 bytes each */
    uint32_t offset; /* DDP: bytes of the display's memory before the first LED */
    uint32_t id;     /* DDP: the display, or 0 for any */
    struct sky_universes universes; /* Art-Net and E1.31: what holds the 3 * leds bytes */
    uint32_t channel; /* Open Pixel Control: of the first LEDs, where 0 is 1; further ones are in the next channels */
};

struct sky_receiver;

/* `show` gets each complete frame of 3 * leds bytes; see <net/assembly.h>. NULL with the error set. */
struct sky_receiver *sky_receiver_create(const struct sky_receiver_settings *settings,
                                         sky_assembly_show *show, void *context);
void sky_receiver_destroy(struct sky_receiver *receiver); /* accepts NULL */

enum sky_received {
    SKY_RECEIVED_FOREIGN = -1, /* not a packet of the protocol, or not for us, or of a sender that is not listened to;
                                * the error tells which */
    SKY_RECEIVED = 0,
    SKY_RECEIVED_POLL = 1, /* an ArtPoll, which is to be answered */
};

/* Takes a packet, or of OPC a whole message. `address` tells senders apart: bytes of SKY_RECEIVER_ADDRESS, which should
 * not change when a sender starts again. `now` is in ns. */
enum sky_received sky_receiver_take(struct sky_receiver *receiver, const uint8_t *bytes, size_t size,
                                    const uint8_t *address, uint64_t now);

/* Shows what has waited long enough; need not be called before the deadline, which is UINT64_MAX when nothing waits. */
void sky_receiver_expire(struct sky_receiver *receiver, uint64_t now);
uint64_t sky_receiver_deadline(const struct sky_receiver *receiver);

/* Counts of packets and frames since the beginning; they belong to the receiver. */
const struct sky_assembly_stats *sky_receiver_stats(const struct sky_receiver *receiver);

/* How many packets more are expected of the frame that is being collected; 0 between frames. */
size_t sky_receiver_missing(const struct sky_receiver *receiver);

/* E1.31: the universe of synchronisation packets that the source announces, for joining its multicast group; or 0. */
uint32_t sky_receiver_sync_universe(const struct sky_receiver *receiver);

/* How many packets a frame takes at most, and the bytes of the largest: for the size of a socket's buffer. */
size_t sky_receiver_packets(const struct sky_receiver_settings *settings, size_t *largest);

#endif
