/* SPDX-License-Identifier: ISC */
/* libFuzzer's target for Art-Net: make fuzz FUZZ=artnet. A packet that is parsed must be parsed to the same again after
 * it was built anew, and its data lie within it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/artnet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void test_dmx(const uint8_t *bytes, size_t size)
{
    uint8_t built[SKY_ARTNET_DMX_HEADER_BYTES + SKY_ARTNET_SLOTS_MAX] = {0};
    struct sky_artnet_dmx packet, again;
    if (sky_artnet_dmx_parse(&packet, bytes, size) < 0)
        return;
    if (packet.data < bytes || packet.data + packet.slots > bytes + size)
        abort();
    size_t header = sky_artnet_dmx_header(built, &packet);
    memcpy(built + header, packet.data, packet.slots);
    if (sky_artnet_dmx_parse(&again, built, header + packet.slots) < 0 || again.slots != packet.slots ||
        again.universe != packet.universe || again.sequence != packet.sequence)
        abort();
}

static void test_others(const uint8_t *bytes, size_t size)
{
    uint8_t built[SKY_ARTNET_POLL_REPLY_BYTES];
    struct sky_artnet_poll_reply reply, reply_again;
    struct sky_artnet_timecode time, time_again;
    struct sky_artnet_poll poll;
    sky_artnet_poll_parse(&poll, bytes, size);
    if (sky_artnet_poll_reply_parse(&reply, bytes, size) == 0 &&
        (sky_artnet_poll_reply_parse(&reply_again, built, sky_artnet_poll_reply_packet(built, &reply)) < 0 ||
         strcmp(reply_again.long_name, reply.long_name) != 0 || reply_again.bind_index != reply.bind_index))
        abort();
    if (sky_artnet_timecode_parse(&time, bytes, size) == 0 &&
        (sky_artnet_timecode_parse(&time_again, built, sky_artnet_timecode_packet(built, &time)) < 0 ||
         memcmp(&time_again, &time, sizeof time) != 0))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (sky_artnet_kind(data, size) != SKY_ARTNET_NONE) {
        test_dmx(data, size);
        test_others(data, size);
    }
    return 0;
}
