/* SPDX-License-Identifier: ISC */
/* The few hundred numbers a frame of ranks vane and radius that a float could not hold: those that grow with time. They
 * are computed in doubles, one after another, and rounded where kernels read them. Inside lib/expr only. */
#ifndef SKY_EXPR_WIDE_H
#define SKY_EXPR_WIDE_H

#include "expr/plan.h"

/* The computation of a row. */
struct sky_wide_instruction {
    double (*number)(const double operands[SKY_OPERANDS_MAX], uint32_t tag);
    uint32_t tag, node;
    unsigned operand_count;
    const double *operands[SKY_OPERANDS_MAX];
    size_t steps[SKY_OPERANDS_MAX]; /* 0 for a single number, else 1 */
    size_t count;
    uint8_t branch;
    double *out;
    float *rounded; /* or NULL */
};

struct sky_wide {
    struct sky_wide_instruction *still, *moving; /* as in a schedule */
    size_t still_count, moving_count;
    double *rows;
};

/* Returns 0, or -1 with the error set; sky_wide_finish() must follow in any case. */
int sky_wide_init(struct sky_wide *wide, const struct sky_plan *plan);
void sky_wide_finish(struct sky_wide *wide);

/* Computes what moves, in the branches that are on, from the numbers of the plan; with NULL what is still. */
void sky_wide_compute(const struct sky_wide *wide, const bool *is_on);

#endif
