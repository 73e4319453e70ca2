/* SPDX-License-Identifier: ISC */
/* Turns a plan into lists of instructions. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "expr/fuse.h"

static struct sky_instruction make_instruction(const struct sky_drawing *drawing, uint32_t index)
{
    const struct sky_form *form = &drawing->forms[index];
    struct sky_instruction instruction = {
        .tag = sky_drawing_node(drawing, index)->tag,
        .count = form->count,
        .turns = drawing->where[index].vane_step > 0,
        .out = drawing->where[index],
    };
    unsigned single = 0;
    for (unsigned k = 0; k < form->count; k++) {
        struct sky_where where = drawing->where[form->operands[k]];
        if (form->op >= SKY_EXPR_FUSED_FIRST && drawing->rank[form->operands[k]] == SKY_RANK_FRAME)
            where = (struct sky_where){drawing->spread + drawing->spread_at[form->operands[k]], 0, 1, 0};
        size_t step = drawing->rank[index] == SKY_RANK_VANE ? where.vane_step : where.pixel_step;
        instruction.operands[k] = where;
        instruction.turns |= where.vane_step > 0;
        single |= step == 0 ? 1u << k : 0;
    }
    sky_expr_kernel *const *kernels = drawing->kernels->expr->op[form->op];
    instruction.kernel = single < SKY_EXPR_MASKS ? kernels[single] : NULL;
    if (!instruction.kernel) {
        instruction.kernel = kernels[0];
        instruction.fill = (uint8_t)single;
        instruction.turns |= single > 0;
    }
    return instruction;
}

/* The list of all nodes of one rank that are still, or that move. */
static int list_rank(struct sky_drawing *drawing, struct sky_list *list, enum sky_rank rank, bool still)
{
    size_t count = 0;
    for (uint32_t i = 0; i < drawing->node_count; i++)
        count += drawing->used[i] && drawing->rank[i] == rank;
    list->instructions = calloc(count + 1, sizeof *list->instructions);
    if (!list->instructions)
        return sky_fail("out of memory");
    for (uint32_t i = 0; i < drawing->node_count; i++)
        if (drawing->used[i] && drawing->rank[i] == rank && sky_drawing_node(drawing, i)->op < SKY_EXPR_OPS &&
            sky_drawing_is_still(drawing, i) == still)
            list->instructions[list->count++] = make_instruction(drawing, i);
    return 0;
}

/* What the planes need, or what the result needs beyond the planes. `needed` is room for a mark a node. */
static void need(const struct sky_drawing *drawing, bool planes, bool *needed)
{
    memset(needed, 0, drawing->node_count * sizeof *needed);
    if (planes)
        memcpy(needed, drawing->plane, drawing->node_count * sizeof *needed);
    else
        for (unsigned k = 0; k < drawing->ending_count; k++)
            needed[drawing->endings[k].node] = true;
    for (uint32_t i = drawing->node_count; i-- > 0;) {
        const struct sky_form *form = &drawing->forms[i];
        if (!planes && drawing->plane[i])
            needed[i] = false;
        for (unsigned k = 0; needed[i] && drawing->rank[i] == SKY_RANK_FULL && k < form->count; k++)
            needed[form->operands[k]] = true;
    }
}

/* Fuses operations, and gives rows to the numbers that fused ones use. */
static int plan_fused(struct sky_drawing *drawing)
{
    uint32_t count = drawing->node_count, *uses = calloc(count, sizeof *uses);
    bool *needed = calloc(count, sizeof *needed);
    drawing->spread_nodes = calloc(count, sizeof *drawing->spread_nodes);
    drawing->spread_at = calloc(count, sizeof *drawing->spread_at);
    int result = -1;
    if (!uses || !needed || !drawing->spread_nodes || !drawing->spread_at) {
        sky_fail("out of memory");
        goto out;
    }
    for (unsigned k = 0; k < drawing->ending_count; k++)
        uses[drawing->endings[k].node]++;
    for (int planes = 0; planes < 2; planes++) {
        need(drawing, planes, needed);
        for (uint32_t i = 0; i < count; i++)
            for (unsigned k = 0; needed[i] && k < drawing->forms[i].count; k++)
                uses[drawing->forms[i].operands[k]]++;
    }
    if (drawing->lowered)
        sky_fuse(drawing, uses);
    for (uint32_t i = 0; i < count; i++) {
        const struct sky_form *form = &drawing->forms[i];
        for (unsigned k = 0; form->op >= SKY_EXPR_FUSED_FIRST && k < form->count; k++) {
            uint32_t operand = form->operands[k];
            if (drawing->rank[operand] == SKY_RANK_FRAME && !drawing->spread_at[operand]) {
                drawing->spread_nodes[drawing->spread_count++] = operand;
                drawing->spread_at[operand] = (size_t)drawing->spread_count * SKY_DRAWING_PIECE; /* row 0: none */
            }
        }
    }
    drawing->spread = aligned_alloc(64, ((size_t)drawing->spread_count + 1) * SKY_DRAWING_PIECE * sizeof(float));
    result = drawing->spread ? 0 : sky_fail("out of memory");
out:
    free(uses);
    free(needed);
    return result;
}

