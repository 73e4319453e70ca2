/* SPDX-License-Identifier: ISC */
#include "expr/exact.h"

#include <stdlib.h>

#include <sky/error.h>

#include "expr/memory.h"
#include "expr/sum.h"

/* Applies an operation to what grows in a sum, but for its part of rank full. */
static struct sky_sum map_grown(struct sky_sums *sums, const struct sky_sum *sum, enum sky_op op, uint32_t y)
{
    struct sky_sum mapped = *sum;
    for (int i = 0; i < SKY_RANK_FULL; i++)
        if (sky_sums_grows(sums, sum->part[i]))
            mapped.part[i] = sky_sums_2(sums, op, sum->part[i], y);
    for (int i = 0; i < SKY_MULTIPLES_MAX; i++)
        if (sum->multiples[i].whole)
            mapped.multiples[i].number = sky_sums_2(sums, op, sum->multiples[i].number, y);
    return mapped;
}

/* What grows in a sum, but for its part of rank full, alone. */
static struct sky_sum grown(const struct sky_sums *sums, const struct sky_sum *sum)
{
    struct sky_sum grown = *sum;
    for (int i = 0; i < SKY_RANK_COUNT; i++)
        if (i == SKY_RANK_FULL || !sky_sums_grows(sums, sum->part[i]))
            grown.part[i] = 0;
    return grown;
}

static uint32_t constant(struct sky_sums *sums, double value)
{
    return sky_sums_leaf(sums, &(struct sky_node){.op = SKY_LEAF_CONSTANT, .value = value});
}

/* The sum modulo a period, but for what does not grow or is of rank full. */
static uint32_t reduce_sum(struct sky_sums *sums, const struct sky_sum *sum, uint32_t period)
{
    struct sky_sum reduced = map_grown(sums, sum, period == constant(sums, 1) ? SKY_OP_FRACT : SKY_OP_MOD, period);
    return sky_sums_plus(sums, sky_sum_value(sums, &reduced), sum->part[SKY_RANK_FULL]);
}

static uint32_t reduce(struct sky_sums *sums, uint32_t index, uint32_t period)
{
    if (!sky_sum_is_mixed(sums, index))
        return index;
    struct sky_sum sum = sky_sum_of(sums, index);
    return reduce_sum(sums, &sum, period);
}

/* ---- Rewriting ---- */

/* A whole number, and the rest below 1 to which the same operation is applied. As halves are rounded away from 0, and
 * trunc goes towards it, these need the sign of it all. */
static uint32_t round_mixed(struct sky_sums *sums, enum sky_op op, uint32_t operand)
{
    struct sky_sum sum = sky_sum_of(sums, operand);
    uint32_t rest = reduce_sum(sums, &sum, constant(sums, 1)), down = rest, up = rest;
    sum = grown(sums, &sum);
    sum = map_grown(sums, &sum, SKY_OP_FLOOR, 0);
    uint32_t whole = sky_sum_value(sums, &sum);
    if (op == SKY_OP_ROUND) {
        down = sky_sums_plus(sums, rest, constant(sums, 0.5));
        up = sky_sums_minus(sums, rest, constant(sums, 0.5));
    }
    down = sky_sums_1(sums, SKY_OP_FLOOR, down);
    up = sky_sums_1(sums, SKY_OP_CEIL, up);
    if (op == SKY_OP_CEIL)
        down = up;
    else if (op != SKY_OP_FLOOR)
        down = sky_sums_3(sums, SKY_OP_SELECT, sky_sums_2(sums, SKY_OP_LT, operand, 0), up, down);
    return sky_sums_plus(sums, whole, down);
}

/* The sum or difference of two values that grow, part by part, where what grows may cancel out. The order is that of
 * reduce_sum(), so that p - floor(p) takes the floor from the number that it is the floor of. */
static uint32_t combine(struct sky_sums *sums, enum sky_op op, uint32_t x, uint32_t y)
{
    struct sky_sum a = sky_sum_of(sums, x), b = sky_sum_of(sums, y);
    for (int i = 0; op == SKY_OP_SUB && i < SKY_RANK_FULL; i++)
        if (b.part[i] && sky_sums_is_floor(sums, a.part[i], b.part[i]))
            return sky_sums_1(sums, SKY_OP_NEG, combine(sums, op, y, x));
    uint32_t rest = b.part[SKY_RANK_FULL];
    b.part[SKY_RANK_FULL] = 0;
    struct sky_sum sum = sky_sum_add(sums, op, &a, &b);
    uint32_t result = sky_sums_plus(sums, sky_sum_value(sums, &sum), sum.part[SKY_RANK_FULL]);
    result = op == SKY_OP_ADD ? sky_sums_plus(sums, result, rest) : sky_sums_minus(sums, result, rest);
    /* Beneath rank full what grows is computed in doubles anyway. */
    uint32_t unchanged = sky_sums_2(sums, op, x, y);
    return sky_sums_grows(sums, result) && sky_sums_rank(sums, unchanged) != SKY_RANK_FULL ? unchanged : result;
}

