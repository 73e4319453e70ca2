/* SPDX-License-Identifier: ISC */
#include "expr/schedule.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "expr/fusion.h"

struct scheduler {
    struct sky_schedule *schedule;
    struct sky_plan *plan;
    const struct sky_expr_kernels *kernels;
    unsigned threads;
    size_t worker_step; /* floats from a thread's temporary rows to the next one's */
    /* Room for something about each node. */
    bool *needed;
    uint32_t *uses; /* how often it is read, and later by which node last */
    uint32_t *row, *freed;
};

/* The kernel that takes most of the single numbers as such; the others need rows. Later variants take more. */
static const struct sky_expr_variant *find_variant(const struct sky_expr_variant *variants, unsigned single)
{
    const struct sky_expr_variant *best = &variants[0];
    for (int i = 1; i < SKY_EXPR_VARIANTS_MAX && variants[i].kernel; i++)
        if ((variants[i].singles & ~single) == 0)
            best = &variants[i];
    return best;
}

/* What is still runs in all branches, as they may be on later. */
static struct sky_instruction make_instruction(const struct scheduler *scheduler, uint32_t index, bool still)
{
    const struct sky_plan *plan = scheduler->plan;
    const struct sky_planned *planned = &plan->nodes[index];
    struct sky_instruction instruction = {
        .tag = sky_plan_node(plan, index)->tag,
        .node = index,
        .count = planned->count,
        .branch = still ? 0 : planned->branch,
        .every_vane = planned->storage.vane_step > 0,
        .out = planned->storage,
    };
    unsigned single = 0;
    for (unsigned k = 0; k < planned->count; k++) {
        const struct sky_planned *operand = &plan->nodes[planned->operands[k]];
        struct sky_storage storage = operand->storage;
        if (sky_operations[planned->op].is_fused && operand->rank == SKY_RANK_FRAME)
            storage = (struct sky_storage){.base = operand->broadcast, .pixel_step = 1};
        instruction.operands[k] = storage;
        instruction.every_vane |= storage.vane_step > 0;
        if ((planned->rank == SKY_RANK_VANE ? storage.vane_step : storage.pixel_step) == 0)
            single |= 1u << k;
    }
    const struct sky_expr_variant *variant = find_variant(scheduler->kernels->op[planned->op], single);
    instruction.kernel = variant->kernel;
    instruction.fill = (uint8_t)(single & ~variant->singles);
    instruction.every_vane |= instruction.fill > 0;
    return instruction;
}

/* Marks the nodes that the planes need, or that the result needs beyond the planes. */
static void mark_needed(const struct scheduler *scheduler, bool planes)
{
    const struct sky_plan *plan = scheduler->plan;
    bool *needed = scheduler->needed;
    memset(needed, 0, plan->count * sizeof *needed);
    for (unsigned k = 0; k < plan->channel_count && !planes; k++)
        needed[plan->channels[k].node] = true;
    for (size_t tag = 0; tag < (size_t)plan->expr->memory_count * 4 && !planes; tag++)
        needed[sky_memory_node(plan->expr, tag)] |= plan->kept[tag].is_used;
    for (uint32_t i = plan->count; i-- > 0;) {
        const struct sky_planned *planned = &plan->nodes[i];
        if (planned->is_plane)
            needed[i] = planes;
        for (unsigned k = 0; needed[i] && planned->rank == SKY_RANK_FULL && k < planned->count; k++)
            needed[planned->operands[k]] = true;
    }
}

static void fuse(const struct scheduler *scheduler)
{
    const struct sky_plan *plan = scheduler->plan;
    for (unsigned k = 0; k < plan->channel_count; k++)
        scheduler->uses[plan->channels[k].node]++;
    for (int planes = 0; planes < 2; planes++) {
        mark_needed(scheduler, planes);
        for (uint32_t i = 0; i < plan->count; i++)
            for (unsigned k = 0; scheduler->needed[i] && k < plan->nodes[i].count; k++)
                scheduler->uses[plan->nodes[i].operands[k]]++;
    }
    sky_fuse(scheduler->plan, scheduler->uses);
}

