/* SPDX-License-Identifier: ISC */
#include "net/artnet.h"

#include <string.h>

#include "net/fields.h"

/* The beginning of every packet: its name, and the code of its kind, least significant byte first. All but ArtPollReply
 * go on with the version of the protocol, 14. */
#define NAME_BYTES 8
#define NAME "Art-Net" /* with its NUL */
#define START(code) SKY_FIXED(0, NAME_BYTES, NAME), SKY_FIXED(8, 2, code)
#define START_14(code) START(code), SKY_FIXED(10, 2, "\x00\x0e")

static const struct sky_field dmx_fields[] = {
    START_14("\x00\x50"),
    SKY_FIELD(SKY_FIELD_BIG, SKY_ARTNET_SEQUENCE_AT, sky_artnet_dmx, sequence),
    SKY_FIELD(SKY_FIELD_BIG, 13, sky_artnet_dmx, physical),
    SKY_FIELD(SKY_FIELD_LITTLE, 14, sky_artnet_dmx, universe),
    SKY_FIELD(SKY_FIELD_BIG, 16, sky_artnet_dmx, slots),
    SKY_FIELDS_END,
};

static const struct sky_field sync_fields[] = {START_14("\x00\x52"), SKY_FIELDS_END};

static const struct sky_field poll_fields[] = {
    START_14("\x00\x20"),
    SKY_FIELD(SKY_FIELD_BIG, 12, sky_artnet_poll, flags),
    SKY_FIELD(SKY_FIELD_BIG, 13, sky_artnet_poll, priority),
    SKY_FIELDS_END,
};

static const struct sky_field poll_reply_fields[] = {
    START("\x00\x21"),
    SKY_FIELD(SKY_FIELD_BYTES, 10, sky_artnet_poll_reply, address),
    SKY_FIELD(SKY_FIELD_LITTLE, 14, sky_artnet_poll_reply, port),
    SKY_FIELD(SKY_FIELD_BIG, 16, sky_artnet_poll_reply, version),
    SKY_FIELD(SKY_FIELD_BIG, 18, sky_artnet_poll_reply, net),
    SKY_FIELD(SKY_FIELD_BIG, 19, sky_artnet_poll_reply, subnet),
    SKY_FIELD(SKY_FIELD_BIG, 20, sky_artnet_poll_reply, oem),
    SKY_FIELD(SKY_FIELD_BIG, 23, sky_artnet_poll_reply, status1),
    SKY_FIELD(SKY_FIELD_TEXT, 26, sky_artnet_poll_reply, short_name),
    SKY_FIELD(SKY_FIELD_TEXT, 44, sky_artnet_poll_reply, long_name),
    SKY_FIELD(SKY_FIELD_TEXT, 108, sky_artnet_poll_reply, report),
    SKY_FIELD(SKY_FIELD_BIG, 172, sky_artnet_poll_reply, ports),
    SKY_FIELD(SKY_FIELD_BYTES, 174, sky_artnet_poll_reply, types),
    SKY_FIELD(SKY_FIELD_BYTES, 182, sky_artnet_poll_reply, good_outputs),
    SKY_FIELD(SKY_FIELD_BYTES, 190, sky_artnet_poll_reply, universes),
    SKY_FIELD(SKY_FIELD_BIG, 200, sky_artnet_poll_reply, style),
    SKY_FIELD(SKY_FIELD_BYTES, 201, sky_artnet_poll_reply, mac),
    /* Older nodes end here. */
    SKY_FIELD(SKY_FIELD_BYTES, 207, sky_artnet_poll_reply, bind_address),
    SKY_FIELD(SKY_FIELD_BIG, 211, sky_artnet_poll_reply, bind_index),
    SKY_FIELD(SKY_FIELD_BIG, 212, sky_artnet_poll_reply, status2),
    SKY_FIELDS_END,
};
#define POLL_REPLY_OLD_BYTES 207

