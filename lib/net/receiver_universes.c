/* SPDX-License-Identifier: ISC */
/* Universes of DMX512, of Art-Net or E1.31: each has a source of its own, and numbers of its own. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "net/receiver_kinds.h"

#define SOURCES_MAX 32
#define PAUSE_NS UINT64_C(500000000) /* after it, a source's numbers are taken anew */
#define RUN 64    /* more packets in a row than may come early */
#define STREAK 30 /* frames in which a universe is not early, nor late, each time by chance */
#define WINDOW 20 /* E1.31, 6.7.2: what is older by less is out of order; what seems older still begins anew */

/* Sources count all their universes together, so a packet's number tells which frame it belongs to, and not only which
 * packet of its universe it is. */
struct source {
    uint8_t id[SKY_UNIVERSE_SOURCE];
    uint64_t heard;    /* ns; 0: this one is free */
    uint64_t followed; /* when a packet of it was last taken, ns */
    int phase;         /* of the numbers of its packets from those of frames */
    bool leaves_out;   /* universes that have not changed, so that each has a count of its own */
    int off;           /* the last packets were of frames that are so far from the one that is collected, */
    unsigned run;      /* so many in a row */
};

/* The packets of a universe. */
struct stream {
    struct sky_universe place;
    uint64_t heard;    /* when its source sent last, ns; 0: it has none */
    int offset;        /* of its numbers from those of its source's other universes */
    int off;           /* its last packets were of frames that are so far from the one that is collected, */
    unsigned run;      /* so many in a row */
    uint32_t received; /* bit n: sequence - n has come */
    uint8_t source;
    uint8_t priority;
    uint8_t sequence;
    bool is_numbered;
    bool has_zero; /* the number 0 has followed 255, though it should have been 1 */
};

struct sky_universe_streams {
    struct source sources[SOURCES_MAX];
    struct stream all[];
};

struct sky_universe_streams *sky_universe_streams_create(const struct sky_universes *universes)
{
    size_t count = sky_universes_count(universes);
    struct sky_universe_streams *streams = calloc(1, sizeof *streams + count * sizeof *streams->all);
    if (!streams)
        sky_fail("out of memory");
    for (size_t i = 0; streams && i < count; i++)
        streams->all[i].place = sky_universes_get(universes, i);
    return streams;
}

void sky_universe_streams_destroy(struct sky_universe_streams *streams)
{
    free(streams);
}

void sky_universe_streams_cells(const struct sky_receiver_settings *settings, uint32_t *most, uint32_t *count)
{
    *most = *count = (uint32_t)sky_universes_count(&settings->universes);
}

static bool is_silent(uint64_t heard, uint64_t now)
{
    return heard == 0 || now - heard >= SKY_RECEIVER_SILENCE_NS;
}

/* The number of a source, or -1 when too many others send. */
static int find_source(struct sky_universe_streams *streams, const uint8_t *id, uint64_t now)
{
    int available = -1;
    for (int i = 0; i < SOURCES_MAX; i++) {
        struct source *source = &streams->sources[i];
        if (source->heard && memcmp(source->id, id, sizeof source->id) == 0) {
            source->heard = now;
            return i;
        }
        if (available < 0 && is_silent(source->heard, now))
            available = i;
    }
    if (available < 0)
        return -1;
    memcpy(streams->sources[available].id, id, SKY_UNIVERSE_SOURCE);
    streams->sources[available].heard = now;
    return available;
}

/* Is this the source that the universe is taken from? One of a higher priority takes it over. */
static bool accepts(struct stream *stream, int source, unsigned priority, uint64_t now)
{
    bool is_free = is_silent(stream->heard, now);
    if (!is_free && source != stream->source && priority <= stream->priority)
        return false;
    if (is_free || source != stream->source) {
        stream->is_numbered = false;
        stream->offset = 0;
    }
    stream->source = (uint8_t)source;
    stream->priority = (uint8_t)priority;
    stream->heard = now;
    return true;
}

enum order { OVERDUE, TWICE, NEXT };

/* Is the packet numbered? Where 0 says that it is not, some senders still count 254, 255, 0, 1. */
static bool is_numbered(struct stream *stream, const struct sky_universe_packet *packet)
{
    if (packet->sequence != 0 || packet->numbers == 256)
        return true;
    uint8_t last = stream->is_numbered ? stream->sequence : 0;
    stream->has_zero = last == 255 || (stream->has_zero && last != 0);
    return stream->has_zero;
}

