/* SPDX-License-Identifier: ISC */
#include "sky-recv/senders.h"

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include <sky/error.h>
#include <sky/value.h>

#include "socket/address.h"

#define V4_BITS 96 /* before an IPv4 address in an IPv6 one */

void senders_identify(uint8_t id[SKY_RECEIVER_ADDRESS], const struct sockaddr *address, bool with_port)
{
    in_port_t port;
    if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in = (const void *)address;
        memcpy(id, &in->sin6_addr, 16);
        port = in->sin6_port;
    } else {
        const struct sockaddr_in *in = (const void *)address;
        memset(id, 0, 10);
        memset(id + 10, 0xff, 2);
        memcpy(id + 12, &in->sin_addr, 4);
        port = in->sin_port;
    }
    if (!with_port)
        port = 0;
    memcpy(id + 16, &port, 2);
}

static int add(struct senders *senders, const char *text, size_t length)
{
    struct host host = {.port = 1};
    struct address address;
    uint8_t id[SKY_RECEIVER_ADDRESS];
    uint64_t bits;
    const char *slash = memchr(text, '/', length), *end = text + length;
    size_t name = slash ? (size_t)(slash - text) : length;
    if (name > 1 && text[0] == '[' && text[name - 1] == ']') {
        text++;
        name -= 2;
    }
    if (senders->count == SENDERS_MAX)
        return sky_fail("more than %d addresses", SENDERS_MAX);
    snprintf(host.name, sizeof host.name, "%.*s", (int)name, text);
    if (!host_address(&host, &address))
        return sky_fail("'%.80s' is not an IP address", host.name);
    bool is_v4 = address.storage.ss_family == AF_INET;
    senders_identify(id, (const struct sockaddr *)&address.storage, false);
    bits = is_v4 ? 32 : 128;
    if (slash) {
        char number[8];
        snprintf(number, sizeof number, "%.*s", (int)(end - slash - 1), slash + 1);
        if (sky_integer_parse(number, 0, bits, &bits) < 0)
            return sky_fail_at("the bits of '%.80s'", host.name);
    }
    memcpy(senders->all[senders->count].address, id, 16);
    senders->all[senders->count++].bits = (unsigned)bits + (is_v4 ? V4_BITS : 0);
    return 0;
}

int senders_add(struct senders *senders, const char *text)
{
    for (size_t length;; text += length + 1) {
        length = strcspn(text, ",");
        if (add(senders, text, length) < 0)
            return -1;
        if (text[length] == '\0')
            return 0;
    }
}

static bool has_prefix(const uint8_t *address, const uint8_t *prefix, unsigned bits)
{
    unsigned whole = bits / 8, rest = bits % 8;
    if (memcmp(address, prefix, whole) != 0)
        return false;
    return rest == 0 || (address[whole] ^ prefix[whole]) >> (8 - rest) == 0;
}

bool senders_allow(const struct senders *senders, const uint8_t id[SKY_RECEIVER_ADDRESS])
{
    for (unsigned i = 0; i < senders->count; i++)
        if (has_prefix(id, senders->all[i].address, senders->all[i].bits))
            return true;
    return senders->count == 0;
}
