/* SPDX-License-Identifier: ISC */
#include "expr/fuse.h"

#define FUSION(into, index, first, fused) {SKY_EXPR_##into, index, SKY_EXPR_##first, SKY_EXPR_##fused}

/* Sums and products have no order, so both operands are tried. */
const struct sky_fusion sky_fusions[] = {
    FUSION(ADD, 0, TWO_ADDED, TWO_ADDED_ADD),
    FUSION(ADD, 1, TWO_ADDED, TWO_ADDED_ADD),
    FUSION(ADD, 0, TWO_APART, TWO_APART_ADD),
    FUSION(ADD, 1, TWO_APART, TWO_APART_ADD),
    FUSION(ADD, 0, SQUARES_ADDED, SQUARES_ADDED_ADD),
    FUSION(ADD, 1, SQUARES_ADDED, SQUARES_ADDED_ADD),
    FUSION(ADD, 0, SQUARES_APART, SQUARES_APART_ADD),
    FUSION(ADD, 1, SQUARES_APART, SQUARES_APART_ADD),
    FUSION(SQUARED_ADD, 1, SQUARED, SQUARES_ADDED),
    FUSION(SQUARED_SUB, 1, SQUARED, SQUARES_APART),
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
    FUSION(MUL_ADD, 2, MUL, TWO_ADDED),
    FUSION(MUL_SUB, 2, MUL, TWO_APART),
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

/* Fused kernels take rows. A number a frame has a row that is filled once; one a vane would be filled each time,
 * which costs what is saved. */
static bool has_number_a_vane(const struct sky_drawing *drawing, const struct sky_form *form)
{
    for (unsigned k = 0; k < form->count; k++)
        if (drawing->rank[form->operands[k]] == SKY_RANK_VANE)
            return true;
    return false;
}

static bool fuse_once(struct sky_drawing *drawing, const uint32_t *uses, struct sky_form *into)
{
    for (const struct sky_fusion *fusion = sky_fusions; fusion->into != fusion->fused; fusion++) {
        if (fusion->into != into->op)
            continue;
        uint32_t operand = into->operands[fusion->index];
        const struct sky_form *first = &drawing->forms[operand];
        if (first->op != fusion->first || drawing->rank[operand] != SKY_RANK_FULL || drawing->plane[operand] ||
            uses[operand] != 1 || has_number_a_vane(drawing, first) || has_number_a_vane(drawing, into))
            continue;
        struct sky_form fused = *first;
        fused.op = fusion->fused;
        for (unsigned k = 0; k < into->count; k++)
            if (k != fusion->index)
                fused.operands[fused.count++] = into->operands[k];
        *into = fused;
        return true;
    }
    return false;
}

void sky_fuse(struct sky_drawing *drawing, const uint32_t *uses)
{
    for (uint32_t i = 0; i < drawing->node_count; i++)
        while (uses[i] > 0 && drawing->rank[i] == SKY_RANK_FULL && fuse_once(drawing, uses, &drawing->forms[i]))
            continue;
}
