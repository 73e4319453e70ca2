/* SPDX-License-Identifier: ISC */
/* The schedule of a plan: which kernels run in which order on which rows. What does not depend on time runs once, and
 * again when a declared parameter has changed. Nodes of rank full are computed in pieces of a vane, in temporary rows
 * that are used again as soon as nobody needs their values. Inside lib/expr only. */
#ifndef SKY_EXPR_SCHEDULE_H
#define SKY_EXPR_SCHEDULE_H

#include "expr/plan.h"
#include "kernel/kernel.h"

struct sky_instruction {
    sky_expr_kernel *kernel;
    uint32_t tag, node;
    uint8_t count;   /* of operands */
    uint8_t fill;    /* bit k: operand k is a single number, and the kernel takes a row of it */
    bool every_vane; /* its rows must be found at every vane, not only at the first */
    uint8_t branch;  /* it runs only in frames in which this one is on */
    bool is_color;   /* three operations of SKY_OP_AT at once; `others` are the rows of the second and third channel */
    struct sky_storage others[2];
    struct sky_storage out, operands[SKY_FUSED_OPERANDS_MAX];
};

struct sky_instructions {
    struct sky_instruction *list;
    size_t count;
};

struct sky_schedule {
    /* By rank, from SKY_RANK_VANE on: the still ones, and those that run for each frame. Still ones of rank full make
     * the planes. */
    struct sky_instructions still[SKY_RANK_FULL + 1], moving[SKY_RANK_FULL + 1];
    float *broadcasts, *temporaries; /* rows of SKY_PIECE; temporary ones for each thread */
};

/* Fuses operations of the plan, gives temporary rows for so many threads to its nodes and lists the instructions.
 * Returns 0, or -1 with the error set; sky_schedule_finish() must follow in any case. */
int sky_schedule_init(struct sky_schedule *schedule, struct sky_plan *plan, const struct sky_expr_kernels *kernels,
                      unsigned threads);
void sky_schedule_finish(struct sky_schedule *schedule);

#endif
