/* SPDX-License-Identifier: ISC */
/* What a part of a program is: a number, or a colour of three numbers. Inside lib/expr only. */
#ifndef SKY_EXPR_VALUE_H
#define SKY_EXPR_VALUE_H

#include "expr/graph.h"

struct sky_value {
    bool is_color;
    bool may_be_color; /* a number that stands for any value, where a function is checked without being called */
    uint32_t node[3]; /* of a number three times the same */
};

static inline struct sky_value sky_value_number(uint32_t node)
{
    return (struct sky_value){.node = {node, node, node}};
}

/* An operation upon as many values as it has operands: a colour, channel by channel, when one of them is. */
struct sky_value sky_value_op(struct sky_graph *graph, enum sky_op op, const struct sky_value *operands);

#endif
