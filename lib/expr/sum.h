/* SPDX-License-Identifier: ISC */
/* Values that grow with time, as sums of parts by rank:
 *
 *     one number a frame + one a vane + one a pixel of a radius + multiples + the rest,
 *
 * where a multiple is a number of a lower rank times a whole number of rank full. Inside lib/expr only. */
#ifndef SKY_EXPR_SUM_H
#define SKY_EXPR_SUM_H

#include "expr/graph.h"

#define SKY_MULTIPLES_MAX 3

/* Nodes; 0, which is the constant 0, where there is none. What grows by rank frame is not beside what grows by rank
 * vane, but added to it. All multiples grow. */
struct sky_sum {
    uint32_t part[SKY_RANK_COUNT];
    struct sky_multiple {
        uint32_t number, whole;
    } multiples[SKY_MULTIPLES_MAX];
};

/* A graph that is being built, and the sums of its nodes. */
struct sky_sums {
    struct sky_graph *graph;
    struct sky_sum *list; /* by node, of those that grow and depend on a place */
    bool *is_known;       /* whether its sum was found */
    bool *is_whole;       /* whether a node is a whole number, as far as is known */
};

/* Both return 0, or -1 with the error set; sky_sums_finish() must follow in any case. */
int sky_sums_init(struct sky_sums *sums, struct sky_graph *graph);
void sky_sums_finish(struct sky_sums *sums);

/* The sum of a value, of at least one part. */
struct sky_sum sky_sum_of(struct sky_sums *sums, uint32_t index);

/* x + y, or with SKY_OP_SUB x - y. */
struct sky_sum sky_sum_add(struct sky_sums *sums, enum sky_op op, const struct sky_sum *x, const struct sky_sum *y);

/* True where a number that grows meets a place and can be told from it. */
bool sky_sum_is_mixed(struct sky_sums *sums, uint32_t index);

/* The value of a sum again; without its part of rank full. */
uint32_t sky_sum_value(struct sky_sums *sums, const struct sky_sum *sum);

/* Node makers as those of expr/graph.h. */
uint32_t sky_sums_leaf(struct sky_sums *sums, const struct sky_node *node);
uint32_t sky_sums_op(struct sky_sums *sums, enum sky_op op, uint32_t tag, const uint32_t *operands);

static inline uint32_t sky_sums_1(struct sky_sums *sums, enum sky_op op, uint32_t x)
{
    return sky_sums_op(sums, op, 0, (const uint32_t[SKY_OPERANDS_MAX]){x});
}

static inline uint32_t sky_sums_2(struct sky_sums *sums, enum sky_op op, uint32_t x, uint32_t y)
{
    return sky_sums_op(sums, op, 0, (const uint32_t[SKY_OPERANDS_MAX]){x, y});
}

static inline uint32_t sky_sums_3(struct sky_sums *sums, enum sky_op op, uint32_t x, uint32_t y, uint32_t z)
{
    return sky_sums_op(sums, op, 0, (const uint32_t[SKY_OPERANDS_MAX]){x, y, z});
}

static inline uint32_t sky_sums_plus(struct sky_sums *sums, uint32_t x, uint32_t y)
{
    return sky_sums_2(sums, SKY_OP_ADD, x, y);
}

/* What grows in both is gone where they are one number a frame, or one is the floor of the other. */
uint32_t sky_sums_minus(struct sky_sums *sums, uint32_t x, uint32_t y);

/* ---- Properties of nodes ---- */

static inline bool sky_sums_grows(const struct sky_sums *sums, uint32_t index)
{
    return sums->graph->nodes[index].depends & SKY_GROWS;
}

static inline enum sky_rank sky_sums_rank(const struct sky_sums *sums, uint32_t index)
{
    return sky_node_rank(&sums->graph->nodes[index]);
}

/* Is it 1, 0 or -1? */
bool sky_sums_is_sign(const struct sky_sums *sums, uint32_t index);

static inline bool sky_sums_is_floor(const struct sky_sums *sums, uint32_t index, uint32_t of)
{
    const struct sky_node *node = &sums->graph->nodes[index];
    return node->op == SKY_OP_FLOOR && node->operands[0] == of;
}

#endif