/* The list of full nodes, with temporary rows. A row is free again after the last node that reads it. `most` is
 * raised to how many rows there are at once. */
static int list_full(struct sky_drawing *drawing, struct sky_list *list, bool planes, uint32_t *most)
{
    uint32_t count = drawing->node_count, rows = 0, free_count = 0;
    size_t room = (size_t)count + 1;
    bool *needed = calloc(room, sizeof *needed);
    uint32_t *last_use = calloc(room, sizeof *last_use), *row = calloc(room, sizeof *row);
    uint32_t *freed = calloc(room, sizeof *freed);
    int result = -1;
    list->instructions = calloc(room, sizeof *list->instructions);
    if (!needed || !last_use || !row || !freed || !list->instructions) {
        sky_fail("out of memory");
        goto out;
    }
    need(drawing, planes, needed);
    for (uint32_t i = 0; i < count; i++)
        for (unsigned k = 0; needed[i] && drawing->rank[i] == SKY_RANK_FULL && k < drawing->forms[i].count; k++)
            last_use[drawing->forms[i].operands[k]] = i;
    for (unsigned k = 0; k < drawing->ending_count && !planes; k++)
        last_use[drawing->endings[k].node] = count;
    for (uint32_t i = 0; i < count; i++) {
        const struct sky_form *form = &drawing->forms[i];
        if (!needed[i] || drawing->rank[i] != SKY_RANK_FULL)
            continue;
        for (unsigned k = 0; k < form->count; k++) {
            uint32_t operand = form->operands[k];
            /* A kernel may write where it reads, so the row is free for this node's own result. */
            if (drawing->rank[operand] == SKY_RANK_FULL && !drawing->plane[operand] && last_use[operand] == i) {
                freed[free_count++] = row[operand];
                last_use[operand] = count; /* it may be an operand twice */
            }
        }
        struct sky_instruction *instruction = &list->instructions[list->count++];
        if (!drawing->plane[i]) {
            row[i] = free_count ? freed[--free_count] : rows++;
            float *rows_of = drawing->temporaries;
            drawing->where[i] =
                (struct sky_where){rows_of ? rows_of + (size_t)row[i] * SKY_DRAWING_PIECE : NULL, 0, 1, 0};
        }
        *instruction = make_instruction(drawing, i);
    }
    *most = rows > *most ? rows : *most;
    result = 0;
out:
    free(needed);
    free(last_use);
    free(row);
    free(freed);
    return result;
}

/* Once to count the temporary rows, and once to use them. */
static int list_all_full(struct sky_drawing *drawing)
{
    uint32_t most = 0;
    for (int pass = 0; pass < 2; pass++) {
        free(drawing->full_still.instructions);
        free(drawing->full_moving.instructions);
        drawing->full_still = drawing->full_moving = (struct sky_list){0};
        if (list_full(drawing, &drawing->full_still, true, &most) < 0 ||
            list_full(drawing, &drawing->full_moving, false, &most) < 0)
            return -1;
        if (!drawing->temporaries)
            drawing->temporaries = aligned_alloc(64, ((size_t)most + 1) * SKY_DRAWING_PIECE * sizeof(float));
        if (!drawing->temporaries)
            return sky_fail("out of memory");
    }
    for (unsigned k = 0; k < drawing->ending_count; k++)
        if (!drawing->endings[k].row.base)
            drawing->endings[k].row = drawing->where[drawing->endings[k].node];
    return 0;
}

int sky_drawing_list(struct sky_drawing *drawing)
{
    if (plan_fused(drawing) < 0 || list_rank(drawing, &drawing->vane_still, SKY_RANK_VANE, true) < 0 ||
        list_rank(drawing, &drawing->vane_moving, SKY_RANK_VANE, false) < 0 ||
        list_rank(drawing, &drawing->radius_still, SKY_RANK_RADIUS, true) < 0 ||
        list_rank(drawing, &drawing->radius_moving, SKY_RANK_RADIUS, false) < 0)
        return -1;
    return list_all_full(drawing);
}
