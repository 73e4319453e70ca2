/* SPDX-License-Identifier: ISC */
/* Branches of a program: what only one side of a condition needs that is one number a frame, as in
 * `t % 10 < 5 ? p : q`. In a frame only the side that is taken is computed. Inside lib/expr only. */
#ifndef SKY_EXPR_BRANCHES_H
#define SKY_EXPR_BRANCHES_H

#include "expr/plan.h"

#define SKY_BRANCHES_MAX 255

struct sky_branches {
    uint32_t count;
    struct sky_branch {
        uint32_t parent, condition; /* a branch before it; a node */
        bool side;                  /* it is computed when the condition is true, or when it is false */
    } list[SKY_BRANCHES_MAX];       /* the first one is what all frames need */
    bool is_on[SKY_BRANCHES_MAX];   /* in this frame */
};

/* Finds the branch of each node of a plan: the outermost in which all that use it are. What the result and last() take
 * is needed in all frames. Conditions beyond SKY_BRANCHES_MAX have both sides computed. */
void sky_branches_find(struct sky_branches *branches, struct sky_plan *plan);

/* Says which are on, from the numbers of the frame. */
void sky_branches_choose(struct sky_branches *branches, const struct sky_plan *plan);

#endif
