/* SPDX-License-Identifier: ISC */
#include "expr/fusion.h"

#include <string.h>

#define FUSION(into, index, first, fused) {SKY_OP_##into, index, SKY_OP_##first, SKY_OP_##fused}

/* Sums and products are commutative, so both operands are tried. */
const struct sky_fusion sky_fusions[] = {
    FUSION(SUB_SQUARE_SUM_ADD, 2, SUB, SUBS_SQUARE_SUM_ADD),
    FUSION(SUB_SQUARE_SUM, 2, SUB, SUBS_SQUARE_SUM),
    FUSION(SUB_HYPOT, 2, SUB, SUBS_HYPOT),
    FUSION(SQUARE_SUM_ADD, 0, SUB, SUB_SQUARE_SUM_ADD),
    FUSION(SQUARE_SUM_ADD, 1, SUB, SUB_SQUARE_SUM_ADD),
    FUSION(SQUARE_SUM, 0, SUB, SUB_SQUARE_SUM),
    FUSION(SQUARE_SUM, 1, SUB, SUB_SQUARE_SUM),
    FUSION(HYPOT, 0, SUB, SUB_HYPOT),
    FUSION(HYPOT, 1, SUB, SUB_HYPOT),
    FUSION(ADD, 0, SUB_SQUARE_SUM, SUB_SQUARE_SUM_ADD),
    FUSION(ADD, 1, SUB_SQUARE_SUM, SUB_SQUARE_SUM_ADD),
    FUSION(ADD, 0, SUBS_SQUARE_SUM, SUBS_SQUARE_SUM_ADD),
    FUSION(ADD, 1, SUBS_SQUARE_SUM, SUBS_SQUARE_SUM_ADD),
    FUSION(ADD, 0, DIV, DIV_ADD),
    FUSION(ADD, 1, DIV, DIV_ADD),
    FUSION(ADD, 0, PRODUCT_SUM, PRODUCT_SUM_ADD),
    FUSION(ADD, 1, PRODUCT_SUM, PRODUCT_SUM_ADD),
    FUSION(ADD, 0, PRODUCT_DIFFERENCE, PRODUCT_DIFFERENCE_ADD),
    FUSION(ADD, 1, PRODUCT_DIFFERENCE, PRODUCT_DIFFERENCE_ADD),
    FUSION(ADD, 0, SQUARE_SUM, SQUARE_SUM_ADD),
    FUSION(ADD, 1, SQUARE_SUM, SQUARE_SUM_ADD),
    FUSION(ADD, 0, SQUARE_DIFFERENCE, SQUARE_DIFFERENCE_ADD),
    FUSION(ADD, 1, SQUARE_DIFFERENCE, SQUARE_DIFFERENCE_ADD),
    FUSION(SQUARED_ADD, 1, SQUARED, SQUARE_SUM),
    FUSION(SQUARED_SUB, 1, SQUARED, SQUARE_DIFFERENCE),
    FUSION(ADD, 0, SQUARED, SQUARED_ADD),
    FUSION(ADD, 1, SQUARED, SQUARED_ADD),
    FUSION(SUB, 0, SQUARED, SQUARED_SUB),
    FUSION(SUB, 1, SQUARED, SQUARED_FROM),
    FUSION(ADD, 0, MUL_MUL, MUL_MUL_ADD),
    FUSION(ADD, 1, MUL_MUL, MUL_MUL_ADD),
    FUSION(SUB, 0, MUL_MUL, MUL_MUL_SUB),
    FUSION(SUB, 1, MUL_MUL, MUL_MUL_FROM),
    FUSION(MUL, 0, MUL_ADD, MUL_ADD_MUL),
    FUSION(MUL, 1, MUL_ADD, MUL_ADD_MUL),
    FUSION(MUL, 0, MUL_SUB, MUL_SUB_MUL),
    FUSION(MUL, 1, MUL_SUB, MUL_SUB_MUL),
    FUSION(MUL_ADD, 2, MUL, PRODUCT_SUM),
    FUSION(MUL_SUB, 2, MUL, PRODUCT_DIFFERENCE),
    FUSION(ADD, 0, MUL, MUL_ADD),
    FUSION(ADD, 1, MUL, MUL_ADD),
    FUSION(SUB, 0, MUL, MUL_SUB),
    FUSION(SUB, 1, MUL, MUL_FROM),
    FUSION(MUL, 0, MUL, MUL_MUL),
    FUSION(MUL, 1, MUL, MUL_MUL),
    FUSION(MUL, 0, ADD, ADD_MUL),
    FUSION(MUL, 1, ADD, ADD_MUL),
    FUSION(MUL, 0, SUB, SUB_MUL),
    FUSION(MUL, 1, SUB, SUB_MUL),
    FUSION(ADD, 0, ADD, ADD_ADD),
    FUSION(ADD, 1, ADD, ADD_ADD),
    {0},
};

/* Fused kernels take rows only. A row for a number a frame is filled once a frame, but one for a number a vane would
 * be filled at every vane, which costs what fusion saves. */
static bool has_number_a_vane(const struct sky_plan *plan, const struct sky_planned *planned)
{
    for (unsigned k = 0; k < planned->count; k++)
        if (plan->nodes[planned->operands[k]].rank == SKY_RANK_VANE)
            return true;
    return false;
}

static bool fuse_once(struct sky_plan *plan, const uint32_t *uses, struct sky_planned *into)
{
    for (const struct sky_fusion *fusion = sky_fusions; fusion->into != fusion->fused; fusion++) {
        if (fusion->into != into->op)
            continue;
        uint32_t operand = into->operands[fusion->index];
        const struct sky_planned *first = &plan->nodes[operand];
        if (first->op != fusion->first || first->rank != SKY_RANK_FULL || first->is_plane || uses[operand] != 1 ||
            has_number_a_vane(plan, first) || has_number_a_vane(plan, into))
            continue;
        uint32_t operands[SKY_FUSED_OPERANDS_MAX];
        unsigned count = first->count;
        memcpy(operands, first->operands, sizeof operands);
        for (unsigned k = 0; k < into->count; k++)
            if (k != fusion->index)
                operands[count++] = into->operands[k];
        memcpy(into->operands, operands, sizeof operands);
        into->op = fusion->fused;
        into->count = (uint8_t)count;
        return true;
    }
    return false;
}

void sky_fuse(struct sky_plan *plan, const uint32_t *uses)
{
    for (uint32_t i = 0; i < plan->count; i++)
        while (uses[i] > 0 && plan->nodes[i].rank == SKY_RANK_FULL && fuse_once(plan, uses, &plan->nodes[i]))
            continue;
}
