/* SPDX-License-Identifier: ISC */
/* Frames from packets that may be lost, doubled or overtaken by others.
 *
 * Packets are put in place in one frame's memory. When the frame is complete it is shown, and the next one is collected
 * over it, so that old pixels stay where packets were lost. Packets that certainly belong to the next frame wait until
 * this one is shown.
 *
 * The place of a packet is a cell: a DMX universe, an OPC channel, or the LED that a packet of DDP begins with. A cell
 * that is filled twice shows that a new frame has begun. Cells that came in each of the last frames are expected in the
 * next ones too. */
#ifndef SKY_NET_ASSEMBLY_H
#define SKY_NET_ASSEMBLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is counted. Packets that are lost or out of order are known only where packets carry numbers. */
struct sky_assembly_stats {
    uint64_t packets;      /* that were pixels for this screen, with those below except `lost` and `foreign` */
    uint64_t lost;
    uint64_t duplicates;
    uint64_t out_of_order; /* came after the packet, or the frame, that they should have come before */
    uint64_t foreign;      /* not of this protocol, or not for this screen, or of a sender that is not listened to */
    uint64_t frames;       /* shown */
    uint64_t torn;         /* of these, with received packets of two of the sender's frames */
};

/* What is done with a complete frame, in the thread that calls the functions below. It returns the memory to collect
 * the next frame in: the same, or where `may_keep` says so, other memory for as many bytes, whose content does not
 * matter. The frame must then stay readable until the next call. */
typedef uint8_t *sky_assembly_show(void *context, uint8_t *frame, bool may_keep);

struct sky_assembly_cell {
    size_t at, length; /* bytes of the frame that it had when it was filled last */
    uint64_t frame;   /* the last one that it was filled in, 0 for none */
    uint64_t overdue; /* the frame in which a packet of an earlier one was put here */
    uint8_t trust;
    bool expected;
};

#define SKY_ASSEMBLY_EARLY 16 /* packets of the next frame that may come before the last ones of this frame */

struct sky_assembly_early {
    uint32_t cell;
    size_t at, length;
    uint8_t *data;
};

struct sky_assembly {
    uint8_t *frame;        /* that is collected, of `bytes` */
    size_t bytes;
    uint8_t *own;          /* the memory of the first frame */
    const uint8_t *before; /* the last frame, where cells are that have not been filled; NULL: in `frame`, too */
    bool tiled;            /* each byte is in one cell */
    sky_assembly_show *show;
    void *context;

    struct sky_assembly_cell *cells;
    uint32_t count;       /* of cells */
    uint8_t gain;         /* how much trust in a cell grows each time that it is filled; 8 is all */
    bool commits;         /* the sender tells when a frame is complete; else it is when all expected cells are filled */
    bool holds;           /* nothing is shown before it tells */
    bool counts_absent;   /* expected cells that do not come are lost packets */

    uint64_t number;      /* of the frame that is collected; the first one's is 16 */
    uint64_t placed;      /* packets in it */
    uint32_t filled;      /* expected cells that are filled, */
    uint32_t expected;    /* of so many */
    uint64_t last;        /* when the last packet came, ns */
    uint64_t committed;   /* the sender has told, but expected cells are still missing: since then, ns; else 0 */

    struct sky_assembly_early early[SKY_ASSEMBLY_EARLY];
    unsigned early_count;
    uint64_t early_since; /* ns */

    struct sky_assembly_stats stats;
};

/* The frame of a packet without a number. */
#define SKY_ASSEMBLY_UNKNOWN 0

/* Prepares to collect frames of `bytes`, which begin black. There may be `cells`; of these, the first `count` are
 * there at once, and expected. Returns 0, or -1 with the error set; sky_assembly_finish() in any case. */
int sky_assembly_init(struct sky_assembly *assembly, size_t bytes, uint32_t cells, uint32_t count,
                      sky_assembly_show *show, void *context);
void sky_assembly_finish(struct sky_assembly *assembly);

/* Puts `length` bytes, at most 65,536, at byte `at` of the frame, where they must fit. `frame` is the number of the
 * frame that they belong to, if that is known. Of packets without a number, one that repeats the bytes that are there
 * is a duplicate. `now` is in ns here and below. Returns the number of the frame that they were taken for. */
uint64_t sky_assembly_place(struct sky_assembly *assembly, uint32_t cell, size_t at, const uint8_t *data,
                            size_t length, uint64_t frame, uint64_t now);

/* The sender tells that a frame is complete: this one, or an earlier one that has been shown, or the next one. If
 * expected cells are missing they may come a little later, unless `sure`. Without packets since the last frame there is
 * nothing to show. */
void sky_assembly_commit(struct sky_assembly *assembly, uint64_t frame, bool sure, uint64_t now);

/* Shows what has waited long enough. It need not be called before sky_assembly_deadline(), which is UINT64_MAX when
 * nothing waits. */
void sky_assembly_expire(struct sky_assembly *assembly, uint64_t now);
uint64_t sky_assembly_deadline(const struct sky_assembly *assembly);

/* Another sender begins: what came before is not shown any more, and is not compared with what comes. */
void sky_assembly_restart(struct sky_assembly *assembly);

#endif
