/* SPDX-License-Identifier: ISC */
#include "expr/memory.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

int64_t sky_memory_find(struct sky_expr *expr, const char *name, size_t length)
{
    for (size_t i = 0; i < expr->memory_count; i++) {
        const struct sky_memory *memory = &expr->memories[i];
        if (memory->length == length && memcmp(memory->name, name, length) == 0)
            return (int64_t)i;
    }
    struct sky_memory *more = realloc(expr->memories, (expr->memory_count + 1) * sizeof *more);
    if (!more)
        return sky_fail("out of memory");
    expr->memories = more;
    more[expr->memory_count] = (struct sky_memory){
        .name = name, .length = length, .is_color = length == 0, .is_known = length == 0};
    memset(more[expr->memory_count].depends, SKY_BY_TIME | SKY_GROWS, 3);
    return (int64_t)expr->memory_count++;
}

struct sky_value sky_memory_value(struct sky_expr *expr, size_t memory)
{
    const struct sky_memory *found = &expr->memories[memory];
    struct sky_value value = {.is_color = found->is_color, .may_be_color = !found->is_known};
    for (unsigned channel = 0; channel < 3; channel++) {
        unsigned own = value.is_color ? channel : 0;
        value.node[channel] = sky_graph_last(&expr->graph, sky_memory_tag(memory, own), found->depends[own]);
    }
    return value;
}

void sky_memory_bind(struct sky_expr *expr, size_t memory, const struct sky_value *value)
{
    expr->memories[memory].is_color = value->is_color;
    for (unsigned channel = 0; channel < 3; channel++)
        expr->memories[memory].value[channel] = sky_graph_1(&expr->graph, SKY_OP_KEEP, value->node[channel]);
}

/* Places that the value depends on are added, until nothing changes; that it grows is assumed, until it turns out that
 * it does not. What is of rank full is computed in floats anyway. */
bool sky_memory_settle(struct sky_expr *expr)
{
    struct sky_graph *graph = &expr->graph;
    bool is_changed = expr->memory_count > 0, is_more = false;
    for (uint32_t i = 0; i < graph->count && is_changed; i++) {
        struct sky_node *node = &graph->nodes[i];
        node->depends = node->op == SKY_LEAF_LAST ? SKY_BY_TIME | SKY_GROWS
                        : node->op < SKY_OP_COUNT ? sky_graph_depends(graph, node)
                                                  : node->depends;
    }
    while (is_changed) {
        is_changed = false;
        for (uint32_t i = 0; i < graph->count; i++) {
            struct sky_node *node = &graph->nodes[i];
            if (node->op < SKY_OP_COUNT)
                node->depends = sky_graph_depends(graph, node);
            if (node->op != SKY_LEAF_LAST)
                continue;
            const unsigned value = graph->nodes[sky_memory_node(expr, node->tag)].depends, before = node->depends;
            node->depends |= value & (SKY_BY_PLACE | SKY_BY_PICTURE);
            if (!(value & SKY_GROWS) || sky_node_rank(node) == SKY_RANK_FULL)
                node->depends &= (uint8_t)~SKY_GROWS;
            is_changed |= node->depends != before;
        }
    }
    for (uint32_t i = 0; i < graph->count && expr->memory_count > 0; i++) {
        const struct sky_node *node = &graph->nodes[i];
        uint8_t *known = node->op == SKY_LEAF_LAST ? &expr->memories[node->tag / 4].depends[node->tag % 4] : NULL;
        is_more |= known && node->depends & SKY_BY_PLACE & ~*known;
        if (known)
            *known |= node->depends;
    }
    return is_more;
}

void sky_memory_mark(const struct sky_expr *expr, bool *is_used)
{
    for (int channel = 0; channel < 3; channel++)
        is_used[expr->result.node[channel]] = true;
    for (bool is_changed = true; is_changed;) {
        is_changed = false;
        for (uint32_t i = expr->graph.count; i-- > 0;) {
            const struct sky_node *node = &expr->graph.nodes[i];
            for (unsigned k = 0; is_used[i] && k < node->count; k++)
                is_used[node->operands[k]] = true;
            if (is_used[i] && sky_node_is_last(node) && !is_used[sky_memory_node(expr, node->tag)])
                is_changed = is_used[sky_memory_node(expr, node->tag)] = true;
        }
    }
}

/* Marks a memory that is read at the place itself when all nodes of rank full are computed: by packing, which takes the
 * result, or what a sum and a product with flat values make it of. */
static void mark_late(const struct sky_expr *expr, struct sky_kept *list, uint32_t index, unsigned operations)
{
    const struct sky_node *node = &expr->graph.nodes[index];
    if (node->op == SKY_LEAF_LAST)
        list[node->tag].is_twice = true;
    if (node->op != SKY_OP_ADD && node->op != SKY_OP_MUL)
        return;
    for (unsigned k = 0; operations > 0 && k < 2; k++)
        if (sky_node_rank(&expr->graph.nodes[node->operands[1 - k]]) <= SKY_RANK_VANE)
            mark_late(expr, list, node->operands[k], operations - 1);
}

struct sky_kept *sky_memory_list(const struct sky_expr *expr)
{
    const size_t tags = (size_t)expr->memory_count * 4;
    struct sky_kept *list = calloc(tags + 1, sizeof *list);
    bool *is_used = calloc(expr->graph.count, sizeof *is_used);
    uint32_t *first = calloc(expr->graph.count, sizeof *first); /* by value: the first tag plus 1 */
    if (!list || !is_used || !first) {
        sky_fail("out of memory");
        free(list);
        list = NULL;
        goto out;
    }
    sky_memory_mark(expr, is_used);
    for (uint32_t i = 0; i < expr->graph.count; i++) {
        const struct sky_node *node = &expr->graph.nodes[i];
        if (!is_used[i])
            continue;
        if (node->op == SKY_LEAF_LAST)
            list[node->tag].leaf = i;
        else if (sky_node_is_last(node))
            list[node->tag].is_twice = true;
        if (sky_node_is_last(node))
            list[node->tag].is_used = true;
        if (node->op == SKY_OP_KEEP)
            mark_late(expr, list, node->operands[0], 0);
    }
    for (int channel = 0; channel < 3; channel++)
        mark_late(expr, list, expr->result.node[channel], 2);
    for (size_t tag = 0; tag < tags; tag++) {
        if (!list[tag].is_used)
            continue;
        uint32_t *known = &first[sky_memory_node(expr, tag)];
        *known = *known ? *known : (uint32_t)tag + 1;
        list[tag].first = *known - 1;
        list[*known - 1].is_twice |= list[tag].is_twice;
    }
out:
    free(is_used);
    free(first);
    return list;
}

uint64_t sky_memory_floats(const struct sky_geometry *geometry, enum sky_rank rank, bool is_twice)
{
    switch (rank) {
    case SKY_RANK_VANE:
        return sky_row_floats(geometry->vanes);
    case SKY_RANK_RADIUS:
        return sky_row_floats(geometry->pixels);
    case SKY_RANK_FULL:
        return geometry->vanes * sky_row_floats(geometry->pixels) * (is_twice ? 2 : 1);
    default:
        return sky_row_floats(1);
    }
}
