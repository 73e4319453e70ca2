/* SPDX-License-Identifier: ISC */
/* A program that was read: what the parser makes, and drawing uses. Inside lib/expr only. */
#ifndef SKY_EXPR_PROGRAM_H
#define SKY_EXPR_PROGRAM_H

#include "expr/expr.h"
#include "expr/functions.h"

struct sky_expr {
    struct sky_builder builder;
    struct sky_value result;
    unsigned declaration_count;
    struct sky_expr_declaration declarations[SKY_EXPR_DECLARATIONS_MAX];
    double *numbers; /* room for each node's value; of parameters only */
};

/* A node that is a number for the whole frame, at this moment; `numbers` holds those of earlier nodes. */
double sky_expr_number(const struct sky_expr *expr, uint32_t index, const struct sky_moment *now,
                       const double *numbers);

#endif
