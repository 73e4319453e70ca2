/* SPDX-License-Identifier: ISC */
/* libFuzzer's target for E1.31: make fuzz FUZZ=e131. A packet that is parsed must be parsed to the same again after it
 * was built anew, and its data lie within it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "net/e131.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect_within(const uint8_t *part, size_t part_size, const uint8_t *whole, size_t size)
{
    volatile uint8_t seen = 0;
    if (part < whole || part + part_size > whole + size)
        abort();
    for (size_t i = 0; i < part_size; i++)
        seen ^= part[i];
    (void)seen;
}

static void test_data(const uint8_t *bytes, size_t size)
{
    uint8_t built[SKY_E131_HEADER_BYTES + SKY_E131_SLOTS_MAX] = {0};
    struct sky_e131_data packet, again;
    if (sky_e131_data_parse(&packet, bytes, size) < 0)
        return;
    expect_within(packet.data, packet.slots, bytes, size);
    size_t header = sky_e131_data_header(built, &packet);
    if (sky_e131_data_parse(&again, built, header + packet.slots) < 0 || again.slots != packet.slots ||
        again.universe != packet.universe || again.sequence != packet.sequence || again.options != packet.options ||
        memcmp(again.source, packet.source, sizeof again.source) != 0)
        abort();
}

static void test_sync(const uint8_t *bytes, size_t size)
{
    uint8_t built[SKY_E131_SYNC_BYTES];
    struct sky_e131_sync packet, again;
    if (sky_e131_sync_parse(&packet, bytes, size) < 0)
        return;
    if (sky_e131_sync_parse(&again, built, sky_e131_sync_packet(built, &packet)) < 0 || again.sync != packet.sync)
        abort();
}

static void test_discovery(const uint8_t *bytes, size_t size)
{
    struct sky_e131_discovery packet;
    if (sky_e131_discovery_parse(&packet, bytes, size) == 0)
        expect_within(packet.universes, (size_t)packet.count * 2, bytes, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    test_data(data, size);
    test_sync(data, size);
    test_discovery(data, size);
    return 0;
}
