/* SPDX-License-Identifier: ISC */
/* Fusion: operations that are computed together with the one that uses them. Inside lib/expr only. */
#ifndef SKY_EXPR_FUSION_H
#define SKY_EXPR_FUSION_H

#include "expr/plan.h"

/* Where operand `index` of the operation `into` is made by `first`, both can be `fused`, whose operands are those of
 * `first` and then the others of `into`. */
struct sky_fusion {
    uint8_t into, index, first, fused;
};

extern const struct sky_fusion sky_fusions[]; /* ended by a row in which `into` and `fused` are equal */

/* Fuses nodes of rank full where it can, in the order of sky_fusions. `uses` counts by node how often it is read:
 * one that is read twice stays. */
void sky_fuse(struct sky_plan *plan, const uint32_t *uses);

#endif
