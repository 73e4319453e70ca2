/* SPDX-License-Identifier: ISC */
/* DDP: packets written out byte by byte after the specification, built and parsed. */
#include <string.h>

#include <sky/error.h>

#include "net/ddp.h"
#include "tap.h"

static const uint8_t plain[] = {0x41, 7, 0x0b, 1, 0x00, 0x01, 0x02, 0x03, 0x00, 0x03, 0xaa, 0xbb, 0xcc};
static const uint8_t timed[] = {0x50, 0, 0x0b, 1, 0xff, 0xfe, 0xfd, 0xfc, 0x00, 0x01, 0x12, 0x34, 0x56, 0x78, 0x99};

static void test_build(void)
{
    uint8_t bytes[SKY_DDP_HEADER_MAX];
    const struct sky_ddp first = {.flags = SKY_DDP_VERSION_1 | SKY_DDP_PUSH, .sequence = 7, .type = SKY_DDP_RGB,
                                  .id = SKY_DDP_DISPLAY, .offset = 0x010203, .length = 3};
    ok(sky_ddp_header(bytes, &first) == 10 && memcmp(bytes, plain, 10) == 0, "a header is built");
    const struct sky_ddp second = {.flags = SKY_DDP_VERSION_1 | SKY_DDP_TIMECODE, .type = SKY_DDP_RGB,
                                   .id = SKY_DDP_DISPLAY, .offset = 0xfffefdfc, .length = 1, .timecode = 0x12345678};
    ok(sky_ddp_header(bytes, &second) == 14 && memcmp(bytes, timed, 14) == 0, "and one with a timecode");
}

static void test_parse(void)
{
    struct sky_ddp packet;
    ok(sky_ddp_parse(&packet, plain, sizeof plain) == 0 && packet.flags == 0x41 && packet.sequence == 7 &&
           packet.type == 0x0b && packet.id == 1 && packet.offset == 0x010203 && packet.length == 3 &&
           packet.data == plain + 10,
       "a packet is parsed");
    ok(sky_ddp_parse(&packet, timed, sizeof timed) == 0 && packet.offset == 0xfffefdfc && packet.timecode == 0x12345678 &&
           packet.length == 1 && packet.data == timed + 14,
       "and one with a timecode, before its data");

    uint8_t longer[sizeof plain + 5] = {0};
    memcpy(longer, plain, sizeof plain);
    ok(sky_ddp_parse(&packet, longer, sizeof longer) == 0 && packet.length == 3, "bytes beyond the data are ignored");
    longer[1] = 0xf7;
    ok(sky_ddp_parse(&packet, longer, sizeof longer) == 0 && packet.sequence == 7, "and so are the sequence's upper bits");
    longer[0] = 0x01;
    ok(sky_ddp_parse(&packet, longer, sizeof longer) < 0 && strstr(sky_error(), "the version is 0"),
       "another version is refused: %s", sky_error());
}

static void test_truncation(void)
{
    struct sky_ddp packet;
    int refused = 0, wanted = (int)(sizeof plain + sizeof timed);
    for (size_t size = 0; size < sizeof plain; size++)
        refused += sky_ddp_parse(&packet, plain, size) < 0;
    for (size_t size = 0; size < sizeof timed; size++)
        refused += sky_ddp_parse(&packet, timed, size) < 0;
    ok(refused == wanted, "a packet is refused wherever it is cut off");
}

static void test_pixels(void)
{
    static const uint8_t types[] = {0x00, 0x01, 0x0a, 0x0b}, others[] = {0x13, 0x1b, 0x23, 0x0c, 0x8b};
    static const uint8_t ids[] = {246, 250, 251};
    struct sky_ddp packet = {.flags = SKY_DDP_VERSION_1, .id = SKY_DDP_DISPLAY};
    int right = 0;
    for (size_t i = 0; i < sizeof types; i++) {
        packet.type = types[i];
        right += sky_ddp_has_pixels(&packet);
    }
    for (size_t i = 0; i < sizeof others; i++) {
        packet.type = others[i];
        right += !sky_ddp_has_pixels(&packet);
    }
    ok(right == sizeof types + sizeof others, "8 bits of R, G and B are pixels, HSL, RGBW, grey and 16 bits are not");
    packet.type = SKY_DDP_RGB;
    right = 0;
    for (size_t i = 0; i < sizeof ids; i++) {
        packet.id = ids[i];
        right += !sky_ddp_has_pixels(&packet);
    }
    packet.id = SKY_DDP_ALL;
    right += sky_ddp_has_pixels(&packet);
    packet.flags |= SKY_DDP_QUERY;
    right += !sky_ddp_has_pixels(&packet);
    ok(right == 5, "neither is JSON, nor a query");
}

int main(void)
{
    test_build();
    test_parse();
    test_truncation();
    test_pixels();
    return done();
}
