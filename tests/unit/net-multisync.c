/* SPDX-License-Identifier: ISC */
/* MultiSync packets, by bytes written down from FPP's own description, and the times of ArtTimeCode. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "net/multisync.h"
#include "tap.h"

static void test_multisync(void)
{
    const uint8_t bytes[] = {'F', 'P', 'P', 'D', 1, 18, 0, 2, 0, 0x10, 0x27, 0, 0, 0x00, 0x00, 0x48, 0x41,
                             's', 'h', 'o', 'w', '.', 's', 'q', 0};
    struct sky_multisync packet;
    ok(sky_multisync_parse(&packet, bytes, sizeof bytes) == 0 && packet.action == SKY_MULTISYNC_SYNC &&
           packet.file == SKY_MULTISYNC_SEQUENCE && packet.frame == 10000 && packet.seconds == 12.5f,
       "a packet with frame 10,000 and 12.5 seconds");
    int parsed = 0;
    for (size_t size = 0; size < 17; size++) {
        uint8_t *copy = malloc(size + 1);
        memcpy(copy, bytes, size);
        parsed += sky_multisync_parse(&packet, copy, size) == 0;
        free(copy);
    }
    ok(parsed == 0, "one that ends too early is none, wherever it ends");
    uint8_t other[sizeof bytes];
    memcpy(other, bytes, sizeof other);
    other[4] = 4;
    ok(sky_multisync_parse(&packet, other, sizeof other) < 0, "nor is a ping");
    memcpy(other, bytes, sizeof other);
    other[16] = 0x7f, other[15] = 0xc0;
    ok(sky_multisync_parse(&packet, other, sizeof other) < 0, "nor one whose time is no number");
    other[16] = 0xc1, other[15] = 0x48;
    ok(sky_multisync_parse(&packet, other, sizeof other) < 0, "or is negative");
    memcpy(other, bytes, sizeof other);
    other[7] = 9;
    ok(sky_multisync_parse(&packet, other, sizeof other) < 0, "nor one of an unknown action");

    uint8_t built[SKY_MULTISYNC_BYTES + 1];
    struct sky_multisync stop = {
        .action = SKY_MULTISYNC_STOP, .file = SKY_MULTISYNC_MEDIA, .frame = 7, .seconds = 0.25f};
    size_t size = sky_multisync_packet(built, &stop);
    ok(size == 18 && built[5] == 11 && built[17] == 0 && sky_multisync_parse(&packet, built, size) == 0 &&
           packet.action == SKY_MULTISYNC_STOP && packet.file == SKY_MULTISYNC_MEDIA && packet.frame == 7 &&
           packet.seconds == 0.25f,
       "a packet is parsed to what it was built from");
}

static void test_timecode(void)
{
    static const struct {
        struct sky_artnet_timecode timecode;
        double seconds;
    } cases[] = {
        {{.frames = 23, .seconds = 1, .type = 0}, 1 + 23 / 24.0},
        {{.frames = 24, .seconds = 2, .minutes = 3, .hours = 4, .type = 1}, 14582.96},
        {{.frames = 29, .seconds = 59, .minutes = 59, .hours = 23, .type = 3}, 86399 + 29 / 30.0},
        {{.frames = 2, .minutes = 1, .type = 2}, 1800 * 1001 / 30000.0},
        {{.minutes = 10, .type = 2}, 17982 * 1001 / 30000.0},
        {{.hours = 1, .type = 2}, 107892 * 1001 / 30000.0},
        {{.frames = 24, .type = 0}, -1},
        {{.frames = 30, .type = 3}, -1},
        {{.seconds = 60}, -1},
        {{.minutes = 60}, -1},
        {{.hours = 24}, -1},
        {{.type = 4}, -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double seconds = sky_artnet_timecode_seconds(&cases[i].timecode);
        ok(fabs(seconds - cases[i].seconds) < 1e-9, "timecode %d is %.6f s", (int)i, seconds);
    }
}

int main(void)
{
    test_multisync();
    test_timecode();
    return done();
}
