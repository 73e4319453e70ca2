/* SPDX-License-Identifier: ISC */
#include "net/ddp.h"

#include <sky/error.h>

#include "base/number.h"
#include "net/fields.h"

#define HEADER 10
#define TIMECODE 4

static const struct sky_field fields[] = {
    SKY_FIELD(SKY_FIELD_BIG, 0, sky_ddp, flags),  SKY_FIELD(SKY_FIELD_BIG, 1, sky_ddp, sequence),
    SKY_FIELD(SKY_FIELD_BIG, 2, sky_ddp, type),   SKY_FIELD(SKY_FIELD_BIG, 3, sky_ddp, id),
    SKY_FIELD(SKY_FIELD_BIG, 4, sky_ddp, offset), SKY_FIELD(SKY_FIELD_BIG, 8, sky_ddp, length),
    SKY_FIELDS_END,
};

static const struct sky_field timecode_fields[] = {
    SKY_FIELD(SKY_FIELD_BIG, HEADER, sky_ddp, timecode),
    SKY_FIELDS_END,
};

size_t sky_ddp_header(uint8_t *buffer, const struct sky_ddp *packet)
{
    sky_fields_write(fields, buffer, HEADER, packet);
    if (!(packet->flags & SKY_DDP_TIMECODE))
        return HEADER;
    sky_fields_write(timecode_fields, buffer, HEADER + TIMECODE, packet);
    return HEADER + TIMECODE;
}

int sky_ddp_parse(struct sky_ddp *packet, const uint8_t *bytes, size_t size)
{
    size_t header = HEADER;
    char count[SKY_COUNT_TEXT];
    *packet = (struct sky_ddp){0};
    if (sky_fields_read(fields, packet, bytes, size) < 0)
        return sky_fail("not DDP: %s (a header has %d)", sky_number_count(size, "byte", count), HEADER);
    packet->sequence &= SKY_DDP_SEQUENCE_MAX;
    if ((packet->flags & SKY_DDP_VERSION_MASK) != SKY_DDP_VERSION_1)
        return sky_fail("not DDP: the version is %u (must be 1)", packet->flags >> 6);
    if (packet->flags & SKY_DDP_TIMECODE) {
        if (sky_fields_read(timecode_fields, packet, bytes, size) < 0)
            return sky_fail("DDP: cut off in the timecode");
        header += TIMECODE;
    }
    if (packet->length > size - header)
        return sky_fail("DDP: %s of data where the header says %u", sky_number_count(size - header, "byte", count),
                        packet->length);
    packet->data = bytes + header;
    return 0;
}

bool sky_ddp_has_pixels(const struct sky_ddp *packet)
{
    if (packet->flags & (SKY_DDP_QUERY | SKY_DDP_REPLY))
        return false;
    if (packet->id == SKY_DDP_CONTROL || packet->id == SKY_DDP_CONFIG || packet->id == SKY_DDP_STATUS)
        return false;
    return packet->type == 0x00 || packet->type == 0x01 || packet->type == 0x0a || packet->type == SKY_DDP_RGB;
}
