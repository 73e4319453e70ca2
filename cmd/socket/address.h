/* SPDX-License-Identifier: ISC */
/* Addresses on the network, as people write them and as the system takes them. */
#ifndef SOCKET_ADDRESS_H
#define SOCKET_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define HOST_NAME_MAX_BYTES 256

/* HOST[:PORT]: where to look for an address. */
struct host {
    char name[HOST_NAME_MAX_BYTES]; /* a name, an IPv4 address, or an IPv6 address without its brackets */
    uint16_t port;
};

/* An IPv4 or IPv6 address with its port. */
struct address {
    struct sockaddr_storage storage;
    socklen_t length; /* 0: there is none */
};

/* Parses "HOST[:PORT]"; `port` is that of a text without one. An IPv6 address with a port must be in brackets, as in
 * [fe80::1%eth0]:4048, and may be without. Returns 0, or -1 with the error set. */
int host_parse(struct host *host, const char *text, uint16_t port);

/* The address that an IPv4 or IPv6 address is, without asking anybody. False when it is a name. */
bool host_address(const struct host *host, struct address *address);

/* Writes "10.0.0.7:4048" or "[fe80::1%eth0]:4048", and returns `text`. */
#define ADDRESS_TEXT 80
const char *address_format(const struct address *address, char text[ADDRESS_TEXT]);

/* Do both name the same host and port? */
bool address_equal(const struct address *a, const struct address *b);

#endif
