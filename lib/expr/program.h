/* SPDX-License-Identifier: ISC */
/* A program that was read: what the parser makes, and drawing uses. Inside lib/expr only. */
#ifndef SKY_EXPR_PROGRAM_H
#define SKY_EXPR_PROGRAM_H

#include "expr/expr.h"
#include "expr/functions.h"

#define SKY_EXPR_SETTINGS (SKY_PARAMS_MAX - 1)

/* The value of a declared parameter; the member of its type is used. */
union sky_expr_member {
    double number;
    struct sky_color color;
};

struct sky_expr {
    struct sky_builder builder;
    struct sky_value result;
    unsigned count;                          /* of declared parameters */
    struct sky_param table[SKY_PARAMS_MAX];  /* the rows, ended by SKY_PARAMS_END */
    union sky_expr_member values[SKY_PARAMS_MAX];
    char *texts[2 * SKY_PARAMS_MAX];         /* names and defaults of the table */
    struct sky_params params;
    double *numbers; /* room for each node's value; of parameters only */
};

/* A node that is a number for the whole frame, at this moment; `numbers` holds those of earlier nodes. */
double sky_expr_number(const struct sky_expr *expr, uint32_t index, const struct sky_moment *now,
                       const double *numbers);

#endif