/* A multiple of a large whole number cannot be told from other multiples of its fraction in floats: it becomes a part
 * of rank full. */
static struct sky_sum without_large_multiples(struct sky_sums *sums, const struct sky_sum *sum)
{
    struct sky_sum changed = *sum;
    for (int i = 0; i < SKY_MULTIPLES_MAX; i++) {
        struct sky_multiple *multiple = &changed.multiples[i];
        if (!multiple->whole || sky_sums_is_sign(sums, multiple->whole))
            continue;
        uint32_t product = sky_sums_2(sums, SKY_OP_MUL, multiple->number, multiple->whole);
        changed.part[SKY_RANK_FULL] = sky_sums_plus(sums, changed.part[SKY_RANK_FULL], product);
        *multiple = (struct sky_multiple){0, 0};
    }
    return changed;
}

/* A coordinate of noise: what is left of it without a whole number of cells, which are taken modulo 2^24. */
static uint32_t divide(struct sky_sums *sums, uint32_t place, uint32_t *cells)
{
    struct sky_sum sum = sky_sum_of(sums, place);
    sum = without_large_multiples(sums, &sum);
    struct sky_sum whole = grown(sums, &sum);
    whole = map_grown(sums, &whole, SKY_OP_FLOOR, 0);
    whole = map_grown(sums, &whole, SKY_OP_FOLD, 0);
    *cells = sky_sum_value(sums, &whole);
    /* One part is folded already. */
    if (sky_sums_rank(sums, *cells) == SKY_RANK_FULL)
        *cells = sky_sums_1(sums, SKY_OP_FOLD, *cells);
    return reduce_sum(sums, &sum, constant(sums, 1));
}

static uint32_t rewrite_noise(struct sky_sums *sums, const struct sky_node *node, const uint32_t *operands)
{
    const unsigned first = node->op == SKY_OP_ANOISE ? 2 : 0; /* coordinate */
    const enum sky_op op = node->op == SKY_OP_ANOISE   ? SKY_OP_ANOISE_CELLS
                           : node->op == SKY_OP_NOISE2 ? SKY_OP_NOISE2_CELLS
                                                       : SKY_OP_NOISE3_CELLS;
    uint32_t split[SKY_OPERANDS_MAX], any = 0;
    for (unsigned k = 0; k < node->count; k++) {
        uint32_t cells = 0;
        bool is_split = k >= first && sky_sums_grows(sums, operands[k]);
        split[k] = is_split ? divide(sums, operands[k], &cells) : operands[k];
        if (k >= first)
            split[node->count + k - first] = cells;
        any |= cells;
    }
    return any ? sky_sums_op(sums, op, node->tag, split)
               : sky_sums_op(sums, (enum sky_op)node->op, node->tag, operands);
}

static bool is_of_cells(enum sky_op op)
{
    return op == SKY_OP_CELLS || op == SKY_OP_CELLS_NEXT || op == SKY_OP_CELLS_ID;
}

/* Nothing was added to the coordinates yet. */
static void divide_cells(struct sky_sums *sums, uint32_t *operands)
{
    for (unsigned k = 0; k < 2; k++)
        if (sky_sums_grows(sums, operands[k]))
            operands[k] = divide(sums, operands[k], &operands[3 + k]);
}

/* What hash() takes of a number that grows. One number a frame, a vane or a radius is folded in doubles; else the parts
 * that grow are, and then their sum with the others is. */
static uint32_t fold(struct sky_sums *sums, uint32_t index)
{
    if (!sky_sums_grows(sums, index))
        return index;
    if (sky_sums_rank(sums, index) == SKY_RANK_FULL) {
        struct sky_sum sum = sky_sum_of(sums, index);
        sum = without_large_multiples(sums, &sum);
        struct sky_sum folded = map_grown(sums, &sum, SKY_OP_FOLD, 0);
        index = sky_sums_plus(sums, sky_sum_value(sums, &folded), sum.part[SKY_RANK_FULL]);
    }
    return sky_sums_1(sums, SKY_OP_FOLD, index);
}

static bool is_on_bits(enum sky_op op)
{
    return op == SKY_OP_BIT || op == SKY_OP_BITAND || op == SKY_OP_BITOR || op == SKY_OP_BITXOR;
}

/* The whole number that an operation on bits takes of one that grows, as hash() does. */
static uint32_t fold_whole(struct sky_sums *sums, uint32_t index)
{
    if (!sky_sums_grows(sums, index))
        return index;
    if (!sums->is_whole[index])
        index = sky_sum_is_mixed(sums, index) ? round_mixed(sums, SKY_OP_FLOOR, index)
                                              : sky_sums_1(sums, SKY_OP_FLOOR, index);
    return fold(sums, index);
}

static double period_of(enum sky_op op)
{
    switch (op) {
    case SKY_OP_SIN:
    case SKY_OP_COS:
    case SKY_OP_TURN:
        return SKY_TAU;
    case SKY_OP_TAN:
        return SKY_PI;
    case SKY_OP_FRACT:
    case SKY_OP_WAVE:
    case SKY_OP_TRIANGLE:
    case SKY_OP_PALETTE_STEP:
        return 1;
    default:
        return 0;
    }
}

