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

/* Marks the nodes whose values are kept, as those that read them in the next frame need them. Returns whether any is
 * marked that was not. */
static bool mark_kept(struct sky_plan *plan)
{
    bool is_changed = false;
    for (size_t tag = 0; tag < (size_t)plan->expr->memory_count * 4; tag++) {
        struct sky_planned *kept = &plan->nodes[sky_memory_node(plan->expr, tag)];
        bool has_wide = plan->nodes[plan->kept[tag].leaf].has_wide;
        if (!plan->kept[tag].is_used)
            continue;
        is_changed |= !kept->is_used || has_wide > kept->has_wide;
        kept->is_used = true;
        kept->has_wide |= has_wide;
    }
    return is_changed;
}

static void rank_nodes(struct sky_plan *plan);

static void rank_all(struct sky_plan *plan)
{
    for (int channel = 0; channel < 3; channel++) {
        uint32_t index = plan->expr->result.node[channel];
        plan->nodes[index].is_used = true;
        plan->is_animated |= !sky_plan_is_still(plan, index);
        plan->varies_by_vane |= (sky_plan_node(plan, index)->depends & SKY_BY_VANE) || !plan->uses_ranks;
    }
    do
        rank_nodes(plan);
    while (mark_kept(plan));
    for (size_t tag = 0; tag < (size_t)plan->expr->memory_count * 4; tag++) {
        enum sky_rank rank = plan->nodes[sky_memory_node(plan->expr, tag)].rank;
        struct sky_planned *leaf = plan->kept[tag].leaf ? &plan->nodes[plan->kept[tag].leaf] : NULL;
        if (!plan->kept[tag].is_used)
            continue;
        plan->is_animated = true;
        plan->varies_by_vane |= rank == SKY_RANK_FULL;
        if (leaf) {
            leaf->rank = rank;
            leaf->is_plane = rank == SKY_RANK_FULL;
        }
    }
}

