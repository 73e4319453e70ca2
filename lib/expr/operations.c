/* SPDX-License-Identifier: ISC */
#include "expr/operations.h"

#include <math.h>

#define OPERANDS_1 const double x = operands[0];
#define OPERANDS_2 OPERANDS_1 const double y = operands[1];
#define OPERANDS_3 OPERANDS_2 const double z = operands[2];
#define OPERANDS_4 OPERANDS_3 const double w = operands[3];
#define OPERANDS_5 OPERANDS_4 const double v = operands[4];
#define OPERANDS_6 OPERANDS_4 const double v = operands[4], u = operands[5];

#define NUMBER(name, count, formula) \
    static double number_##name(const double operands[SKY_OPERANDS_MAX], uint32_t tag) \
    { \
        OPERANDS_##count \
        (void)tag; \
        return formula; \
    }
#define NUMBER_OF_FORMULA(name, count, cost, floats, doubles) NUMBER(name, count, doubles)
#define NUMBER_BY_HAND(name, count, cost, doubles) NUMBER(name, count, doubles)
SKY_OPERATIONS(NUMBER_OF_FORMULA)
SKY_OPERATIONS_BY_HAND(NUMBER_BY_HAND)

#define OF_FORMULA(name, operands, cost, floats, doubles) \
    [SKY_OP_##name] = {#name, operands, cost, 0, false, false, number_##name},
#define BY_HAND(name, operands, cost, doubles) OF_FORMULA(name, operands, cost, , doubles)
#define OF_ROWS(name, operands, cost, depends) [SKY_OP_##name] = {#name, operands, cost, depends, false, false, NULL},
#define OF_STATE(name, operands, cost, depends) [SKY_OP_##name] = {#name, operands, cost, depends, false, true, NULL},
#define FUSED(name, operands, formula) [SKY_OP_##name] = {#name, operands, 1, 0, true, false, NULL},

const struct sky_operation sky_operations[SKY_OP_COUNT] = {
    SKY_OPERATIONS(OF_FORMULA) SKY_OPERATIONS_BY_HAND(BY_HAND) SKY_OPERATIONS_OF_ROWS(OF_ROWS)
    SKY_OPERATIONS_OF_STATE(OF_STATE) SKY_OPERATIONS_FUSED(FUSED)
};

unsigned sky_operation_bounds(enum sky_op op)
{
    switch (op) {
    case SKY_OP_NEG:
    case SKY_OP_ABS:
    case SKY_OP_FLOOR:
    case SKY_OP_CEIL:
    case SKY_OP_ROUND:
    case SKY_OP_TRUNC:
    case SKY_OP_SQUARED:
    case SKY_OP_SQRT:
    case SKY_OP_EXP:
    case SKY_OP_LOG:
    case SKY_OP_LOG2:
    case SKY_OP_ADD:
    case SKY_OP_SUB:
    case SKY_OP_MUL:
    case SKY_OP_DIV:
    case SKY_OP_MIN:
    case SKY_OP_MAX:
    case SKY_OP_POW:
    case SKY_OP_HYPOT:
    case SKY_OP_MIX:
    case SKY_OP_KEEP:
        return 0;
    case SKY_OP_MOD:
    case SKY_OP_CLAMP:
    case SKY_OP_SELECT:
        return 1;
    default:
        return ~0u;
    }
}
