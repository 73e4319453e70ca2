/* SPDX-License-Identifier: ISC */
/* Draws an expression on a disc, frame by frame. */
#ifndef SKY_EXPR_EVALUATOR_H
#define SKY_EXPR_EVALUATOR_H

#include <stdio.h>

#include "base/workers.h"
#include "expr/expr.h"

struct sky_evaluator;

/* Plans and schedules an expression of SKY_EXPR_PICTURE or SKY_EXPR_FILTER on its geometry, and allocates all that
 * drawing needs. The expression must outlive it, and so must the threads that draw; NULL is the caller's alone. NULL
 * with the error set. */
struct sky_evaluator *sky_evaluator_create(struct sky_expr *expr, struct sky_workers *workers);
void sky_evaluator_destroy(struct sky_evaluator *evaluator); /* accepts NULL */

/* Draws one frame. `sources` are as many frames as sky_expr_inputs() of a SKY_EXPR_FILTER, else NULL. */
void sky_evaluator_draw(struct sky_evaluator *evaluator, const struct sky_moment *now, const uint8_t *const *sources,
                        uint8_t *frame);

/* Frames a second that this machine can be expected to draw, with the evaluator's threads. */
double sky_evaluator_rate(const struct sky_evaluator *evaluator);

/* Prints what --explain does: the program's names, its cost and the rates to expect. `fps` is the one asked for. The
 * expression must have labels. Returns 0, or -1 with the error set. */
int sky_evaluator_explain(const struct sky_evaluator *evaluator, double fps, FILE *out);

#endif
