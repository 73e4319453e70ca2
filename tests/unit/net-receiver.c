/* SPDX-License-Identifier: ISC */
/* Frames from packets that are lost, doubled, out of order, or of several senders, in each protocol. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/random.h"
#include "net/artnet.h"
#include "net/ddp.h"
#include "net/e131.h"
#include "net/opc.h"
#include "net/receiver.h"
#include "tap.h"

#define MS UINT64_C(1000000)
#define START (1000 * MS)

enum { PIECE = 170, PIECES = 40, LEDS = PIECE * PIECES, FRAME = 3 * LEDS };

static const uint8_t alice[SKY_RECEIVER_ADDRESS] = {10, 1}, bob[SKY_RECEIVER_ADDRESS] = {10, 2};

/* What came out: frames, and which sender's frame each piece of the last one shows. */
struct shown {
    unsigned frames, kept;
    uint8_t pieces[PIECES];
    bool mixed; /* a piece was not of one frame */
};

static struct shown shown;

/* Frames are kept in turn in these, or not at all. */
static uint8_t memory[3][FRAME];
static bool keeps;

static uint8_t *show(void *context, uint8_t *frame, bool may_keep)
{
    (void)context;
    shown.frames++;
    for (int piece = 0; piece < PIECES; piece++) {
        const uint8_t *bytes = frame + (size_t)piece * 3 * PIECE;
        shown.pieces[piece] = bytes[0];
        for (int i = 1; i < 3 * PIECE; i++)
            shown.mixed = shown.mixed || bytes[i] != bytes[0];
    }
    shown.kept += may_keep;
    if (!keeps || !may_keep)
        return frame;
    uint8_t *next = memory[shown.frames % 3];
    memset(next, 0xee, FRAME); /* nobody may count on what was in it */
    return next;
}

static bool shows(uint8_t value)
{
    for (int piece = 0; piece < PIECES; piece++)
        if (shown.pieces[piece] != value)
            return false;
    return true;
}

static struct sky_receiver *begin(enum sky_net_protocol protocol)
{
    const struct sky_receiver_settings settings = {
        .protocol = protocol,
        .leds = LEDS,
        .universes = {.first = protocol == SKY_NET_E131, .channel = 1, .whole = true, .bytes = FRAME}};
    shown = (struct shown){0};
    struct sky_receiver *receiver = sky_receiver_create(&settings, show, NULL);
    if (!receiver)
        exit(99);
    return receiver;
}

/* ---- Senders ---- */

enum numbers { NOTHING, FRAMES, PACKETS };

struct packet {
    uint8_t bytes[700];
    size_t size;
};

static struct packet ddp_packet(int piece, uint8_t value, unsigned sequence, bool push)
{
    struct packet packet;
    const struct sky_ddp header = {.flags = (uint8_t)(SKY_DDP_VERSION_1 | (push ? SKY_DDP_PUSH : 0)),
                                   .sequence = (uint8_t)sequence, .type = SKY_DDP_RGB, .id = SKY_DDP_DISPLAY,
                                   .offset = (uint32_t)piece * 3 * PIECE, .length = 3 * PIECE};
    size_t bytes = sky_ddp_header(packet.bytes, &header);
    memset(packet.bytes + bytes, value, 3 * PIECE);
    packet.size = bytes + 3 * PIECE;
    return packet;
}

static struct packet push_packet(unsigned sequence)
{
    struct packet packet;
    const struct sky_ddp header = {.flags = SKY_DDP_VERSION_1 | SKY_DDP_PUSH, .sequence = (uint8_t)sequence,
                                   .type = SKY_DDP_RGB, .id = SKY_DDP_DISPLAY};
    packet.size = sky_ddp_header(packet.bytes, &header);
    return packet;
}

static struct packet artnet_packet(int piece, uint8_t value, uint8_t sequence)
{
    struct packet packet;
    const struct sky_artnet_dmx header = {.sequence = sequence, .universe = (uint16_t)piece, .slots = 3 * PIECE};
    size_t bytes = sky_artnet_dmx_header(packet.bytes, &header);
    memset(packet.bytes + bytes, value, 3 * PIECE);
    packet.size = bytes + 3 * PIECE;
    return packet;
}

