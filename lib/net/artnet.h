/* SPDX-License-Identifier: ISC */
/* Art-Net 4: DMX512 universes over UDP, of Artistic Licence's "Specification for the Art-Net 4 Ethernet Communication
 * Protocol". A universe is a Port-Address of 15 bits: a net, a sub-net and a universe of 7, 4 and 4. */
#ifndef SKY_NET_ARTNET_H
#define SKY_NET_ARTNET_H

#include <stddef.h>
#include <stdint.h>

#define SKY_ARTNET_PORT 6454
#define SKY_ARTNET_UNIVERSE_MAX 32767
#define SKY_ARTNET_SLOTS_MAX 512
#define SKY_ARTNET_DMX_HEADER_BYTES 18
#define SKY_ARTNET_SYNC_BYTES 14
#define SKY_ARTNET_POLL_BYTES 14        /* of the shortest ArtPoll, without target addresses */
#define SKY_ARTNET_POLL_REPLY_BYTES 239
#define SKY_ARTNET_TIMECODE_BYTES 19

#define SKY_ARTNET_SEQUENCE_AT 12 /* of an ArtDmx */

enum sky_artnet_kind {
    SKY_ARTNET_NONE = -1, /* not a packet of Art-Net */
    SKY_ARTNET_POLL = 0x2000,
    SKY_ARTNET_POLL_REPLY = 0x2100,
    SKY_ARTNET_DMX = 0x5000,
    SKY_ARTNET_SYNC = 0x5200,
    SKY_ARTNET_TIMECODE = 0x9700,
};

/* ArtDmx: the data of a universe. */
struct sky_artnet_dmx {
    uint8_t sequence; /* 1 to 255, or 0: packets are not numbered */
    uint8_t physical; /* the input that the data came from, for people */
    uint16_t universe;
    uint16_t slots;   /* bytes of data: even, 2 to 512; parsed ones may be odd, 1 to 512 */
    const uint8_t *data; /* into the packet that was parsed; not used for building */
};

/* ArtPoll: who is there? */
struct sky_artnet_poll {
    uint8_t flags, priority;
};

/* ArtPollReply. What is not a member is sent as 0: nothing is merged, nothing is an input, no RDM. */
struct sky_artnet_poll_reply {
    uint8_t address[4];      /* of the sender, IPv4 */
    uint16_t port;           /* SKY_ARTNET_PORT */
    uint16_t version;        /* of the firmware */
    uint8_t net, subnet;     /* upper bits of the universes of its ports, 7 and 4 */
    uint16_t oem;            /* 0x00ff: unknown */
    uint8_t status1, status2;
    char short_name[18], long_name[64], report[64]; /* ended by NUL */
    uint16_t ports;          /* 0 to 4 */
    uint8_t types[4];        /* 0x80: an output of DMX512 */
    uint8_t good_outputs[4]; /* 0x80: data comes */
    uint8_t universes[4];    /* lowest 4 bits of each output's universe */
    uint8_t style;           /* 0: a node */
    uint8_t mac[6];
    uint8_t bind_address[4];
    uint8_t bind_index;      /* 1 for the first reply of a node, which sends one for each 4 ports */
};

/* ArtTimeCode. */
struct sky_artnet_timecode {
    uint8_t stream;
    uint8_t frames, seconds, minutes, hours;
    uint8_t type; /* frames a second: 0: 24, 1: 25, 2: 29.97 (drop frame), 3: 30 */
};

/* What a packet is by its first bytes. */
enum sky_artnet_kind sky_artnet_kind(const uint8_t *bytes, size_t size);

/* Writes what comes before the slots of an ArtDmx. Returns the number of bytes. */
size_t sky_artnet_dmx_header(uint8_t buffer[SKY_ARTNET_DMX_HEADER_BYTES], const struct sky_artnet_dmx *packet);

/* Write whole packets. Return the number of bytes. */
size_t sky_artnet_sync_packet(uint8_t buffer[SKY_ARTNET_SYNC_BYTES]);
size_t sky_artnet_poll_packet(uint8_t buffer[SKY_ARTNET_POLL_BYTES], const struct sky_artnet_poll *packet);
size_t sky_artnet_poll_reply_packet(uint8_t buffer[SKY_ARTNET_POLL_REPLY_BYTES],
                                    const struct sky_artnet_poll_reply *packet);
size_t sky_artnet_timecode_packet(uint8_t buffer[SKY_ARTNET_TIMECODE_BYTES], const struct sky_artnet_timecode *packet);

/* Each parses a packet of its kind; an ArtSync holds nothing that is to be parsed. Returns 0, or -1 when it is none. */
int sky_artnet_dmx_parse(struct sky_artnet_dmx *packet, const uint8_t *bytes, size_t size);
int sky_artnet_poll_parse(struct sky_artnet_poll *packet, const uint8_t *bytes, size_t size);
int sky_artnet_poll_reply_parse(struct sky_artnet_poll_reply *packet, const uint8_t *bytes, size_t size);
int sky_artnet_timecode_parse(struct sky_artnet_timecode *packet, const uint8_t *bytes, size_t size);

#endif
