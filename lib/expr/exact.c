/* SPDX-License-Identifier: ISC */
#include "expr/exact.h"

#include <stdlib.h>

#include <sky/error.h>

/* The parts of a value by rank; node 0, which is the constant 0, where there is none. What grows by rank frame is not
 * beside what grows by rank vane, but added to it. */
struct sum {
    uint32_t part[SKY_RANK_COUNT];
};

struct exact {
    struct sky_graph *graph; /* the new one */
    struct sum *sums;        /* by node, of those that grow and depend on a place */
    bool *is_known;          /* whether its sum was found */
};

static bool grows(const struct exact *exact, uint32_t index)
{
    return exact->graph->nodes[index].depends & SKY_GROWS;
}

static enum sky_rank rank_of(const struct exact *exact, uint32_t index)
{
    return sky_node_rank(&exact->graph->nodes[index]);
}

/* ---- Nodes ---- */

static void find_sum(struct exact *exact, uint32_t index);

static uint32_t make(struct exact *exact, enum sky_op op, uint32_t tag, const uint32_t *operands)
{
    uint32_t index = sky_graph_op(exact->graph, op, tag, operands);
    find_sum(exact, index);
    return index;
}

static uint32_t make_1(struct exact *exact, enum sky_op op, uint32_t x)
{
    return make(exact, op, 0, (const uint32_t[SKY_OPERANDS_MAX]){x});
}

static uint32_t make_2(struct exact *exact, enum sky_op op, uint32_t x, uint32_t y)
{
    return make(exact, op, 0, (const uint32_t[SKY_OPERANDS_MAX]){x, y});
}

static uint32_t constant(struct exact *exact, double value)
{
    return sky_graph_constant(exact->graph, value);
}

static bool is_floor_of(const struct exact *exact, uint32_t index, uint32_t x)
{
    const struct sky_node *node = &exact->graph->nodes[index];
    return node->op == SKY_OP_FLOOR && node->operands[0] == x;
}

static uint32_t plus(struct exact *exact, uint32_t x, uint32_t y)
{
    return make_2(exact, SKY_OP_ADD, x, y);
}

/* What grows in both is gone where they are equal, or one is the floor of the other. At a place the difference of
 * equal values may also be NaN. */
static uint32_t minus(struct exact *exact, uint32_t x, uint32_t y)
{
    if (x == y && rank_of(exact, x) == SKY_RANK_FRAME)
        return 0;
    if (x == 0)
        return make_1(exact, SKY_OP_NEG, y);
    if (is_floor_of(exact, y, x))
        return make_1(exact, SKY_OP_FRACT, x);
    return make_2(exact, SKY_OP_SUB, x, y);
}

/* ---- Sums ---- */

static struct sum single(const struct exact *exact, uint32_t index)
{
    struct sum sum = {{0}};
    sum.part[rank_of(exact, index)] = index;
    return sum;
}

static struct sum sum_of(struct exact *exact, uint32_t index)
{
    if (!grows(exact, index) || rank_of(exact, index) == SKY_RANK_FRAME)
        return single(exact, index);
    find_sum(exact, index);
    return exact->sums[index];
}

/* Adds a value to its part. */
static void add_part(struct exact *exact, struct sum *sum, uint32_t index)
{
    uint32_t *part = &sum->part[rank_of(exact, index)];
    *part = plus(exact, *part, index);
}

static void join_frame_and_vane(struct exact *exact, struct sum *sum)
{
    uint32_t *part = sum->part;
    if (part[SKY_RANK_FRAME] && grows(exact, part[SKY_RANK_VANE])) {
        part[SKY_RANK_VANE] = plus(exact, part[SKY_RANK_FRAME], part[SKY_RANK_VANE]);
        part[SKY_RANK_FRAME] = 0;
    }
}

static struct sum add_sums(struct exact *exact, enum sky_op op, const struct sum *x, const struct sum *y)
{
    struct sum sum;
    for (int i = 0; i < SKY_RANK_COUNT; i++)
        sum.part[i] = op == SKY_OP_ADD ? plus(exact, x->part[i], y->part[i]) : minus(exact, x->part[i], y->part[i]);
    return sum;
}

