/* SPDX-License-Identifier: ISC */
#include "expr/sampling.h"

#include "expr/memory.h"

#define G (&expr->graph)

static bool is_leaf(const struct sky_expr *expr, uint32_t index, enum sky_leaf leaf)
{
    return G->nodes[index].op == leaf;
}

/* An angle in turns. */
static uint32_t turn_of(struct sky_expr *expr, uint32_t angle)
{
    return is_leaf(expr, angle, SKY_LEAF_A) ? sky_graph_leaf(G, SKY_LEAF_U, 0) : sky_graph_1(G, SKY_OP_TURN, angle);
}

struct sky_value sky_sample_input(struct sky_expr *expr, unsigned input, uint32_t angle, uint32_t radius)
{
    struct sky_value color = {.is_color = true};
    const bool is_own_pixel = is_leaf(expr, radius, SKY_LEAF_R), is_own_vane = is_leaf(expr, angle, SKY_LEAF_A);
    const uint32_t operands[] = {turn_of(expr, angle), radius};
    for (unsigned channel = 0; channel < 3; channel++) {
        const uint32_t tag = SKY_SOURCE_TAG(input, channel);
        color.node[channel] = !is_own_pixel ? sky_graph_op(G, SKY_OP_AT, tag, operands)
                              : is_own_vane ? sky_graph_op(G, SKY_OP_SRC, tag, NULL)
                                            : sky_graph_op(G, SKY_OP_AT_TURN, tag, operands);
    }
    return color;
}

struct sky_value sky_sample_memory(struct sky_expr *expr, size_t memory, uint32_t angle, uint32_t radius)
{
    struct sky_value value = sky_memory_value(expr, memory);
    const bool is_own_pixel = is_leaf(expr, radius, SKY_LEAF_R), is_own_vane = is_leaf(expr, angle, SKY_LEAF_A);
    if (is_own_pixel && is_own_vane)
        return value;
    const uint32_t operands[] = {turn_of(expr, angle), radius};
    for (unsigned channel = 0; channel < 3; channel++) {
        const uint32_t tag = sky_memory_tag(memory, value.is_color ? channel : 0);
        value.node[channel] = sky_graph_op(G, is_own_pixel ? SKY_OP_LAST_TURN : SKY_OP_LAST, tag, operands);
    }
    return value;
}

uint32_t sky_angle_of_point(struct sky_expr *expr, uint32_t x, uint32_t y)
{
    return sky_graph_2(G, SKY_OP_ATAN2, x, y);
}

/* The centre is `hub` pixels within the first pixel's inner edge, where the radius is 0. */
uint32_t sky_radius_of_point(struct sky_expr *expr, uint32_t x, uint32_t y)
{
    const struct sky_geometry *geometry = &expr->setting.geometry;
    uint32_t distance = sky_graph_2(G, SKY_OP_HYPOT, x, y);
    uint32_t scale = sky_graph_constant(G, (geometry->hub + geometry->pixels) / geometry->pixels);
    uint32_t hub = sky_graph_constant(G, geometry->hub / geometry->pixels);
    return sky_graph_2(G, SKY_OP_SUB, sky_graph_2(G, SKY_OP_MUL, distance, scale), hub);
}