static struct packet artsync_packet(void)
{
    struct packet packet;
    packet.size = sky_artnet_sync_packet(packet.bytes);
    return packet;
}

/* A source of E1.31. */
struct source {
    uint8_t cid, priority, options, start_code;
    uint16_t sync;
};

static struct packet e131_packet(const struct source *source, int piece, uint8_t value, uint8_t sequence)
{
    struct packet packet;
    const struct sky_e131_data header = {.cid = {source->cid}, .source = "test", .priority = source->priority,
                                         .sync = source->sync, .sequence = sequence, .options = source->options,
                                         .universe = (uint16_t)(piece + 1), .start_code = source->start_code,
                                         .slots = 3 * PIECE};
    size_t bytes = sky_e131_data_header(packet.bytes, &header);
    memset(packet.bytes + bytes, value, 3 * PIECE);
    packet.size = bytes + 3 * PIECE;
    return packet;
}

static struct packet e131_sync(const struct source *source, uint8_t sequence)
{
    struct packet packet;
    const struct sky_e131_sync header = {.cid = {source->cid}, .sequence = sequence, .sync = source->sync};
    packet.size = sky_e131_sync_packet(packet.bytes, &header);
    return packet;
}

static enum sky_received take(struct sky_receiver *receiver, struct packet packet, const uint8_t *from, uint64_t now)
{
    return sky_receiver_take(receiver, packet.bytes, packet.size, from, now);
}

/* ---- DDP ---- */

/* Sends a frame, but for the pieces that `lost` has. */
static void send_ddp(struct sky_receiver *receiver, uint8_t value, enum numbers numbers, unsigned *sequence,
                     uint64_t lost, uint64_t now)
{
    for (int piece = 0; piece < PIECES; piece++) {
        if (numbers == PACKETS || (numbers == FRAMES && piece == 0))
            *sequence = *sequence % 15 + 1;
        if (!(lost >> piece & 1))
            take(receiver, ddp_packet(piece, value, *sequence, piece == PIECES - 1), alice, now);
    }
}

static void test_ddp_loss(void)
{
    static const char *const names[] = {"nothing", "frames", "packets"};
    for (int numbers = NOTHING; numbers <= PACKETS; numbers++) {
        struct sky_receiver *receiver = begin(SKY_NET_DDP);
        const struct sky_assembly_stats *stats = sky_receiver_stats(receiver);
        unsigned sequence = 0, right = 0;
        uint64_t now = START;
        for (unsigned n = 1; n <= 20; n++, now += 16 * MS) {
            send_ddp(receiver, (uint8_t)n, (enum numbers)numbers, &sequence, 0, now);
            right += shows((uint8_t)n) && shown.frames == n;
        }
        ok(right == 20 && stats->lost == 0 && stats->duplicates == 0 && stats->out_of_order == 0,
           "DDP that numbers %s: each frame is shown by its push", names[numbers]);

        send_ddp(receiver, 21, (enum numbers)numbers, &sequence, 1u << 5, now);
        ok(shown.frames == 20, "DDP that numbers %s: a frame that lacks a packet waits for it,", names[numbers]);
        now += 5 * MS;
        sky_receiver_expire(receiver, now);
        ok(shown.frames == 21 && shown.pieces[5] == 20 && shown.pieces[4] == 21,
           "for 5 ms, and is shown with old pixels");
        ok(stats->lost == (numbers == NOTHING ? 0 : 1), "where packets are numbered that is counted: %d",
           (int)stats->lost);

        send_ddp(receiver, 22, (enum numbers)numbers, &sequence, UINT64_C(1) << (PIECES - 1), now + 11 * MS);
        send_ddp(receiver, 23, (enum numbers)numbers, &sequence, 0, now + 27 * MS);
        ok(shown.frames == 23 && shows(23), "a frame that lacks its push is shown when the next one comes");
        ok(stats->torn == 0 && !shown.mixed, "and no frame is torn");
        sky_receiver_destroy(receiver);
    }
}

