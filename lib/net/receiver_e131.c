/* SPDX-License-Identifier: ISC */
/* E1.31: universes by priority, which a synchronisation packet shows together. The sections are ANSI E1.31-2018's. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "net/e131.h"
#include "net/receiver_kinds.h"

struct e131 {
    struct sky_universe_streams *streams;
    uint8_t cid[SKY_E131_CID_BYTES]; /* of the source whose data came last, */
    uint16_t sync;                   /* the universe of its synchronisation packets; 0: none */
    bool forces;                     /* when those end, its data is shown without */
    uint64_t synchronised;           /* when the last one came, ns; 0: none has come */
    uint8_t sequence;                /* its number */
};

static int init_e131(struct sky_receiver *receiver)
{
    struct e131 *e131 = receiver->state = calloc(1, sizeof *e131);
    if (!e131)
        return sky_fail("out of memory");
    receiver->assembly.gain = 4;
    e131->streams = sky_universe_streams_create(&receiver->settings.universes);
    return e131->streams ? 0 : -1;
}

static void finish_e131(struct sky_receiver *receiver)
{
    struct e131 *e131 = receiver->state;
    if (e131)
        sky_universe_streams_destroy(e131->streams);
    free(e131);
}

/* Are frames held until a synchronisation packet comes? Only once one has come (11.1.1). When they have ended, a source
 * says by Force_Synchronization whether its data is to be shown without (6.2.6). */
static void update_synchronised(struct e131 *e131, struct sky_assembly *assembly, uint64_t now)
{
    if (e131->sync == 0 || (e131->forces && now - e131->synchronised >= SKY_RECEIVER_SILENCE_NS))
        e131->synchronised = 0;
    assembly->commits = assembly->holds = e131->synchronised > 0;
}

static enum sky_received take_data(struct sky_receiver *receiver, const struct sky_e131_data *data,
                                   const uint8_t *address, uint64_t now)
{
    struct e131 *e131 = receiver->state;
    uint8_t source[SKY_UNIVERSE_SOURCE];
    memcpy(source, data->cid, SKY_E131_CID_BYTES);
    memcpy(source + SKY_E131_CID_BYTES, address, SKY_RECEIVER_ADDRESS);
    const struct sky_universe_packet packet = {
        .universe = data->universe,
        .source = source,
        .priority = data->priority,
        .numbers = 256,
        .sequence = data->sequence,
        .is_pixels = data->start_code == 0 && !(data->options & SKY_E131_PREVIEW),
        .is_last = data->options & SKY_E131_TERMINATED,
        .data = data->data,
        .slots = data->slots,
    };
    if (data->priority > SKY_E131_PRIORITY_MAX) {
        sky_fail("E1.31: the priority is %u (must be 0 to %u)", data->priority, SKY_E131_PRIORITY_MAX);
        return sky_receiver_refuse(receiver);
    }
    enum sky_received received = sky_universe_streams_take(receiver, e131->streams, &packet, now);
    if (received == SKY_RECEIVED && packet.is_pixels) {
        memcpy(e131->cid, data->cid, sizeof e131->cid);
        e131->sync = data->sync;
        receiver->sync_universe = data->sync;
        e131->forces = data->options & SKY_E131_FORCE_SYNC;
        update_synchronised(e131, &receiver->assembly, now);
    }
    return received;
}

static enum sky_received take_sync(struct sky_receiver *receiver, const struct sky_e131_sync *sync, uint64_t now)
{
    struct e131 *e131 = receiver->state;
    if (sync->sync == 0 || sync->sync != e131->sync || memcmp(sync->cid, e131->cid, sizeof sync->cid) != 0) {
        sky_fail("E1.31: synchronisation of another source");
        return sky_receiver_refuse(receiver);
    }
    if (e131->synchronised > 0 && sync->sequence == e131->sequence) {
        receiver->assembly.stats.duplicates++;
        return SKY_RECEIVED;
    }
    e131->synchronised = now;
    e131->sequence = sync->sequence;
    update_synchronised(e131, &receiver->assembly, now);
    sky_assembly_commit(&receiver->assembly, SKY_ASSEMBLY_UNKNOWN, false, now);
    return SKY_RECEIVED;
}

static enum sky_received take_e131(struct sky_receiver *receiver, const uint8_t *bytes, size_t size,
                                   const uint8_t *address, uint64_t now)
{
    struct sky_e131_data data;
    struct sky_e131_sync sync;
    struct sky_e131_discovery discovery;
    if (sky_e131_data_parse(&data, bytes, size) == 0)
        return take_data(receiver, &data, address, now);
    if (sky_e131_sync_parse(&sync, bytes, size) == 0)
        return take_sync(receiver, &sync, now);
    if (sky_e131_discovery_parse(&discovery, bytes, size) == 0)
        sky_fail("E1.31: a list of universes, no pixels");
    else
        sky_fail("not E1.31");
    return sky_receiver_refuse(receiver);
}

const struct sky_receiver_kind sky_receiver_e131 = {
    .cells = sky_universe_streams_cells, .init = init_e131, .finish = finish_e131, .take = take_e131};
