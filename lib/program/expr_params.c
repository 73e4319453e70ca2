/* SPDX-License-Identifier: ISC */
#include "program/expr_params.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>

#include <sky/error.h>

#include "expr/functions.h"
#include "expr/names.h"
#include "program/help.h"
#include "program/params.h"

_Static_assert(SKY_EXPR_DECLARATIONS_MAX < SKY_PARAMS_MAX, "every declared parameter has a row");

/* A table, and the defaults that its rows point to. */
struct table {
    struct sky_param rows[SKY_EXPR_DECLARATIONS_MAX + 1];
    char defaults[SKY_EXPR_DECLARATIONS_MAX][32];
};

/* Writes a number that is parsed as the same one, in as few digits as people write. */
static void print_number(char text[32], double number)
{
    snprintf(text, 32, "%.10g", number);
    if (strtod(text, NULL) != number)
        snprintf(text, 32, "%.17g", number);
}

struct sky_params *sky_expr_params_create(struct sky_expr *expr)
{
    struct table *table = calloc(1, sizeof *table);
    if (!table) {
        sky_fail("out of memory");
        return NULL;
    }
    for (size_t i = 0; i < expr->declaration_count; i++) {
        const struct sky_expr_declaration *declaration = &expr->declarations[i];
        const struct sky_color *color = &declaration->value.color;
        if (declaration->is_color)
            snprintf(table->defaults[i], sizeof table->defaults[i], "#%02x%02x%02x", color->r, color->g, color->b);
        else
            print_number(table->defaults[i], declaration->value.number);
        table->rows[i] = (struct sky_param){
            .name = declaration->name,
            .type = declaration->is_color ? SKY_TYPE_COLOR : SKY_TYPE_NUMBER,
            .offset = i * sizeof *declaration + offsetof(struct sky_expr_declaration, value),
            .default_value = table->defaults[i],
            .minimum = -DBL_MAX,
            .maximum = DBL_MAX,
            .unit = "",
            .text = "declared by the program",
        };
    }
    table->rows[expr->declaration_count] = (struct sky_param)SKY_PARAMS_END;
    struct sky_params *params = sky_params_create(table->rows, expr->declarations);
    if (!params) {
        free(table);
        return NULL;
    }
    params->memory = table;
    return params;
}

void sky_expr_help_rows(void)
{
    for (const struct sky_name *name = sky_names; name->name; name++)
        sky_help_row(
            &(struct sky_help_row){.group = "name", .name = name->name, .kind = "name", .text = name->text});
    for (const struct sky_function *function = sky_functions; function->name; function++)
        sky_help_row(&(struct sky_help_row){.group = "function", .name = function->name, .kind = "function",
                                            .unit = function->signature, .text = function->text});
}
