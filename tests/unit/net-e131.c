/* SPDX-License-Identifier: ISC */
/* E1.31 packets, by bytes written down from the tables 4-1 to 4-3 of ANSI E1.31-2018. */
#include <stdlib.h>
#include <string.h>

#include "net/e131.h"
#include "net/uuid.h"
#include "tap.h"

static const uint8_t cid[SKY_E131_CID_BYTES] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

/* The root layer of a packet of this size, and its root vector. */
static void expect_root(uint8_t *packet, size_t size, uint8_t vector)
{
    const uint8_t start[] = {0, 0x10, 0, 0, 'A', 'S', 'C', '-', 'E', '1', '.', '1', '7', 0, 0, 0};
    memcpy(packet, start, sizeof start);
    packet[16] = (uint8_t)(0x70 | (size - 16) >> 8);
    packet[17] = (uint8_t)(size - 16);
    packet[21] = vector;
    memcpy(packet + 22, cid, sizeof cid);
    packet[38] = (uint8_t)(0x70 | (size - 38) >> 8);
    packet[39] = (uint8_t)(size - 38);
}

static struct sky_e131_data an_example(uint16_t slots)
{
    struct sky_e131_data data = {.priority = 150,
                                 .sync = 0x1234,
                                 .sequence = 200,
                                 .options = SKY_E131_FORCE_SYNC,
                                 .universe = 0xabc,
                                 .start_code = 0,
                                 .slots = slots};
    memcpy(data.cid, cid, sizeof cid);
    snprintf(data.source, sizeof data.source, "the disc");
    return data;
}

static void test_data(void)
{
    const uint16_t slots = 510;
    uint8_t packet[SKY_E131_HEADER_BYTES + 512], expected[SKY_E131_HEADER_BYTES] = {0};
    struct sky_e131_data data = an_example(slots), back;
    memset(packet, 0xee, sizeof packet);
    ok(sky_e131_data_header(packet, &data) == 126, "the header of a data packet has 126 bytes");
    expect_root(expected, 126 + 510, 4);
    expected[43] = 2;
    snprintf((char *)expected + 44, 64, "the disc");
    expected[108] = 150;
    expected[109] = 0x12, expected[110] = 0x34;
    expected[111] = 200;
    expected[112] = 0x20;
    expected[113] = 0x0a, expected[114] = 0xbc;
    expected[115] = 0x70 | (126 + 510 - 115) >> 8, expected[116] = (uint8_t)(126 + 510 - 115);
    expected[117] = 2, expected[118] = 0xa1, expected[122] = 1;
    expected[123] = 511 >> 8, expected[124] = 511 & 0xff;
    ok(memcmp(packet, expected, sizeof expected) == 0, "its bytes are those of table 4-1");
    ok(packet[126] == 0xee, "the slots are left alone");
    ok(sky_e131_data_parse(&back, packet, 126 + 510) == 0, "it is parsed");
    ok(back.slots == 510 && back.data == packet + 126 && back.universe == 0xabc && back.sync == 0x1234 &&
           back.priority == 150 && back.sequence == 200 && back.options == SKY_E131_FORCE_SYNC &&
           back.start_code == 0 && memcmp(back.cid, cid, sizeof cid) == 0 && strcmp(back.source, "the disc") == 0,
       "with the fields that it was built from");
    ok(sky_e131_data_parse(&back, packet, 126 + 512) == 0 && back.slots == 510, "bytes behind its end are no slots");
}

static void test_truncated(void)
{
    uint8_t packet[SKY_E131_HEADER_BYTES + 512] = {0};
    struct sky_e131_data data = an_example(512), back;
    sky_e131_data_header(packet, &data);
    int parsed = 0;
    for (size_t size = 0; size < sizeof packet; size++) {
        uint8_t *copy = malloc(size + 1); /* so that a sanitizer sees the end */
        memcpy(copy, packet, size);
        parsed += sky_e131_data_parse(&back, copy, size) == 0;
        free(copy);
    }
    ok(parsed == 0, "a data packet that ends too early is none, wherever it ends");
    ok(sky_e131_data_parse(&back, packet, sizeof packet) == 0, "a whole one is one");
    memset(packet + 44, 'x', 64);
    ok(sky_e131_data_parse(&back, packet, sizeof packet) == 0 && strlen(back.source) == 63,
       "a source's name without an end gets one");
}

/* One byte changed at a time: those that say what it is must be as the standard says. */
static void test_changed(void)
{
    uint8_t packet[SKY_E131_HEADER_BYTES + 3] = {0};
    struct sky_e131_data data = an_example(3), back;
    int accepted = 0, expected = 0;
    sky_e131_data_header(packet, &data);
    for (size_t at = 0; at < SKY_E131_HEADER_BYTES; at++) {
        packet[at] ^= 0x80;
        accepted += sky_e131_data_parse(&back, packet, sizeof packet) == 0;
        packet[at] ^= 0x80;
        expected += (at >= 22 && at < 38) || (at >= 44 && at < 115) || at == 125;
    }
    ok(accepted == expected, "a packet with another vector, type or length is none (%d accepted, of %d)", accepted, expected);
    packet[123] = 0, packet[124] = 0;
    ok(sky_e131_data_parse(&back, packet, sizeof packet) < 0, "one without a start code is none");
    packet[124] = 5;
    ok(sky_e131_data_parse(&back, packet, sizeof packet) < 0, "one with fewer slots than it says is none");
    packet[124] = 4;
    packet[125] = 0xdd;
    ok(sky_e131_data_parse(&back, packet, sizeof packet) == 0 && back.start_code == 0xdd,
       "priorities of channels are told by their start code");
}

