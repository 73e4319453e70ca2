/* SPDX-License-Identifier: ISC */
/* How a program is drawn. Every node has a rank, from what it depends on: a number a frame, a number for each vane or
 * each pixel of a radius, or one for every pixel. Numbers a frame are computed in double precision; the others are
 * rows of floats, which kernels work through. What is different at every pixel is computed in pieces of one vane, in
 * temporary rows that are used again as soon as nobody needs what is in them. What does not depend on time is
 * computed once, and again when a parameter has changed. Inside lib/expr only. */
#ifndef SKY_EXPR_DRAWING_H
#define SKY_EXPR_DRAWING_H

#include "expr/program.h"
#include "kernel/kernel.h"

#define SKY_DRAWING_PIECE 512 /* floats of a temporary row: it stays in the first cache */

enum sky_rank { SKY_RANK_FRAME, SKY_RANK_VANE, SKY_RANK_RADIUS, SKY_RANK_FULL };

/* Where a node's numbers are: that of (vane, pixel) is at base[vane * vane_step + pixel * pixel_step]. In a
 * temporary row the pixel counts from the piece's first, and `piece_step` is 0; of others it is pixel_step. */
struct sky_where {
    float *base;
    size_t vane_step, pixel_step, piece_step;
};

/* How a node is computed: by its own operation, or by a fused one that makes some of its operands on the way. */
struct sky_form {
    uint8_t op, count;
    uint32_t operands[SKY_EXPR_ROWS];
};

struct sky_instruction {
    sky_expr_kernel *kernel;
    uint32_t tag;
    uint8_t count;
    uint8_t fill; /* bit k: operand k is a single number, and the kernel wants a row of it */
    bool turns; /* its rows are others at every vane, or are filled */
    struct sky_where out, operands[SKY_EXPR_ROWS];
    float *out_row; /* where these are at the moment */
    const float *rows[SKY_EXPR_ROWS];
};

struct sky_list {
    struct sky_instruction *instructions;
    size_t count;
};

/* A channel of the result as it is packed: row * scale + plus. The last two are a number a vane at most. */
struct sky_ending {
    uint32_t node; /* of the row */
    struct sky_where row, scale, plus;
    unsigned shift;
};

struct sky_drawing {
    struct sky_expr *expr;
    const struct sky_kernels *kernels;
    uint32_t vanes, pixels;
    bool lowered;
    uint32_t node_count;
    uint8_t *rank;           /* by node: an enum sky_rank */
    bool *used, *plane;      /* by node: the result needs it; it has a plane */
    struct sky_form *forms;  /* by node */
    struct sky_where *where; /* by node */
    double *numbers;         /* by node, those of SKY_RANK_FRAME */
    float *floats;           /* the same in single precision, for kernels */
    float *rows;             /* those of SKY_RANK_VANE and SKY_RANK_RADIUS, one after another */
    float *temporaries;      /* rows of SKY_DRAWING_PIECE */
    float *planes;           /* whole discs of what does not move */
    float *spread;           /* rows of SKY_DRAWING_PIECE for numbers a frame that fused kernels want as rows */
    size_t *spread_at;       /* by node: where its row is, or 0 */
    uint32_t *spread_nodes, spread_count;
    float *fill;             /* SKY_EXPR_ROWS rows of `longest` for single numbers that a kernel wants as a row */
    float *zeros;            /* and one of zeros */
    size_t longest;
    struct sky_list vane_still, vane_moving, radius_still, radius_moving, full_still, full_moving;
    struct sky_ending endings[3];                   /* what is different along the radius */
    unsigned ending_count;
    bool gray;                                      /* the one ending is all three channels */
    struct sky_where flat[3];                       /* the others, a number a vane at most; or NULL */
    float units[2];                                 /* 0 and 1 */
    bool drawn;                                     /* a frame was drawn, with these settings */
    union sky_expr_value settings[SKY_EXPR_DECLARATIONS_MAX];
    bool moves, turns, remembers;                   /* it depends on time; on the vane; it uses last() */
    uint8_t *last;                                  /* the last frame, when it remembers or does not move */
};

static inline const struct sky_node *sky_drawing_node(const struct sky_drawing *drawing, uint32_t index)
{
    return &drawing->expr->builder.graph.nodes[index];
}

/* What does not depend on time. */
static inline bool sky_drawing_is_still(const struct sky_drawing *drawing, uint32_t index)
{
    return drawing->lowered && !(sky_drawing_node(drawing, index)->depends & SKY_BY_TIME);
}

/* Makes the lists, once ranks, rows, planes and endings are known. */
int sky_drawing_list(struct sky_drawing *drawing);

#endif
