/* SPDX-License-Identifier: ISC */
/* e131: pixels to a node over UDP, by E1.31 (sACN), unicast or by the multicast group of each universe. ANSI
 * E1.31-2018: a source lists its universes every 10 s, and says three times that it ends. With `sync`, nodes show all
 * universes of a picture when a synchronisation packet comes, and go on without if none comes any more. */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/clock.h"
#include "net/e131.h"
#include "sky-push/net/identity.h"
#include "sky-push/net/pixels.h"
#include "sky-push/net/universes.h"

#define DISCOVERY_NS UINT64_C(10000000000)
#define TERMINATED_TIMES 3

struct e131_settings {
    struct pixels_settings pixels;
    struct universes_settings universes;
    struct sender_settings sender;
    const char *source, *interface;
    double priority, sync;
    int preview;
};

struct e131 {
    struct sender sender;
    struct pixels pixels;
    const struct e131_settings *settings;
    struct universes universes;
    struct address *groups; /* of each universe, and of synchronisation; NULL without multicast */
    uint16_t port;
    int family;             /* AF_INET or AF_INET6 */
    struct sky_e131_data data; /* what all universes have in common */
    uint8_t sync[SKY_E131_SYNC_BYTES];
    uint64_t listed;        /* when the universes were listed last, ns; 0: never */
};

static const struct sky_param params[] = {
    PIXELS_PARAMS,
    UNIVERSES_PARAMS(e131_settings, "1", 1, SKY_E131_UNIVERSE_MAX),
    SKY_PARAM_INTEGER(e131_settings, priority, "100", 0, SKY_E131_PRIORITY_MAX, "",
                      "of several sources, nodes show the one with the highest"),
    SKY_PARAM_INTEGER(e131_settings, sync, "0", 0, SKY_E131_UNIVERSE_MAX, "",
                      "universe of synchronisation packets after each frame; 0: none"),
    SKY_PARAM_CHOICE(e131_settings, preview, "no", sky_no_yes, "for visualisers only: nodes show nothing"),
    SKY_PARAM_TEXT(e131_settings, source, "", "NAME", "what the source is called; sky-push on HOST if not given"),
    SKY_PARAM_TEXT(e131_settings, interface, "", "NAME", "network interface for multicast; by the routes if not given"),
    SENDER_PARAMS(e131_settings),
    SKY_PARAMS_END,
};

/* ---- Where it goes ---- */

/* The family of a target that asks for multicast, or 0. */
static int multicast_family(const struct host *host)
{
    return strcmp(host->name, "multicast") == 0 ? AF_INET : strcmp(host->name, "multicast6") == 0 ? AF_INET6 : 0;
}

static struct address group_of(int family, uint16_t universe, uint16_t port)
{
    struct address address = {0};
    if (family == AF_INET) {
        struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(port)};
        sky_e131_address_v4((uint8_t *)&in.sin_addr, universe);
        memcpy(&address.storage, &in, sizeof in);
        address.length = sizeof in;
    } else {
        struct sockaddr_in6 in = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
        sky_e131_address_v6((uint8_t *)&in.sin6_addr, universe);
        memcpy(&address.storage, &in, sizeof in);
        address.length = sizeof in;
    }
    return address;
}

/* Sends multicast by the interface that was asked for, or by the one that packets to the host take. Returns 0, or -1
 * with the error set. */
static int choose_interface(const struct e131 *e131)
{
    const char *name = e131->settings->interface;
    unsigned index = *name ? if_nametoindex(name) : 0;
    struct sockaddr_storage local = {0};
    struct ip_mreqn request = {.imr_ifindex = (int)index};
    socklen_t length = sizeof local;
    if (*name && index == 0)
        return sky_fail("interface: there is no '%s'", name);
    if (!*name && !e131->groups && getsockname(e131->sender.socket, (struct sockaddr *)&local, &length) == 0 &&
        local.ss_family == AF_INET)
        request.imr_address = ((const struct sockaddr_in *)(const void *)&local)->sin_addr;
    int result = e131->family == AF_INET6
                     ? setsockopt(e131->sender.socket, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof index)
                     : setsockopt(e131->sender.socket, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof request);
    return result < 0 && *name ? sky_fail("interface %s: %s", name, strerror(errno)) : 0;
}