static void test_ddp_order(void)
{
    struct sky_receiver *receiver = begin(SKY_NET_DDP);
    const struct sky_assembly_stats *stats = sky_receiver_stats(receiver);
    uint64_t now = START;
    unsigned sequence = 0;
    for (unsigned n = 1; n <= 10; n++, now += 16 * MS)
        send_ddp(receiver, (uint8_t)n, FRAMES, &sequence, 0, now);
    /* The push overtakes two packets, and two of the next frame overtake it and another one. */
    for (int piece = 0; piece < PIECES - 4; piece++)
        take(receiver, ddp_packet(piece, 11, 11, false), alice, now);
    take(receiver, ddp_packet(0, 12, 12, false), alice, now);
    take(receiver, ddp_packet(1, 12, 12, false), alice, now);
    take(receiver, ddp_packet(PIECES - 2, 11, 11, false), alice, now);
    take(receiver, ddp_packet(PIECES - 1, 11, 11, true), alice, now);
    ok(shown.frames == 10, "DDP: a push that overtakes packets of its frame waits for them");
    take(receiver, ddp_packet(PIECES - 4, 11, 11, false), alice, now);
    take(receiver, ddp_packet(PIECES - 3, 11, 11, false), alice, now);
    ok(shown.frames == 11 && shows(11), "and packets of the next frame are not shown with it");
    for (int piece = 2; piece < PIECES; piece++)
        take(receiver, ddp_packet(piece, 12, 12, piece == PIECES - 1), alice, now);
    ok(shown.frames == 12 && shows(12), "but in theirs");
    take(receiver, ddp_packet(3, 11, 11, false), alice, now);
    take(receiver, ddp_packet(4, 12, 12, false), alice, now);
    send_ddp(receiver, 13, FRAMES, &(unsigned){12}, 0, now);
    ok(shown.frames == 13 && shows(13) && stats->torn == 0 && stats->lost == 0, "what comes too late is not shown");
    ok(stats->out_of_order == 1 && stats->duplicates == 1, "a late packet and one that came twice are told apart");
    sky_receiver_destroy(receiver);
}

/* The first frames that come may already have packets among them that are older still. */
static void test_ddp_beginning(void)
{
    struct sky_receiver *receiver = begin(SKY_NET_DDP);
    const struct sky_assembly_stats *stats = sky_receiver_stats(receiver);
    unsigned sequence = 9;
    take(receiver, ddp_packet(0, 1, 9, false), alice, START);
    take(receiver, ddp_packet(1, 1, 9, false), alice, START);
    take(receiver, ddp_packet(2, 200, 2, false), alice, START);
    for (int piece = 2; piece < PIECES; piece++)
        take(receiver, ddp_packet(piece, 1, 9, piece == PIECES - 1), alice, START);
    ok(shown.frames == 1 && shows(1) && stats->lost == 0, "DDP: a packet that is older than the first frame is late");
    send_ddp(receiver, 2, FRAMES, &sequence, 0, START + 16 * MS);
    ok(shown.frames == 2 && shows(2) && stats->lost == 0, "and the next frame comes");
    sky_receiver_destroy(receiver);
}