/* Multiplies or divides each part. */
static struct sum scale_sum(struct exact *exact, enum sky_op op, const struct sum *x, uint32_t factor)
{
    struct sum sum = {{0}};
    for (int i = 0; i < SKY_RANK_COUNT; i++)
        if (x->part[i])
            add_part(exact, &sum, make_2(exact, op, x->part[i], factor));
    return sum;
}

/* Is the sum of only one part, which is not of rank full and not already where the product would be? */
static bool is_factor(const struct exact *exact, uint32_t index, enum sky_rank product)
{
    enum sky_rank rank = rank_of(exact, index);
    return rank != SKY_RANK_FULL && (rank == SKY_RANK_FRAME || product == SKY_RANK_FULL);
}

static struct sum multiply(struct exact *exact, const struct sky_node *node, const struct sum *unchanged)
{
    const uint32_t x = node->operands[0], y = node->operands[1];
    struct sum sum = *unchanged;
    if (is_factor(exact, y, sky_node_rank(node))) {
        sum = sum_of(exact, x);
        sum = scale_sum(exact, (enum sky_op)node->op, &sum, y);
    } else if (node->op == SKY_OP_MUL && is_factor(exact, x, sky_node_rank(node))) {
        sum = sum_of(exact, y);
        sum = scale_sum(exact, SKY_OP_MUL, &sum, x);
    }
    return sum;
}

/* ---- Periods ---- */

/* A part modulo a period. */
static uint32_t reduce_part(struct exact *exact, uint32_t part, uint32_t period)
{
    if (!grows(exact, part))
        return part;
    if (period == constant(exact, 1))
        return make_1(exact, SKY_OP_FRACT, part);
    return make_2(exact, SKY_OP_MOD, part, period);
}

/* The sum modulo a period, but for what does not grow or is of rank full. */
static uint32_t reduce_sum(struct exact *exact, const struct sum *sum, uint32_t period)
{
    uint32_t result = reduce_part(exact, sum->part[SKY_RANK_FRAME], period);
    for (int i = SKY_RANK_VANE; i < SKY_RANK_FULL; i++)
        result = plus(exact, result, reduce_part(exact, sum->part[i], period));
    return plus(exact, result, sum->part[SKY_RANK_FULL]);
}

/* True where a number that grows meets a place and can be told from it. */
static bool is_mixed(struct exact *exact, uint32_t index)
{
    if (!grows(exact, index) || rank_of(exact, index) == SKY_RANK_FRAME)
        return false;
    struct sum sum = sum_of(exact, index);
    return grows(exact, sum.part[SKY_RANK_FRAME]) || grows(exact, sum.part[SKY_RANK_VANE]) ||
           grows(exact, sum.part[SKY_RANK_RADIUS]);
}

static uint32_t reduce(struct exact *exact, uint32_t index, uint32_t period)
{
    if (!is_mixed(exact, index))
        return index;
    struct sum sum = sum_of(exact, index);
    return reduce_sum(exact, &sum, period);
}

static void find_sum(struct exact *exact, uint32_t index)
{
    if (exact->is_known[index] || !grows(exact, index) || rank_of(exact, index) == SKY_RANK_FRAME)
        return;
    const struct sky_node node = exact->graph->nodes[index]; /* a copy, as more nodes may move them */
    struct sum sum = single(exact, index), x, y;
    exact->is_known[index] = true;
    exact->sums[index] = sum;
    switch (node.op) {
    case SKY_OP_ADD:
    case SKY_OP_SUB:
        x = sum_of(exact, node.operands[0]);
        y = sum_of(exact, node.operands[1]);
        sum = add_sums(exact, (enum sky_op)node.op, &x, &y);
        break;
    case SKY_OP_NEG:
        x = (struct sum){{0}};
        y = sum_of(exact, node.operands[0]);
        sum = add_sums(exact, SKY_OP_SUB, &x, &y);
        break;
    case SKY_OP_MUL:
    case SKY_OP_DIV:
        sum = multiply(exact, &node, &sum);
        break;
    case SKY_OP_MIX:
        x = sum_of(exact, make_2(exact, SKY_OP_MUL, minus(exact, node.operands[1], node.operands[0]), node.operands[2]));
        y = sum_of(exact, node.operands[0]);
        sum = add_sums(exact, SKY_OP_ADD, &y, &x);
        break;
    }
    join_frame_and_vane(exact, &sum);
    exact->sums[index] = sum;
}

