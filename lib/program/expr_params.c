/* SPDX-License-Identifier: ISC */
#include "program/expr_params.h"

_Static_assert(SKY_EXPR_DECLARATIONS_MAX < SKY_PARAMS_MAX, "every declared parameter has a row");

void sky_expr_params_init(struct sky_expr_params *params, struct sky_expr *expr)
{
    for (size_t i = 0; i < expr->declaration_count; i++) {
        const struct sky_expr_declaration *declaration = &expr->declarations[i];
        const struct sky_color *color = &declaration->value.color;
        if (declaration->is_color)
            snprintf(params->defaults[i], sizeof params->defaults[i], "#%02x%02x%02x", color->r, color->g, color->b);
        else
            snprintf(params->defaults[i], sizeof params->defaults[i], "%.10g", declaration->value.number);
        params->table[i] = (struct sky_param){
            .name = declaration->name,
            .type = declaration->is_color ? SKY_COLOR : SKY_NUMBER,
            .offset = i * sizeof *declaration + offsetof(struct sky_expr_declaration, value),
            .default_value = params->defaults[i],
            .minimum = -SKY_EXPR_DECLARED_LIMIT,
            .maximum = SKY_EXPR_DECLARED_LIMIT,
            .unit = "",
            .text = "declared by the program",
        };
    }
    params->table[expr->declaration_count] = (struct sky_param)SKY_PARAMS_END;
    sky_params_init(&params->params, params->table, expr->declarations);
}

void sky_expr_params_finish(struct sky_expr_params *params)
{
    sky_params_finish(&params->params);
}
