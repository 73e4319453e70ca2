/* SPDX-License-Identifier: ISC */
#include "sky-recv/sockets.h"

#include <errno.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>

#include "net/e131.h"
#include "socket/lookup.h"

#define SOCKETS_MAX 1024
#define MORE_MAX 16 /* groups beside those of the screen's universes */
#define ADMINISTRATION 1024 /* bytes that the kernel counts for a packet beside its own: measured, 800 to 1,000 */
#define ROOM_MIN UINT64_C(212992)

uint64_t sockets_room(const struct sky_receiver_settings *settings)
{
    size_t largest, packets = sky_receiver_packets(settings, &largest);
    uint64_t room = 2 * (uint64_t)packets * (largest + ADMINISTRATION);
    return room > ROOM_MIN ? room : ROOM_MIN;
}

static int set(int fd, int level, int option, int value)
{
    return setsockopt(fd, level, option, &value, sizeof value);
}

/* Asks for a buffer; the kernel doubles what is asked for. Returns what it granted. */
static uint64_t ask_for_room(int fd, uint64_t bytes)
{
    int granted = 0;
    socklen_t length = sizeof granted;
    set(fd, SOL_SOCKET, SO_RCVBUF, bytes / 2 < INT32_MAX ? (int)((bytes + 1) / 2) : INT32_MAX);
    getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &granted, &length);
    return (uint64_t)granted;
}

static int fail_bind(const struct source *source)
{
    if (errno == EADDRINUSE)
        return sky_fail("port %u is in use by another program", source->host.port);
    if (errno == EADDRNOTAVAIL)
        return sky_fail("'%.80s' is not an address of this machine (0.0.0.0 and [::] stand for all of its addresses)",
                        source->host.name);
    return sky_fail("cannot listen: %s", strerror(errno));
}

/* Where to listen. Returns 0, or -1 with the error set. */
static int find_address(const struct source *source, struct address *address)
{
    struct host host = source->host;
    if (source->multicast != UNICAST)
        snprintf(host.name, sizeof host.name, "%s", source->multicast == MULTICAST_V4 ? "0.0.0.0" : "::");
    if (host_address(&host, address))
        return 0;
    return lookup_wait(&host, address, -1);
}

/* Opens one more socket at the address. The first one finds out whether another program has the port; the others share
 * it with that one by SO_REUSEADDR, until stop_sharing(). */
