/* SPDX-License-Identifier: ISC */
#include "sky-push/net/sender.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"

#define LOOK_AGAIN_NS UINT64_C(60000000000) /* how often a name is looked up, */
#define LOOK_SOON_NS UINT64_C(2000000000)   /* and in trouble */

/* ---- Opening ---- */

/* Returns a socket for an address, or -1 with the error set. */
static int open_socket(const struct sender *sender, int family)
{
    const int on = 1;
    struct sockaddr_in6 any6 = {.sin6_family = AF_INET6, .sin6_port = htons(sender->source_port)};
    struct sockaddr_in any4 = {.sin_family = AF_INET, .sin_port = htons(sender->source_port)};
    bool six = family == AF_INET6;
    int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return sky_fail("%s", strerror(errno));
    setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
    if (sender->source_port == 0)
        return fd;
    /* Several outputs may have the same source port: each socket is connected to its host, and takes nothing else. */
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, six ? (void *)&any6 : (void *)&any4, six ? sizeof any6 : sizeof any4) == 0)
        return fd;
    sky_fail("source port %u: %s", sender->source_port, strerror(errno));
    close(fd);
    return -1;
}

/* Opens a socket for an address in the place of the one that is open. Returns 0, or -1 with the error set and all as it
 * was. */
static int connect_to(struct sender *sender, const struct address *address)
{
    char text[ADDRESS_TEXT];
    int fd = open_socket(sender, address->storage.ss_family);
    if (fd < 0)
        return -1;
    if (connect(fd, (const struct sockaddr *)&address->storage, address->length) < 0) {
        sky_fail("%s: %s", address_format(address, text), strerror(errno));
        close(fd);
        return -1;
    }
    if (sender->socket >= 0)
        close(sender->socket);
    sender->socket = fd;
    sender->address = *address;
    sender->segments = true; /* until the kernel refuses it */
    sender->refreshed = 0;
    return 0;
}

int sender_open(struct sender *sender, const struct driver_args *args, const struct sender_settings *settings,
                const struct host *host, int family, uint16_t source_port)
{
    struct address address;
    *sender = (struct sender){.args = args, .source_port = source_port, .socket = -1, .pace = settings->pace,
                              .skips = settings->changed, .looked_up = sky_clock_ns()};
    if (!host)
        return (sender->socket = open_socket(sender, family)) < 0 ? -1 : 0;
    sender->host = *host;
    sender->named = !host_address(host, &address);
    if (sender->named && lookup_wait(host, &address, args->stop) < 0)
        return -1;
    return connect_to(sender, &address);
}

static void free_buffers(struct sender *sender)
{
    free(sender->messages);
    free(sender->packets_of);
    free(sender->parts);
    free(sender->controls);
    free(sender->before);
}

int sender_reserve(struct sender *sender, size_t most, size_t pixel_bytes)
{
    free_buffers(sender);
    sender->messages = calloc(most, sizeof *sender->messages);
    sender->packets_of = calloc(most, sizeof *sender->packets_of);
    sender->parts = calloc(most, PACKET_PARTS * sizeof *sender->parts);
    sender->controls = calloc(most, sizeof *sender->controls);
    sender->before = sender->skips ? malloc(pixel_bytes) : NULL;
    sender->refreshed = 0;
    bool allocated = sender->messages && sender->packets_of && sender->parts && sender->controls;
    return allocated && (sender->before || !sender->skips) ? 0 : sky_fail("out of memory");
}

void sender_close(struct sender *sender)
{
    lookup_destroy(sender->lookup);
    if (sender->socket >= 0)
        close(sender->socket);
    free_buffers(sender);
    *sender = (struct sender){.socket = -1};
}

/* ---- Another address ---- */

void sender_look_again(struct sender *sender, uint64_t now)
{
    struct address address;
    char text[ADDRESS_TEXT];
    if (!sender->named)
        return;
    if (!sender->lookup) {
        if (now - sender->looked_up < (sender->failed ? LOOK_SOON_NS : LOOK_AGAIN_NS))
            return;
        sender->looked_up = now;
        sender->lookup = lookup_start(&sender->host);
    }
    enum lookup_result result = sender->lookup ? lookup_result(sender->lookup, &address) : LOOKUP_FAILED;
    if (result == LOOKUP_GOES_ON)
        return;
    lookup_destroy(sender->lookup);
    sender->lookup = NULL;
    if (result == LOOKUP_FOUND && !address_equal(&address, &sender->address) && connect_to(sender, &address) == 0)
        sky_warn("%s: is at %s now", sender->args->name, address_format(&address, text));
}

/* ---- What need not be sent ---- */

size_t sender_choose(struct sender *sender, struct packet *packets, size_t count, const uint8_t *pixels)
{
    uint64_t now = sky_clock_ns();
    size_t chosen = 0;
    if (!sender->skips)
        return count;
    bool all = now - sender->refreshed >= SENDER_REFRESH_NS;
    for (size_t i = 0; i < count; i++) {
        struct packet *packet = &packets[i];
        packet->left_out = !all && memcmp(sender->before + packet->at, pixels + packet->at, packet->bytes) == 0;
        if (!packet->left_out)
            memcpy(sender->before + packet->at, pixels + packet->at, packet->bytes);
        chosen += !packet->left_out;
    }
    if (all)
        sender->refreshed = now;
    return chosen;
}
