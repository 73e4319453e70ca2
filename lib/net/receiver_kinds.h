/* SPDX-License-Identifier: ISC */
/* What the protocols of a receiver share: for inside this folder only. */
#ifndef SKY_NET_RECEIVER_KINDS_H
#define SKY_NET_RECEIVER_KINDS_H

#include "net/receiver.h"

struct sky_receiver_kind {
    /* How many cells there may be, and how many there are at first. */
    void (*cells)(const struct sky_receiver_settings *settings, uint32_t *most, uint32_t *count);
    int (*init)(struct sky_receiver *receiver); /* returns 0, or -1 with the error set; finish() in any case */
    void (*finish)(struct sky_receiver *receiver);
    enum sky_received (*take)(struct sky_receiver *receiver, const uint8_t *bytes, size_t size, const uint8_t *address,
                              uint64_t now);
};

extern const struct sky_receiver_kind sky_receiver_ddp, sky_receiver_artnet, sky_receiver_e131, sky_receiver_opc;

struct sky_receiver {
    const struct sky_receiver_kind *kind;
    struct sky_receiver_settings settings;
    struct sky_assembly assembly;
    size_t bytes; /* of a frame */
    uint8_t owner[SKY_RECEIVER_ADDRESS]; /* DDP and OPC: the sender that is listened to, */
    uint64_t heard;                      /* and when it sent last, ns; 0: never */
    uint32_t sync_universe;              /* E1.31 */
    void *state;                         /* the protocol's own */
};

/* Is this the sender that is listened to? If there is none, it becomes the one, and `is_new` gets true. Else false with
 * the error set. */
bool sky_receiver_accepts(struct sky_receiver *receiver, const uint8_t *address, uint64_t now, bool *is_new);

/* Counts a packet that is not for us. Returns SKY_RECEIVED_FOREIGN; the error should be set. */
enum sky_received sky_receiver_refuse(struct sky_receiver *receiver);

/* ---- Universes ---- */

/* A packet of a universe, of either protocol. */
struct sky_universe_packet {
    uint32_t universe;
    const uint8_t *source;  /* what tells sources apart, of SKY_UNIVERSE_SOURCE bytes */
    unsigned priority;
    unsigned numbers;       /* that its source counts with: 256, or 255 where 0 says that it does not count */
    uint8_t sequence;
    bool is_pixels;         /* else only its number counts */
    bool is_last;           /* the source says that it ends */
    const uint8_t *data;
    size_t slots;
};

#define SKY_UNIVERSE_SOURCE (16 + SKY_RECEIVER_ADDRESS)

/* Where each universe comes from, and what its numbers are. */
struct sky_universe_streams;
struct sky_universe_streams *sky_universe_streams_create(const struct sky_universes *universes);
void sky_universe_streams_destroy(struct sky_universe_streams *streams); /* accepts NULL */

/* A member of struct sky_receiver_kind. */
void sky_universe_streams_cells(const struct sky_receiver_settings *settings, uint32_t *most, uint32_t *count);

/* Takes the packet of a universe, unless it is of another screen, late, or of a source that is not followed. Returns as
 * sky_receiver_take(). */
enum sky_received sky_universe_streams_take(struct sky_receiver *receiver, struct sky_universe_streams *streams,
                                            const struct sky_universe_packet *packet, uint64_t now);

#endif
