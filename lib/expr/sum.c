/* SPDX-License-Identifier: ISC */
#include "expr/sum.h"

#include <math.h>
#include <stdlib.h>

#include <sky/error.h>

int sky_sums_init(struct sky_sums *sums, struct sky_graph *graph)
{
    *sums = (struct sky_sums){
        .graph = graph,
        .list = calloc(graph->limit, sizeof *sums->list),
        .is_known = calloc(graph->limit, sizeof *sums->is_known),
        .is_whole = calloc(graph->limit, sizeof *sums->is_whole),
    };
    if (!sums->list || !sums->is_known || !sums->is_whole)
        return sky_fail("out of memory");
    sums->is_whole[0] = true;
    return 0;
}

void sky_sums_finish(struct sky_sums *sums)
{
    free(sums->list);
    free(sums->is_known);
    free(sums->is_whole);
}

/* ---- Whole numbers ---- */

static bool are_whole(const struct sky_sums *sums, const struct sky_node *node, unsigned first)
{
    bool all = true;
    for (unsigned k = first; k < node->count; k++)
        all = all && sums->is_whole[node->operands[k]];
    return all;
}

static bool is_whole(const struct sky_sums *sums, const struct sky_node *node)
{
    switch (node->op) {
    case SKY_LEAF_CONSTANT:
        return floor(node->value) == node->value;
    case SKY_LEAF_N:
    case SKY_LEAF_VANE:
    case SKY_LEAF_PX:
    case SKY_OP_FLOOR:
    case SKY_OP_CEIL:
    case SKY_OP_ROUND:
    case SKY_OP_TRUNC:
    case SKY_OP_BIT:
    case SKY_OP_BITAND:
    case SKY_OP_BITOR:
    case SKY_OP_BITXOR:
        return true;
    case SKY_OP_NEG:
    case SKY_OP_ABS:
    case SKY_OP_SQUARED:
    case SKY_OP_ADD:
    case SKY_OP_SUB:
    case SKY_OP_MUL:
    case SKY_OP_MOD:
    case SKY_OP_MIN:
    case SKY_OP_MAX:
    case SKY_OP_CLAMP:
        return are_whole(sums, node, 0);
    case SKY_OP_SELECT:
        return are_whole(sums, node, 1);
    default:
        return sky_sums_is_sign(sums, (uint32_t)(node - sums->graph->nodes));
    }
}

bool sky_sums_is_sign(const struct sky_sums *sums, uint32_t index)
{
    switch (sums->graph->nodes[index].op) {
    case SKY_OP_SIGN:
    case SKY_OP_NOT:
    case SKY_OP_AND:
    case SKY_OP_OR:
    case SKY_OP_LT:
    case SKY_OP_LE:
    case SKY_OP_EQ:
    case SKY_OP_NE:
        return true;
    default:
        return false;
    }
}

/* ---- Nodes ---- */

static void find_sum(struct sky_sums *sums, uint32_t index);

uint32_t sky_sums_leaf(struct sky_sums *sums, const struct sky_node *node)
{
    uint32_t index = node->op == SKY_LEAF_CONSTANT ? sky_graph_constant(sums->graph, node->value)
                     : node->op == SKY_LEAF_LAST   ? sky_graph_last(sums->graph, node->tag, node->depends)
                                                   : sky_graph_leaf(sums->graph, (enum sky_leaf)node->op, node->tag);
    sums->is_whole[index] = is_whole(sums, &sums->graph->nodes[index]);
    return index;
}

uint32_t sky_sums_op(struct sky_sums *sums, enum sky_op op, uint32_t tag, const uint32_t *operands)
{
    uint32_t index = sky_graph_op(sums->graph, op, tag, operands);
    sums->is_whole[index] = is_whole(sums, &sums->graph->nodes[index]);
    find_sum(sums, index);
    return index;
}

/* At a place the difference of equal values may also be NaN. */
uint32_t sky_sums_minus(struct sky_sums *sums, uint32_t x, uint32_t y)
{
    if (x == y && sky_sums_rank(sums, x) == SKY_RANK_FRAME)
        return 0;
    if (x == 0)
        return sky_sums_1(sums, SKY_OP_NEG, y);
    if (sky_sums_is_floor(sums, y, x))
        return sky_sums_1(sums, SKY_OP_FRACT, x);
    return sky_sums_2(sums, SKY_OP_SUB, x, y);
}

