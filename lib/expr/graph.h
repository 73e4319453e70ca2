/* SPDX-License-Identifier: ISC */
/* An expression as a graph of operations upon numbers: a colour is three of them. Equal parts are one node, and
 * what can be computed when it is built is. Inside lib/expr only. */
#ifndef SKY_EXPR_GRAPH_H
#define SKY_EXPR_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/expr.h"

#define SKY_NODES_MAX 16384

/* Nodes without operands; after the operations of kernel/expr.h. */
enum sky_leaf {
    SKY_LEAF_CONSTANT = SKY_EXPR_OPS,
    SKY_LEAF_T,
    SKY_LEAF_DT,
    SKY_LEAF_N,
    SKY_LEAF_FPS,
    SKY_LEAF_SETTING, /* the tag is its number times 4, plus the channel */
    SKY_LEAF_A,
    SKY_LEAF_U,
    SKY_LEAF_VANE,
    SKY_LEAF_R,
    SKY_LEAF_D,
    SKY_LEAF_PX,
};

/* What a node's value depends on. None is a constant; time and settings alone are a number a frame. */
enum {
    SKY_BY_TIME = 1,
    SKY_BY_SETTING = 2,
    SKY_BY_VANE = 4,
    SKY_BY_RADIUS = 8,
    SKY_BY_PLACE = SKY_BY_VANE | SKY_BY_RADIUS,
};

struct sky_node {
    uint16_t op;
    uint8_t count; /* of operands */
    uint8_t depends;
    uint32_t tag;
    uint32_t operands[SKY_EXPR_OPERANDS]; /* indices of earlier nodes */
    double value;                         /* of a constant */
    uint32_t next;                        /* in the chain of nodes with this hash, plus 1 */
};

#define SKY_GRAPH_CHAINS 4096

struct sky_graph {
    struct sky_node *nodes;
    uint32_t count, room;
    uint32_t chains[SKY_GRAPH_CHAINS]; /* first node plus 1 */
    bool overflowed;                   /* more nodes than fit, or no memory: node 0 stands for the rest */
};

int sky_graph_init(struct sky_graph *graph);
void sky_graph_finish(struct sky_graph *graph);

/* All give the index of the node, a new one or an equal one. */
uint32_t sky_graph_constant(struct sky_graph *graph, double value);
uint32_t sky_graph_leaf(struct sky_graph *graph, enum sky_leaf leaf, uint32_t tag);
uint32_t sky_graph_op(struct sky_graph *graph, enum sky_expr_op op, uint32_t tag, unsigned count,
                      const uint32_t *operands);

static inline uint32_t sky_graph_1(struct sky_graph *graph, enum sky_expr_op op, uint32_t x)
{
    return sky_graph_op(graph, op, 0, 1, &x);
}

static inline uint32_t sky_graph_2(struct sky_graph *graph, enum sky_expr_op op, uint32_t x, uint32_t y)
{
    return sky_graph_op(graph, op, 0, 2, (const uint32_t[]){x, y});
}

static inline uint32_t sky_graph_3(struct sky_graph *graph, enum sky_expr_op op, uint32_t x, uint32_t y, uint32_t z)
{
    return sky_graph_op(graph, op, 0, 3, (const uint32_t[]){x, y, z});
}

/* One operation upon single numbers, in double precision. Not for those that need a place on the disc. */
double sky_scalar(enum sky_expr_op op, uint32_t tag, const double *operands);

#endif