/* ---- Packets ---- */

static int prepare_e131(const struct driver_args *args, void **plan)
{
    const struct e131_settings *settings = args->settings;
    return universes_prepare(args, &settings->universes, SKY_E131_PORT, SKY_E131_UNIVERSE_MAX, plan);
}

/* Where a packet for a universe goes: its group, which is stored at an index, or the host. */
static const struct address *find_group(const struct e131 *e131, size_t index, uint16_t universe)
{
    if (!e131->groups)
        return NULL;
    e131->groups[index] = group_of(e131->family, universe, e131->port);
    return &e131->groups[index];
}

/* Makes the packets for the LEDs. Returns 0, or -1 with the error set. */
static int make_packets(struct e131 *e131, bool multicast)
{
    struct universes *universes = &e131->universes;
    struct sky_universes map;
    if (universes_find(&map, &e131->settings->universes, e131->pixels.count, SKY_E131_UNIVERSE_MAX) < 0 ||
        universes_make(universes, &map, SKY_E131_HEADER_BYTES, false) < 0 ||
        sender_reserve(&e131->sender, universes->count + 1, e131->pixels.count * 3) < 0)
        return -1;
    free(e131->groups);
    e131->groups = multicast ? calloc(universes->count + 1, sizeof *e131->groups) : NULL;
    if (multicast && !e131->groups)
        return sky_fail("out of memory");
    for (size_t i = 0; i < universes->count; i++) {
        struct packet *packet = &universes->packets[i];
        struct sky_e131_data header = e131->data;
        header.universe = (uint16_t)universes->numbers[i];
        header.slots = (uint16_t)(packet->head_bytes - SKY_E131_HEADER_BYTES + packet->bytes);
        sky_e131_data_header(packet->head, &header);
        packet->to = find_group(e131, i, header.universe);
    }
    struct sky_e131_sync sync = {.sync = e131->data.sync};
    memcpy(sync.cid, e131->data.cid, sizeof sync.cid);
    universes->packets[universes->count] =
        (struct packet){.head = e131->sync, .head_bytes = (uint16_t)sky_e131_sync_packet(e131->sync, &sync),
                        .to = find_group(e131, universes->count, e131->data.sync)};
    return 0;
}

static size_t packet_count(const struct e131 *e131)
{
    return e131->universes.count + (e131->data.sync ? 1 : 0);
}

/* Lists the universes for desks and monitors. Nobody needs the list to show something, so failures do not count. */
static void list_universes(struct e131 *e131)
{
    uint8_t packet[SKY_E131_DISCOVERY_HEADER_BYTES + 2 * SKY_E131_PAGE_MAX];
    size_t count = e131->universes.count, pages = (count + SKY_E131_PAGE_MAX - 1) / SKY_E131_PAGE_MAX;
    struct address group = group_of(e131->family, SKY_E131_DISCOVERY_UNIVERSE, e131->port);
    for (size_t page = 0; page < pages; page++) {
        size_t first = page * SKY_E131_PAGE_MAX, left = count - first;
        struct sky_e131_discovery list = {.page = (uint8_t)page,
                                          .last_page = (uint8_t)(pages - 1),
                                          .count = (uint16_t)(left < SKY_E131_PAGE_MAX ? left : SKY_E131_PAGE_MAX)};
        memcpy(list.cid, e131->data.cid, sizeof list.cid);
        memcpy(list.source, e131->data.source, sizeof list.source);
        uint8_t *at = packet + sky_e131_discovery_header(packet, &list);
        for (size_t i = first; i < first + list.count; i++) {
            *at++ = (uint8_t)(e131->universes.numbers[i] >> 8);
            *at++ = (uint8_t)e131->universes.numbers[i];
        }
        sendto(e131->sender.socket, packet, (size_t)(at - packet), 0, (const struct sockaddr *)&group.storage,
               group.length);
    }
}

