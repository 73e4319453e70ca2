/* SPDX-License-Identifier: ISC */
/* Packets of the Distributed Display Protocol: bytes for a place in a display's memory, and a flag that shows them.
 * Source: "DDP - Distributed Display Protocol", 3waylabs, http://www.3waylabs.com/ddp/. */
#ifndef SKY_NET_DDP_H
#define SKY_NET_DDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SKY_DDP_PORT 4048
#define SKY_DDP_HEADER_MAX 14 /* bytes; 10 without a timecode */
#define SKY_DDP_DATA_MAX 1440 /* bytes of a packet, which is 480 LEDs; more would not fit into a frame of Ethernet */
#define SKY_DDP_SEQUENCE_MAX 15

/* Flags. The two highest bits are the protocol's version. */
#define SKY_DDP_VERSION_MASK 0xc0u
#define SKY_DDP_VERSION_1 0x40u
#define SKY_DDP_TIMECODE 0x10u
#define SKY_DDP_STORAGE 0x08u
#define SKY_DDP_REPLY 0x04u
#define SKY_DDP_QUERY 0x02u
#define SKY_DDP_PUSH 0x01u

/* The kind of data: in bits 3 to 5 the colours (0 undefined, 1 RGB, 2 HSL, 3 RGBW, 4 grey), in bits 0 to 2 the bits of
 * each (3 is 8). */
#define SKY_DDP_RGB 0x0bu

/* What it is for. 2 to 249 are further displays of a device. */
#define SKY_DDP_DISPLAY 1u
#define SKY_DDP_CONTROL 246u /* JSON, as the next two */
#define SKY_DDP_CONFIG 250u
#define SKY_DDP_STATUS 251u
#define SKY_DDP_ALL 255u

struct sky_ddp {
    uint8_t flags;
    uint8_t sequence; /* 1 to 15; 0: not numbered */
    uint8_t type;
    uint8_t id;
    uint32_t offset;     /* of the data in the display's memory, bytes */
    uint16_t length;     /* bytes of data */
    uint32_t timecode;   /* with SKY_DDP_TIMECODE: the middle 32 bits of an NTP time, in 1/65,536 s */
    const uint8_t *data; /* of a parsed packet: in its bytes */
};

/* Writes the header, of at most SKY_DDP_HEADER_MAX bytes, and returns its size. The data follows it in the packet. */
size_t sky_ddp_header(uint8_t *buffer, const struct sky_ddp *packet);

/* Parses a packet of `size` bytes. Bytes beyond its data are ignored. Returns 0, or -1 with the error set when it is
 * not of version 1 or is cut off. */
int sky_ddp_parse(struct sky_ddp *packet, const uint8_t *bytes, size_t size);

/* Are its data pixels, R, G and B of 8 bits each? Senders give these the type 0x00, 0x01, 0x0a or 0x0b. Queries,
 * replies, and what is for the JSON interfaces of a device are not. */
bool sky_ddp_has_pixels(const struct sky_ddp *packet);

#endif
