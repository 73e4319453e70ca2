/* SPDX-License-Identifier: ISC */
/* E1.31, streaming ACN (sACN): DMX512 universes over UDP, of ANSI E1.31-2018, whose tables 4-1 to 4-3 are the
 * three kinds of packets: the data of a universe, the synchronisation of universes, and the list of the
 * universes that a source sends. */
#ifndef SKY_NET_E131_H
#define SKY_NET_E131_H

#include <stddef.h>
#include <stdint.h>

#define SKY_E131_PORT 5568
#define SKY_E131_UNIVERSE_MAX 63999  /* universes begin at 1 */
#define SKY_E131_DISCOVERY_UNIVERSE 64214
#define SKY_E131_PRIORITY_MAX 200
#define SKY_E131_PRIORITY 100        /* of a source that is asked for none */
#define SKY_E131_SLOTS_MAX 512       /* of a universe, beside the start code */
#define SKY_E131_HEADER_BYTES 126    /* of a data packet, before its slots; the start code is the last of them */
#define SKY_E131_SYNC_BYTES 49
#define SKY_E131_DISCOVERY_HEADER_BYTES 120
#define SKY_E131_PAGE_MAX 512        /* universes in a packet of the list */
#define SKY_E131_CID_BYTES 16
#define SKY_E131_SOURCE_BYTES 64

/* Where the fields of a data packet are that differ from one to the next. */
#define SKY_E131_SEQUENCE_AT 111
#define SKY_E131_OPTIONS_AT 112
#define SKY_E131_SYNC_SEQUENCE_AT 44 /* of a synchronisation packet */

/* Bits of the options. */
enum { SKY_E131_PREVIEW = 0x80, SKY_E131_TERMINATED = 0x40, SKY_E131_FORCE_SYNC = 0x20 };

/* The data of a universe. */
struct sky_e131_data {
    uint8_t cid[SKY_E131_CID_BYTES];    /* of the source, a UUID */
    char source[SKY_E131_SOURCE_BYTES]; /* its name in UTF-8, ended by NUL */
    uint8_t priority;                   /* 0 to SKY_E131_PRIORITY_MAX */
    uint16_t sync;                      /* the universe of synchronisation packets that it waits for; 0: it waits not */
    uint8_t sequence;
    uint8_t options;
    uint16_t universe;
    uint8_t start_code;                 /* 0 for the levels of channels, 0xdd for their priorities, … */
    uint16_t slots;                     /* bytes of data, 0 to SKY_E131_SLOTS_MAX */
    const uint8_t *data;                /* into the packet that was parsed; not used for building */
};

struct sky_e131_sync {
    uint8_t cid[SKY_E131_CID_BYTES];
    uint8_t sequence;
    uint16_t sync; /* the universe */
};

/* A page of the list of universes. */
struct sky_e131_discovery {
    uint8_t cid[SKY_E131_CID_BYTES];
    char source[SKY_E131_SOURCE_BYTES];
    uint8_t page, last_page;
    uint16_t count;           /* of universes, 0 to SKY_E131_PAGE_MAX */
    const uint8_t *universes; /* two bytes each, the most significant first, in increasing order */
};

/* Write what comes before the slots, and before the universes of a list. Return the number of bytes. */
size_t sky_e131_data_header(uint8_t buffer[SKY_E131_HEADER_BYTES], const struct sky_e131_data *packet);
size_t sky_e131_discovery_header(uint8_t buffer[SKY_E131_DISCOVERY_HEADER_BYTES],
                                 const struct sky_e131_discovery *packet);

/* Writes a whole packet. Returns the number of bytes. */
size_t sky_e131_sync_packet(uint8_t buffer[SKY_E131_SYNC_BYTES], const struct sky_e131_sync *packet);

/* Each parses a packet of its kind. Returns 0, or -1 when it is none. */
int sky_e131_data_parse(struct sky_e131_data *packet, const uint8_t *bytes, size_t size);
int sky_e131_sync_parse(struct sky_e131_sync *packet, const uint8_t *bytes, size_t size);
int sky_e131_discovery_parse(struct sky_e131_discovery *packet, const uint8_t *bytes, size_t size);

/* The multicast address of a universe: 239.255.h.l, or ff18::8300:hl. */
void sky_e131_address_v4(uint8_t address[4], uint16_t universe);
void sky_e131_address_v6(uint8_t address[16], uint16_t universe);

#endif
