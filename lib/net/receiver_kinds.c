/* SPDX-License-Identifier: ISC */
#include "net/receiver_kinds.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "net/artnet.h"
#include "net/ddp.h"
#include "net/e131.h"
#include "net/opc.h"

static const struct sky_receiver_kind *const kinds[] = {
    [SKY_NET_DDP] = &sky_receiver_ddp,
    [SKY_NET_ARTNET] = &sky_receiver_artnet,
    [SKY_NET_E131] = &sky_receiver_e131,
    [SKY_NET_OPC] = &sky_receiver_opc,
};

struct sky_receiver *sky_receiver_create(const struct sky_receiver_settings *settings,
                                         sky_assembly_show *show, void *context)
{
    struct sky_receiver *receiver = calloc(1, sizeof *receiver);
    uint32_t most, count;
    if (!receiver) {
        sky_fail("out of memory");
        return NULL;
    }
    receiver->kind = kinds[settings->protocol];
    receiver->settings = *settings;
    receiver->bytes = 3 * settings->leds;
    receiver->kind->cells(settings, &most, &count);
    if (sky_assembly_init(&receiver->assembly, receiver->bytes, most, count, show, context) == 0 &&
        receiver->kind->init(receiver) == 0)
        return receiver;
    sky_receiver_destroy(receiver);
    return NULL;
}

void sky_receiver_destroy(struct sky_receiver *receiver)
{
    if (!receiver)
        return;
    receiver->kind->finish(receiver);
    sky_assembly_finish(&receiver->assembly);
    free(receiver);
}

enum sky_received sky_receiver_take(struct sky_receiver *receiver, const uint8_t *bytes, size_t size,
                                    const uint8_t *address, uint64_t now)
{
    return receiver->kind->take(receiver, bytes, size, address, now);
}

void sky_receiver_expire(struct sky_receiver *receiver, uint64_t now)
{
    sky_assembly_expire(&receiver->assembly, now);
}

uint64_t sky_receiver_deadline(const struct sky_receiver *receiver)
{
    return sky_assembly_deadline(&receiver->assembly);
}

const struct sky_assembly_stats *sky_receiver_stats(const struct sky_receiver *receiver)
{
    return &receiver->assembly.stats;
}

size_t sky_receiver_missing(const struct sky_receiver *receiver)
{
    const struct sky_assembly *assembly = &receiver->assembly;
    return assembly->placed > 0 ? assembly->expected - assembly->filled : 0;
}

uint32_t sky_receiver_sync_universe(const struct sky_receiver *receiver)
{
    return receiver->sync_universe;
}

enum sky_received sky_receiver_refuse(struct sky_receiver *receiver)
{
    receiver->assembly.stats.foreign++;
    return SKY_RECEIVED_FOREIGN;
}

bool sky_receiver_accepts(struct sky_receiver *receiver, const uint8_t *address, uint64_t now, bool *is_new)
{
    bool is_same = memcmp(receiver->owner, address, SKY_RECEIVER_ADDRESS) == 0;
    bool is_silent = receiver->heard == 0 || now - receiver->heard >= SKY_RECEIVER_SILENCE_NS;
    *is_new = is_silent;
    if (!is_same && !is_silent) {
        sky_fail("another sender is listened to, until it has been silent for 2.5 s");
        return false;
    }
    memcpy(receiver->owner, address, SKY_RECEIVER_ADDRESS);
    receiver->heard = now;
    return true;
}

/* ---- Sizes ---- */

size_t sky_receiver_packets(const struct sky_receiver_settings *settings, size_t *largest)
{
    switch (settings->protocol) {
    case SKY_NET_DDP:
        *largest = SKY_DDP_HEADER_MAX + SKY_DDP_DATA_MAX;
        return (3 * settings->leds + SKY_DDP_DATA_MAX - 1) / SKY_DDP_DATA_MAX;
    case SKY_NET_ARTNET:
        *largest = SKY_ARTNET_DMX_HEADER_BYTES + SKY_ARTNET_SLOTS_MAX;
        return sky_universes_count(&settings->universes) + 1;
    case SKY_NET_E131:
        *largest = SKY_E131_HEADER_BYTES + SKY_E131_SLOTS_MAX;
        return sky_universes_count(&settings->universes) + 1;
    default:
        *largest = SKY_OPC_HEADER + SKY_OPC_DATA_MAX;
        return (settings->leds + SKY_OPC_LEDS_MAX - 1) / SKY_OPC_LEDS_MAX;
    }
}
