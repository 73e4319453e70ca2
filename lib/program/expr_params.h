/* SPDX-License-Identifier: ISC */
/* The parameters that an expression declares (`speed ?= 1`), as parameters of the program that draws it. */
#ifndef SKY_PROGRAM_EXPR_PARAMS_H
#define SKY_PROGRAM_EXPR_PARAMS_H

#include "expr/expr.h"
#include "program/params.h"

struct sky_expr_params {
    struct sky_params params; /* their values are stored in the expression itself */
    struct sky_param table[SKY_EXPR_DECLARATIONS_MAX + 1];
    char defaults[SKY_EXPR_DECLARATIONS_MAX][24];
};

/* The expression must outlive them, and they must not be moved. */
void sky_expr_params_init(struct sky_expr_params *params, struct sky_expr *expr);
void sky_expr_params_finish(struct sky_expr_params *params); /* also of one that is all zeros */

#endif