/* ---- Sums ---- */

/* A value as it is. But of a sum of a number a vane and one a pixel of a radius each can be joined with what grows by
 * that rank, so that there is one addition less for every pixel. */
static struct sky_sum single(struct sky_sums *sums, uint32_t index)
{
    const struct sky_node node = sums->graph->nodes[index];
    struct sky_sum sum = {{0}, {{0, 0}}};
    bool is_sum = (node.op == SKY_OP_ADD || node.op == SKY_OP_SUB) && !(node.depends & SKY_GROWS);
    if (is_sum && sky_node_rank(&node) == SKY_RANK_FULL && sky_sums_rank(sums, node.operands[0]) < SKY_RANK_FULL &&
        sky_sums_rank(sums, node.operands[1]) < SKY_RANK_FULL) {
        uint32_t y = node.op == SKY_OP_ADD ? node.operands[1] : sky_sums_1(sums, SKY_OP_NEG, node.operands[1]);
        sum.part[sky_sums_rank(sums, node.operands[0])] = node.operands[0];
        sum.part[sky_sums_rank(sums, y)] = y;
    } else {
        sum.part[sky_node_rank(&node)] = index;
    }
    return sum;
}

struct sky_sum sky_sum_of(struct sky_sums *sums, uint32_t index)
{
    if (!sky_sums_grows(sums, index) || sky_sums_rank(sums, index) == SKY_RANK_FRAME)
        return single(sums, index);
    find_sum(sums, index);
    return sums->list[index];
}

static void add_part(struct sky_sums *sums, struct sky_sum *sum, uint32_t index)
{
    uint32_t *part = &sum->part[sky_sums_rank(sums, index)];
    *part = sky_sums_plus(sums, *part, index);
}

/* Adds number * whole, or with SKY_OP_SUB subtracts it. */
static void add_multiple(struct sky_sums *sums, struct sky_sum *sum, enum sky_op op, uint32_t number, uint32_t whole)
{
    if (number == 0 || whole == 0)
        return;
    for (int i = 0; i < SKY_MULTIPLES_MAX && sky_sums_rank(sums, number) < SKY_RANK_FULL; i++) {
        struct sky_multiple *multiple = &sum->multiples[i];
        uint32_t before = multiple->whole ? multiple->number : 0;
        if (multiple->whole && multiple->whole != whole)
            continue;
        uint32_t both = op == SKY_OP_ADD ? sky_sums_plus(sums, before, number) : sky_sums_minus(sums, before, number);
        if (sky_sums_rank(sums, both) == SKY_RANK_FULL) /* of a vane and a radius */
            continue;
        *multiple = both ? (struct sky_multiple){both, whole} : (struct sky_multiple){0, 0};
        return;
    }
    uint32_t product = sky_sums_2(sums, SKY_OP_MUL, number, whole);
    add_part(sums, sum, op == SKY_OP_ADD ? product : sky_sums_1(sums, SKY_OP_NEG, product));
}

static void join_frame_and_vane(struct sky_sums *sums, struct sky_sum *sum)
{
    uint32_t *part = sum->part;
    if (part[SKY_RANK_FRAME] && sky_sums_grows(sums, part[SKY_RANK_VANE])) {
        part[SKY_RANK_VANE] = sky_sums_plus(sums, part[SKY_RANK_FRAME], part[SKY_RANK_VANE]);
        part[SKY_RANK_FRAME] = 0;
    }
}

struct sky_sum sky_sum_add(struct sky_sums *sums, enum sky_op op, const struct sky_sum *x, const struct sky_sum *y)
{
    struct sky_sum sum = *x;
    for (int i = 0; i < SKY_RANK_COUNT; i++)
        sum.part[i] = op == SKY_OP_ADD ? sky_sums_plus(sums, x->part[i], y->part[i])
                                       : sky_sums_minus(sums, x->part[i], y->part[i]);
    for (int i = 0; i < SKY_MULTIPLES_MAX; i++)
        add_multiple(sums, &sum, op, y->multiples[i].number, y->multiples[i].whole);
    join_frame_and_vane(sums, &sum);
    return sum;
}

