/* SPDX-License-Identifier: ISC */
/* The table of operations, from the rows of kernel/operations.h. Inside lib/expr only. */
#ifndef SKY_EXPR_OPERATIONS_H
#define SKY_EXPR_OPERATIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/operations.h"

struct sky_operation {
    const char *name;
    uint8_t operands;
    uint8_t cost;    /* in additions upon a row */
    uint8_t depends; /* SKY_BY_...: on what besides its operands */
    bool is_fused;   /* only fusion makes it */
    bool is_state;   /* one number a frame, which depends on the frames before */
    /* The operation upon single numbers. NULL: it has kernels only, and its value is a row; or it is a state. */
    double (*number)(const double operands[SKY_OPERANDS_MAX], uint32_t tag);
};

extern const struct sky_operation sky_operations[SKY_OP_COUNT];

/* Which operands may grow beyond all bounds while the result does not: bit k is operand k. */
unsigned sky_operation_bounds(enum sky_op op);

#endif
