/* SPDX-License-Identifier: ISC */
/* artnet: pixels to a node over UDP, by Art-Net 4. A picture is an ArtDmx for each universe, and on request an ArtSync
 * after them, by which the node shows all at once. A node that has heard no ArtSync for 4 s shows each as it comes. */
#include <stdlib.h>

#include <sky/error.h>

#include "net/artnet.h"
#include "sky-push/net/pixels.h"
#include "sky-push/net/universes.h"

struct artnet_settings {
    struct pixels_settings pixels;
    struct universes_settings universes;
    struct sender_settings sender;
    double source_port;
    int sync;
};

struct artnet {
    struct sender sender;
    struct pixels pixels;
    const struct artnet_settings *settings;
    struct universes universes;
    uint8_t sequence; /* of all ArtDmx of a picture: it orders those of one universe only */
    uint8_t sync[SKY_ARTNET_SYNC_BYTES];
};

static const struct sky_param params[] = {
    PIXELS_PARAMS,
    UNIVERSES_PARAMS(artnet_settings, "0", 0, SKY_ARTNET_UNIVERSE_MAX),
    SKY_PARAM_CHOICE(artnet_settings, sync, "no", sky_no_yes, "send an ArtSync after each frame"),
    SKY_PARAM_INTEGER(artnet_settings, source_port, "0", 0, UINT16_MAX, "",
                      "port to send from: some nodes want 6454; 0: any"),
    SENDER_PARAMS(artnet_settings),
    SKY_PARAMS_END,
};

static int prepare_artnet(const struct driver_args *args, void **plan)
{
    const struct artnet_settings *settings = args->settings;
    return universes_prepare(args, &settings->universes, SKY_ARTNET_PORT, SKY_ARTNET_UNIVERSE_MAX, plan);
}

/* Makes the packets for the LEDs. Returns 0, or -1 with the error set. */
static int make_packets(struct artnet *artnet)
{
    struct universes *universes = &artnet->universes;
    struct sky_universes map;
    if (universes_find(&map, &artnet->settings->universes, artnet->pixels.count, SKY_ARTNET_UNIVERSE_MAX) < 0 ||
        universes_make(universes, &map, SKY_ARTNET_DMX_HEADER_BYTES, true) < 0 ||
        sender_reserve(&artnet->sender, universes->count + 1, artnet->pixels.count * 3) < 0)
        return -1;
    for (size_t i = 0; i < universes->count; i++) {
        const struct packet *packet = &universes->packets[i];
        size_t slots = packet->head_bytes - SKY_ARTNET_DMX_HEADER_BYTES + packet->bytes + packet->zeros;
        sky_artnet_dmx_header(packet->head, &(struct sky_artnet_dmx){.universe = (uint16_t)universes->numbers[i],
                                                                     .slots = (uint16_t)slots});
    }
    universes->packets[universes->count] = (struct packet){
        .head = artnet->sync, .head_bytes = (uint16_t)sky_artnet_sync_packet(artnet->sync)};
    return 0;
}

static int close_artnet(void *self)
{
    struct artnet *artnet = self;
    sender_close(&artnet->sender);
    universes_finish(&artnet->universes);
    pixels_finish(&artnet->pixels);
    free(artnet);
    return 0;
}

static void *open_artnet(const struct driver_args *args)
{
    struct host host;
    struct artnet *artnet = calloc(1, sizeof *artnet);
    if (!artnet) {
        sky_fail("out of memory");
        return NULL;
    }
    artnet->settings = args->settings;
    artnet->sender.socket = -1;
    if (host_parse(&host, args->target, SKY_ARTNET_PORT) == 0 && pixels_init(&artnet->pixels, args) == 0 &&
        sender_open(&artnet->sender, args, &artnet->settings->sender, &host, 0,
                    (uint16_t)artnet->settings->source_port) == 0 &&
        make_packets(artnet) == 0)
        return artnet;
    close_artnet(artnet);
    return NULL;
}

static enum send_result send_artnet(void *self, const struct picture *picture)
{
    struct artnet *artnet = self;
    struct universes *universes = &artnet->universes;
    const uint8_t *pixels = pixels_encode(&artnet->pixels, picture);
    if (sender_choose(&artnet->sender, universes->packets, universes->count, pixels) == 0)
        return SEND_DONE;
    artnet->sequence = (uint8_t)(artnet->sequence % 255 + 1); /* 0 would say that packets are not numbered */
    for (size_t i = 0; i < universes->count; i++)
        universes->packets[i].head[SKY_ARTNET_SEQUENCE_AT] = artnet->sequence;
    sender_send(&artnet->sender, universes->packets, universes->count + (artnet->settings->sync ? 1 : 0), pixels);
    return SEND_DONE;
}

static int reload_artnet(void *self, const struct driver_args *args, const void *plan)
{
    struct artnet *artnet = self;
    return pixels_change(&artnet->pixels, args, plan) < 0 ? -1 : make_packets(artnet);
}

static uint64_t unsent_artnet(const void *self)
{
    return ((const struct artnet *)self)->sender.unsent;
}

const struct driver artnet_driver = {
    .name = "artnet",
    .target = "HOST[:PORT]",
    .text = "sends pixels to a node by Art-Net, over UDP",
    .params = params,
    .settings_bytes = sizeof(struct artnet_settings),
    .interpolates = true,
    .reopens = true,
    .may_be_absent = true,
    .refresh_ns = SENDER_REFRESH_NS,
    .prepare = prepare_artnet,
    .release = pixels_release,
    .open = open_artnet,
    .send = send_artnet,
    .layout = pixels_layout,
    .estimate = pixels_estimate,
    .reload = reload_artnet,
    .unsent = unsent_artnet,
    .unsent_what = "packets",
    .close = close_artnet,
};
