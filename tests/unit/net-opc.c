/* SPDX-License-Identifier: ISC */
/* Open Pixel Control: messages written out byte by byte, built and parsed. */
#include <string.h>

#include "net/opc.h"
#include "tap.h"

static const uint8_t stream[] = {3, 0, 0, 6, 1, 2, 3, 4, 5, 6, 0, 255, 0, 2, 0, 1, 9, 2, 0, 0};

static void test_build(void)
{
    uint8_t bytes[SKY_OPC_HEADER];
    const struct sky_opc message = {.channel = 3, .command = SKY_OPC_SET_8, .length = 6};
    ok(sky_opc_header(bytes, &message) == 4 && memcmp(bytes, stream, 4) == 0, "a header is built");
    const struct sky_opc longest = {.channel = 255, .command = SKY_OPC_SYSTEM, .length = SKY_OPC_DATA_MAX};
    static const uint8_t wanted[] = {255, 255, 255, 255};
    ok(sky_opc_header(bytes, &longest) == 4 && memcmp(bytes, wanted, 4) == 0, "also that of the longest message");
}

static void test_parse(void)
{
    struct sky_opc message;
    ok(sky_opc_parse(&message, stream, sizeof stream) == 0 && message.channel == 3 && message.command == SKY_OPC_SET_8 &&
           message.length == 6 && message.data == stream + 4,
       "a message is parsed, though others follow");
    ok(sky_opc_parse(&message, stream + 10, sizeof stream - 10) == 0 && message.command == SKY_OPC_SYSTEM &&
           message.length == 2 && message.data == stream + 14,
       "and the next one");
    ok(sky_opc_parse(&message, stream + 16, 4) == 0 && message.channel == 9 && message.command == SKY_OPC_SET_16 &&
           message.length == 0 && message.data,
       "and one without data");
}

static void test_split(void)
{
    struct sky_opc message;
    int right = 0;
    for (size_t size = 0; size < 10; size++) {
        size_t missing = sky_opc_parse(&message, stream, size);
        right += missing == (size < 4 ? 4 - size : 10 - size) && !message.data;
    }
    ok(right == 10, "of a part of a message, it is known how much is missing");
}

int main(void)
{
    test_build();
    test_parse();
    test_split();
    return done();
}