static const struct sky_field timecode_fields[] = {
    START_14("\x00\x97"),
    SKY_FIELD(SKY_FIELD_BIG, 13, sky_artnet_timecode, stream),
    SKY_FIELD(SKY_FIELD_BIG, 14, sky_artnet_timecode, frames),
    SKY_FIELD(SKY_FIELD_BIG, 15, sky_artnet_timecode, seconds),
    SKY_FIELD(SKY_FIELD_BIG, 16, sky_artnet_timecode, minutes),
    SKY_FIELD(SKY_FIELD_BIG, 17, sky_artnet_timecode, hours),
    SKY_FIELD(SKY_FIELD_BIG, 18, sky_artnet_timecode, type),
    SKY_FIELDS_END,
};

enum sky_artnet_kind sky_artnet_kind(const uint8_t *bytes, size_t size)
{
    if (size < NAME_BYTES + 2 || memcmp(bytes, NAME, NAME_BYTES) != 0)
        return SKY_ARTNET_NONE;
    return (enum sky_artnet_kind)(bytes[8] | bytes[9] << 8);
}

/* ---- Building ---- */

static size_t build(const struct sky_field *fields, uint8_t *buffer, size_t size, const void *packet)
{
    memset(buffer, 0, size);
    sky_fields_write(fields, buffer, size, packet);
    return size;
}

size_t sky_artnet_dmx_header(uint8_t buffer[SKY_ARTNET_DMX_HEADER_BYTES], const struct sky_artnet_dmx *packet)
{
    return build(dmx_fields, buffer, SKY_ARTNET_DMX_HEADER_BYTES, packet);
}

size_t sky_artnet_sync_packet(uint8_t buffer[SKY_ARTNET_SYNC_BYTES])
{
    return build(sync_fields, buffer, SKY_ARTNET_SYNC_BYTES, NULL);
}

size_t sky_artnet_poll_packet(uint8_t buffer[SKY_ARTNET_POLL_BYTES], const struct sky_artnet_poll *packet)
{
    return build(poll_fields, buffer, SKY_ARTNET_POLL_BYTES, packet);
}

size_t sky_artnet_poll_reply_packet(uint8_t buffer[SKY_ARTNET_POLL_REPLY_BYTES],
                                    const struct sky_artnet_poll_reply *packet)
{
    return build(poll_reply_fields, buffer, SKY_ARTNET_POLL_REPLY_BYTES, packet);
}

size_t sky_artnet_timecode_packet(uint8_t buffer[SKY_ARTNET_TIMECODE_BYTES], const struct sky_artnet_timecode *packet)
{
    return build(timecode_fields, buffer, SKY_ARTNET_TIMECODE_BYTES, packet);
}

/* ---- Parsing ---- */

int sky_artnet_dmx_parse(struct sky_artnet_dmx *packet, const uint8_t *bytes, size_t size)
{
    if (sky_fields_read(dmx_fields, packet, bytes, size) < 0 || packet->slots < 1 ||
        packet->slots > SKY_ARTNET_SLOTS_MAX || packet->slots > size - SKY_ARTNET_DMX_HEADER_BYTES)
        return -1;
    packet->universe &= SKY_ARTNET_UNIVERSE_MAX; /* the highest bit is reserved */
    packet->data = bytes + SKY_ARTNET_DMX_HEADER_BYTES;
    return 0;
}

int sky_artnet_poll_parse(struct sky_artnet_poll *packet, const uint8_t *bytes, size_t size)
{
    return sky_fields_read(poll_fields, packet, bytes, size);
}

int sky_artnet_poll_reply_parse(struct sky_artnet_poll_reply *packet, const uint8_t *bytes, size_t size)
{
    uint8_t padded[SKY_ARTNET_POLL_REPLY_BYTES] = {0};
    if (size < POLL_REPLY_OLD_BYTES)
        return -1;
    memcpy(padded, bytes, size < sizeof padded ? size : sizeof padded);
    return sky_fields_read(poll_reply_fields, packet, padded, sizeof padded);
}

int sky_artnet_timecode_parse(struct sky_artnet_timecode *packet, const uint8_t *bytes, size_t size)
{
    return sky_fields_read(timecode_fields, packet, bytes, size);
}
