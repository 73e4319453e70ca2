/* SPDX-License-Identifier: ISC */
#include "net/ddp.h"

#include <sky/error.h>

#include "net/field.h"

#define HEADER 10
#define TIMECODE 4

static const struct sky_field fields[] = {
    SKY_FIELD(struct sky_ddp, flags, 0, 1),  SKY_FIELD(struct sky_ddp, sequence, 1, 1),
    SKY_FIELD(struct sky_ddp, type, 2, 1),   SKY_FIELD(struct sky_ddp, id, 3, 1),
    SKY_FIELD(struct sky_ddp, offset, 4, 4), SKY_FIELD(struct sky_ddp, length, 8, 2),
    SKY_FIELDS_END,
};

static const struct sky_field timecode_fields[] = {
    SKY_FIELD(struct sky_ddp, timecode, HEADER, TIMECODE),
    SKY_FIELDS_END,
};

size_t sky_ddp_header(uint8_t *buffer, const struct sky_ddp *packet)
{
    sky_fields_write(fields, buffer, packet);
    if (!(packet->flags & SKY_DDP_TIMECODE))
        return HEADER;
    sky_fields_write(timecode_fields, buffer, packet);
    return HEADER + TIMECODE;
}

int sky_ddp_parse(struct sky_ddp *packet, const uint8_t *bytes, size_t size)
{
    size_t header = HEADER;
    *packet = (struct sky_ddp){0};
    if (size < HEADER)
        return sky_fail("not DDP: %zu bytes (a header has %d)", size, HEADER);
    sky_fields_read(fields, bytes, packet);
    packet->sequence &= SKY_DDP_SEQUENCE_MAX;
    if ((packet->flags & SKY_DDP_VERSION_MASK) != SKY_DDP_VERSION_1)
        return sky_fail("not DDP: the version is %u (must be 1)", packet->flags >> 6);
    if (packet->flags & SKY_DDP_TIMECODE) {
        if (size < HEADER + TIMECODE)
            return sky_fail("DDP: cut off in the timecode");
        sky_fields_read(timecode_fields, bytes, packet);
        header += TIMECODE;
    }
    if (packet->length > size - header)
        return sky_fail("DDP: %zu bytes of data where the header says %u", size - header, packet->length);
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
