/* SPDX-License-Identifier: ISC */
/* What --explain prints of a program: where its time goes, and what of it is not exact after years. */
#ifndef SKY_EXPR_EXPLAIN_H
#define SKY_EXPR_EXPLAIN_H

#include <stdio.h>

#include "expr/plan.h"

/* Lists the names that the program gives: how often each is computed and what it costs, by node in `nodes`; of a
 * part that several names have it is the first one's. The expression must have labels. Returns 0, or -1 with the
 * error set. */
int sky_explain(const struct sky_plan *plan, const double *nodes, FILE *out);

#endif
