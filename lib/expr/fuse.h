/* SPDX-License-Identifier: ISC */
/* Operations that are computed together with those that use them. Inside lib/expr only. */
#ifndef SKY_EXPR_FUSE_H
#define SKY_EXPR_FUSE_H

#include "expr/drawing.h"

/* Where operand `index` of the operation `into` is made by `first`, both can be `fused`. Its operands are those of
 * `first`, and then the others of `into`. */
struct sky_fusion {
    uint8_t into, index, first, fused;
};

/* Ended by a row in which `into` and `fused` are equal. */
extern const struct sky_fusion sky_fusions[];

/* Fuses what it can in drawing->forms, of full nodes that `uses` says are used only once. */
void sky_fuse(struct sky_drawing *drawing, const uint32_t *uses);

#endif
