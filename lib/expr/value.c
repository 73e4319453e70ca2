/* SPDX-License-Identifier: ISC */
#include "expr/value.h"

struct sky_value sky_value_op(struct sky_graph *graph, enum sky_op op, const struct sky_value *operands)
{
    struct sky_value result = {0};
    for (unsigned channel = 0; channel < 3; channel++) {
        uint32_t nodes[SKY_OPERANDS_MAX];
        for (unsigned i = 0; i < sky_operations[op].operands; i++) {
            result.is_color |= operands[i].is_color;
            result.may_be_color |= operands[i].may_be_color;
            nodes[i] = operands[i].node[channel];
        }
        result.node[channel] = sky_graph_op(graph, op, 0, nodes);
    }
    return result;
}