static void test_ddp_senders(void)
{
    struct sky_receiver *receiver = begin(SKY_NET_DDP);
    const struct sky_assembly_stats *stats = sky_receiver_stats(receiver);
    unsigned sequence = 0;
    uint64_t now = START;
    send_ddp(receiver, 1, PACKETS, &sequence, 0, now);
    ok(take(receiver, ddp_packet(0, 99, 3, true), bob, now) == SKY_RECEIVED_FOREIGN && stats->foreign == 1 &&
           shown.frames == 1,
       "DDP: a second sender is not listened to: %s", sky_error());
    now += 2499 * MS;
    ok(take(receiver, ddp_packet(0, 99, 3, true), bob, now) == SKY_RECEIVED_FOREIGN,
       "until the first one has been silent");
    ok(take(receiver, ddp_packet(0, 99, 3, true), bob, now + MS) == SKY_RECEIVED && shown.frames == 2 &&
           shown.pieces[0] == 99,
       "for 2.5 s");
    sky_receiver_destroy(receiver);

    /* FPP leaves out what has not changed, and sends the last packet for its push. */
    receiver = begin(SKY_NET_DDP);
    sequence = 0;
    unsigned right = 0;
    send_ddp(receiver, 1, PACKETS, &sequence, 0, now);
    for (unsigned n = 2; n < 40; n++, now += 25 * MS) {
        sequence = sequence % 15 + 1;
        take(receiver, ddp_packet((int)(n % 7), (uint8_t)n, sequence, false), alice, now);
        sequence = sequence % 15 + 1;
        take(receiver, ddp_packet(PIECES - 1, 1, sequence, true), alice, now);
        right += shown.frames == n && shown.pieces[n % 7] == n && shown.pieces[PIECES - 1] == 1;
    }
    ok(right == 38 && sky_receiver_stats(receiver)->lost == 0, "DDP: of FPP, what has changed and a push are a frame");
    sky_receiver_destroy(receiver);

    /* xLights pushes without data. */
    receiver = begin(SKY_NET_DDP);
    right = 0;
    for (unsigned n = 1; n <= 10; n++, now += 25 * MS) {
        for (int piece = 0; piece < PIECES; piece++)
            take(receiver, ddp_packet(piece, (uint8_t)n, 0, false), alice, now);
        take(receiver, push_packet(0), alice, now);
        take(receiver, push_packet(0), alice, now);
        right += shown.frames == n && shows((uint8_t)n);
    }
    ok(right == 10, "DDP: a push without data shows what came before, once: %u", shown.frames);
    sky_receiver_destroy(receiver);

    /* Without any push. */
    receiver = begin(SKY_NET_DDP);
    for (unsigned n = 1; n <= 30; n++, now += 16 * MS)
        for (int piece = 0; piece < PIECES; piece++)
            take(receiver, ddp_packet(piece, (uint8_t)n, 0, false), alice, now);
    ok(shows(30) && shown.frames >= 29, "DDP: without any push, a frame is shown when all has come");
    take(receiver, ddp_packet(0, 31, 0, false), alice, now);
    sky_receiver_expire(receiver, now + 20 * MS);
    ok(shown.pieces[0] == 31 && shown.pieces[1] == 30, "or no more comes");
    sky_receiver_destroy(receiver);
}

static void test_ddp_places(void)
{
    const struct sky_receiver_settings settings = {.protocol = SKY_NET_DDP, .leds = LEDS, .offset = 3 * PIECE, .id = 5};
    shown = (struct shown){0};
    struct sky_receiver *receiver = sky_receiver_create(&settings, show, NULL);
    const struct sky_assembly_stats *stats = sky_receiver_stats(receiver);
    uint64_t now = START;
    struct packet packet = ddp_packet(1, 7, 0, false);
    ok(take(receiver, packet, alice, now) == SKY_RECEIVED_FOREIGN,
       "DDP: another display is not this one: %s", sky_error());
    packet.bytes[2] = 0x0d; /* RGB of 16 bits */
    ok(take(receiver, packet, alice, now) == SKY_RECEIVED_FOREIGN &&
           strcmp(sky_error(), "DDP: data of type 0x0d for device 1 is not 8-bit pixels") == 0,
       "nor are pixels of 16 bits taken: %s", sky_error());
    for (int piece = 0; piece <= PIECES + 1; piece++) {
        packet = ddp_packet(piece, (uint8_t)(piece + 1), 0, piece == PIECES + 1);
        packet.bytes[3] = piece % 2 ? 5 : 255;
        take(receiver, packet, alice, now);
    }
    unsigned right = 0;
    for (int piece = 0; piece < PIECES; piece++)
        right += shown.pieces[piece] == piece + 2;
    ok(shown.frames == 1 && right == PIECES,
       "offset= moves the part, and what is beyond it is left out, but for its push");
    ok(stats->packets == PIECES + 2 && stats->foreign == 2, "and counted");

    struct sky_ddp last = {.flags = SKY_DDP_VERSION_1 | SKY_DDP_PUSH, .type = SKY_DDP_RGB, .id = 5,
                           .offset = UINT32_MAX, .length = 30};
    memset(packet.bytes, 77, sizeof packet.bytes);
    packet.size = sky_ddp_header(packet.bytes, &last) + 30;
    take(receiver, packet, alice, now);
    last.offset = FRAME + 3 * PIECE - 2;
    packet.size = sky_ddp_header(packet.bytes, &last) + 30;
    take(receiver, packet, alice, now);
    last.offset = 3 * PIECE - 29;
    packet.size = sky_ddp_header(packet.bytes, &last) + 30;
    take(receiver, packet, alice, now);
    ok(shown.frames >= 2 && shown.pieces[0] == 77, "packets that are partly beyond it are cut");
    sky_receiver_destroy(receiver);
}

