/* SPDX-License-Identifier: ISC */
/* Messages of Open Pixel Control, which follow each other on a TCP connection without anything between them.
 * Source: "Open Pixel Control Protocol", http://openpixelcontrol.org. */
#ifndef SKY_NET_OPC_H
#define SKY_NET_OPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SKY_OPC_PORT 7890
#define SKY_OPC_HEADER 4       /* bytes */
#define SKY_OPC_DATA_MAX 65535 /* bytes of a message; which is 21,845 LEDs */
#define SKY_OPC_LEDS_MAX (SKY_OPC_DATA_MAX / 3)

#define SKY_OPC_CHANNEL_MAX 255u
#define SKY_OPC_ALL 0u /* the channel that stands for all others, 1 to 255 */

/* Commands. Servers ignore others. */
#define SKY_OPC_SET_8 0u     /* the colours of the channel's LEDs from the first on, 8 bits each of R, G and B */
#define SKY_OPC_SET_16 2u    /* the same with 16 bits, the high byte first */
#define SKY_OPC_SYSTEM 0xffu /* for one kind of server, which the first two bytes of the data name */

struct sky_opc {
    uint8_t channel, command;
    uint16_t length;     /* bytes of data */
    const uint8_t *data; /* of a parsed message that is whole: in its bytes; else NULL */
};

/* Writes the header, of SKY_OPC_HEADER bytes, and returns its size. The data follows it. */
size_t sky_opc_header(uint8_t *buffer, const struct sky_opc *message);

/* Parses the message that begins at `bytes`, where `size` bytes have come so far. Returns 0 when it is whole, or how
 * many bytes are missing at least: of its header, when that is not whole, or else of its data. Any bytes are a
 * message. */
size_t sky_opc_parse(struct sky_opc *message, const uint8_t *bytes, size_t size);

#endif
