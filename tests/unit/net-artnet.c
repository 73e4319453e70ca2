/* SPDX-License-Identifier: ISC */
/* Art-Net packets, by bytes written down from the tables of Art-Net 4. */
#include <stdlib.h>
#include <string.h>

#include "net/artnet.h"
#include "tap.h"

static void test_dmx(void)
{
    const uint8_t expected[18] = {'A', 'r', 't', '-', 'N', 'e', 't', 0, 0x00, 0x50, 0, 14, 255, 3, 0x34, 0x12, 1, 0xfe};
    uint8_t packet[SKY_ARTNET_DMX_HEADER_BYTES + 512];
    struct sky_artnet_dmx dmx = {.sequence = 255, .physical = 3, .universe = 0x1234, .slots = 510}, back;
    memset(packet, 0xee, sizeof packet);
    ok(sky_artnet_dmx_header(packet, &dmx) == 18 && memcmp(packet, expected, 18) == 0 && packet[18] == 0xee,
       "the header of an ArtDmx");
    ok(sky_artnet_kind(packet, sizeof packet) == SKY_ARTNET_DMX, "it is told by its code");
    ok(sky_artnet_dmx_parse(&back, packet, 18 + 510) == 0 && back.sequence == 255 && back.physical == 3 &&
           back.universe == 0x1234 && back.slots == 510 && back.data == packet + 18,
       "it is parsed to what it was built from");
    int parsed = 0;
    for (size_t size = 0; size < 18 + 510; size++) {
        uint8_t *copy = malloc(size + 1);
        memcpy(copy, packet, size);
        parsed += sky_artnet_dmx_parse(&back, copy, size) == 0;
        free(copy);
    }
    ok(parsed == 0, "one that ends too early is none, wherever it ends");
    packet[16] = 0, packet[17] = 3;
    ok(sky_artnet_dmx_parse(&back, packet, 18 + 3) == 0 && back.slots == 3, "an odd length is accepted");
    packet[17] = 0;
    ok(sky_artnet_dmx_parse(&back, packet, 18) < 0, "a length of 0 is not");
    packet[16] = 2, packet[17] = 1;
    ok(sky_artnet_dmx_parse(&back, packet, sizeof packet + 2) < 0, "nor is one above 512");
    packet[16] = 0, packet[17] = 2, packet[15] = 0xff;
    ok(sky_artnet_dmx_parse(&back, packet, 20) == 0 && back.universe == 0x7f34, "a universe has 15 bits");
    packet[11] = 13;
    ok(sky_artnet_dmx_parse(&back, packet, 20) < 0, "another version of the protocol is refused");
}

static void test_short(void)
{
    const uint8_t sync_bytes[14] = {'A', 'r', 't', '-', 'N', 'e', 't', 0, 0x00, 0x52, 0, 14, 0, 0};
    const uint8_t poll_bytes[14] = {'A', 'r', 't', '-', 'N', 'e', 't', 0, 0x00, 0x20, 0, 14, 2, 0x10};
    const uint8_t time_bytes[19] = {'A', 'r', 't', '-', 'N', 'e', 't', 0, 0x00, 0x97, 0, 14, 0, 0, 29, 58, 57, 23, 3};
    uint8_t packet[SKY_ARTNET_TIMECODE_BYTES];
    struct sky_artnet_poll poll = {.flags = 2, .priority = 0x10}, poll_back;
    struct sky_artnet_timecode time = {.frames = 29, .seconds = 58, .minutes = 57, .hours = 23, .type = 3}, time_back;
    ok(sky_artnet_sync_packet(packet) == 14 && memcmp(packet, sync_bytes, 14) == 0 &&
           sky_artnet_kind(packet, 14) == SKY_ARTNET_SYNC, "an ArtSync");
    ok(sky_artnet_poll_packet(packet, &poll) == 14 && memcmp(packet, poll_bytes, 14) == 0, "an ArtPoll");
    ok(sky_artnet_poll_parse(&poll_back, packet, 14) == 0 && poll_back.flags == 2 && poll_back.priority == 0x10 &&
           sky_artnet_poll_parse(&poll_back, packet, 13) < 0, "is parsed to what it was built from, if it is whole");
    ok(sky_artnet_timecode_packet(packet, &time) == 19 && memcmp(packet, time_bytes, 19) == 0, "an ArtTimeCode");
    ok(sky_artnet_timecode_parse(&time_back, packet, 19) == 0 && time_back.frames == 29 && time_back.seconds == 58 &&
           time_back.minutes == 57 && time_back.hours == 23 && time_back.type == 3 &&
           sky_artnet_timecode_parse(&time_back, packet, 18) < 0,
       "is parsed to what it was built from, if it is whole");
    ok(sky_artnet_kind(packet, 9) == SKY_ARTNET_NONE && sky_artnet_kind((const uint8_t *)"Art-Not\0\0\x50", 10) < 0,
       "what is too short or has another name is not of Art-Net");
}

static void test_poll_reply(void)
{
    uint8_t packet[SKY_ARTNET_POLL_REPLY_BYTES];
    struct sky_artnet_poll_reply reply = {.address = {10, 0, 0, 7},
                                          .port = SKY_ARTNET_PORT,
                                          .version = 0x0102,
                                          .net = 0x12,
                                          .subnet = 3,
                                          .oem = 0x00ff,
                                          .status1 = 0xd0,
                                          .short_name = "disc",
                                          .long_name = "the disc in the hall",
                                          .report = "#0001 [0000] well",
                                          .ports = 2,
                                          .types = {0x80, 0x80},
                                          .good_outputs = {0x80, 0x80},
                                          .universes = {4, 5},
                                          .mac = {2, 3, 4, 5, 6, 7},
                                          .bind_address = {10, 0, 0, 7},
                                          .bind_index = 1,
                                          .status2 = 8}, back;
    ok(sky_artnet_poll_reply_packet(packet, &reply) == 239, "an ArtPollReply has 239 bytes");
    ok(memcmp(packet, "Art-Net\0\x00\x21\x0a\x00\x00\x07\x36\x19\x01\x02\x12\x03\x00\xff\x00\xd0", 24) == 0 &&
           strcmp((char *)packet + 26, "disc") == 0 && strcmp((char *)packet + 44, "the disc in the hall") == 0 &&
           memcmp(packet + 108, "#0001 ", 6) == 0 && packet[173] == 2 && packet[174] == 0x80 && packet[183] == 0x80 &&
           packet[190] == 4 && packet[191] == 5 && packet[200] == 0 && packet[201] == 2 && packet[206] == 7 &&
           packet[207] == 10 && packet[211] == 1 && packet[212] == 8,
       "its fields are where the specification has them");
    ok(sky_artnet_poll_reply_parse(&back, packet, sizeof packet) == 0 && memcmp(&back, &reply, sizeof reply) == 0,
       "it is parsed to what it was built from");
    ok(sky_artnet_poll_reply_parse(&back, packet, 207) == 0 && back.bind_index == 0 &&
           sky_artnet_poll_reply_parse(&back, packet, 206) < 0, "one of an older node ends after 207 bytes");
}

int main(void)
{
    test_dmx();
    test_short();
    test_poll_reply();
    return done();
}
