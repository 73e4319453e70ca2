/* SPDX-License-Identifier: ISC */
/* The plan for drawing an expression: each node's rank, and where its values are stored. Numbers a frame are doubles;
 * the others are rows of floats, see expr/wide.h for exceptions. Inside lib/expr only. */
#ifndef SKY_EXPR_PLAN_H
#define SKY_EXPR_PLAN_H

#include "expr/expr.h"
#include "expr/memory.h"
#include "kernel/expr.h"

#define SKY_PIECE 512 /* pixels of a vane that are computed at a time: their rows stay in the first-level cache */

/* The value at (vane, pixel) is base[vane * vane_step + pixel * pixel_step]. A temporary row holds one piece of a vane:
 * there the pixel counts from the start of the piece, and `piece_step` is 0; elsewhere it is pixel_step. Each thread
 * has temporary rows of its own, `worker_step` apart. */
struct sky_storage {
    float *base;
    size_t vane_step, pixel_step, piece_step, worker_step;
    float *const *changing; /* if not NULL: where to find a base that changes from frame to frame */
};

struct sky_planned {
    enum sky_rank rank;
    bool is_used;  /* the result needs it */
    bool is_wide;  /* rank vane or radius: it is computed in doubles, and rounded where floats are needed */
    bool has_wide; /* rank vane or radius: a wide node needs its value in doubles, whatever others use */
    bool is_plane; /* its values of the whole disc are kept from frame to frame */
    bool has_branch;
    uint8_t branch; /* if has_branch: in which branch it is needed, see expr/branches.h */
    /* The operation to compute it by: at first the node's own, after fusion perhaps one that computes some of its
     * operands on the way. */
    uint8_t op, count;
    uint32_t operands[SKY_FUSED_OPERANDS_MAX];
    struct sky_storage storage;
    double *wide;     /* if has_wide: its row */
    float number;     /* of a SKY_RANK_FRAME: what its storage refers to */
    float *broadcast; /* and, if a fused kernel reads it, a row of SKY_PIECE times this number */
};

/* A channel of the result: row * scale + offset, where scale and offset are one number a vane at most. */
struct sky_channel_plan {
    uint32_t node; /* of the row */
    struct sky_storage row, scale, offset;
    unsigned shift; /* 0 red, 8 green, 16 blue */
};

struct sky_plan {
    struct sky_expr *expr;
    uint32_t vanes, pixels, count; /* of nodes */
    bool uses_ranks;               /* false: everything is of rank full and computed anew, for tests */
    bool is_animated, varies_by_vane;
    struct sky_planned *nodes;
    double *numbers; /* by node, those of SKY_RANK_FRAME */
    float *rows;     /* the storage of SKY_RANK_VANE and SKY_RANK_RADIUS */
    float *planes;   /* the storage of planes */
    /* What last() remembers, see expr/memory.h. By tag: how it is kept; the values of the frame before; and of rank
     * full those of this frame, in the same plane unless they are kept twice. */
    struct sky_kept *kept;
    struct sky_expr_plane *last;
    float **next;
    float *memory;   /* the storage of all these */
    float *zeros;    /* a row of zeros */
    float units[2];  /* 0 and 1 */
    struct sky_channel_plan channels[3]; /* those that differ along the radius; at least one */
    unsigned channel_count;
    enum sky_pack_form form;    /* how they are packed */
    bool is_gray;               /* the one channel is all three */
    struct sky_storage flat[3]; /* the others by number: one number a vane at most; base NULL for those above */
};

/* Returns 0, or -1 with the error set; sky_plan_finish() must follow in any case. The expression must outlive it. */
int sky_plan_init(struct sky_plan *plan, struct sky_expr *expr);
void sky_plan_finish(struct sky_plan *plan);

/* Ends a frame: last() finds its values from now on. */
void sky_plan_remember(struct sky_plan *plan);

static inline const struct sky_node *sky_plan_node(const struct sky_plan *plan, uint32_t index)
{
    return &plan->expr->graph.nodes[index];
}

/* Is the node the same in every frame, until a declared parameter changes? */
static inline bool sky_plan_is_still(const struct sky_plan *plan, uint32_t index)
{
    return plan->uses_ranks && !(sky_plan_node(plan, index)->depends & SKY_BY_TIME);
}

#endif