/* Says that all universes end. Nodes ignore the levels of these packets. */
static void terminate(struct e131 *e131)
{
    static const uint8_t dark[SKY_E131_SLOTS_MAX];
    struct universes *universes = &e131->universes;
    for (size_t i = 0; i < universes->count; i++) {
        universes->packets[i].head[SKY_E131_OPTIONS_AT] |= SKY_E131_TERMINATED;
        universes->packets[i].at = 0;
        universes->packets[i].left_out = false;
    }
    for (int times = 0; times < TERMINATED_TIMES; times++) {
        for (size_t i = 0; i < universes->count; i++)
            universes->packets[i].head[SKY_E131_SEQUENCE_AT]++;
        sender_send(&e131->sender, universes->packets, universes->count, dark);
    }
}

/* ---- The driver ---- */

static int close_e131(void *self)
{
    struct e131 *e131 = self;
    if (e131->listed)
        terminate(e131);
    sender_close(&e131->sender);
    universes_finish(&e131->universes);
    pixels_finish(&e131->pixels);
    free(e131->groups);
    free(e131);
    return 0;
}

static void set_source(struct e131 *e131, const char *words)
{
    const struct e131_settings *settings = e131->settings;
    e131->data = (struct sky_e131_data){
        .priority = (uint8_t)settings->priority,
        .sync = (uint16_t)settings->sync,
        .options = (uint8_t)((settings->preview ? SKY_E131_PREVIEW : 0) |
                             (settings->sync > 0 ? SKY_E131_FORCE_SYNC : 0)),
    };
    identity_make(e131->data.cid, words);
    if (*settings->source)
        snprintf(e131->data.source, sizeof e131->data.source, "%s", settings->source);
    else
        identity_name(e131->data.source, sizeof e131->data.source);
}

static void *open_e131(const struct driver_args *args)
{
    struct host host;
    struct e131 *e131 = calloc(1, sizeof *e131);
    if (!e131) {
        sky_fail("out of memory");
        return NULL;
    }
    e131->settings = args->settings;
    e131->sender.socket = -1;
    set_source(e131, args->text);
    if (host_parse(&host, args->target, SKY_E131_PORT) == 0 && pixels_init(&e131->pixels, args) == 0) {
        int family = multicast_family(&host);
        e131->port = host.port;
        if (sender_open(&e131->sender, args, &e131->settings->sender, family ? NULL : &host, family, 0) == 0) {
            e131->family = family ? family : e131->sender.address.storage.ss_family;
            if (make_packets(e131, family != 0) == 0 && choose_interface(e131) == 0)
                return e131;
        }
    }
    close_e131(e131);
    return NULL;
}

static enum send_result send_e131(void *self, const struct picture *picture)
{
    struct e131 *e131 = self;
    struct universes *universes = &e131->universes;
    const uint8_t *pixels = pixels_encode(&e131->pixels, picture);
    if (sender_choose(&e131->sender, universes->packets, universes->count, pixels) > 0) {
        for (size_t i = 0; i < universes->count; i++)
            universes->packets[i].head[SKY_E131_SEQUENCE_AT] += !universes->packets[i].left_out;
        e131->sync[SKY_E131_SYNC_SEQUENCE_AT]++;
        sender_send(&e131->sender, universes->packets, packet_count(e131), pixels);
    }
    uint64_t now = sky_clock_ns();
    if (!e131->listed || now - e131->listed >= DISCOVERY_NS) {
        list_universes(e131);
        e131->listed = now;
    }
    return SEND_DONE;
}

static int reload_e131(void *self, const struct driver_args *args, const void *plan)
{
    struct e131 *e131 = self;
    return pixels_change(&e131->pixels, args, plan) < 0 ? -1 : make_packets(e131, e131->groups != NULL);
}

static uint64_t unsent_e131(const void *self)
{
    return ((const struct e131 *)self)->sender.unsent;
}

const struct driver e131_driver = {
    .name = "e131",
    .target = "HOST|multicast[:PORT]",
    .text = "sends pixels to a node by E1.31 (sACN), over UDP",
    .params = params,
    .settings_bytes = sizeof(struct e131_settings),
    .interpolates = true,
    .reopens = true,
    .may_be_absent = true,
    .refresh_ns = SENDER_REFRESH_NS,
    .prepare = prepare_e131,
    .release = pixels_release,
    .open = open_e131,
    .send = send_e131,
    .layout = pixels_layout,
    .estimate = pixels_estimate,
    .reload = reload_e131,
    .unsent = unsent_e131,
    .unsent_what = "packets",
    .close = close_e131,
};
