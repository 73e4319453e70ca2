/* SPDX-License-Identifier: ISC */
#include "expr/branches.h"

/* One side of a condition within a branch. */
static uint32_t find_side(struct sky_branches *branches, uint32_t parent, uint32_t condition, bool side)
{
    for (uint32_t outer = parent; outer; outer = branches->list[outer].parent)
        if (branches->list[outer].condition == condition)
            return parent;
    for (uint32_t i = 1; i < branches->count; i++) {
        const struct sky_branch *branch = &branches->list[i];
        if (branch->parent == parent && branch->condition == condition && branch->side == side)
            return i;
    }
    if (branches->count == SKY_BRANCHES_MAX)
        return parent;
    branches->list[branches->count] = (struct sky_branch){parent, condition, side};
    return branches->count++;
}

/* The innermost branch that both are in. A branch comes after the one that it is in. */
static uint32_t join(const struct sky_branches *branches, uint32_t a, uint32_t b)
{
    while (a != b)
        if (a > b)
            a = branches->list[a].parent;
        else
            b = branches->list[b].parent;
    return a;
}

static void use(const struct sky_branches *branches, struct sky_plan *plan, uint32_t index, uint32_t branch)
{
    struct sky_planned *planned = &plan->nodes[index];
    planned->branch = (uint8_t)(planned->has_branch ? join(branches, planned->branch, branch) : branch);
    planned->has_branch = true;
}

void sky_branches_find(struct sky_branches *branches, struct sky_plan *plan)
{
    branches->count = 1;
    if (!plan->uses_ranks)
        return;
    for (int channel = 0; channel < 3; channel++)
        use(branches, plan, plan->expr->result.node[channel], 0);
    for (size_t tag = 0; tag < (size_t)plan->expr->memory_count * 4; tag++)
        if (plan->kept[tag].is_used)
            use(branches, plan, sky_memory_node(plan->expr, tag), 0);
    for (uint32_t i = plan->count; i-- > 0;) {
        const struct sky_node *node = sky_plan_node(plan, i);
        const struct sky_planned *planned = &plan->nodes[i];
        bool chooses = node->op == SKY_OP_SELECT && plan->nodes[node->operands[0]].rank == SKY_RANK_FRAME;
        for (unsigned k = 0; planned->has_branch && k < node->count; k++)
            use(branches, plan, node->operands[k],
                chooses && k > 0 ? find_side(branches, planned->branch, node->operands[0], k == 1)
                                 : planned->branch);
    }
}

void sky_branches_choose(struct sky_branches *branches, const struct sky_plan *plan)
{
    branches->is_on[0] = true;
    for (uint32_t i = 1; i < branches->count; i++) {
        const struct sky_branch *branch = &branches->list[i];
        bool is_true = plan->nodes[branch->condition].number != 0; /* as kernels compare it, in single precision */
        branches->is_on[i] = branches->is_on[branch->parent] && is_true == branch->side;
    }
}
