/* SPDX-License-Identifier: ISC */
/* DDP, and how its senders number packets. Most count packets, from 1 to 15 and round again; some count frames, as
 * LedFx and sky-push do, which tells which packets belong together; others do not count. FPP leaves out packets whose
 * bytes have not changed, but always sends a frame's last one for its push; xLights sends a push without data. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "net/ddp.h"
#include "net/receiver_kinds.h"

#define CELLS_MAX 65536

enum numbering { UNKNOWN, BY_FRAME, BY_PACKET };

struct ddp {
    /* The sparse set of cells: the cell of an LED is indices[led], if leds[indices[led]] is that LED. */
    uint32_t *indices;
    uint32_t *leds;

    enum numbering numbering;
    unsigned doubts;       /* packets in a row that look numbered otherwise */
    uint32_t sequence;     /* of the newest packet; 0: none or not numbered */
    uint32_t offset;
    bool pushed;           /* that packet was a push */
    uint64_t frame;        /* that it belongs to, when numbered by frame */
    uint64_t position;     /* of that packet, when numbered by packet: counts on where the sequence begins again */
    uint64_t push;         /* position of the last push */
    uint64_t push_frame;   /* and its frame */
    uint32_t received;     /* bit n: packet position - n has come */
    unsigned missing;      /* packets since the last push */
};

static void ddp_cells(const struct sky_receiver_settings *settings, uint32_t *most, uint32_t *count)
{
    *most = settings->leds < CELLS_MAX ? (uint32_t)settings->leds : CELLS_MAX;
    *count = 0;
}

static int init_ddp(struct sky_receiver *receiver)
{
    size_t leds = receiver->settings.leds;
    struct ddp *ddp = receiver->state = calloc(1, sizeof *ddp);
    if (!ddp || !(ddp->indices = calloc(leds, sizeof *ddp->indices)) ||
        !(ddp->leds = calloc(leds < CELLS_MAX ? leds : CELLS_MAX, sizeof *ddp->leds)))
        return sky_fail("out of memory");
    return 0;
}

static void finish_ddp(struct sky_receiver *receiver)
{
    struct ddp *ddp = receiver->state;
    if (!ddp)
        return;
    free(ddp->indices);
    free(ddp->leds);
    free(ddp);
}

/* Forgets how a sender sends. */
static void restart(struct sky_receiver *receiver)
{
    struct ddp *ddp = receiver->state;
    uint32_t *indices = ddp->indices, *leds = ddp->leds;
    *ddp = (struct ddp){.indices = indices, .leds = leds};
    sky_assembly_restart(&receiver->assembly);
    receiver->assembly.count = receiver->assembly.expected = 0;
    receiver->assembly.counts_absent = false;
}

/* The cell of packets that begin with this LED of the part. */
static uint32_t find_cell(struct sky_receiver *receiver, size_t led)
{
    struct ddp *ddp = receiver->state;
    struct sky_assembly *assembly = &receiver->assembly;
    uint32_t index = ddp->indices[led];
    if (index < assembly->count && ddp->leds[index] == led)
        return index;
    if (assembly->count == CELLS_MAX) /* no two packets begin with the same LED: nothing can be learnt from that */
        restart(receiver);
    index = assembly->count++;
    assembly->cells[index] = (struct sky_assembly_cell){0};
    ddp->indices[led] = index;
    ddp->leds[index] = (uint32_t)led;
    return index;
}

/* How far a sequence number is ahead of another one: -7 to 7. */
static int ahead(uint32_t sequence, uint32_t than)
{
    return (int)((sequence + 2 * SKY_DDP_SEQUENCE_MAX + 7 - than) % SKY_DDP_SEQUENCE_MAX) - 7;
}

static void set_numbering(struct ddp *ddp, enum numbering numbering)
{
    ddp->numbering = numbering;
    ddp->doubts = 0;
    ddp->frame = ddp->push_frame = 0;
    ddp->position = ddp->push = 1u << 16;
    ddp->received = 1;
    ddp->missing = 0;
}

/* Finds out what this sender numbers, by two packets that follow each other: in one frame, are the numbers the same? */
static void learn_numbering(struct ddp *ddp, const struct sky_ddp *packet)
{
    enum numbering seen = UNKNOWN;
    if (packet->sequence == 0) {
        set_numbering(ddp, UNKNOWN);
        return;
    }
    if (ddp->sequence == 0 || packet->length == 0)
        return;
    bool follows = ahead(packet->sequence, ddp->sequence) == 1;
    if (ddp->pushed && packet->flags & SKY_DDP_PUSH && follows && ddp->numbering == UNKNOWN)
        seen = BY_FRAME; /* frames of one packet: it makes no difference */
    else if (!ddp->pushed && packet->sequence == ddp->sequence && packet->offset != ddp->offset)
        seen = BY_FRAME;
    else if (!ddp->pushed && follows && packet->offset > ddp->offset)
        seen = BY_PACKET;
    if (seen == UNKNOWN)
        return;
    if (seen == ddp->numbering)
        ddp->doubts = 0;
    else if (ddp->numbering == UNKNOWN || ++ddp->doubts >= 2)
        set_numbering(ddp, seen);
}

