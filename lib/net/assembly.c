/* SPDX-License-Identifier: ISC */
#include "net/assembly.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#define TRUST_MAX 8
#define TRUST_LOSS 3 /* a cell that is missing three times in a row is no longer expected */
#define OVERTAKEN_NS UINT64_C(5000000)    /* how long a packet is waited for when later ones have come */
#define QUIET_NS UINT64_C(20000000)       /* a frame that is not complete, and of which no more comes, is shown then */
#define UNCOMMITTED_NS UINT64_C(100000000) /* the same of one whose sender would tell that it is complete */
#define DATA_MAX 65536
#define FIRST_NUMBER 16 /* frames that a late packet may be of were before the first, and have numbers, too */

int sky_assembly_init(struct sky_assembly *assembly, size_t bytes, uint32_t cells, uint32_t count,
                      sky_assembly_show *show, void *context)
{
    *assembly = (struct sky_assembly){
        .bytes = bytes, .show = show, .context = context, .count = count, .gain = 1, .number = FIRST_NUMBER,
        .expected = count};
    assembly->frame = assembly->own = calloc(1, bytes);
    assembly->cells = calloc(cells, sizeof *assembly->cells);
    bool complete = assembly->frame && assembly->cells;
    for (unsigned i = 0; i < SKY_ASSEMBLY_EARLY; i++)
        complete = (assembly->early[i].data = malloc(DATA_MAX)) && complete;
    for (uint32_t i = 0; complete && i < count; i++)
        assembly->cells[i] = (struct sky_assembly_cell){.trust = TRUST_MAX, .expected = true};
    return complete ? 0 : sky_fail("out of memory");
}

void sky_assembly_finish(struct sky_assembly *assembly)
{
    for (unsigned i = 0; i < SKY_ASSEMBLY_EARLY; i++)
        free(assembly->early[i].data);
    free(assembly->cells);
    free(assembly->own);
}

/* ---- The end of a frame ---- */

/* Copies what has not been filled from the last frame, if that is elsewhere. */
static void settle(struct sky_assembly *assembly)
{
    for (uint32_t i = 0; assembly->before && i < assembly->count; i++) {
        const struct sky_assembly_cell *cell = &assembly->cells[i];
        if (cell->frame != assembly->number)
            memcpy(assembly->frame + cell->at, assembly->before + cell->at, cell->length);
    }
    assembly->before = NULL;
}

/* Learns which cells to expect, counts what is missing, and finds out whether the cells are tiles. */
static void review_cells(struct sky_assembly *assembly)
{
    uint64_t absent = 0;
    size_t end = 0;
    bool torn = false;
    assembly->tiled = true;
    assembly->expected = 0;
    for (uint32_t i = 0; i < assembly->count; i++) {
        struct sky_assembly_cell *cell = &assembly->cells[i];
        assembly->tiled = assembly->tiled && cell->at == end;
        end += cell->length;
        if (cell->frame == assembly->number) {
            unsigned trust = cell->trust + assembly->gain;
            cell->trust = trust > TRUST_MAX ? TRUST_MAX : (uint8_t)trust;
            cell->expected = cell->expected || cell->trust == TRUST_MAX;
        } else {
            absent += cell->expected;
            torn = torn || cell->overdue == assembly->number;
            cell->trust = cell->trust > TRUST_LOSS ? cell->trust - TRUST_LOSS : 0;
            cell->expected = cell->expected && cell->trust > 0;
        }
        assembly->expected += cell->expected;
    }
    assembly->tiled = assembly->tiled && end == assembly->bytes;
    assembly->stats.torn += torn;
    /* A sender that leaves out what has not changed looks as if most of its packets were lost. */
    if (assembly->counts_absent && absent <= 3 * assembly->placed)
        assembly->stats.lost += absent;
}

static void put(struct sky_assembly *assembly, uint32_t index, size_t at, const uint8_t *data, size_t length)
{
    struct sky_assembly_cell *cell = &assembly->cells[index];
    if (cell->at != at || cell->length != length)
        settle(assembly); /* it may lie across other cells */
    memcpy(assembly->frame + at, data, length);
    cell->at = at;
    cell->length = length;
    cell->frame = assembly->number;
    assembly->placed++;
    assembly->filled += cell->expected;
}

/* Are all cells filled that are expected, of a frame whose end needs nothing else? */
static bool is_complete(const struct sky_assembly *assembly)
{
    return assembly->expected > 0 && assembly->filled >= assembly->expected &&
           (!assembly->commits || assembly->committed > 0);
}

static void show_frame(struct sky_assembly *assembly)
{
    uint8_t *shown = assembly->frame;
    assembly->frame = assembly->show(assembly->context, shown, assembly->tiled);
    if (assembly->frame != shown)
        assembly->before = shown;
}

static void end_one_frame(struct sky_assembly *assembly, bool show, uint64_t now)
{
    unsigned count = assembly->early_count;
    settle(assembly);
    if (assembly->placed > 0) {
        review_cells(assembly);
        assembly->stats.frames += show;
        if (show)
            show_frame(assembly);
    }
    assembly->number++;
    assembly->placed = assembly->filled = assembly->early_count = 0;
    assembly->committed = 0;
    for (unsigned i = 0; i < count; i++) {
        const struct sky_assembly_early *early = &assembly->early[i];
        put(assembly, early->cell, early->at, early->data, early->length);
        assembly->last = now;
    }
}

