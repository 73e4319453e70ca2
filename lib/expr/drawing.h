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
 * temporary row the pixel counts from the piece's first. */
struct sky_where {
    float *base;
    size_t vane_step, pixel_step;
    bool temporary;
};

struct sky_instruction {
    sky_expr_kernel *kernel;
    uint32_t tag;
    uint8_t count;
    uint8_t fill; /* bit k: operand k is a single number, and the kernel wants a row of it */
    struct sky_where out, operands[SKY_EXPR_OPERANDS];
};

struct sky_list {
    struct sky_instruction *instructions;
    size_t count;
};

struct sky_drawing {
    struct sky_expr *expr;
    const struct sky_kernels *kernels;
    uint32_t vanes, pixels;
    bool lowered;
    uint32_t node_count;
    uint8_t *rank;           /* by node: an enum sky_rank */
    bool *used, *plane;      /* by node: the result needs it; it has a plane */
    struct sky_where *where; /* by node */
    double *numbers;         /* by node, those of SKY_RANK_FRAME */
    float *floats;           /* the same in single precision, for kernels */
    float *rows;             /* those of SKY_RANK_VANE and SKY_RANK_RADIUS, one after another */
    float *temporaries;      /* rows of SKY_DRAWING_PIECE */
    float *planes;           /* whole discs of what does not move */
    float *fill;             /* SKY_EXPR_OPERANDS rows of `longest` for single numbers that a kernel wants as a row */
    size_t longest;
    struct sky_list vane_still, vane_moving, radius_still, radius_moving, full_still, full_moving;
    bool drawn;                                     /* a frame was drawn, with these settings */
    union sky_expr_member settings[SKY_PARAMS_MAX];
    bool moves, turns, remembers;                   /* it depends on time; on the vane; it uses last() */
    uint8_t *last;                                  /* the last frame, when it remembers or does not move */
};

#endif
