/* SPDX-License-Identifier: ISC */
#include "net/multisync.h"

#include <math.h>
#include <string.h>

#include "net/fields.h"

#define HEADER_BYTES 7

/* With the bits of `seconds` as a number, as the members of tables are. */
struct wire {
    struct sky_multisync packet;
    uint32_t seconds;
};

static const struct sky_field fields[] = {
    SKY_FIXED(0, 5, "FPPD\x01"),
    SKY_FIELD(SKY_FIELD_LITTLE, 5, wire, packet.length),
    SKY_FIELD(SKY_FIELD_LITTLE, 7, wire, packet.action),
    SKY_FIELD(SKY_FIELD_LITTLE, 8, wire, packet.file),
    SKY_FIELD(SKY_FIELD_LITTLE, 9, wire, packet.frame),
    SKY_FIELD(SKY_FIELD_LITTLE, 13, wire, seconds),
    SKY_FIELDS_END,
};

size_t sky_multisync_packet(uint8_t buffer[SKY_MULTISYNC_BYTES + 1], const struct sky_multisync *packet)
{
    struct wire wire = {.packet = *packet};
    wire.packet.length = SKY_MULTISYNC_BYTES + 1 - HEADER_BYTES;
    memcpy(&wire.seconds, &packet->seconds, sizeof wire.seconds);
    buffer[SKY_MULTISYNC_BYTES] = '\0';
    sky_fields_write(fields, buffer, SKY_MULTISYNC_BYTES, &wire);
    return SKY_MULTISYNC_BYTES + 1;
}

int sky_multisync_parse(struct sky_multisync *packet, const uint8_t *bytes, size_t size)
{
    struct wire wire;
    if (sky_fields_read(fields, &wire, bytes, size) < 0)
        return -1;
    *packet = wire.packet;
    memcpy(&packet->seconds, &wire.seconds, sizeof packet->seconds);
    return packet->action <= SKY_MULTISYNC_OPEN && isfinite(packet->seconds) && packet->seconds >= 0 ? 0 : -1;
}

double sky_artnet_timecode_seconds(const struct sky_artnet_timecode *timecode)
{
    static const unsigned rates[] = {24, 25, 30, 30};
    enum { DROP_FRAME = 2 };
    if (timecode->type >= sizeof rates / sizeof *rates || timecode->frames >= rates[timecode->type] ||
        timecode->seconds > 59 || timecode->minutes > 59 || timecode->hours > 23)
        return -1;
    unsigned minutes = timecode->hours * 60u + timecode->minutes, rate = rates[timecode->type];
    double frames = (double)((minutes * 60 + timecode->seconds) * rate + timecode->frames);
    if (timecode->type != DROP_FRAME)
        return frames / rate;
    /* SMPTE ST 12-1: the numbers 0 and 1 are left out at the start of each minute but every tenth. */
    unsigned left_out = 2 * (minutes - minutes / 10);
    return (frames - left_out) * 1001 / 30000;
}