/* ---- Universes ---- */

static void test_artnet(void)
{
    struct sky_receiver *receiver = begin(SKY_NET_ARTNET);
    const struct sky_assembly_stats *stats = sky_receiver_stats(receiver);
    uint64_t now = START;
    unsigned right = 0;
    for (unsigned n = 1; n <= 600; n++, now += 16 * MS) {
        for (int piece = 0; piece < PIECES; piece++)
            take(receiver, artnet_packet(piece, (uint8_t)n, (uint8_t)((n - 1) % 255 + 1)), alice, now);
        right += shown.frames == n && shows((uint8_t)n);
    }
    ok(right == 600 && stats->lost == 0, "Art-Net: a frame is shown when all universes have come; 1 follows 255");
    sky_receiver_destroy(receiver);

    receiver = begin(SKY_NET_ARTNET);
    stats = sky_receiver_stats(receiver);
    right = 0;
    for (unsigned n = 1; n <= 600; n++, now += 16 * MS) {
        for (int piece = 0; piece < PIECES; piece++)
            take(receiver, artnet_packet(piece, (uint8_t)n, (uint8_t)n), alice, now);
        right += shown.frames == n && shows((uint8_t)n);
    }
    ok(right == 600 && stats->lost == 0, "or 0 does");
    right = shown.frames;
    for (unsigned n = 1; n <= 20; n++, now += 16 * MS)
        for (int piece = 0; piece < PIECES; piece++)
            take(receiver, artnet_packet(piece, (uint8_t)n, 0), alice, now);
    ok(shown.frames - right == 20 && shows(20), "or nothing is numbered");
    sky_receiver_destroy(receiver);

    /* Fewer universes than there are on the screen: the rest are no longer waited for. */
    receiver = begin(SKY_NET_ARTNET);
    for (unsigned n = 1; n <= 6; n++, now += 40 * MS) {
        for (int piece = 0; piece < 3; piece++)
            take(receiver, artnet_packet(piece, (uint8_t)n, (uint8_t)n), alice, now);
        sky_receiver_expire(receiver, now + 20 * MS);
    }
    right = shown.frames;
    for (int piece = 0; piece < 3; piece++)
        take(receiver, artnet_packet(piece, 7, 7), alice, now);
    ok(right == 6 && shown.frames == 7 && shown.pieces[2] == 7 && shown.pieces[3] == 0,
       "Art-Net: universes that never come are not waited for");
    sky_receiver_destroy(receiver);
}

static void test_artsync(void)
{
    struct sky_receiver *receiver = begin(SKY_NET_ARTNET);
    const struct sky_assembly_stats *stats = sky_receiver_stats(receiver);
    uint64_t now = START;
    unsigned right = 0;
    for (unsigned n = 1; n <= 10; n++, now += 16 * MS) {
        for (int piece = 0; piece < PIECES; piece++)
            take(receiver, artnet_packet(piece, (uint8_t)n, (uint8_t)n), alice, now);
        right += shown.frames == (n == 1 ? 1 : n - 1);
        take(receiver, artsync_packet(), alice, now);
        right += shown.frames == n;
    }
    ok(right == 20, "ArtSync shows what came before it");
    for (int piece = 0; piece < PIECES; piece++)
        take(receiver, artnet_packet(piece, 11, 11), alice, now);
    ok(take(receiver, artsync_packet(), bob, now) == SKY_RECEIVED_FOREIGN && shown.frames == 10,
       "but not another sender's");
    /* Some packets of the next frame overtake it. */
    for (int piece = 0; piece < 5; piece++)
        take(receiver, artnet_packet(piece, 12, 12), alice, now);
    take(receiver, artsync_packet(), alice, now);
    ok(shown.frames == 11 && shows(11), "and not packets of the next frame that overtook it");
    for (int piece = 5; piece < PIECES; piece++)
        take(receiver, artnet_packet(piece, 12, 12), alice, now);
    take(receiver, artsync_packet(), alice, now);
    ok(shown.frames == 12 && shows(12) && stats->torn == 0 && stats->lost == 0, "which come in theirs");
    now += 3999 * MS;
    for (int piece = 0; piece < PIECES; piece++)
        take(receiver, artnet_packet(piece, 13, 13), alice, now);
    right = shown.frames;
    for (int piece = 0; piece < PIECES; piece++)
        take(receiver, artnet_packet(piece, 14, 14), alice, now + MS);
    ok(right == 12 && shows(14), "after 4 s without, universes are shown as they come");
    sky_receiver_destroy(receiver);
}

