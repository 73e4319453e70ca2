/* SPDX-License-Identifier: ISC */
#include "expr/plan.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#define ROWS_BYTES_MAX ((size_t)512 << 20)
#define PLANES_BYTES_MAX ((size_t)64 << 20)
#define PLANE_COST 4 /* additions that a plane must save at each pixel; reading it costs about as much */

/* What takes a number that grows with time is computed in doubles, where that are a few hundred numbers a frame. */
static bool is_wide(const struct sky_plan *plan, const struct sky_node *node)
{
    enum sky_rank rank = sky_node_rank(node);
    if (rank == SKY_RANK_FRAME || rank == SKY_RANK_FULL || node->depends & SKY_BY_PICTURE)
        return false;
    for (unsigned k = 0; k < node->count; k++)
        if (sky_plan_node(plan, node->operands[k])->depends & SKY_GROWS)
            return true;
    return false;
}

static enum sky_rank rank_of(const struct sky_plan *plan, const struct sky_node *node)
{
    enum sky_rank rank = sky_node_rank(node);
    bool may_be_low = plan->uses_ranks || node->op >= SKY_OP_COUNT || is_wide(plan, node);
    return rank == SKY_RANK_FRAME || may_be_low ? rank : SKY_RANK_FULL;
}

/* Says how a node needs its operands. */
static void mark_operands(struct sky_plan *plan, const struct sky_planned *planned, const struct sky_node *node)
{
    for (unsigned k = 0; k < node->count; k++) {
        struct sky_planned *operand = &plan->nodes[node->operands[k]];
        bool is_number = sky_node_rank(sky_plan_node(plan, node->operands[k])) == SKY_RANK_FRAME;
        operand->is_used |= (planned->is_used && !planned->is_wide) || (planned->has_wide && is_number);
        operand->has_wide |= planned->has_wide && !is_number;
    }
}

/* Operands come before the nodes that use them. */
static void rank_nodes(struct sky_plan *plan)
{
    for (int channel = 0; channel < 3; channel++) {
        uint32_t index = plan->expr->result.node[channel];
        plan->nodes[index].is_used = true;
        plan->is_animated |= !sky_plan_is_still(plan, index);
        plan->varies_by_vane |= (sky_plan_node(plan, index)->depends & SKY_BY_VANE) || !plan->uses_ranks;
    }
    for (uint32_t i = plan->count; i-- > 0;) {
        const struct sky_node *node = sky_plan_node(plan, i);
        struct sky_planned *planned = &plan->nodes[i];
        planned->rank = rank_of(plan, node);
        planned->op = (uint8_t)node->op;
        planned->count = node->count;
        memcpy(planned->operands, node->operands, sizeof node->operands);
        planned->is_wide = (planned->is_used || planned->has_wide) && is_wide(plan, node);
        planned->has_wide |= planned->is_wide;
        mark_operands(plan, planned, node);
        plan->uses_last |= planned->is_used && node->op == SKY_OP_LAST;
    }
}

/* Makes a still node that a moving one uses a plane, if that pays and there is room. */
static void offer_plane(struct sky_plan *plan, uint32_t index, const uint32_t *cost, size_t *count)
{
    struct sky_planned *planned = &plan->nodes[index];
    size_t bytes = (size_t)plan->vanes * plan->pixels * sizeof(float);
    if (plan->is_animated && planned->rank == SKY_RANK_FULL && sky_plan_is_still(plan, index) &&
        cost[index] >= PLANE_COST && !planned->is_plane && (*count + 1) * bytes <= PLANES_BYTES_MAX) {
        planned->is_plane = true;
        ++*count;
    }
}

/* Returns the number of planes, or -1 with the error set. */
static int64_t choose_planes(struct sky_plan *plan)
{
    uint32_t *cost = calloc(plan->count, sizeof *cost); /* of computing a node and its operands at a pixel */
    if (!cost)
        return sky_fail("out of memory");
    size_t count = 0;
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct sky_node *node = sky_plan_node(plan, i);
        if (plan->nodes[i].rank == SKY_RANK_FULL) {
            cost[i] = sky_operations[node->op].cost;
            for (unsigned k = 0; k < node->count; k++)
                cost[i] += cost[node->operands[k]];
            cost[i] = cost[i] < 1000 ? cost[i] : 1000; /* no overflow */
        }
    }
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct sky_node *node = sky_plan_node(plan, i);
        for (unsigned k = 0; plan->nodes[i].is_used && !sky_plan_is_still(plan, i) && k < node->count; k++)
            offer_plane(plan, node->operands[k], cost, &count);
    }
    for (int channel = 0; channel < 3; channel++)
        offer_plane(plan, plan->expr->result.node[channel], cost, &count);
    free(cost);
    return (int64_t)count;
}

/* Rows begin at multiples of 64 bytes, as vector registers are loaded fastest. */
static size_t aligned(size_t floats)
{
    return (floats + 15) / 16 * 16;
}

