/* SPDX-License-Identifier: ISC */
#include "socket/address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include <sky/error.h>
#include <sky/value.h>

/* Splits the text into a host and what follows it, ":PORT" or nothing. Returns the latter, or NULL with the error
 * set. */
static const char *split(const char *text, const char **name, size_t *length)
{
    const char *colon = strchr(text, ':');
    *name = text;
    if (*text == '[') {
        const char *end = strchr(text, ']');
        if (!end || (end[1] != '\0' && end[1] != ':')) {
            sky_fail("'%.80s' is not an address: write [IPV6] or [IPV6]:PORT", text);
            return NULL;
        }
        *name = text + 1;
        *length = (size_t)(end - text - 1);
        return end + 1;
    }
    if (colon && strchr(colon + 1, ':'))
        colon = NULL; /* an IPv6 address without brackets */
    *length = colon ? (size_t)(colon - text) : strlen(text);
    return text + *length;
}

int host_parse(struct host *host, const char *text, uint16_t port)
{
    const char *name;
    size_t length;
    uint64_t number = port;
    const char *rest = split(text, &name, &length);
    if (!rest)
        return -1;
    if (*rest == ':' && sky_integer_parse(rest + 1, 1, UINT16_MAX, &number) < 0)
        return sky_fail_at("'%.80s': the port", text);
    if (length == 0)
        return sky_fail("'%.80s': the host is missing", text);
    if (length >= sizeof host->name)
        return sky_fail("'%.40s…' is too long for a host (at most %zu bytes)", text, sizeof host->name - 1);
    memcpy(host->name, name, length);
    host->name[length] = '\0';
    host->port = (uint16_t)number;
    struct address address;
    if (strchr(host->name, ':') && !host_address(host, &address))
        return sky_fail("'%.80s' is not an IPv6 address", host->name);
    return 0;
}

bool host_address(const struct host *host, struct address *address)
{
    char port[8];
    struct addrinfo *found = NULL, hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_DGRAM};
    snprintf(port, sizeof port, "%u", host->port);
    *address = (struct address){0};
    if (getaddrinfo(host->name, port, &hints, &found) != 0)
        return false;
    memcpy(&address->storage, found->ai_addr, found->ai_addrlen);
    address->length = found->ai_addrlen;
    freeaddrinfo(found);
    return true;
}

const char *address_format(const struct address *address, char text[ADDRESS_TEXT])
{
    char host[ADDRESS_TEXT - 10], port[8];
    if (address->length == 0 ||
        getnameinfo((const struct sockaddr *)&address->storage, address->length, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        snprintf(text, ADDRESS_TEXT, "an unknown address");
    else
        snprintf(text, ADDRESS_TEXT, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
    return text;
}

bool address_equal(const struct address *a, const struct address *b)
{
    if (a->length == 0 || a->length != b->length || a->storage.ss_family != b->storage.ss_family)
        return false;
    if (a->storage.ss_family == AF_INET) {
        const struct sockaddr_in *x = (const void *)&a->storage, *y = (const void *)&b->storage;
        return x->sin_port == y->sin_port && x->sin_addr.s_addr == y->sin_addr.s_addr;
    }
    const struct sockaddr_in6 *x = (const void *)&a->storage, *y = (const void *)&b->storage;
    return x->sin6_port == y->sin6_port && x->sin6_scope_id == y->sin6_scope_id &&
           memcmp(&x->sin6_addr, &y->sin6_addr, sizeof x->sin6_addr) == 0;
}