/* ---- Rewriting ---- */

/* The whole number that reduce_sum() by 1 takes away. */
static uint32_t whole_part(struct exact *exact, const struct sum *sum)
{
    uint32_t whole = 0;
    for (int i = 0; i < SKY_RANK_FULL; i++)
        if (grows(exact, sum->part[i]))
            whole = plus(exact, whole, make_1(exact, SKY_OP_FLOOR, sum->part[i]));
    return whole;
}

/* A whole number, and the rest below 1 to which the same operation is applied. As halves are rounded away from 0, and
 * trunc goes towards it, these need the sign of it all. */
static uint32_t round_mixed(struct exact *exact, enum sky_op op, uint32_t operand)
{
    struct sum sum = sum_of(exact, operand);
    uint32_t rest = reduce_sum(exact, &sum, constant(exact, 1)), whole = whole_part(exact, &sum), down = rest, up = rest;
    if (op == SKY_OP_ROUND) {
        down = plus(exact, rest, constant(exact, 0.5));
        up = minus(exact, rest, constant(exact, 0.5));
    }
    down = make_1(exact, SKY_OP_FLOOR, down);
    up = make_1(exact, SKY_OP_CEIL, up);
    uint32_t choice[SKY_OPERANDS_MAX] = {make_2(exact, SKY_OP_LT, operand, 0), up, down};
    return plus(exact, whole,
                op == SKY_OP_FLOOR  ? down
                : op == SKY_OP_CEIL ? up
                                    : make(exact, SKY_OP_SELECT, 0, choice));
}

/* The sum or difference of two values that grow, part by part, where what grows may cancel out. The order is that of
 * reduce_sum(), so that p - floor(p) takes the floor from the number that it is the floor of. */
static uint32_t combine(struct exact *exact, enum sky_op op, uint32_t x, uint32_t y)
{
    struct sum a = sum_of(exact, x), b = sum_of(exact, y);
    for (int i = 0; op == SKY_OP_SUB && i < SKY_RANK_FULL; i++)
        if (b.part[i] && is_floor_of(exact, a.part[i], b.part[i]))
            return make_1(exact, SKY_OP_NEG, combine(exact, op, y, x));
    uint32_t rest = b.part[SKY_RANK_FULL];
    b.part[SKY_RANK_FULL] = 0;
    struct sum sum = add_sums(exact, op, &a, &b);
    join_frame_and_vane(exact, &sum);
    uint32_t result = plus(exact, sum.part[SKY_RANK_FRAME], sum.part[SKY_RANK_VANE]);
    result = plus(exact, plus(exact, result, sum.part[SKY_RANK_RADIUS]), sum.part[SKY_RANK_FULL]);
    result = op == SKY_OP_ADD ? plus(exact, result, rest) : minus(exact, result, rest);
    /* Beneath rank full what grows is computed in doubles anyway. */
    uint32_t operands[SKY_OPERANDS_MAX] = {x, y}, unchanged = make(exact, op, 0, operands);
    return grows(exact, result) && rank_of(exact, unchanged) != SKY_RANK_FULL ? unchanged : result;
}

