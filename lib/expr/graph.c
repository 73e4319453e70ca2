/* SPDX-License-Identifier: ISC */
#include "expr/graph.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

int sky_graph_init(struct sky_graph *graph, uint32_t limit)
{
    *graph = (struct sky_graph){.room = 64, .limit = limit};
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

/* Constants are compared by their bits, so that NaN is equal to itself. */
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
    uint32_t words[4 + SKY_OPERANDS_MAX] = {node->op, node->tag, (uint32_t)(bits >> 32), (uint32_t)bits};
    memcpy(words + 4, node->operands, sizeof node->operands);
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
            graph->room < graph->limit ? realloc(graph->nodes, 2 * graph->room * sizeof *more) : NULL;
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

void sky_graph_cut(struct sky_graph *graph, uint32_t count)
{
    while (graph->count > count) {
        const struct sky_node *node = &graph->nodes[--graph->count];
        graph->chains[hash(node)] = node->next; /* the newest node of its chain */
    }
}

uint32_t sky_graph_constant(struct sky_graph *graph, double value)
{
    if (value == 0)
        value = 0; /* -0 becomes 0 */
    return add(graph, &(struct sky_node){.op = SKY_LEAF_CONSTANT, .value = value});
}

uint32_t sky_graph_leaf(struct sky_graph *graph, enum sky_leaf leaf, uint32_t tag)
{
    static const uint8_t depends[] = {
#define FRAME_LEAF(name, growth, formula) [SKY_LEAF_##name] = SKY_BY_TIME | (growth),
#define PLACE_LEAF(name, depends, formula) [SKY_LEAF_##name] = depends,
        [SKY_LEAF_SETTING] = SKY_BY_SETTING,
        [SKY_LEAF_LIVE] = SKY_BY_TIME,
        SKY_FRAME_LEAVES(FRAME_LEAF) SKY_PLACE_LEAVES(PLACE_LEAF)
    };
    return add(graph, &(struct sky_node){.op = (uint16_t)leaf, .depends = depends[leaf], .tag = tag});
}

uint32_t sky_graph_last(struct sky_graph *graph, uint32_t tag, uint8_t depends)
{
    return add(graph, &(struct sky_node){.op = SKY_LEAF_LAST, .depends = depends, .tag = tag});
}

uint8_t sky_graph_depends(const struct sky_graph *graph, const struct sky_node *node)
{
    const struct sky_operation *operation = &sky_operations[node->op];
    unsigned depends = operation->depends, bounds = sky_operation_bounds((enum sky_op)node->op);
    for (unsigned k = 0; k < node->count; k++)
        depends |= graph->nodes[node->operands[k]].depends & ~(bounds >> k & 1 ? (unsigned)SKY_GROWS : 0);
    /* What has kernels only must be a row, even when all its operands are single numbers. */
    if (!operation->number && !operation->is_state && !(depends & SKY_BY_PLACE))
        depends |= SKY_BY_RADIUS;
    return (uint8_t)depends;
}

static bool is(const struct sky_graph *graph, uint32_t index, double value)
{
    const struct sky_node *node = &graph->nodes[index];
    return node->op == SKY_LEAF_CONSTANT && node->value == value;
}

/* The operand that the operation returns unchanged, as x + 0 returns x and 0 && x returns 0; or -1. */
static int64_t unchanged_operand(const struct sky_graph *graph, enum sky_op op, const uint32_t *operands)
{
    uint32_t x = operands[0], y = operands[1];
    if (op == SKY_OP_SELECT && graph->nodes[x].op == SKY_LEAF_CONSTANT)
        return is(graph, x, 0) ? operands[2] : y;
    if ((op == SKY_OP_AND && is(graph, x, 0)) || (op == SKY_OP_OR && is(graph, x, 1)))
        return x;
    if ((op == SKY_OP_AND && is(graph, y, 0)) || (op == SKY_OP_OR && is(graph, y, 1)))
        return y;
    if ((op == SKY_OP_ADD && is(graph, x, 0)) || (op == SKY_OP_MUL && is(graph, x, 1)))
        return y;
    if ((op == SKY_OP_ADD || op == SKY_OP_SUB) && is(graph, y, 0))
        return x;
    if ((op == SKY_OP_MUL || op == SKY_OP_DIV) && is(graph, y, 1))
        return x;
    return -1;
}

/* 1 / x when a product with it is a division by x to the bit, which holds for powers of two; else 0. */
static double exact_inverse(double x)
{
    int exponent;
    return fabs(frexp(x, &exponent)) == 0.5 && exponent > -100 && exponent < 100 ? 1 / x : 0;
}

/* Small powers by multiplication, which is many times faster. */
static uint32_t integer_power(struct sky_graph *graph, uint32_t x, unsigned power)
{
    if (power == 1)
        return x;
    uint32_t half = sky_graph_1(graph, SKY_OP_SQUARED, integer_power(graph, x, power / 2));
    return power % 2 ? sky_graph_2(graph, SKY_OP_MUL, half, x) : half;
}

static bool is_simple_power(double power)
{
    return power == 0.5 || (floor(power) == power && fabs(power) <= 8);
}

/* The usual powers, whose result is as exact as that of a multiplication, a division or a square root. */
static uint32_t simple_power(struct sky_graph *graph, uint32_t x, double power)
{
    if (power == 0.5)
        return sky_graph_1(graph, SKY_OP_SQRT, x);
    if (power == 0)
        return sky_graph_constant(graph, 1);
    uint32_t positive = integer_power(graph, x, (unsigned)fabs(power));
    return power > 0 ? positive : sky_graph_2(graph, SKY_OP_DIV, sky_graph_constant(graph, 1), positive);
}

uint32_t sky_graph_op(struct sky_graph *graph, enum sky_op op, uint32_t tag, const uint32_t *operands)
{
    const struct sky_operation *operation = &sky_operations[op];
    unsigned count = operation->operands;
    struct sky_node node = {.op = (uint16_t)op, .tag = tag, .count = (uint8_t)count};
    double values[SKY_OPERANDS_MAX] = {0};
    bool constant = operation->number;
    for (unsigned i = 0; i < count; i++) {
        const struct sky_node *operand = &graph->nodes[operands[i]];
        node.operands[i] = operands[i];
        values[i] = operand->value;
        constant = constant && operand->op == SKY_LEAF_CONSTANT;
    }
    if (constant)
        return sky_graph_constant(graph, operation->number(values, tag));
    if (op == SKY_OP_POW && graph->nodes[operands[1]].op == SKY_LEAF_CONSTANT && is_simple_power(values[1]))
        return simple_power(graph, operands[0], values[1]);
    if (op == SKY_OP_DIV && graph->nodes[operands[1]].op == SKY_LEAF_CONSTANT && exact_inverse(values[1]) != 0)
        return sky_graph_2(graph, SKY_OP_MUL, operands[0], sky_graph_constant(graph, exact_inverse(values[1])));
    if (op == SKY_OP_MUL && operands[0] == operands[1])
        return sky_graph_1(graph, SKY_OP_SQUARED, operands[0]);
    int64_t unchanged = count >= 2 ? unchanged_operand(graph, op, operands) : -1;
    if (unchanged >= 0)
        return (uint32_t)unchanged;
    if ((op == SKY_OP_ADD || op == SKY_OP_MUL) && operands[0] > operands[1]) {
        node.operands[0] = operands[1];
        node.operands[1] = operands[0];
    }
    node.depends = sky_graph_depends(graph, &node);
    return add(graph, &node);
}
