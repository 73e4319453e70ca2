/* SPDX-License-Identifier: ISC */
/* Art-Net: universes, which an ArtSync shows together. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "net/artnet.h"
#include "net/receiver_kinds.h"

#define SYNC_NS UINT64_C(4000000000) /* without an ArtSync for so long, universes are shown as they come */

struct artnet {
    struct sky_universe_streams *streams;
    uint8_t last[SKY_RECEIVER_ADDRESS]; /* who sent the last universe: only its ArtSync counts */
    uint64_t synchronised;              /* when its last ArtSync came, ns */
};

static int init_artnet(struct sky_receiver *receiver)
{
    struct artnet *artnet = receiver->state = calloc(1, sizeof *artnet);
    if (!artnet)
        return sky_fail("out of memory");
    receiver->assembly.gain = 4;
    artnet->streams = sky_universe_streams_create(&receiver->settings.universes);
    return artnet->streams ? 0 : -1;
}

static void finish_artnet(struct sky_receiver *receiver)
{
    struct artnet *artnet = receiver->state;
    if (artnet)
        sky_universe_streams_destroy(artnet->streams);
    free(artnet);
}

static void set_synchronised(struct sky_assembly *assembly, bool is_synchronised)
{
    assembly->commits = assembly->holds = is_synchronised;
}

static enum sky_received take_sync(struct sky_receiver *receiver, const uint8_t *address, uint64_t now)
{
    struct artnet *artnet = receiver->state;
    if (memcmp(artnet->last, address, sizeof artnet->last) != 0) {
        sky_fail("Art-Net: an ArtSync of a sender that is not listened to");
        return sky_receiver_refuse(receiver);
    }
    artnet->synchronised = now;
    set_synchronised(&receiver->assembly, true);
    sky_assembly_commit(&receiver->assembly, SKY_ASSEMBLY_UNKNOWN, false, now);
    return SKY_RECEIVED;
}

static enum sky_received take_universe(struct sky_receiver *receiver, const uint8_t *bytes, size_t size,
                                       const uint8_t *address, uint64_t now)
{
    struct artnet *artnet = receiver->state;
    struct sky_artnet_dmx dmx;
    uint8_t source[SKY_UNIVERSE_SOURCE] = {0};
    if (sky_artnet_dmx_parse(&dmx, bytes, size) < 0) {
        sky_fail("Art-Net: an ArtDmx that is cut off");
        return sky_receiver_refuse(receiver);
    }
    memcpy(source, address, SKY_RECEIVER_ADDRESS);
    const struct sky_universe_packet packet = {
        .universe = dmx.universe, .source = source, .numbers = 255, .sequence = dmx.sequence, .is_pixels = true,
        .data = dmx.data, .slots = dmx.slots};
    enum sky_received received = sky_universe_streams_take(receiver, artnet->streams, &packet, now);
    if (received == SKY_RECEIVED)
        memcpy(artnet->last, address, sizeof artnet->last);
    return received;
}

static enum sky_received take_artnet(struct sky_receiver *receiver, const uint8_t *bytes, size_t size,
                                     const uint8_t *address, uint64_t now)
{
    const struct artnet *artnet = receiver->state;
    if (receiver->assembly.holds && now - artnet->synchronised >= SYNC_NS)
        set_synchronised(&receiver->assembly, false);
    switch (sky_artnet_kind(bytes, size)) {
    case SKY_ARTNET_DMX:
        return take_universe(receiver, bytes, size, address, now);
    case SKY_ARTNET_SYNC:
        return take_sync(receiver, address, now);
    case SKY_ARTNET_POLL:
        return SKY_RECEIVED_POLL;
    case SKY_ARTNET_NONE:
        sky_fail("not Art-Net");
        return sky_receiver_refuse(receiver);
    default: /* answers to others' polls, times, RDM */
        sky_fail("Art-Net: no pixels");
        return sky_receiver_refuse(receiver);
    }
}

const struct sky_receiver_kind sky_receiver_artnet = {
    .cells = sky_universe_streams_cells, .init = init_artnet, .finish = finish_artnet, .take = take_artnet};
