/* SPDX-License-Identifier: ISC */
#include "expr/expr.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/file.h"
#include "expr/lexer.h"
#include "expr/program.h"

void sky_expr_destroy(struct sky_expr *expr)
{
    if (!expr)
        return;
    sky_graph_finish(&expr->builder.graph);
    free(expr->numbers);
    free(expr);
}

struct sky_expr *sky_expr_load(const char *path, const struct sky_expr_setting *setting)
{
    struct sky_expr_setting named = *setting;
    size_t size;
    named.place = strcmp(path, "-") == 0 ? "standard input" : path;
    sky_lexer_forget();
    char *text = sky_file_read(path, SKY_EXPR_TEXT_MAX, SKY_FILE_ANY, &size);
    struct sky_expr *expr = text ? sky_expr_parse(text, size, &named) : NULL;
    free(text);
    return expr;
}

int sky_expr_exit_misuse(void)
{
    int status = sky_exit_misuse();
    fputs(sky_expr_detail(), stderr);
    return status;
}

struct sky_expr_declaration *sky_expr_declarations(struct sky_expr *expr, size_t *count)
{
    *count = expr->declaration_count;
    return expr->declarations;
}

bool sky_expr_is_color(const struct sky_expr *expr)
{
    return expr->result.color;
}

bool sky_expr_is_constant(const struct sky_expr *expr, double *value)
{
    const struct sky_node *node = &expr->builder.graph.nodes[expr->result.node[0]];
    *value = node->value;
    return !expr->result.color && node->op == SKY_LEAF_CONSTANT;
}

double sky_expr_number(const struct sky_expr *expr, uint32_t index, const struct sky_moment *now,
                       const double *numbers)
{
    const struct sky_node *node = &expr->builder.graph.nodes[index];
    double operands[SKY_EXPR_OPERANDS];
    switch (node->op) {
    case SKY_LEAF_CONSTANT:
        return node->value;
    case SKY_LEAF_T:
        return now->t;
    case SKY_LEAF_DT:
        return 1 / now->fps;
    case SKY_LEAF_N:
        return (double)now->n;
    case SKY_LEAF_FPS:
        return now->fps;
    case SKY_LEAF_SETTING: {
        const struct sky_expr_declaration *declared = &expr->declarations[node->tag / 4];
        unsigned channel = node->tag % 4;
        if (!declared->is_color)
            return declared->value.number;
        const struct sky_color *color = &declared->value.color;
        return (channel == 0 ? color->r : channel == 1 ? color->g : color->b) / 255.0;
    }
    default:
        for (unsigned i = 0; i < SKY_EXPR_OPERANDS; i++)
            operands[i] = i < node->count ? numbers[node->operands[i]] : 0;
        return sky_scalar((enum sky_expr_op)node->op, node->tag, operands);
    }
}

void sky_expr_evaluate(struct sky_expr *expr, const struct sky_moment *now, double value[3])
{
    for (uint32_t i = 0; i < expr->builder.graph.count; i++)
        expr->numbers[i] = sky_expr_number(expr, i, now, expr->numbers);
    for (int channel = 0; channel < 3; channel++)
        value[channel] = expr->numbers[expr->result.node[channel]];
}
