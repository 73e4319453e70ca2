/* SPDX-License-Identifier: ISC */
/* An expression as a graph of operations upon numbers. Equal parts are one node, and constants are folded while it is
 * built. Inside lib/expr only. */
#ifndef SKY_EXPR_GRAPH_H
#define SKY_EXPR_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

#include "expr/operations.h"

#define SKY_NODES_MAX 16384

/* X(NAME, growth, formula): nodes without operands that are one number a frame, of the moment `now`. The growth is
 * SKY_GROWS or 0. */
#define SKY_FRAME_LEAVES(X) \
    X(T, SKY_GROWS, now->t) X(DT, 0, 1 / now->fps) X(N, SKY_GROWS, (double)now->n) X(FPS, 0, now->fps) \
    X(BEAT, SKY_GROWS, sky_live_beat(now))

/* X(NAME, dependence, formula): nodes without operands that depend on the place, of the vane or pixel number `i` and
 * the `geometry`. */
#define SKY_PLACE_LEAVES(X) \
    X(A, SKY_BY_VANE, (double)i / geometry->vanes * SKY_TAU) \
    X(U, SKY_BY_VANE, (double)i / geometry->vanes) \
    X(VANE, SKY_BY_VANE, i) \
    X(R, SKY_BY_RADIUS, (i + 0.5) / geometry->pixels) \
    X(D, SKY_BY_RADIUS, (geometry->hub + i + 0.5) / (geometry->hub + geometry->pixels)) \
    X(PX, SKY_BY_RADIUS, i)

/* A node is an operation or one of these. */
enum sky_leaf {
    SKY_LEAF_CONSTANT = SKY_OP_COUNT,
    SKY_LEAF_SETTING, /* a declared parameter; the tag is its number times 4, plus the channel */
    SKY_LEAF_LIVE,    /* a live value; the tag is its enum sky_live_name */
    SKY_LEAF_LAST,    /* what a memory held in the frame before, at the place itself; the tag is as in expr/memory.h */
#define SKY_LEAF_ENUM(name, ...) SKY_LEAF_##name,
    SKY_FRAME_LEAVES(SKY_LEAF_ENUM) SKY_PLACE_LEAVES(SKY_LEAF_ENUM)
#undef SKY_LEAF_ENUM
};

struct sky_node {
    uint16_t op; /* enum sky_op or enum sky_leaf */
    uint8_t count; /* of operands */
    uint8_t depends; /* SKY_BY_... */
    uint32_t tag;
    uint32_t operands[SKY_OPERANDS_MAX]; /* indices of earlier nodes */
    double value;                        /* of a constant */
    uint32_t next;                       /* the next node in its hash chain, plus 1 */
};

/* A node has the lowest rank that what it depends on allows: a number a frame, a number for each vane or for each pixel
 * of a radius, or one for every pixel. */
enum sky_rank { SKY_RANK_FRAME, SKY_RANK_VANE, SKY_RANK_RADIUS, SKY_RANK_FULL, SKY_RANK_COUNT };

static inline enum sky_rank sky_node_rank(const struct sky_node *node)
{
    switch (node->depends & SKY_BY_PLACE) {
    case 0:
        return SKY_RANK_FRAME;
    case SKY_BY_VANE:
        return SKY_RANK_VANE;
    case SKY_BY_RADIUS:
        return SKY_RANK_RADIUS;
    default:
        return SKY_RANK_FULL;
    }
}

/* Does the node read a memory, whose tag is its own? */
static inline bool sky_node_is_last(const struct sky_node *node)
{
    return node->op == SKY_LEAF_LAST || node->op == SKY_OP_LAST || node->op == SKY_OP_LAST_TURN;
}

#define SKY_GRAPH_CHAINS 4096

struct sky_graph {
    struct sky_node *nodes;
    uint32_t count, room, limit;
    uint32_t chains[SKY_GRAPH_CHAINS]; /* first node plus 1 */
    bool overflowed;                   /* more nodes than the limit, or no memory: node 0 stands for the rest */
};

/* The limit is 64 times a power of two. Returns 0, or -1 with the error set. */
int sky_graph_init(struct sky_graph *graph, uint32_t limit);
void sky_graph_finish(struct sky_graph *graph);

/* Forgets all nodes but the first `count`. */
void sky_graph_cut(struct sky_graph *graph, uint32_t count);

/* All return the index of a node, a new one or an equal one. `operands` are as many as the operation has. */
uint32_t sky_graph_constant(struct sky_graph *graph, double value);
uint32_t sky_graph_leaf(struct sky_graph *graph, enum sky_leaf leaf, uint32_t tag);
uint32_t sky_graph_last(struct sky_graph *graph, uint32_t tag, uint8_t depends);
uint32_t sky_graph_op(struct sky_graph *graph, enum sky_op op, uint32_t tag, const uint32_t *operands);

/* What an operation depends on, by its operands. */
uint8_t sky_graph_depends(const struct sky_graph *graph, const struct sky_node *node);

static inline uint32_t sky_graph_1(struct sky_graph *graph, enum sky_op op, uint32_t x)
{
    return sky_graph_op(graph, op, 0, (const uint32_t[SKY_OPERANDS_MAX]){x});
}

static inline uint32_t sky_graph_2(struct sky_graph *graph, enum sky_op op, uint32_t x, uint32_t y)
{
    return sky_graph_op(graph, op, 0, (const uint32_t[SKY_OPERANDS_MAX]){x, y});
}

static inline uint32_t sky_graph_3(struct sky_graph *graph, enum sky_op op, uint32_t x, uint32_t y, uint32_t z)
{
    return sky_graph_op(graph, op, 0, (const uint32_t[SKY_OPERANDS_MAX]){x, y, z});
}

#endif
