/* SPDX-License-Identifier: ISC */
/* libFuzzer's target for frames from packets: make fuzz FUZZ=receiver. The first byte is the protocol and the second
 * the screen; then each packet has a byte for its sender and the time before it, two for its size, and its bytes. Its
 * first bytes are put right most of the time, so that what is behind them is reached. */
#include <stdlib.h>
#include <string.h>

#include "net/receiver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t frame_bytes;
static volatile uint8_t sum;

static uint8_t memory[3][3 * 64 * 700];
static unsigned frames;

static uint8_t *show(void *context, uint8_t *frame, bool may_keep)
{
    (void)context;
    for (size_t i = 0; i < frame_bytes; i++)
        sum = (uint8_t)(sum + frame[i]);
    return may_keep ? memory[frames++ % 3] : frame;
}

/* Makes a packet begin as those of its protocol do, if it is long enough. */
static void begin(enum sky_net_protocol protocol, uint8_t *packet, size_t size)
{
    static const uint8_t artnet[] = {'A', 'r', 't', '-', 'N', 'e', 't', 0};
    static const uint8_t acn[] = {0, 0x10, 0, 0, 'A', 'S', 'C', '-', 'E', '1', '.', '1', '7', 0, 0, 0};
    if (protocol == SKY_NET_DDP && size > 0)
        packet[0] = (uint8_t)(0x40 | (packet[0] & 0x3f));
    else if (protocol == SKY_NET_ARTNET && size >= sizeof artnet)
        memcpy(packet, artnet, sizeof artnet);
    else if (protocol == SKY_NET_E131 && size >= sizeof acn)
        memcpy(packet, acn, sizeof acn);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    size_t leds = 1 + data[1] % 64u * (data[1] > 127 ? 700u : 1u);
    const struct sky_receiver_settings settings = {
        .protocol = (enum sky_net_protocol)(data[0] % 4),
        .leds = leds,
        .offset = data[0] & 0x10 ? 33 : 0,
        .universes = {.first = data[0] & 0x20 ? 1 : 0,
                      .channel = (uint16_t)(1 + (data[0] >> 6) * 169),
                      .whole = data[0] & 0x08,
                      .bytes = 3 * leds},
    };
    frame_bytes = 3 * settings.leds;
    struct sky_receiver *receiver = sky_receiver_create(&settings, show, NULL);
    uint64_t now = 1000000000;
    for (size_t at = 2; at + 3 <= size;) {
        uint8_t from = data[at];
        size_t length = (size_t)data[at + 1] << 8 | data[at + 2];
        at += 3;
        if (length > size - at)
            length = size - at;
        /* Not a byte more, so that one too many is noticed. */
        uint8_t *packet = malloc(length), address[SKY_RECEIVER_ADDRESS] = {from & 1};
        memcpy(packet, data + at, length);
        if (from & 0x0e)
            begin(settings.protocol, packet, length);
        now += (uint64_t)(from >> 4) * (from & 0x80 ? 100000000 : 1000000);
        if (sky_receiver_deadline(receiver) <= now)
            sky_receiver_expire(receiver, now);
        if (sky_receiver_deadline(receiver) <= now)
            abort();
        sky_receiver_take(receiver, packet, length, address, now);
        free(packet);
        at += length;
    }
    const struct sky_assembly_stats *stats = sky_receiver_stats(receiver);
    if (stats->torn > stats->frames)
        abort();
    sky_receiver_destroy(receiver);
    return 0;
}