static int add_socket(struct sockets *sockets)
{
    struct address *address = &sockets->address;
    int *grown = realloc(sockets->descriptors, (sockets->count + 1) * sizeof *grown);
    if (!grown)
        return sky_fail("out of memory");
    sockets->descriptors = grown;
    if (sockets->count == SOCKETS_MAX)
        return sky_fail("too many groups to join (at most %u sockets)", SOCKETS_MAX);
    int fd = socket(address->storage.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return sky_fail("cannot open a socket: %s", strerror(errno));
    grown[sockets->count++] = fd;
    if (address->storage.ss_family == AF_INET6)
        set(fd, IPPROTO_IPV6, IPV6_V6ONLY, sockets->multicast != UNICAST);
    if (sockets->multicast != UNICAST)
        set(fd, SOL_SOCKET, SO_TIMESTAMPNS, 1);
    if (sockets->multicast == MULTICAST_V4)
        set(fd, IPPROTO_IP, IP_MULTICAST_ALL, 0);
    if (sockets->multicast == MULTICAST_V6)
        set(fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0);
    for (unsigned i = 0; i < sockets->count && sockets->count > 1; i++)
        set(grown[i], SOL_SOCKET, SO_REUSEADDR, 1);
    if (bind(fd, (const struct sockaddr *)&address->storage, address->length) < 0)
        return fail_bind(sockets->source);
    if (sockets->count == 1 && getsockname(fd, (struct sockaddr *)&address->storage, &address->length) < 0)
        return sky_fail("cannot find out where it listens: %s", strerror(errno));
    return 0;
}

/* From now on the port is shared with nobody else. */
static void stop_sharing(const struct sockets *sockets)
{
    for (unsigned i = 0; i < sockets->count; i++)
        set(sockets->descriptors[i], SOL_SOCKET, SO_REUSEADDR, 0);
}

/* ---- Multicast ---- */

/* Joins or leaves the group of a universe. Returns 0, or -1 with errno set. */
static int change_membership(const struct sockets *sockets, unsigned index, uint16_t universe, bool joins)
{
    int fd = sockets->descriptors[index];
    if (sockets->multicast == MULTICAST_V4) {
        struct ip_mreqn request = {.imr_ifindex = (int)sockets->interface};
        sky_e131_address_v4((uint8_t *)&request.imr_multiaddr, universe);
        return setsockopt(fd, IPPROTO_IP, joins ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, &request, sizeof request);
    }
    struct ipv6_mreq request = {.ipv6mr_interface = sockets->interface};
    sky_e131_address_v6((uint8_t *)&request.ipv6mr_multiaddr, universe);
    return setsockopt(fd, IPPROTO_IPV6, joins ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP, &request, sizeof request);
}

static int join(struct sockets *sockets, uint16_t universe)
{
    for (unsigned i = 0; i < sockets->group_count; i++)
        if (sockets->groups[i] == universe)
            return 0;
    uint16_t *groups = realloc(sockets->groups, (sockets->group_count + 1) * sizeof *groups);
    sockets->groups = groups ? groups : sockets->groups;
    unsigned *members = realloc(sockets->members, (sockets->group_count + 1) * sizeof *members);
    sockets->members = members ? members : sockets->members;
    if (!groups || !members)
        return sky_fail("out of memory");
    /* Only the newest socket may have room. */
    int result = change_membership(sockets, sockets->count - 1, universe, true);
    if (result < 0 && (errno == ENOBUFS || errno == ENOMEM)) {
        if (add_socket(sockets) < 0)
            return -1;
        ask_for_room(sockets->descriptors[sockets->count - 1], sockets->wanted);
        result = change_membership(sockets, sockets->count - 1, universe, true);
    }
    if (result < 0 && (errno == ENODEV || errno == EADDRNOTAVAIL))
        return sky_fail("there is no route for multicast: interface=NAME says which network to use");
    if (result < 0)
        return sky_fail("cannot join the group of universe %u: %s", universe, strerror(errno));
    groups[sockets->group_count] = universe;
    members[sockets->group_count++] = sockets->count - 1;
    return 0;
}

int sockets_join(struct sockets *sockets, uint16_t universe)
{
    if (sockets->group_count >= sockets->own_count + MORE_MAX)
        return 0;
    int result = join(sockets, universe);
    stop_sharing(sockets);
    return result;
}

void sockets_rejoin(struct sockets *sockets)
{
    for (unsigned i = 0; i < sockets->group_count; i++) {
        change_membership(sockets, sockets->members[i], sockets->groups[i], false);
        change_membership(sockets, sockets->members[i], sockets->groups[i], true);
    }
}

/* ---- All ---- */

static int open_all(struct sockets *sockets, const struct source *source, const struct sky_receiver_settings *settings)
{
    const char *interface = source->settings.interface;
    sockets->source = source;
    sockets->multicast = source->multicast;
    if (interface && *interface && !(sockets->interface = if_nametoindex(interface)))
        return sky_fail("interface: there is no network interface '%.40s'", interface);
    if (find_address(source, &sockets->address) < 0 || add_socket(sockets) < 0)
        return -1;
    if (source->multicast == UNICAST)
        return 0;
    size_t count = sky_universes_count(&settings->universes);
    for (size_t i = 0; i < count; i++)
        if (join(sockets, (uint16_t)(settings->universes.first + i)) < 0)
            return -1;
    sockets->own_count = sockets->group_count;
    return 0;
}

int sockets_open(struct sockets *sockets, const struct source *source, const struct sky_receiver_settings *settings,
                 uint64_t buffer)
{
    *sockets = (struct sockets){0};
    int result = open_all(sockets, source, settings);
    stop_sharing(sockets);
    if (result < 0)
        return sky_fail_at("%.200s", source->text);
    sockets->wanted = buffer / sockets->count;
    for (unsigned i = 0; i < sockets->count; i++)
        sockets->granted += ask_for_room(sockets->descriptors[i], sockets->wanted);
    sockets->wanted *= sockets->count;
    return 0;
}

void sockets_close(struct sockets *sockets)
{
    for (unsigned i = 0; i < sockets->count; i++)
        close(sockets->descriptors[i]);
    free(sockets->descriptors);
    free(sockets->groups);
    free(sockets->members);
    *sockets = (struct sockets){0};
}

uint64_t sockets_dropped(const struct sockets *sockets)
{
    uint64_t dropped = 0;
    for (unsigned i = 0; i < sockets->count; i++) {
        uint32_t memory[SK_MEMINFO_VARS] = {0};
        socklen_t length = sizeof memory;
        if (getsockopt(sockets->descriptors[i], SOL_SOCKET, SO_MEMINFO, memory, &length) == 0)
            dropped += memory[SK_MEMINFO_DROPS];
    }
    return dropped;
}

int sockets_listen(const struct source *source, struct address *address)
{
    if (find_address(source, address) < 0)
        return sky_fail_at("%.200s", source->text);
    int fd = socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        sky_fail("cannot open a socket: %s", strerror(errno));
        return sky_fail_at("%.200s", source->text);
    }
    if (address->storage.ss_family == AF_INET6)
        set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    set(fd, SOL_SOCKET, SO_REUSEADDR, 1); /* connections that are ending do not keep the port; another listener does */
    int result = 0;
    if (bind(fd, (const struct sockaddr *)&address->storage, address->length) < 0 || listen(fd, 8) < 0)
        result = fail_bind(source);
    else if (getsockname(fd, (struct sockaddr *)&address->storage, &address->length) < 0)
        result = sky_fail("cannot find out where it listens: %s", strerror(errno));
    if (result == 0)
        return fd;
    close(fd);
    return sky_fail_at("%.200s", source->text);
}