bool sky_sum_is_mixed(struct sky_sums *sums, uint32_t index)
{
    if (!sky_sums_grows(sums, index) || sky_sums_rank(sums, index) == SKY_RANK_FRAME)
        return false;
    struct sky_sum sum = sky_sum_of(sums, index);
    bool is_mixed = false;
    for (int i = 0; i < SKY_RANK_FULL; i++)
        is_mixed |= sky_sums_grows(sums, sum.part[i]);
    for (int i = 0; i < SKY_MULTIPLES_MAX; i++)
        is_mixed |= sum.multiples[i].whole > 0;
    return is_mixed;
}

uint32_t sky_sum_value(struct sky_sums *sums, const struct sky_sum *sum)
{
    uint32_t value = sum->part[SKY_RANK_FRAME];
    for (int i = SKY_RANK_VANE; i < SKY_RANK_FULL; i++)
        value = sky_sums_plus(sums, value, sum->part[i]);
    for (int i = 0; i < SKY_MULTIPLES_MAX; i++)
        if (sum->multiples[i].whole)
            value = sky_sums_plus(sums, value,
                                  sky_sums_2(sums, SKY_OP_MUL, sum->multiples[i].number, sum->multiples[i].whole));
    return value;
}

/* ---- Products and choices ---- */

/* A whole number of rank full by which what grows can be multiplied. */
static bool is_full_whole(const struct sky_sums *sums, uint32_t index)
{
    return sums->is_whole[index] && !sky_sums_grows(sums, index) && sky_sums_rank(sums, index) == SKY_RANK_FULL;
}

/* Multiplies or divides each part by a value of lower rank than full. */
static struct sky_sum scale(struct sky_sums *sums, enum sky_op op, const struct sky_sum *x, uint32_t factor)
{
    struct sky_sum sum = {{0}, {{0, 0}}};
    for (int i = 0; i < SKY_RANK_COUNT; i++)
        if (op == SKY_OP_MUL && sky_sums_grows(sums, factor) && is_full_whole(sums, x->part[i]))
            add_multiple(sums, &sum, SKY_OP_ADD, factor, x->part[i]);
        else if (x->part[i])
            add_part(sums, &sum, sky_sums_2(sums, op, x->part[i], factor));
    for (int i = 0; i < SKY_MULTIPLES_MAX; i++)
        if (x->multiples[i].whole)
            add_multiple(sums, &sum, SKY_OP_ADD, sky_sums_2(sums, op, x->multiples[i].number, factor),
                         x->multiples[i].whole);
    return sum;
}

/* Multiplies by a whole number of rank full. */
static struct sky_sum multiply_whole(struct sky_sums *sums, const struct sky_sum *x, uint32_t whole)
{
    struct sky_sum sum = {{0}, {{0, 0}}};
    for (int i = 0; i < SKY_RANK_COUNT; i++)
        if (sky_sums_grows(sums, x->part[i]))
            add_multiple(sums, &sum, SKY_OP_ADD, x->part[i], whole);
        else if (x->part[i])
            add_part(sums, &sum, sky_sums_2(sums, SKY_OP_MUL, x->part[i], whole));
    for (int i = 0; i < SKY_MULTIPLES_MAX; i++)
        if (x->multiples[i].whole)
            add_multiple(sums, &sum, SKY_OP_ADD, x->multiples[i].number,
                         sky_sums_2(sums, SKY_OP_MUL, x->multiples[i].whole, whole));
    return sum;
}

/* Can a product be made part by part of the other operand? */
static bool is_factor(const struct sky_sums *sums, uint32_t index, enum sky_rank product)
{
    enum sky_rank rank = sky_sums_rank(sums, index);
    return rank != SKY_RANK_FULL && (rank == SKY_RANK_FRAME || product == SKY_RANK_FULL);
}