static void test_e131(void)
{
    const struct source main_source = {.cid = 1, .priority = 100}, other = {.cid = 2, .priority = 100},
                        better = {.cid = 3, .priority = 150}, preview = {.cid = 1, .priority = 100, .options = 0x80},
                        priorities = {.cid = 1, .priority = 100, .start_code = 0xdd},
                        last = {.cid = 1, .priority = 100, .options = 0x40};
    struct sky_receiver *receiver = begin(SKY_NET_E131);
    const struct sky_assembly_stats *stats = sky_receiver_stats(receiver);
    uint64_t now = START;
    unsigned right = 0, n = 1;
    for (; n <= 600; n++, now += 16 * MS) {
        for (int piece = 0; piece < PIECES; piece++)
            take(receiver, e131_packet(&main_source, piece, (uint8_t)n, (uint8_t)n), alice, now);
        right += shown.frames == n && shows((uint8_t)n);
    }
    ok(right == 600 && stats->lost == 0, "E1.31: a frame is shown when all universes have come");
    for (int piece = 0; piece < PIECES; piece++) {
        take(receiver, e131_packet(&priorities, piece, 99, (uint8_t)n), alice, now);
        take(receiver, e131_packet(&preview, piece, 98, (uint8_t)(n + 1)), alice, now);
        take(receiver, e131_packet(&main_source, piece, (uint8_t)(n + 2), (uint8_t)(n + 2)), alice, now);
    }
    ok(shown.frames == 601 && shows((uint8_t)(n + 2)) && stats->lost == 0, "priorities and previews are not pixels");
    n += 3;
    right = shown.frames;
    ok(take(receiver, e131_packet(&other, 0, 99, 1), alice, now) == SKY_RECEIVED_FOREIGN &&
           take(receiver, e131_packet(&main_source, 0, 99, 1), bob, now) == SKY_RECEIVED_FOREIGN,
       "E1.31: sources are kept apart by CID and address: %s", sky_error());
    for (int piece = 0; piece < PIECES; piece++)
        take(receiver, e131_packet(&better, piece, 50, 7), bob, now);
    ok(shown.frames == right + 1 && shows(50), "one of a higher priority takes over");
    ok(take(receiver, e131_packet(&main_source, 0, 99, (uint8_t)n), alice, now) == SKY_RECEIVED_FOREIGN,
       "and keeps the lower one out");
    now += 2500 * MS;
    for (int piece = 0; piece < PIECES; piece++)
        take(receiver, e131_packet(&main_source, piece, 60, (uint8_t)n), alice, now);
    ok(shows(60), "until it has been silent for 2.5 s");
    for (int piece = 0; piece < PIECES; piece++)
        take(receiver, e131_packet(&last, piece, 99, (uint8_t)(n + 1)), alice, now);
    for (int piece = 0; piece < PIECES; piece++)
        take(receiver, e131_packet(&other, piece, 70, 200), alice, now);
    ok(shows(70), "E1.31: a source that ends its stream makes room at once");

    right = (unsigned)stats->out_of_order;
    for (int back = 1; back < 20; back++)
        take(receiver, e131_packet(&other, 3, 99, (uint8_t)(200 - back)), alice, now);
    sky_receiver_expire(receiver, now + 20 * MS);
    ok(stats->out_of_order == right + 19 && shown.pieces[3] == 70, "what is up to 19 older is out of order");
    take(receiver, e131_packet(&other, 3, 80, 180), alice, now);
    sky_receiver_expire(receiver, now + 20 * MS);
    ok(shown.pieces[3] == 80, "and what is 20 older begins anew");
    sky_receiver_destroy(receiver);
}