/* Gives a row to each number that a fused kernel reads. */
static int place_broadcasts(const struct scheduler *scheduler)
{
    struct sky_planned *nodes = scheduler->plan->nodes;
    uint32_t *wanted = scheduler->row, count = 0;
    for (uint32_t i = 0; i < scheduler->plan->count; i++) {
        bool is_fused = nodes[i].op < SKY_OP_COUNT && sky_operations[nodes[i].op].is_fused;
        for (unsigned k = 0; is_fused && k < nodes[i].count; k++)
            if (nodes[nodes[i].operands[k]].rank == SKY_RANK_FRAME && !wanted[nodes[i].operands[k]])
                wanted[nodes[i].operands[k]] = ++count;
    }
    float *rows = aligned_alloc(64, ((size_t)count + 1) * SKY_PIECE * sizeof *rows);
    for (uint32_t i = 0; rows && i < scheduler->plan->count; i++)
        nodes[i].broadcast = wanted[i] ? rows + (size_t)wanted[i] * SKY_PIECE : NULL;
    scheduler->schedule->broadcasts = rows;
    return rows ? 0 : sky_fail("out of memory");
}

/* Lists the nodes of rank vane or radius, which have their storage already. */
static int list_rank(const struct scheduler *scheduler, struct sky_instructions *instructions, enum sky_rank rank,
                     bool still)
{
    const struct sky_plan *plan = scheduler->plan;
    instructions->list = calloc(plan->count, sizeof *instructions->list);
    if (!instructions->list)
        return sky_fail("out of memory");
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct sky_planned *planned = &plan->nodes[i];
        if (planned->is_used && !planned->is_wide && planned->rank == rank && planned->op < SKY_OP_COUNT &&
            sky_plan_is_still(plan, i) == still)
            instructions->list[instructions->count++] = make_instruction(scheduler, i, still);
    }
    return 0;
}

/* The channel of a colour that this node is, where the three are sampled together: the two nodes behind the first are
 * those of the others, at the same place. Else -1. */
static int channel_of_color(const struct scheduler *scheduler, uint32_t index)
{
    const struct sky_plan *plan = scheduler->plan;
    const struct sky_node *node = sky_plan_node(plan, index);
    const uint32_t channel = node->tag % 4, first = index - channel;
    if (node->op != SKY_OP_AT || index < channel || first + 2 >= plan->count)
        return -1;
    for (uint32_t k = 0; k < 3; k++) {
        const struct sky_node *other = sky_plan_node(plan, first + k);
        if (other->op != SKY_OP_AT || other->tag != node->tag - channel + k || !scheduler->needed[first + k] ||
            memcmp(other->operands, node->operands, sizeof node->operands) != 0 ||
            plan->nodes[first + k].branch != plan->nodes[index].branch)
            return -1;
    }
    return (int)channel;
}

/* Lists the nodes of rank full that make the planes, or those that make the result. A temporary row is free again
 * after the last node that reads it. */