/* Operands come before the nodes that use them. */
static void rank_nodes(struct sky_plan *plan)
{
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
        if (plan->nodes[i].rank == SKY_RANK_FULL && node->op < SKY_OP_COUNT) {
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

static struct sky_storage plane_storage(const struct sky_plan *plan, float *base, float *const *changing)
{
    return (struct sky_storage){.base = base,
                                .changing = changing,
                                .vane_step = sky_row_floats(plan->pixels),
                                .pixel_step = 1,
                                .piece_step = 1};
}

/* Gives storage to all nodes but those of rank full that are no planes, and those of the last frame. */
static int place_rows(struct sky_plan *plan)
{
    int64_t plane_count = choose_planes(plan);
    if (plane_count < 0)
        return -1;
    size_t column = sky_row_floats(plan->vanes), row = sky_row_floats(plan->pixels), plane = plan->vanes * row;
    size_t floats = 0;
    for (uint32_t i = 0; i < plan->count; i++)
        if (plan->nodes[i].is_used && plan->nodes[i].op != SKY_LEAF_LAST)
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
        if (!planned->is_used || (planned->op == SKY_LEAF_LAST && planned->rank != SKY_RANK_FRAME))
            continue;
        if (planned->rank == SKY_RANK_FRAME)
            planned->storage = (struct sky_storage){.base = &planned->number};
        else if (planned->rank == SKY_RANK_VANE) {
            planned->storage = (struct sky_storage){.base = next_row, .vane_step = 1};
            next_row += column;
        } else if (planned->rank == SKY_RANK_RADIUS) {
            planned->storage = (struct sky_storage){.base = next_row, .pixel_step = 1, .piece_step = 1};
            next_row += row;
        } else if (planned->is_plane) {
            planned->storage = plane_storage(plan, next_plane, NULL);
            next_plane += plane;
        }
    }
    return 0;
}

/* Gives storage to what is remembered, which is 0 before the first frame. */
static int place_memory(struct sky_plan *plan)
{
    const struct sky_expr *expr = plan->expr;
    const size_t tags = (size_t)expr->memory_count * 4, row = sky_row_floats(plan->pixels);
    size_t floats = 0;
    for (size_t tag = 0; tag < tags; tag++)
        if (plan->kept[tag].is_used && plan->kept[tag].first == tag)
            floats += sky_memory_floats(&expr->setting.geometry, plan->nodes[sky_memory_node(expr, tag)].rank,
                                        plan->kept[tag].is_twice);
    plan->memory = aligned_alloc(64, (floats + 16) * sizeof(float));
    if (!plan->memory)
        return sky_fail("out of memory");
    memset(plan->memory, 0, floats * sizeof(float));
    float *next = plan->memory;
    for (size_t tag = 0; tag < tags; tag++) {
        const struct sky_kept *kept = &plan->kept[tag];
        struct sky_planned *node = &plan->nodes[sky_memory_node(expr, tag)];
        if (!kept->is_used)
            continue;
        if (kept->first == tag) {
            plan->last[tag] = (struct sky_expr_plane){
                .base = next,
                .vane_step = node->rank == SKY_RANK_FULL ? row : node->rank == SKY_RANK_VANE,
                .pixel_step = node->rank >= SKY_RANK_RADIUS,
            };
            next += sky_memory_floats(&expr->setting.geometry, node->rank, kept->is_twice);
            plan->next[tag] = kept->is_twice ? plan->last[tag].base + plan->vanes * row : plan->last[tag].base;
            if (node->rank == SKY_RANK_FULL)
                node->storage = plane_storage(plan, NULL, &plan->next[tag]);
        }
        const struct sky_expr_plane *last = &plan->last[kept->first];
        struct sky_planned *leaf = kept->leaf ? &plan->nodes[kept->leaf] : NULL;
        plan->last[tag] = *last;
        if (leaf && node->rank == SKY_RANK_FULL)
            leaf->storage = plane_storage(plan, NULL, &last->base);
        else if (leaf && node->rank != SKY_RANK_FRAME)
            leaf->storage = (struct sky_storage){.base = last->base,
                                                 .vane_step = last->vane_step,
                                                 .pixel_step = last->pixel_step,
                                                 .piece_step = last->pixel_step};
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
    const struct sky_storage zero = {.base = &plan->units[0]}, one = {.base = &plan->units[1]};
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
        plan->channels[plan->channel_count++] = 
            (struct sky_channel_plan){.row = {.base = plan->zeros, .pixel_step = 1}, .scale = one, .offset = zero};
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
        .kept = sky_memory_list(expr),
        .last = calloc((size_t)expr->memory_count * 4 + 1, sizeof *plan->last),
        .next = calloc((size_t)expr->memory_count * 4 + 1, sizeof *plan->next),
        .numbers = calloc(expr->graph.count, sizeof *plan->numbers),
        .zeros = calloc(expr->setting.geometry.pixels, sizeof *plan->zeros),
    };
    if (!plan->nodes || !plan->numbers || !plan->zeros || !plan->kept || !plan->last || !plan->next)
        return sky_fail("out of memory");
    rank_all(plan);
    if (place_rows(plan) < 0 || place_memory(plan) < 0)
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
    free(plan->kept);
    free(plan->last);
    free(plan->next);
    free(plan->memory);
    free(plan->zeros);
}

static void remember_tag(struct sky_plan *plan, size_t tag)
{
    const uint32_t index = sky_memory_node(plan->expr, tag);
    const struct sky_planned *node = &plan->nodes[index];
    float *base = plan->last[tag].base;
    switch (node->rank) {
    case SKY_RANK_FRAME:
        *base = (float)plan->numbers[index];
        break;
    case SKY_RANK_VANE:
        memcpy(base, node->storage.base, plan->vanes * sizeof *base);
        break;
    case SKY_RANK_RADIUS:
        memcpy(base, node->storage.base, plan->pixels * sizeof *base);
        break;
    default:
        plan->last[tag].base = plan->next[tag];
        plan->next[tag] = base;
    }
}

void sky_plan_remember(struct sky_plan *plan)
{
    sky_expr_remember(plan->expr, plan->numbers);
    for (size_t tag = 0; tag < (size_t)plan->expr->memory_count * 4; tag++) {
        const struct sky_kept *kept = &plan->kept[tag];
        const uint32_t index = kept->is_used ? sky_memory_node(plan->expr, tag) : 0;
        if (!kept->is_used)
            continue;
        if (kept->first == tag)
            remember_tag(plan, tag);
        plan->last[tag] = plan->last[kept->first];
        if (plan->nodes[kept->leaf].has_wide) {
            bool is_vane = sky_node_rank(sky_plan_node(plan, index)) == SKY_RANK_VANE;
            memcpy(plan->nodes[kept->leaf].wide, plan->nodes[index].wide,
                   (is_vane ? plan->vanes : plan->pixels) * sizeof(double));
        }
    }
}
