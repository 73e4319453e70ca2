/* SPDX-License-Identifier: ISC */
/* The parameters that an expression declares (`speed ?= 1`), as parameters of the program that draws it. */
#ifndef SKY_PROGRAM_EXPR_PARAMS_H
#define SKY_PROGRAM_EXPR_PARAMS_H

#include <sky/params.h>

#include "expr/expr.h"

/* Their values are those of the expression, which must outlive their use. NULL with the error set when memory is
 * short. */
struct sky_params *sky_expr_params_create(struct sky_expr *expr);

/* Prints a row of --help=tsv for each name and function of the language. */
void sky_expr_help_rows(void);

#endif