static bool is_rounding(enum sky_op op)
{
    return op == SKY_OP_FLOOR || op == SKY_OP_CEIL || op == SKY_OP_ROUND || op == SKY_OP_TRUNC;
}

/* The node of an operation upon nodes of the new graph. */
static uint32_t rewrite(struct sky_sums *sums, const struct sky_node *node, uint32_t *operands)
{
    const enum sky_op op = (enum sky_op)node->op;
    const bool both_grow = node->count == 2 && operands[0] != operands[1] && sky_sums_grows(sums, operands[0]) &&
                           sky_sums_grows(sums, operands[1]) &&
                           (sky_sum_is_mixed(sums, operands[0]) || sky_sum_is_mixed(sums, operands[1]));
    if (op == SKY_OP_NOISE2 || op == SKY_OP_NOISE3 || op == SKY_OP_ANOISE)
        return rewrite_noise(sums, node, operands);
    if (is_of_cells(op))
        divide_cells(sums, operands);
    for (unsigned k = 0; op == SKY_OP_HASH && k < node->count; k++)
        operands[k] = fold(sums, operands[k]);
    for (unsigned k = 0; is_on_bits(op) && k < (op == SKY_OP_BIT ? 1 : node->count); k++)
        operands[k] = fold_whole(sums, operands[k]);
    if (node->count > 0 && period_of(op) > 0) {
        uint32_t reduced = reduce(sums, operands[0], constant(sums, period_of(op)));
        /* A palette's end is at 1, which is its beginning in later periods. */
        if (op == SKY_OP_PALETTE_STEP && reduced != operands[0])
            reduced = sky_sums_1(sums, SKY_OP_FRACT, reduced);
        operands[0] = reduced;
    } else if (op == SKY_OP_MOD && sky_sums_rank(sums, operands[1]) == SKY_RANK_FRAME) {
        operands[0] = reduce(sums, operands[0], operands[1]);
    } else if (is_rounding(op) && sky_sum_is_mixed(sums, operands[0])) {
        return round_mixed(sums, op, operands[0]);
    } else if (both_grow && (op == SKY_OP_ADD || op == SKY_OP_SUB)) {
        return combine(sums, op, operands[0], operands[1]);
    } else if (both_grow && (op == SKY_OP_LT || op == SKY_OP_LE || op == SKY_OP_EQ || op == SKY_OP_NE)) {
        operands[0] = combine(sums, SKY_OP_SUB, operands[0], operands[1]);
        operands[1] = 0;
    }
    return sky_sums_op(sums, op, node->tag, operands);
}

/* Copies what the result needs into the new graph; `moved` has room for where each node goes. */
static void copy(struct sky_sums *sums, const struct sky_expr *expr, uint32_t *moved, bool *is_used)
{
    const struct sky_graph *old = &expr->graph;
    sky_memory_mark(expr, is_used);
    for (uint32_t i = 0; i < old->count && !sums->graph->overflowed; i++) {
        const struct sky_node *node = &old->nodes[i];
        uint32_t operands[SKY_OPERANDS_MAX] = {0};
        for (unsigned k = 0; k < node->count; k++)
            operands[k] = moved[node->operands[k]];
        if (!is_used[i])
            continue;
        moved[i] = node->op >= SKY_OP_COUNT ? sky_sums_leaf(sums, node) : rewrite(sums, node, operands);
    }
}

int sky_exact(struct sky_expr *expr)
{
    struct sky_graph graph;
    bool any_grows = false;
    for (uint32_t i = 0; i < expr->graph.count; i++)
        any_grows |= expr->graph.nodes[i].depends & SKY_GROWS;
    if (!any_grows)
        return 0;
    if (sky_graph_init(&graph, 4 * SKY_NODES_MAX) < 0)
        return -1;
    struct sky_sums sums;
    uint32_t *moved = calloc(expr->graph.count, sizeof *moved);
    bool *is_used = calloc(expr->graph.count, sizeof *is_used);
    int result = sky_sums_init(&sums, &graph);
    if (!moved || !is_used) {
        result = sky_fail("out of memory");
        goto out;
    }
    if (result == 0)
        copy(&sums, expr, moved, is_used);
    if (result == 0 && !graph.overflowed) {
        for (int channel = 0; channel < 3; channel++)
            expr->result.node[channel] = moved[expr->result.node[channel]];
        for (uint32_t i = 0; i < expr->memory_count; i++)
            for (int channel = 0; channel < 3; channel++)
                expr->memories[i].value[channel] = moved[expr->memories[i].value[channel]];
        for (uint32_t i = 0; i < expr->label_count; i++)
            for (int channel = 0; channel < 3; channel++) {
                uint32_t *node = &expr->labels[i].node[channel];
                *node = is_used[*node] ? moved[*node] : UINT32_MAX;
            }
        struct sky_graph old = expr->graph;
        expr->graph = graph;
        graph = old;
        sky_memory_settle(expr);
    }
out:
    sky_graph_finish(&graph);
    sky_sums_finish(&sums);
    free(moved);
    free(is_used);
    return result;
}
