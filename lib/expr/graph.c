/* SPDX-License-Identifier: ISC */
#include "expr/graph.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

int sky_graph_init(struct sky_graph *graph)
{
    *graph = (struct sky_graph){.room = 64};
    graph->nodes = calloc(graph->room, sizeof *graph->nodes);
    if (!graph->nodes)
        return sky_fail("out of memory");
    sky_graph_constant(graph, 0); /* node 0 */
    return 0;
}

void sky_graph_finish(struct sky_graph *graph)
{
    free(graph->nodes);
    *graph = (struct sky_graph){0};
}

/* NaN is equal to itself so. */
static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static uint32_t hash(const struct sky_node *node)
{
    uint64_t bits = bits_of(node->value);
    uint32_t value = 2166136261u;
    const uint32_t words[] = {node->op,          node->tag,         node->operands[0],    node->operands[1],
                              node->operands[2], node->operands[3], (uint32_t)(bits >> 32), (uint32_t)bits};
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        value = (value ^ words[i]) * 0x9e3779b1u;
        value ^= value >> 15;
    }
    return value % SKY_GRAPH_CHAINS;
}

static bool equal(const struct sky_node *a, const struct sky_node *b)
{
    return a->op == b->op && a->tag == b->tag && memcmp(a->operands, b->operands, sizeof a->operands) == 0 &&
           bits_of(a->value) == bits_of(b->value);
}

static uint32_t add(struct sky_graph *graph, const struct sky_node *node)
{
    uint32_t *chain = &graph->chains[hash(node)];
    for (uint32_t at = *chain; at; at = graph->nodes[at - 1].next)
        if (equal(&graph->nodes[at - 1], node))
            return at - 1;
    if (graph->count == graph->room) {
        struct sky_node *more =
            graph->room < SKY_NODES_MAX ? realloc(graph->nodes, 2 * graph->room * sizeof *more) : NULL;
        if (!more) {
            graph->overflowed = true;
            return 0;
        }
        graph->nodes = more;
        graph->room *= 2;
    }
    graph->nodes[graph->count] = *node;
    graph->nodes[graph->count].next = *chain;
    *chain = ++graph->count;
    return graph->count - 1;
}

uint32_t sky_graph_constant(struct sky_graph *graph, double value)
{
    if (value == 0)
        value = 0; /* the two zeros are one */
    return add(graph, &(struct sky_node){.op = SKY_LEAF_CONSTANT, .value = value});
}

uint32_t sky_graph_leaf(struct sky_graph *graph, enum sky_leaf leaf, uint32_t tag)
{
    unsigned depends = leaf <= SKY_LEAF_FPS       ? SKY_BY_TIME
                       : leaf == SKY_LEAF_SETTING ? SKY_BY_SETTING
                       : leaf <= SKY_LEAF_VANE    ? SKY_BY_VANE
                                                  : SKY_BY_RADIUS;
    return add(graph, &(struct sky_node){.op = (uint16_t)leaf, .depends = (uint8_t)depends, .tag = tag});
}

static bool is(const struct sky_graph *graph, uint32_t index, double value)
{
    const struct sky_node *node = &graph->nodes[index];
    return node->op == SKY_LEAF_CONSTANT && node->value == value;
}

/* An operand that the operation gives back unchanged, or -1. */
static int64_t same_as(const struct sky_graph *graph, enum sky_expr_op op, const uint32_t *operands)
{
    uint32_t x = operands[0], y = operands[1];
    if ((op == SKY_EXPR_ADD && is(graph, x, 0)) || (op == SKY_EXPR_MUL && is(graph, x, 1)))
        return y;
    if ((op == SKY_EXPR_ADD || op == SKY_EXPR_SUB) && is(graph, y, 0))
        return x;
    if ((op == SKY_EXPR_MUL || op == SKY_EXPR_DIV || op == SKY_EXPR_POW) && is(graph, y, 1))
        return x;
    return -1;
}

/* A product with this number is the same as a division by `x`, to the bit: for powers of two. Or 0. */
static double exact_inverse(double x)
{
    int exponent;
    return fabs(frexp(x, &exponent)) == 0.5 && exponent > -100 && exponent < 100 ? 1 / x : 0;
}

/* What an operation depends on besides its operands. */
static unsigned own_dependence(enum sky_expr_op op)
{
    if (op == SKY_EXPR_SRC || op == SKY_EXPR_RND)
        return SKY_BY_TIME | SKY_BY_PLACE;
    return op == SKY_EXPR_AT || op == SKY_EXPR_LAST ? SKY_BY_TIME : 0;
}

/* Those that look at a frame, or at where they are, have rows only. */
static bool folds(enum sky_expr_op op)
{
    return op < SKY_EXPR_AT;
}

/* Small powers by multiplication, which is many times faster. */
static uint32_t whole_power(struct sky_graph *graph, uint32_t x, unsigned power)
{
    if (power == 1)
        return x;
    uint32_t half = sky_graph_1(graph, SKY_EXPR_SQUARED, whole_power(graph, x, power / 2));
    return power % 2 ? sky_graph_2(graph, SKY_EXPR_MUL, half, x) : half;
}

uint32_t sky_graph_op(struct sky_graph *graph, enum sky_expr_op op, uint32_t tag, unsigned count,
                      const uint32_t *operands)
{
    struct sky_node node = {.op = (uint16_t)op, .tag = tag, .count = (uint8_t)count};
    unsigned depends = own_dependence(op);
    double values[SKY_EXPR_OPERANDS] = {0};
    bool constant = folds(op);
    for (unsigned i = 0; i < count; i++) {
        const struct sky_node *operand = &graph->nodes[operands[i]];
        node.operands[i] = operands[i];
        depends |= operand->depends;
        values[i] = operand->value;
        constant = constant && operand->op == SKY_LEAF_CONSTANT;
    }
    if (constant)
        return sky_graph_constant(graph, sky_scalar(op, tag, values));
    if (op == SKY_EXPR_POW)
        for (unsigned power = 2; power <= 8; power++)
            if (is(graph, operands[1], power))
                return whole_power(graph, operands[0], power);
    if (op == SKY_EXPR_DIV && graph->nodes[operands[1]].op == SKY_LEAF_CONSTANT && exact_inverse(values[1]) != 0)
        return sky_graph_2(graph, SKY_EXPR_MUL, operands[0], sky_graph_constant(graph, exact_inverse(values[1])));
    if (op == SKY_EXPR_MUL && operands[0] == operands[1])
        return sky_graph_1(graph, SKY_EXPR_SQUARED, operands[0]);
    int64_t same = count == 2 ? same_as(graph, op, operands) : -1;
    if (same >= 0)
        return (uint32_t)same;
    if ((op == SKY_EXPR_ADD || op == SKY_EXPR_MUL) && operands[0] > operands[1]) {
        node.operands[0] = operands[1];
        node.operands[1] = operands[0];
    }
    /* What looks at a frame has rows only, so that even a constant place is looked up along the radius. */
    if (!folds(op) && !(depends & SKY_BY_PLACE))
        depends |= SKY_BY_RADIUS;
    node.depends = (uint8_t)depends;
    return add(graph, &node);
}