static double period_of(enum sky_op op)
{
    switch (op) {
    case SKY_OP_SIN:
    case SKY_OP_COS:
    case SKY_OP_AT:
    case SKY_OP_LAST:
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
static uint32_t rewrite(struct exact *exact, const struct sky_node *node, uint32_t *operands)
{
    const enum sky_op op = (enum sky_op)node->op;
    const bool both_grow = node->count == 2 && operands[0] != operands[1] && grows(exact, operands[0]) &&
                           grows(exact, operands[1]) &&
                           (is_mixed(exact, operands[0]) || is_mixed(exact, operands[1]));
    if (node->count > 0 && period_of(op) > 0) {
        uint32_t reduced = reduce(exact, operands[0], constant(exact, period_of(op)));
        /* A palette's end is at 1, which is its beginning in later periods. */
        if (op == SKY_OP_PALETTE_STEP && reduced != operands[0])
            reduced = make_1(exact, SKY_OP_FRACT, reduced);
        operands[0] = reduced;
    } else if (op == SKY_OP_MOD && rank_of(exact, operands[1]) == SKY_RANK_FRAME) {
        operands[0] = reduce(exact, operands[0], operands[1]);
    } else if (is_rounding(op) && is_mixed(exact, operands[0])) {
        return round_mixed(exact, op, operands[0]);
    } else if (both_grow && (op == SKY_OP_ADD || op == SKY_OP_SUB)) {
        return combine(exact, op, operands[0], operands[1]);
    } else if (both_grow && (op == SKY_OP_LT || op == SKY_OP_LE || op == SKY_OP_EQ || op == SKY_OP_NE)) {
        operands[0] = combine(exact, SKY_OP_SUB, operands[0], operands[1]);
        operands[1] = 0;
    }
    return make(exact, op, node->tag, operands);
}

/* Copies what the result needs into the new graph; `moved` has room for where each node goes. */
static void copy(struct exact *exact, struct sky_expr *expr, uint32_t *moved, bool *is_used)
{
    const struct sky_graph *old = &expr->graph;
    for (int channel = 0; channel < 3; channel++)
        is_used[expr->result.node[channel]] = true;
    for (uint32_t i = old->count; i-- > 0;)
        for (unsigned k = 0; is_used[i] && k < old->nodes[i].count; k++)
            is_used[old->nodes[i].operands[k]] = true;
    for (uint32_t i = 0; i < old->count && !exact->graph->overflowed; i++) {
        const struct sky_node *node = &old->nodes[i];
        uint32_t operands[SKY_OPERANDS_MAX] = {0};
        for (unsigned k = 0; k < node->count; k++)
            operands[k] = moved[node->operands[k]];
        if (!is_used[i])
            continue;
        if (node->op == SKY_LEAF_CONSTANT)
            moved[i] = constant(exact, node->value);
        else if (node->op >= SKY_OP_COUNT)
            moved[i] = sky_graph_leaf(exact->graph, (enum sky_leaf)node->op, node->tag);
        else
            moved[i] = rewrite(exact, node, operands);
    }
    for (int channel = 0; channel < 3; channel++)
        expr->result.node[channel] = moved[expr->result.node[channel]];
}

int sky_exact(struct sky_expr *expr)
{
    struct sky_graph graph;
    bool any_grows = false;
    for (uint32_t i = 0; i < expr->graph.count; i++)
        any_grows |= expr->graph.nodes[i].depends & SKY_GROWS;
    if (!any_grows)
        return 0;
    if (sky_graph_init(&graph) < 0)
        return -1;
    struct exact exact = {&graph, calloc(SKY_NODES_MAX, sizeof *exact.sums), calloc(SKY_NODES_MAX, 1)};
    uint32_t *moved = calloc(expr->graph.count, sizeof *moved);
    bool *is_used = calloc(expr->graph.count, sizeof *is_used);
    int result = -1;
    if (!exact.sums || !exact.is_known || !moved || !is_used)
        sky_fail("out of memory");
    else {
        copy(&exact, expr, moved, is_used);
        result = graph.overflowed ? sky_fail("the program has more than %d operations", SKY_NODES_MAX) : 0;
    }
    sky_graph_finish(result == 0 ? &expr->graph : &graph);
    if (result == 0)
        expr->graph = graph;
    free(exact.sums);
    free(exact.is_known);
    free(moved);
    free(is_used);
    return result;
}