static struct sky_sum multiply(struct sky_sums *sums, uint32_t index, const struct sky_node *node)
{
    for (unsigned k = 0; k < 2; k++) {
        uint32_t factor = node->operands[1 - k], other = node->operands[k];
        struct sky_sum sum = sky_sum_of(sums, other);
        if (node->op == SKY_OP_DIV && k == 1)
            break;
        if (is_factor(sums, factor, sky_node_rank(node)))
            return scale(sums, (enum sky_op)node->op, &sum, factor);
        if (node->op == SKY_OP_MUL && is_full_whole(sums, factor) && sky_sum_is_mixed(sums, other))
            return multiply_whole(sums, &sum, factor);
    }
    return single(sums, index);
}

/* y + condition * (x - y) for what grows, with a condition of 1 or 0; a choice between the rests. */
static struct sky_sum choose(struct sky_sums *sums, const struct sky_node *node)
{
    uint32_t condition = node->operands[0];
    if (!sky_sums_is_sign(sums, condition) || sums->graph->nodes[condition].op == SKY_OP_SIGN)
        condition = sky_sums_2(sums, SKY_OP_NE, condition, 0);
    struct sky_sum x = sky_sum_of(sums, node->operands[1]), y = sky_sum_of(sums, node->operands[2]);
    struct sky_sum rest_x = {{0}, {{0, 0}}}, rest_y = rest_x;
    for (int i = 0; i < SKY_RANK_COUNT; i++)
        if (i == SKY_RANK_FULL || (!sky_sums_grows(sums, x.part[i]) && !sky_sums_grows(sums, y.part[i]))) {
            rest_x.part[i] = x.part[i];
            rest_y.part[i] = y.part[i];
            x.part[i] = y.part[i] = 0;
        }
    struct sky_sum difference = sky_sum_add(sums, SKY_OP_SUB, &x, &y);
    difference = multiply_whole(sums, &difference, condition);
    difference = sky_sum_add(sums, SKY_OP_ADD, &y, &difference);
    uint32_t full_x = sky_sums_plus(sums, sky_sum_value(sums, &rest_x), rest_x.part[SKY_RANK_FULL]);
    uint32_t full_y = sky_sums_plus(sums, sky_sum_value(sums, &rest_y), rest_y.part[SKY_RANK_FULL]);
    if (full_x || full_y)
        add_part(sums, &difference, sky_sums_3(sums, SKY_OP_SELECT, condition, full_x, full_y));
    return difference;
}

static void find_sum(struct sky_sums *sums, uint32_t index)
{
    const struct sky_node node = sums->graph->nodes[index]; /* a copy, as more nodes may move them */
    if (sums->is_known[index] || !(node.depends & SKY_GROWS) || sky_node_rank(&node) == SKY_RANK_FRAME)
        return;
    struct sky_sum x, y, *sum = &sums->list[index];
    sums->is_known[index] = true;
    *sum = single(sums, index);
    switch (node.op) {
    case SKY_OP_ADD:
    case SKY_OP_SUB:
        x = sky_sum_of(sums, node.operands[0]);
        y = sky_sum_of(sums, node.operands[1]);
        *sum = sky_sum_add(sums, (enum sky_op)node.op, &x, &y);
        break;
    case SKY_OP_NEG:
        x = (struct sky_sum){{0}, {{0, 0}}};
        y = sky_sum_of(sums, node.operands[0]);
        *sum = sky_sum_add(sums, SKY_OP_SUB, &x, &y);
        break;
    case SKY_OP_MUL:
    case SKY_OP_DIV:
        *sum = multiply(sums, index, &node);
        break;
    case SKY_OP_MIX:
        x = sky_sum_of(sums, node.operands[0]);
        y = sky_sum_of(sums, sky_sums_2(sums, SKY_OP_MUL, sky_sums_minus(sums, node.operands[1], node.operands[0]),
                                        node.operands[2]));
        *sum = sky_sum_add(sums, SKY_OP_ADD, &x, &y);
        break;
    case SKY_OP_SELECT:
        if (sky_node_rank(&node) == SKY_RANK_FULL)
            *sum = choose(sums, &node);
        break;
    }
    join_frame_and_vane(sums, sum);
}
