/* SPDX-License-Identifier: ISC */
#include "net/e131.h"

#include <string.h>

#include "net/fields.h"

/* The root layer, whose vector tells data packets from others, and the beginning of the framing layer: tables 4-1, 4-2
 * and 4-3 have these in common. */
#define ROOT_LAYER(vector, settings)                                                                                   \
    SKY_FIXED(0, 4, "\x00\x10\x00\x00"), SKY_FIXED(4, 12, "ASC-E1.17\0\0"), SKY_PDU(16),                               \
        SKY_FIXED(18, 4, "\x00\x00\x00" vector), SKY_FIELD(SKY_FIELD_BYTES, 22, settings, cid)
#define FRAMING_LAYER(vector) SKY_PDU(38), SKY_FIXED(40, 4, "\x00\x00\x00" vector)

/* Table 4-1. */
static const struct sky_field data_fields[] = {
    ROOT_LAYER("\x04", sky_e131_data),
    FRAMING_LAYER("\x02"),
    SKY_FIELD(SKY_FIELD_TEXT, 44, sky_e131_data, source),
    SKY_FIELD(SKY_FIELD_BIG, 108, sky_e131_data, priority),
    SKY_FIELD(SKY_FIELD_BIG, 109, sky_e131_data, sync),
    SKY_FIELD(SKY_FIELD_BIG, SKY_E131_SEQUENCE_AT, sky_e131_data, sequence),
    SKY_FIELD(SKY_FIELD_BIG, SKY_E131_OPTIONS_AT, sky_e131_data, options),
    SKY_FIELD(SKY_FIELD_BIG, 113, sky_e131_data, universe),
    SKY_PDU(115), /* the DMP layer */
    SKY_FIXED(117, 6, "\x02\xa1\x00\x00\x00\x01"),
    SKY_FIELD(SKY_FIELD_BIG, 123, sky_e131_data, slots), /* with the start code */
    SKY_FIELD(SKY_FIELD_BIG, 125, sky_e131_data, start_code),
    SKY_FIELDS_END,
};

/* Table 4-2. */
static const struct sky_field sync_fields[] = {
    ROOT_LAYER("\x08", sky_e131_sync),
    FRAMING_LAYER("\x01"),
    SKY_FIELD(SKY_FIELD_BIG, SKY_E131_SYNC_SEQUENCE_AT, sky_e131_sync, sequence),
    SKY_FIELD(SKY_FIELD_BIG, 45, sky_e131_sync, sync),
    SKY_FIELDS_END,
};

/* Table 4-3. */
static const struct sky_field discovery_fields[] = {
    ROOT_LAYER("\x08", sky_e131_discovery),
    FRAMING_LAYER("\x02"),
    SKY_FIELD(SKY_FIELD_TEXT, 44, sky_e131_discovery, source),
    SKY_PDU(112), /* the universe discovery layer */
    SKY_FIXED(114, 4, "\x00\x00\x00\x01"),
    SKY_FIELD(SKY_FIELD_BIG, 118, sky_e131_discovery, page),
    SKY_FIELD(SKY_FIELD_BIG, 119, sky_e131_discovery, last_page),
    SKY_FIELDS_END,
};

size_t sky_e131_data_header(uint8_t buffer[SKY_E131_HEADER_BYTES], const struct sky_e131_data *packet)
{
    struct sky_e131_data values = *packet;
    values.slots++;
    sky_fields_write(data_fields, buffer, (size_t)SKY_E131_HEADER_BYTES + packet->slots, &values);
    return SKY_E131_HEADER_BYTES;
}

int sky_e131_data_parse(struct sky_e131_data *packet, const uint8_t *bytes, size_t size)
{
    if (sky_fields_read(data_fields, packet, bytes, size) < 0 || packet->slots < 1 ||
        packet->slots > SKY_E131_SLOTS_MAX + 1 || packet->slots > size - SKY_E131_HEADER_BYTES + 1)
        return -1;
    packet->slots--;
    packet->data = bytes + SKY_E131_HEADER_BYTES;
    return 0;
}

size_t sky_e131_sync_packet(uint8_t buffer[SKY_E131_SYNC_BYTES], const struct sky_e131_sync *packet)
{
    memset(buffer, 0, SKY_E131_SYNC_BYTES);
    sky_fields_write(sync_fields, buffer, SKY_E131_SYNC_BYTES, packet);
    return SKY_E131_SYNC_BYTES;
}

int sky_e131_sync_parse(struct sky_e131_sync *packet, const uint8_t *bytes, size_t size)
{
    return sky_fields_read(sync_fields, packet, bytes, size);
}

size_t sky_e131_discovery_header(uint8_t buffer[SKY_E131_DISCOVERY_HEADER_BYTES],
                                 const struct sky_e131_discovery *packet)
{
    memset(buffer, 0, SKY_E131_DISCOVERY_HEADER_BYTES);
    sky_fields_write(discovery_fields, buffer, SKY_E131_DISCOVERY_HEADER_BYTES + 2 * (size_t)packet->count, packet);
    return SKY_E131_DISCOVERY_HEADER_BYTES;
}

int sky_e131_discovery_parse(struct sky_e131_discovery *packet, const uint8_t *bytes, size_t size)
{
    if (sky_fields_read(discovery_fields, packet, bytes, size) < 0)
        return -1;
    /* The list fills the packet's innermost layer. */
    size_t length = ((size_t)bytes[112] << 8 | bytes[113]) & 0xfff;
    if (length < 8 || (length - 8) / 2 > SKY_E131_PAGE_MAX)
        return -1;
    packet->count = (uint16_t)((length - 8) / 2);
    packet->universes = bytes + SKY_E131_DISCOVERY_HEADER_BYTES;
    return 0;
}

void sky_e131_address_v4(uint8_t address[4], uint16_t universe)
{
    address[0] = 239;
    address[1] = 255;
    address[2] = (uint8_t)(universe >> 8);
    address[3] = (uint8_t)universe;
}

void sky_e131_address_v6(uint8_t address[16], uint16_t universe)
{
    memset(address, 0, 16);
    address[0] = 0xff;
    address[1] = 0x18;
    address[12] = 0x83;
    address[14] = (uint8_t)(universe >> 8);
    address[15] = (uint8_t)universe;
}
