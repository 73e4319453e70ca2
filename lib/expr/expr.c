/* SPDX-License-Identifier: ISC */
#include "expr/expr.h"

#include <math.h>
#include <stdlib.h>

#include "expr/live.h"

void sky_expr_destroy(struct sky_expr *expr)
{
    if (!expr)
        return;
    sky_graph_finish(&expr->graph);
    free(expr->memories);
    free(expr->labels);
    free(expr->numbers);
    free(expr->phases);
    free(expr);
}

/* The integral of what changes with time; that of a constant or of a declared parameter is known at any time. */
static bool is_moving_integral(const struct sky_graph *graph, uint32_t index)
{
    const struct sky_node *node = &graph->nodes[index];
    return node->op == SKY_OP_INTEGRAL && graph->nodes[node->operands[0]].depends & SKY_BY_TIME;
}

const char *sky_expr_state(const struct sky_expr *expr)
{
    for (uint32_t i = 0; i < expr->graph.count; i++) {
        const struct sky_node *node = &expr->graph.nodes[i];
        if (sky_node_is_last(node))
            return "last()";
        if (is_moving_integral(&expr->graph, i))
            return "integral()";
    }
    return NULL;
}

unsigned sky_expr_inputs(const struct sky_expr *expr)
{
    unsigned count = 1;
    for (uint32_t i = 0; i < expr->graph.count; i++) {
        const struct sky_node *node = &expr->graph.nodes[i];
        bool reads = node->op == SKY_OP_SRC || node->op == SKY_OP_AT || node->op == SKY_OP_AT_TURN;
        if (reads && node->tag / 4 + 1 > count)
            count = node->tag / 4 + 1;
    }
    return count;
}

bool sky_expr_is_constant(const struct sky_expr *expr, double *value)
{
    const struct sky_node *node = &expr->graph.nodes[expr->result.node[0]];
    *value = node->value;
    return !expr->result.is_color && node->op == SKY_LEAF_CONSTANT;
}

static double declared_value(const struct sky_expr_declaration *declaration, unsigned channel)
{
    const struct sky_color *color = &declaration->value.color;
    if (!declaration->is_color)
        return declaration->value.number;
    return (channel == 0 ? color->r : channel == 1 ? color->g : color->b) / 255.0;
}

double sky_expr_number(const struct sky_expr *expr, uint32_t index, const struct sky_moment *now,
                       const double *numbers)
{
    const struct sky_node *node = &expr->graph.nodes[index];
    double operands[SKY_OPERANDS_MAX] = {0};
    switch (node->op) {
    case SKY_LEAF_CONSTANT:
        return node->value;
    case SKY_LEAF_SETTING:
        return declared_value(&expr->declarations[node->tag / 4], node->tag % 4);
    case SKY_LEAF_LIVE:
        return sky_live_number(now, node->tag);
    case SKY_LEAF_LAST:
        return expr->memories[node->tag / 4].held[node->tag % 4];
#define FRAME_LEAF(name, growth, formula) \
    case SKY_LEAF_##name: \
        return formula;
        SKY_FRAME_LEAVES(FRAME_LEAF)
    case SKY_OP_INTEGRAL:
        operands[0] = numbers[node->operands[0]];
        return sky_phase_at(&expr->phases[index], isfinite(operands[0]) ? operands[0] : 0, now->t);
    default:
        for (unsigned i = 0; i < node->count; i++)
            operands[i] = numbers[node->operands[i]];
        return sky_operations[node->op].number(operands, node->tag);
    }
}

void sky_expr_evaluate(struct sky_expr *expr, const struct sky_moment *now, double value[3])
{
    for (uint32_t i = 0; i < expr->graph.count; i++)
        expr->numbers[i] = sky_expr_number(expr, i, now, expr->numbers);
    for (int channel = 0; channel < 3; channel++)
        value[channel] = expr->numbers[expr->result.node[channel]];
}

void sky_expr_remember(struct sky_expr *expr, const double *numbers)
{
    for (uint32_t i = 0; i < expr->memory_count; i++)
        for (int channel = 0; channel < 3; channel++)
            expr->memories[i].held[channel] = (numbers ? numbers : expr->numbers)[expr->memories[i].value[channel]];
}
