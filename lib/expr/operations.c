/* SPDX-License-Identifier: ISC */
#include "expr/operations.h"

#include <math.h>

#define OPERANDS_1 const double x = operands[0];
#define OPERANDS_2 OPERANDS_1 const double y = operands[1];
#define OPERANDS_3 OPERANDS_2 const double z = operands[2];
#define OPERANDS_4 OPERANDS_3 const double w = operands[3];

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
    [SKY_OP_##name] = {#name, operands, cost, 0, false, number_##name},
#define BY_HAND(name, operands, cost, doubles) [SKY_OP_##name] = {#name, operands, cost, 0, false, number_##name},
#define OF_ROWS(name, operands, cost, depends) [SKY_OP_##name] = {#name, operands, cost, depends, false, NULL},
#define FUSED(name, operands, formula) [SKY_OP_##name] = {#name, operands, 1, 0, true, NULL},

const struct sky_operation sky_operations[SKY_OP_COUNT] = {
    SKY_OPERATIONS(OF_FORMULA) SKY_OPERATIONS_BY_HAND(BY_HAND) SKY_OPERATIONS_OF_ROWS(OF_ROWS)
    SKY_OPERATIONS_FUSED(FUSED)
};