static void test_e131_sync(bool forces)
{
    const struct source source = {.cid = 1, .priority = 100, .sync = 7, .options = forces ? SKY_E131_FORCE_SYNC : 0};
    struct sky_receiver *receiver = begin(SKY_NET_E131);
    uint64_t now = START;
    unsigned right = 0;
    for (unsigned n = 1; n <= 10; n++, now += 16 * MS) {
        for (int piece = 0; piece < PIECES; piece++)
            take(receiver, e131_packet(&source, piece, (uint8_t)n, (uint8_t)n), alice, now);
        right += shown.frames == (n == 1 ? 1 : n - 1);
        take(receiver, e131_sync(&source, (uint8_t)n), alice, now);
        take(receiver, e131_sync(&source, (uint8_t)n), alice, now);
        right += shown.frames == n;
    }
    ok(right == 20 && shows(10), "E1.31: synchronisation shows what came before it");
    now += 2500 * MS;
    for (unsigned n = 11; n <= 20; n++, now += 16 * MS) {
        for (int piece = 0; piece < PIECES; piece++)
            take(receiver, e131_packet(&source, piece, (uint8_t)n, (uint8_t)n), alice, now);
        sky_receiver_expire(receiver, now + 15 * MS);
    }
    ok(forces ? shows(20) : shown.frames == 10 && shows(10), "when it ends, the source says whether to go on: %s",
       forces ? "yes" : "no");
    sky_receiver_destroy(receiver);
}

/* Universes of both protocols through a network that loses, doubles and mixes packets. */
static void test_relay(enum sky_net_protocol protocol)
{
    enum { FRAMES_SENT = 400, LAST = FRAMES_SENT * (PIECES + 1) };
    const struct source source = {.cid = 1, .priority = 100, .sync = 7};
    static struct packet queue[2 * LAST];
    struct sky_receiver *receiver = begin(protocol);
    const struct sky_assembly_stats *stats = sky_receiver_stats(receiver);
    size_t count = 0, lost = 0, copies = 0;
    for (unsigned n = 1; n <= FRAMES_SENT; n++) {
        for (int piece = 0; piece <= PIECES; piece++) {
            bool is_last = piece == PIECES;
            struct packet packet;
            if (protocol == SKY_NET_DDP && is_last)
                break;
            if (protocol == SKY_NET_DDP)
                packet = ddp_packet(piece, (uint8_t)n, (n - 1) % 15 + 1, piece == PIECES - 1);
            else if (protocol == SKY_NET_ARTNET)
                packet = is_last ? artsync_packet() : artnet_packet(piece, (uint8_t)n, (uint8_t)((n - 1) % 255 + 1));
            else
                packet = is_last ? e131_sync(&source, (uint8_t)n) : e131_packet(&source, piece, (uint8_t)n, (uint8_t)n);
            bool is_data = !is_last, settled = n > 10 && n < FRAMES_SENT - 10;
            if (settled && sky_random_hash(1, n * 64 + (unsigned)piece) % 100 == 0) {
                lost += is_data;
                continue;
            }
            queue[count++] = packet;
            if (settled && is_data && sky_random_hash(2, n * 64 + (unsigned)piece) % 50 == 0) {
                queue[count++] = packet;
                copies++;
            }
        }
    }
    for (size_t i = 10 * (PIECES + 1); i + 8 + 10 * (PIECES + 1) < count; i += 8) /* nothing moves by more than 7 */
        for (size_t k = 7; k > 0; k--) {
            size_t other = sky_random_hash(3, i + k) % (k + 1);
            struct packet packet = queue[i + k];
            queue[i + k] = queue[i + other];
            queue[i + other] = packet;
        }
    uint64_t now = START;
    unsigned torn = 0, before = 0;
    for (size_t i = 0; i < count; i++, now += 16 * MS / PIECES) {
        sky_receiver_expire(receiver, now);
        take(receiver, queue[i], alice, now);
        if (shown.frames == before)
            continue;
        before = shown.frames;
        /* Of what is on the screen, the pieces that came last are all of one frame. */
        unsigned newest = 0, pieces = 0;
        for (int piece = 0; piece < PIECES; piece++) {
            uint8_t age = (uint8_t)(shown.pieces[0] - shown.pieces[piece] + 8);
            if (piece == 0 || age < newest) {
                newest = age;
                pieces = 0;
            }
            pieces += age == newest;
        }
        torn += pieces < PIECES - 12;
    }
    ok(torn == 0 && !shown.mixed, "%s through a bad network: no frame is torn (%u are)",
       protocol == SKY_NET_DDP ? "DDP" : protocol == SKY_NET_ARTNET ? "Art-Net" : "E1.31", torn);
    ok(shown.frames >= FRAMES_SENT * 97 / 100 && shown.frames <= FRAMES_SENT, "%u of %u frames are shown", shown.frames,
       FRAMES_SENT);
    ok(stats->lost == lost, "%zu packets were lost, and %d counted", lost, (int)stats->lost);
    ok(stats->duplicates == copies, "%zu came twice, and %d were counted", copies, (int)stats->duplicates);
    sky_receiver_destroy(receiver);
}