/* Follows the numbers of a universe's packets. */
static enum order follow_number(struct stream *stream, struct sky_assembly_stats *stats,
                                const struct sky_universe_packet *packet)
{
    int numbers = stream->has_zero ? 256 : (int)packet->numbers;
    int ahead = (packet->sequence + numbers - stream->sequence) % numbers;
    if (ahead > numbers / 2)
        ahead -= numbers;
    if (stream->is_numbered && ahead <= 0 && ahead > -WINDOW) {
        uint32_t bit = 1u << -ahead;
        if (stream->received & bit)
            return TWICE;
        stream->received |= bit; /* it was taken for lost */
        stats->lost -= stats->lost > 0;
        return OVERDUE;
    }
    if (stream->is_numbered && ahead > 0)
        stats->lost += (unsigned)ahead - 1;
    stream->received = stream->is_numbered && ahead > 0 && ahead < 32 ? stream->received << ahead | 1 : 1;
    stream->is_numbered = true;
    stream->sequence = packet->sequence;
    return NEXT;
}

/* The difference of two numbers that wrap, the nearest to 0. */
static int wrapped(int64_t difference, int numbers)
{
    int rest = (int)(difference % numbers);
    return rest > numbers / 2 ? rest - numbers : rest < -(numbers / 2) ? rest + numbers : rest;
}

/* Counts how many times in a row a value has come. */
static unsigned count_run(int *last, unsigned *run, int value)
{
    *run = value == *last ? *run + 1 : 1;
    *last = value;
    return *run;
}

static void begin_source(struct source *source, int phase)
{
    source->phase = phase;
    source->leaves_out = false;
    source->run = 0;
}

/* The frame that a numbered packet belongs to. */
static uint64_t find_frame(struct source *source, struct stream *stream, const struct sky_assembly *assembly,
                           const struct sky_universe_packet *packet, uint64_t now)
{
    int numbers = stream->has_zero ? 256 : (int)packet->numbers;
    int64_t phase = (int64_t)packet->sequence - (int64_t)(assembly->number % (unsigned)numbers);
    if (now - source->followed >= PAUSE_NS)
        begin_source(source, (int)phase - stream->offset);
    source->followed = now;
    int off = wrapped(phase - source->phase - stream->offset, numbers);
    if (count_run(&source->off, &source->run, off) >= RUN) {
        source->phase = wrapped((int64_t)source->phase + off, numbers);
        off = 0;
    }
    /* A packet of the frame before comes late only if few have come since. Else it was not sent for a while, as one
     * whose pixels have not changed. */
    source->leaves_out |= off < -1 || (off < 0 && assembly->placed >= SKY_ASSEMBLY_EARLY);
    bool is_stuck = count_run(&stream->off, &stream->run, off) >= STREAK;
    if (is_stuck && off > 0)
        source->leaves_out = false;
    if ((off < 0 && source->leaves_out) || is_stuck || off > numbers / 4) {
        stream->offset = wrapped((int64_t)stream->offset + off, numbers);
        off = 0;
    }
    return assembly->number + (uint64_t)(int64_t)off;
}

static void place(struct sky_receiver *receiver, uint32_t cell, const struct sky_universe *universe,
                  const struct sky_universe_packet *packet, uint64_t frame, uint64_t now)
{
    size_t length = packet->slots > universe->before ? packet->slots - universe->before : 0;
    if (length > universe->bytes)
        length = universe->bytes;
    sky_assembly_place(&receiver->assembly, cell, universe->at, packet->data + (length ? universe->before : 0),
                       length, frame, now);
}

enum sky_received sky_universe_streams_take(struct sky_receiver *receiver, struct sky_universe_streams *streams,
                                     const struct sky_universe_packet *packet, uint64_t now)
{
    struct sky_assembly *assembly = &receiver->assembly;
    uint32_t cell = packet->universe - receiver->settings.universes.first;
    if (packet->universe < receiver->settings.universes.first || cell >= assembly->count) {
        uint32_t first = receiver->settings.universes.first;
        sky_fail("universe %u is not on this screen (it has %u to %u)", packet->universe, first,
                 first + assembly->count - 1);
        return sky_receiver_refuse(receiver);
    }
    struct stream *stream = &streams->all[cell];
    int source = find_source(streams, packet->source, now);
    if (source < 0 || !accepts(stream, source, packet->priority, now)) {
        sky_fail("universe %u comes from another source, until that has been silent for 2.5 s", packet->universe);
        return sky_receiver_refuse(receiver);
    }
    enum order order = NEXT;
    bool numbered = is_numbered(stream, packet);
    if (numbered)
        order = follow_number(stream, &assembly->stats, packet);
    else
        stream->is_numbered = false;
    if (order != NEXT) {
        assembly->stats.packets++;
        assembly->stats.duplicates += order == TWICE;
        assembly->stats.out_of_order += order == OVERDUE;
        return SKY_RECEIVED;
    }
    if (packet->is_last)
        stream->heard = 0;
    if (!packet->is_pixels || packet->is_last)
        return SKY_RECEIVED;
    uint64_t frame =
        numbered ? find_frame(&streams->sources[source], stream, assembly, packet, now) : SKY_ASSEMBLY_UNKNOWN;
    place(receiver, cell, &stream->place, packet, frame, now);
    return SKY_RECEIVED;
}