/* Shows the frame, or without `show` begins the next one over it, and places what has come for that. */
static void end_frame(struct sky_assembly *assembly, bool show, uint64_t now)
{
    end_one_frame(assembly, show, now);
    while (is_complete(assembly))
        end_one_frame(assembly, true, now);
}

/* ---- Packets ---- */

/* Is there a packet for this cell among those of the next frame? */
static bool is_early(const struct sky_assembly *assembly, uint32_t cell)
{
    for (unsigned i = 0; i < assembly->early_count; i++)
        if (assembly->early[i].cell == cell)
            return true;
    return false;
}

/* Keeps a packet of the next frame. */
static void keep_early(struct sky_assembly *assembly, uint32_t cell, size_t at, const uint8_t *data, size_t length,
                       uint64_t now)
{
    struct sky_assembly_early *early = &assembly->early[assembly->early_count];
    if (assembly->early_count++ == 0)
        assembly->early_since = now;
    early->cell = cell;
    early->at = at;
    early->length = length;
    memcpy(early->data, data, length);
}

/* A packet of a frame that has been shown. What is there may be older still; but where the sender tells that frames are
 * complete, packets of two are not shown in one. */
static void place_overdue(struct sky_assembly *assembly, uint32_t index, size_t at, const uint8_t *data, size_t length,
                          uint64_t now)
{
    struct sky_assembly_cell *cell = &assembly->cells[index];
    if (cell->overdue == assembly->number) {
        assembly->stats.duplicates++;
        return;
    }
    assembly->stats.out_of_order++;
    if (assembly->counts_absent && cell->expected && assembly->stats.lost > 0)
        assembly->stats.lost--; /* it was missing, but only late */
    if (assembly->commits || cell->frame >= assembly->number || is_early(assembly, index))
        return;
    settle(assembly);
    memcpy(assembly->frame + at, data, length);
    cell->overdue = assembly->number;
    assembly->placed++;
    assembly->last = now;
}

/* The frames before this one were lost as a whole. */
static void pass_over(struct sky_assembly *assembly, uint64_t frame)
{
    if (assembly->counts_absent)
        assembly->stats.lost += (frame - assembly->number) * assembly->expected;
    assembly->number = frame;
}

uint64_t sky_assembly_place(struct sky_assembly *assembly, uint32_t index, size_t at, const uint8_t *data,
                            size_t length, uint64_t frame, uint64_t now)
{
    const struct sky_assembly_cell *cell = &assembly->cells[index];
    bool is_known = frame != SKY_ASSEMBLY_UNKNOWN;
    assembly->stats.packets++;
    if ((is_known && (cell->frame == frame || (frame == assembly->number + 1 && is_early(assembly, index)))) ||
        (!is_known && cell->frame == assembly->number && memcmp(assembly->frame + at, data, length) == 0)) {
        assembly->stats.duplicates++;
        return frame ? frame : assembly->number;
    }
    if (is_known && frame < assembly->number) {
        place_overdue(assembly, index, at, data, length, now);
        return frame;
    }
    for (;;) {
        if (frame > assembly->number && assembly->placed == 0 && assembly->early_count == 0)
            pass_over(assembly, frame);
        bool is_next = cell->frame == assembly->number || frame > assembly->number ||
                       (!is_known && assembly->early_count > 0);
        if (!is_next)
            break;
        if (assembly->early_count < SKY_ASSEMBLY_EARLY && !is_early(assembly, index) &&
            frame <= assembly->number + 1) {
            keep_early(assembly, index, at, data, length, now);
            return assembly->number + 1;
        }
        end_frame(assembly, !assembly->holds || assembly->committed, now);
    }
    put(assembly, index, at, data, length);
    assembly->last = now;
    frame = assembly->number;
    if (is_complete(assembly))
        end_frame(assembly, true, now);
    return frame;
}

void sky_assembly_commit(struct sky_assembly *assembly, uint64_t frame, bool sure, uint64_t now)
{
    /* Without a number it is for the early packets, too, if they are a whole frame. */
    if (frame == SKY_ASSEMBLY_UNKNOWN)
        frame = assembly->number + (assembly->early_count > 0 && assembly->early_count >= assembly->expected);
    while (assembly->number < frame && (assembly->placed > 0 || assembly->early_count > 0))
        end_frame(assembly, !assembly->holds, now);
    if (frame < assembly->number || assembly->placed == 0 || assembly->committed)
        return;
    if (!sure && assembly->filled < assembly->expected)
        assembly->committed = now;
    else
        end_frame(assembly, true, now);
}

/* ---- Time ---- */

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

uint64_t sky_assembly_deadline(const struct sky_assembly *assembly)
{
    uint64_t deadline = UINT64_MAX;
    if (assembly->committed)
        deadline = assembly->committed + OVERTAKEN_NS;
    if (assembly->early_count > 0 && !assembly->holds)
        deadline = earlier(deadline, assembly->early_since + OVERTAKEN_NS);
    if (assembly->placed > 0 && !assembly->holds)
        deadline = earlier(deadline, assembly->last + (assembly->commits ? UNCOMMITTED_NS : QUIET_NS));
    return deadline;
}

void sky_assembly_expire(struct sky_assembly *assembly, uint64_t now)
{
    while (sky_assembly_deadline(assembly) <= now)
        end_frame(assembly, true, now);
}

void sky_assembly_restart(struct sky_assembly *assembly)
{
    settle(assembly);
    assembly->number += 2;
    assembly->placed = assembly->filled = assembly->early_count = 0;
    assembly->committed = 0;
    assembly->commits = assembly->holds = false;
}