/* Gives storage to all nodes but those of rank full that are no planes. */
static int place_rows(struct sky_plan *plan)
{
    int64_t plane_count = choose_planes(plan);
    if (plane_count < 0)
        return -1;
    size_t column = aligned(plan->vanes), row = aligned(plan->pixels), plane = plan->vanes * row, floats = 0;
    for (uint32_t i = 0; i < plan->count; i++)
        if (plan->nodes[i].is_used)
            floats += plan->nodes[i].rank == SKY_RANK_VANE     ? column
                      : plan->nodes[i].rank == SKY_RANK_RADIUS ? row
                                                               : 0;
    if (floats * sizeof(float) > ROWS_BYTES_MAX)
        return sky_fail("the program needs %zu MiB of memory at this geometry (at most %zu MiB)",
                        floats * sizeof(float) >> 20, ROWS_BYTES_MAX >> 20);
    plan->rows = aligned_alloc(64, (floats + 16) * sizeof(float));
    plan->planes = aligned_alloc(64, ((size_t)plane_count * plane + 16) * sizeof(float));
    if (!plan->rows || !plan->planes)
        return sky_fail("out of memory");
    float *next_row = plan->rows, *next_plane = plan->planes;
    for (uint32_t i = 0; i < plan->count; i++) {
        struct sky_planned *planned = &plan->nodes[i];
        if (!planned->is_used)
            continue;
        if (planned->rank == SKY_RANK_FRAME)
            planned->storage = (struct sky_storage){&planned->number, 0, 0, 0, 0};
        else if (planned->rank == SKY_RANK_VANE) {
            planned->storage = (struct sky_storage){next_row, 1, 0, 0, 0};
            next_row += column;
        } else if (planned->rank == SKY_RANK_RADIUS) {
            planned->storage = (struct sky_storage){next_row, 0, 1, 1, 0};
            next_row += row;
        } else if (planned->is_plane) {
            planned->storage = (struct sky_storage){next_plane, row, 1, 1, 0};
            next_plane += plane;
        }
    }
    return 0;
}

/* Computes the leaves that depend on the place, once for all. */
static void fill_leaves(struct sky_plan *plan)
{
    const struct sky_geometry *geometry = &plan->expr->setting.geometry;
    for (uint32_t index = 0; index < plan->count; index++) {
        const struct sky_planned *planned = &plan->nodes[index];
        uint32_t count = planned->rank == SKY_RANK_VANE ? plan->vanes : plan->pixels;
        if (!planned->is_used)
            continue;
        switch (sky_plan_node(plan, index)->op) {
#define PLACE_LEAF(name, depends, formula) \
    case SKY_LEAF_##name: \
        for (uint32_t i = 0; i < count; i++) \
            planned->storage.base[i] = (float)(formula); \
        break;
            SKY_PLACE_LEAVES(PLACE_LEAF)
        }
    }
}

/* One number a vane at most. */
static bool is_flat(const struct sky_plan *plan, uint32_t index)
{
    return plan->nodes[index].rank <= SKY_RANK_VANE;
}

/* If the node is this operation upon a flat value and a row, sets `flat` to the one and `node` to the other. */
static bool split_flat(const struct sky_plan *plan, enum sky_op op, uint32_t *node, uint32_t *flat)
{
    const struct sky_planned *planned = &plan->nodes[*node];
    if (planned->op != op || planned->rank != SKY_RANK_FULL || planned->is_plane)
        return false;
    for (unsigned k = 0; k < 2; k++)
        if (is_flat(plan, planned->operands[k]) && !is_flat(plan, planned->operands[1 - k])) {
            *flat = planned->operands[k];
            *node = planned->operands[1 - k];
            return true;
        }
    return false;
}

/* Finds the channels that differ along the radius, and which of their last operations packing can do. */
static void plan_channels(struct sky_plan *plan)
{
    const uint32_t *result = plan->expr->result.node;
    const struct sky_storage zero = {&plan->units[0], 0, 0, 0, 0}, one = {&plan->units[1], 0, 0, 0, 0};
    plan->units[1] = 1;
    plan->is_gray = !is_flat(plan, result[0]) && result[1] == result[0] && result[2] == result[0];
    for (unsigned i = 0; i < (plan->is_gray ? 1 : 3); i++) {
        uint32_t node = result[i], flat;
        if (is_flat(plan, node)) {
            plan->flat[i] = plan->nodes[node].storage;
            continue;
        }
        struct sky_channel_plan *channel = &plan->channels[plan->channel_count++];
        *channel = (struct sky_channel_plan){.scale = one, .offset = zero, .shift = 8 * i};
        enum sky_pack_form form = SKY_PACK_ROWS;
        if (split_flat(plan, SKY_OP_ADD, &node, &flat)) {
            channel->offset = plan->nodes[flat].storage;
            form = SKY_PACK_MOVED;
        }
        if (split_flat(plan, SKY_OP_MUL, &node, &flat)) {
            channel->scale = plan->nodes[flat].storage;
            form = form > SKY_PACK_SCALED ? form : SKY_PACK_SCALED;
        }
        plan->form = plan->form > form ? plan->form : form;
        channel->node = node;
    }
    if (plan->channel_count == 0) /* packing takes at least one */
        plan->channels[plan->channel_count++] = (struct sky_channel_plan){0, {plan->zeros, 0, 1, 0, 0}, one, zero, 0};
}

int sky_plan_init(struct sky_plan *plan, struct sky_expr *expr)
{
    const char *mode = getenv("SKY_EXPR");
    *plan = (struct sky_plan){
        .expr = expr,
        .vanes = expr->setting.geometry.vanes,
        .pixels = expr->setting.geometry.pixels,
        .count = expr->graph.count,
        .uses_ranks = !mode || strcmp(mode, "full") != 0,
        .nodes = calloc(expr->graph.count, sizeof *plan->nodes),
        .numbers = calloc(expr->graph.count, sizeof *plan->numbers),
        .zeros = calloc(expr->setting.geometry.pixels, sizeof *plan->zeros),
    };
    if (!plan->nodes || !plan->numbers || !plan->zeros)
        return sky_fail("out of memory");
    rank_nodes(plan);
    if (place_rows(plan) < 0)
        return -1;
    fill_leaves(plan);
    plan_channels(plan);
    return 0;
}

void sky_plan_finish(struct sky_plan *plan)
{
    free(plan->nodes);
    free(plan->numbers);
    free(plan->rows);
    free(plan->planes);
    free(plan->zeros);
}