/* ---- Open Pixel Control ---- */

static void test_opc(void)
{
    static uint8_t message[SKY_OPC_HEADER + SKY_OPC_DATA_MAX];
    struct sky_opc header = {.channel = 0, .command = SKY_OPC_SET_8, .length = FRAME};
    struct sky_receiver *receiver = begin(SKY_NET_OPC);
    sky_opc_header(message, &header);
    memset(message + SKY_OPC_HEADER, 9, FRAME);
    ok(sky_receiver_take(receiver, message, SKY_OPC_HEADER + FRAME, alice, START) == SKY_RECEIVED &&
           shown.frames == 1 && shows(9),
       "Open Pixel Control: a message is a frame");
    header = (struct sky_opc){.channel = 0, .command = SKY_OPC_SET_16, .length = 12 * PIECE};
    sky_opc_header(message, &header);
    for (int i = 0; i < 12 * PIECE; i++)
        message[SKY_OPC_HEADER + i] = i % 2 ? 0xff : 33;
    sky_receiver_take(receiver, message, SKY_OPC_HEADER + 12 * PIECE, alice, START);
    ok(shown.frames == 2 && shown.pieces[1] == 33 && shown.pieces[2] == 9, "16 bits are taken, and a part of a screen");
    header = (struct sky_opc){.channel = 3, .command = SKY_OPC_SET_8, .length = 3};
    sky_opc_header(message, &header);
    ok(sky_receiver_take(receiver, message, SKY_OPC_HEADER + 3, alice, START) == SKY_RECEIVED_FOREIGN,
       "other channels are not: %s", sky_error());
    header = (struct sky_opc){.channel = 0, .command = 255, .length = 3};
    sky_opc_header(message, &header);
    ok(sky_receiver_take(receiver, message, SKY_OPC_HEADER + 3, alice, START) == SKY_RECEIVED_FOREIGN &&
           strcmp(sky_error(), "Open Pixel Control: command 255 is not pixels") == 0,
       "nor are other commands: %s", sky_error());
    sky_receiver_destroy(receiver);
}

static void test_all(void)
{
    test_ddp_loss();
    test_ddp_order();
    test_ddp_beginning();
    test_ddp_senders();
    test_ddp_places();
    test_artnet();
    test_artsync();
    test_e131();
    test_e131_sync(true);
    test_e131_sync(false);
    test_relay(SKY_NET_DDP);
    test_relay(SKY_NET_ARTNET);
    test_relay(SKY_NET_E131);
    test_opc();
}

int main(void)
{
    test_all();
    keeps = true;
    test_all();
    ok(shown.kept > 0, "frames may be kept while the next one is collected");
    return done();
}
