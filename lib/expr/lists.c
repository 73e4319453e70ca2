/* SPDX-License-Identifier: ISC */
#include "expr/lists.h"

#define G (&expr->graph)
#define C(x) sky_graph_constant(G, x)
#define OP1(op, x) sky_graph_1(G, SKY_OP_##op, x)
#define OP2(op, x, y) sky_graph_2(G, SKY_OP_##op, x, y)
#define OP3(op, x, y, z) sky_graph_3(G, SKY_OP_##op, x, y, z)

uint32_t sky_list_min(struct sky_expr *expr, const uint32_t *v, unsigned count)
{
    uint32_t least = v[0];
    for (unsigned i = 1; i < count; i++)
        least = OP2(MIN, least, v[i]);
    return least;
}

uint32_t sky_list_max(struct sky_expr *expr, const uint32_t *v, unsigned count)
{
    uint32_t greatest = v[0];
    for (unsigned i = 1; i < count; i++)
        greatest = OP2(MAX, greatest, v[i]);
    return greatest;
}

uint32_t sky_list_pick(struct sky_expr *expr, const uint32_t *v, unsigned count)
{
    unsigned length = count - 1;
    const uint32_t *values = v + 1;
    uint32_t number = length > 1 ? OP2(MOD, v[0], C(length)) : C(0);
    uint32_t value = values[length - 1];
    const struct sky_node *node = &G->nodes[number];
    if (node->op == SKY_LEAF_CONSTANT) {
        /* As below: NaN is the last, and so is what rounding leaves above; below 0, the first. */
        return node->value < 1 ? values[0] : node->value < length ? values[(unsigned)node->value] : value;
    }
    for (unsigned i = length - 1; i > 0; i--)
        value = OP3(SELECT, OP2(LT, number, C(i)), values[i - 1], value);
    return value;
}

/* 0 for x up to `low`, `change` from `high` on, a straight line between them. Where both are one place, it is a step
 * behind it. */
static uint32_t rise(struct sky_expr *expr, uint32_t x, uint32_t low, uint32_t high, uint32_t change)
{
    uint32_t way = OP2(SUB, x, low), width = OP2(SUB, high, low);
    const struct sky_node *node = &G->nodes[width];
    uint32_t part = node->op == SKY_LEAF_CONSTANT && node->value != 0 ? OP2(MUL, way, C(1 / node->value))
                                                                      : OP2(DIV, way, width);
    return OP2(MUL, OP1(SAT, part), change);
}

uint32_t sky_list_ramp(struct sky_expr *expr, const uint32_t *v, unsigned count)
{
    uint32_t sum = v[2];
    for (unsigned i = 3; i + 1 < count; i += 2)
        sum = OP2(ADD, sum, rise(expr, v[0], v[i - 2], v[i], OP2(SUB, v[i + 1], v[i - 1])));
    return sum;
}

struct sky_value sky_list_palette(struct sky_expr *expr, uint32_t x, const struct sky_value *colors, unsigned count)
{
    struct sky_value sum = colors[0];
    uint32_t part = OP2(MAX, OP1(FRACT, x), OP2(EQ, x, C(1)));
    uint32_t place = OP2(MUL, part, C(count - 1));
    sum.is_color = true;
    for (unsigned i = 1; i < count; i++)
        for (unsigned channel = 0; channel < 3; channel++) {
            uint32_t change = OP2(SUB, colors[i].node[channel], colors[i - 1].node[channel]);
            sum.node[channel] = OP2(ADD, sum.node[channel], rise(expr, place, C(i - 1), C(i), change));
        }
    return sum;
}