static int list_full(const struct scheduler *scheduler, struct sky_instructions *instructions, bool planes)
{
    struct sky_planned *nodes = scheduler->plan->nodes;
    uint32_t count = scheduler->plan->count, rows = 0, free_count = 0;
    uint32_t *last_use = scheduler->uses, *row = scheduler->row, *freed = scheduler->freed;
    instructions->list = calloc(count, sizeof *instructions->list);
    if (!instructions->list)
        return sky_fail("out of memory");
    mark_needed(scheduler, planes);
    for (uint32_t i = 0; i < count; i++)
        for (unsigned k = 0; scheduler->needed[i] && nodes[i].rank == SKY_RANK_FULL && k < nodes[i].count; k++)
            last_use[nodes[i].operands[k]] = i;
    for (unsigned k = 0; k < scheduler->plan->channel_count && !planes; k++)
        last_use[scheduler->plan->channels[k].node] = count;
    for (uint32_t i = 0; i < count; i++) {
        struct sky_planned *planned = &nodes[i];
        if (!scheduler->needed[i] || planned->rank != SKY_RANK_FULL || planned->op == SKY_LEAF_LAST)
            continue;
        for (unsigned k = 0; k < planned->count; k++) {
            uint32_t operand = planned->operands[k];
            /* A kernel may write where it reads, so the row is free for this node's own values. */
            if (nodes[operand].rank == SKY_RANK_FULL && !nodes[operand].is_plane && last_use[operand] == i) {
                freed[free_count++] = row[operand];
                last_use[operand] = count; /* it may be an operand twice */
            }
        }
        if (!planned->is_plane && !planned->storage.changing) {
            row[i] = free_count ? freed[--free_count] : rows++;
            float *base = scheduler->schedule->temporaries + (size_t)row[i] * SKY_PIECE;
            planned->storage =
                (struct sky_storage){.base = base, .pixel_step = 1, .worker_step = scheduler->worker_step};
        }
        int channel = channel_of_color(scheduler, i);
        if (channel > 0) {
            instructions->list[instructions->count - 1].others[channel - 1] = planned->storage;
            continue;
        }
        instructions->list[instructions->count] = make_instruction(scheduler, i, planes);
        instructions->list[instructions->count++].is_color = channel == 0;
    }
    return 0;
}

static int list_all(struct scheduler *scheduler)
{
    struct sky_schedule *schedule = scheduler->schedule;
    size_t most = 1; /* a row for each node; list_full() takes the first ones again and again, and few are touched */
    for (uint32_t i = 0; i < scheduler->plan->count; i++)
        most += scheduler->plan->nodes[i].rank == SKY_RANK_FULL;
    scheduler->worker_step = most * SKY_PIECE;
    schedule->temporaries =
        aligned_alloc(64, scheduler->threads * scheduler->worker_step * sizeof *schedule->temporaries);
    if (!schedule->temporaries)
        return sky_fail("out of memory");
    for (int rank = SKY_RANK_VANE; rank <= SKY_RANK_RADIUS; rank++)
        if (list_rank(scheduler, &schedule->still[rank], (enum sky_rank)rank, true) < 0 ||
            list_rank(scheduler, &schedule->moving[rank], (enum sky_rank)rank, false) < 0)
            return -1;
    if (list_full(scheduler, &schedule->still[SKY_RANK_FULL], true) < 0)
        return -1;
    return list_full(scheduler, &schedule->moving[SKY_RANK_FULL], false);
}

int sky_schedule_init(struct sky_schedule *schedule, struct sky_plan *plan, const struct sky_expr_kernels *kernels,
                      unsigned threads)
{
    struct scheduler scheduler = {
        .schedule = schedule,
        .plan = plan,
        .kernels = kernels,
        .threads = threads,
        .needed = calloc(plan->count, sizeof *scheduler.needed),
        .uses = calloc(plan->count, sizeof *scheduler.uses),
        .row = calloc(plan->count, sizeof *scheduler.row),
        .freed = calloc(plan->count, sizeof *scheduler.freed),
    };
    int result = -1;
    *schedule = (struct sky_schedule){0};
    if (!scheduler.needed || !scheduler.uses || !scheduler.row || !scheduler.freed) {
        sky_fail("out of memory");
        goto out;
    }
    if (plan->uses_ranks)
        fuse(&scheduler);
    if (place_broadcasts(&scheduler) < 0 || list_all(&scheduler) < 0)
        goto out;
    for (unsigned k = 0; k < plan->channel_count; k++)
        if (!plan->channels[k].row.base)
            plan->channels[k].row = plan->nodes[plan->channels[k].node].storage;
    result = 0;
out:
    free(scheduler.needed);
    free(scheduler.uses);
    free(scheduler.row);
    free(scheduler.freed);
    return result;
}

void sky_schedule_finish(struct sky_schedule *schedule)
{
    for (int rank = SKY_RANK_VANE; rank <= SKY_RANK_FULL; rank++) {
        free(schedule->still[rank].list);
        free(schedule->moving[rank].list);
    }
    free(schedule->broadcasts);
    free(schedule->temporaries);
}