static void test_sync(void)
{
    uint8_t packet[SKY_E131_SYNC_BYTES], expected[SKY_E131_SYNC_BYTES] = {0};
    struct sky_e131_sync sync = {.sequence = 7, .sync = 0x1234}, back;
    struct sky_e131_data data;
    memcpy(sync.cid, cid, sizeof cid);
    ok(sky_e131_sync_packet(packet, &sync) == 49, "a synchronisation packet has 49 bytes");
    expect_root(expected, 49, 8);
    expected[43] = 1;
    expected[44] = 7;
    expected[45] = 0x12, expected[46] = 0x34;
    ok(memcmp(packet, expected, sizeof expected) == 0, "they are those of table 4-2");
    ok(sky_e131_sync_parse(&back, packet, sizeof packet) == 0 && back.sequence == 7 && back.sync == 0x1234 &&
           memcmp(back.cid, cid, sizeof cid) == 0, "it is parsed to what it was built from");
    ok(sky_e131_sync_parse(&back, packet, 46) < 0 && sky_e131_data_parse(&data, packet, sizeof packet) < 0,
       "a shorter one is none, and it is no data packet");
}

static void test_discovery(void)
{
    uint8_t packet[SKY_E131_DISCOVERY_HEADER_BYTES + 6] = {0}, expected[SKY_E131_DISCOVERY_HEADER_BYTES] = {0};
    struct sky_e131_discovery list = {.page = 1, .last_page = 2, .count = 3}, back;
    struct sky_e131_sync sync;
    memcpy(list.cid, cid, sizeof cid);
    snprintf(list.source, sizeof list.source, "the disc");
    ok(sky_e131_discovery_header(packet, &list) == 120, "a list of universes begins after 120 bytes");
    expect_root(expected, 126, 8);
    expected[43] = 2;
    snprintf((char *)expected + 44, 64, "the disc");
    expected[112] = 0x70, expected[113] = 126 - 112;
    expected[117] = 1;
    expected[118] = 1, expected[119] = 2;
    ok(memcmp(packet, expected, sizeof expected) == 0, "they are those of table 4-3");
    ok(sky_e131_discovery_parse(&back, packet, sizeof packet) == 0 && back.count == 3 && back.page == 1 &&
           back.last_page == 2 && back.universes == packet + 120, "it is parsed to what it was built from");
    ok(sky_e131_discovery_parse(&back, packet, sizeof packet - 1) < 0 &&
           sky_e131_sync_parse(&sync, packet, sizeof packet) < 0,
       "a shorter one is none, and it is no synchronisation");
}

static void test_addresses(void)
{
    uint8_t v4[4], v6[16];
    const uint8_t expected_v4[4] = {239, 255, 0xf9, 0xff};
    const uint8_t expected_v6[16] = {0xff, 0x18, [12] = 0x83, [14] = 0xf9, [15] = 0xff};
    sky_e131_address_v4(v4, SKY_E131_UNIVERSE_MAX);
    sky_e131_address_v6(v6, SKY_E131_UNIVERSE_MAX);
    ok(memcmp(v4, expected_v4, 4) == 0, "universe 63999 is at 239.255.249.255");
    ok(memcmp(v6, expected_v6, 16) == 0, "and at ff18::8300:f9ff");
}

/* Names of lengths around those where a block of SHA-1 ends, beside Python's uuid.uuid5(). */
static void test_uuid(void)
{
    static const uint8_t dns[16] = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
    static const struct {
        int length;
        const char *uuid;
    } cases[] = {{0, "4ebd020883285d698c44ec50939c0967"},   {39, "2f80c0d11c62579f8d68e61ad5592c9b"},
                 {40, "e56fd57a76335e1d8f8070e05ac413e5"},  {48, "83993b6cdea955cabe5b9989c85943fc"},
                 {111, "1a48738adc985032bf56974c361d949d"}, {112, "0243b19e8bd45b5795a21fcacc3142a0"},
                 {200, "ddcc691ab8e253e5b0596a232874b2eb"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[256] = "", text[33];
        uint8_t uuid[SKY_UUID_BYTES];
        memset(name, 'x', (size_t)cases[i].length);
        sky_uuid_make(uuid, dns, name);
        for (int k = 0; k < SKY_UUID_BYTES; k++)
            snprintf(text + 2 * k, 3, "%02x", uuid[k]);
        ok(strcmp(text, cases[i].uuid) == 0, "the UUID of a name of %d bytes is %s", cases[i].length, text);
    }
}

int main(void)
{
    test_uuid();
    test_data();
    test_truncated();
    test_changed();
    test_sync();
    test_discovery();
    test_addresses();
    return done();
}