/* A packet's frame by its number, where frames are numbered. */
static uint64_t frame_by_frame(struct ddp *ddp, const struct sky_assembly *assembly, uint32_t sequence, bool *is_newest)
{
    if (ddp->frame == 0) {
        ddp->frame = assembly->number;
        return ddp->frame;
    }
    int step = ahead(sequence, ddp->sequence);
    *is_newest = step >= 0;
    ddp->frame += step > 0 ? (unsigned)step : 0;
    return step >= 0 ? ddp->frame : ddp->frame - (unsigned)-step;
}

/* The same where packets are numbered. Returns false for a duplicate. */
static bool frame_by_packet(struct ddp *ddp, struct sky_assembly *assembly, uint32_t sequence, bool *is_newest,
                            uint64_t *frame)
{
    int step = ahead(sequence, ddp->sequence);
    *is_newest = step > 0;
    if (step > 0) {
        assembly->stats.lost += (unsigned)step - 1;
        ddp->missing += (unsigned)step - 1;
        ddp->received = ddp->received << step | 1;
        ddp->position += (unsigned)step;
        *frame = assembly->committed ? assembly->number + 1 : SKY_ASSEMBLY_UNKNOWN;
        return true;
    }
    uint32_t bit = 1u << -step;
    if (ddp->received & bit)
        return false;
    ddp->received |= bit; /* it was taken for lost */
    assembly->stats.lost -= assembly->stats.lost > 0;
    ddp->missing -= ddp->missing > 0;
    if (ddp->position - (unsigned)-step < ddp->push && ddp->push_frame < assembly->number) {
        *frame = ddp->push_frame;
    } else {
        *frame = assembly->number;
        assembly->stats.out_of_order++;
    }
    return true;
}

/* Puts the packet's data in place. Returns its frame. */
static uint64_t place(struct sky_receiver *receiver, const struct sky_ddp *packet, uint64_t frame, uint64_t now)
{
    uint64_t begin = packet->offset, end = begin + packet->length;
    uint64_t from = receiver->settings.offset, to = from + receiver->bytes;
    if (begin < from)
        begin = from;
    if (end > to)
        end = to;
    if (begin >= end) {
        receiver->assembly.stats.packets++;
        return frame ? frame : receiver->assembly.number;
    }
    uint32_t cell = find_cell(receiver, (begin - from) / 3);
    return sky_assembly_place(&receiver->assembly, cell, (begin - from),
                              packet->data + (begin - packet->offset), end - begin, frame, now);
}

static enum sky_received take_ddp(struct sky_receiver *receiver, const uint8_t *bytes, size_t size,
                                  const uint8_t *address, uint64_t now)
{
    struct ddp *ddp = receiver->state;
    struct sky_assembly *assembly = &receiver->assembly;
    struct sky_ddp packet;
    bool is_new, is_newest = true;
    if (sky_ddp_parse(&packet, bytes, size) < 0)
        return sky_receiver_refuse(receiver);
    if (!sky_ddp_has_pixels(&packet)) {
        sky_fail("DDP: data of type 0x%02x for device %u is not 8-bit pixels", packet.type, packet.id);
        return sky_receiver_refuse(receiver);
    }
    if (receiver->settings.id && packet.id != receiver->settings.id && packet.id != SKY_DDP_ALL) {
        sky_fail("DDP: display %u is not this one, %u", packet.id, receiver->settings.id);
        return sky_receiver_refuse(receiver);
    }
    if (!sky_receiver_accepts(receiver, address, now, &is_new))
        return sky_receiver_refuse(receiver);
    if (is_new)
        restart(receiver);

    learn_numbering(ddp, &packet);
    uint64_t frame = SKY_ASSEMBLY_UNKNOWN;
    if (ddp->numbering == BY_FRAME)
        frame = frame_by_frame(ddp, assembly, packet.sequence, &is_newest);
    if (ddp->numbering == BY_PACKET && !frame_by_packet(ddp, assembly, packet.sequence, &is_newest, &frame)) {
        assembly->stats.packets++;
        assembly->stats.duplicates++;
        return SKY_RECEIVED;
    }
    bool push = packet.flags & SKY_DDP_PUSH;
    assembly->counts_absent = ddp->numbering == BY_FRAME;
    assembly->commits = assembly->commits || push;
    if (packet.length > 0)
        frame = place(receiver, &packet, frame, now);
    if (push)
        sky_assembly_commit(assembly, frame, ddp->numbering == BY_PACKET && ddp->missing == 0, now);
    if (push && is_newest) {
        ddp->push = ddp->position;
        ddp->push_frame = frame ? frame : assembly->number - 1;
        ddp->missing = 0;
    }
    if (is_newest) {
        ddp->sequence = packet.sequence;
        ddp->offset = packet.offset;
        ddp->pushed = push;
    }
    return SKY_RECEIVED;
}

const struct sky_receiver_kind sky_receiver_ddp = {
    .cells = ddp_cells, .init = init_ddp, .finish = finish_ddp, .take = take_ddp};
