/* SPDX-License-Identifier: ISC */
#include "expr/wide.h"

#include <stdlib.h>

#include <sky/error.h>

#define BYTES_MAX ((size_t)512 << 20)

static size_t length_of(const struct sky_plan *plan, uint32_t index)
{
    return sky_node_rank(sky_plan_node(plan, index)) == SKY_RANK_VANE ? plan->vanes : plan->pixels;
}

static void fill_leaf(const struct sky_plan *plan, uint32_t index, double *row)
{
    const struct sky_geometry *geometry = &plan->expr->setting.geometry;
    uint32_t count = (uint32_t)length_of(plan, index);
    switch (sky_plan_node(plan, index)->op) {
#define PLACE_LEAF(name, depends, formula) \
    case SKY_LEAF_##name: \
        for (uint32_t i = 0; i < count; i++) \
            row[i] = formula; \
        break;
        SKY_PLACE_LEAVES(PLACE_LEAF)
    }
}

static struct sky_wide_instruction make_instruction(const struct sky_plan *plan, uint32_t index, double *const *rows)
{
    const struct sky_node *node = sky_plan_node(plan, index);
    const struct sky_planned *planned = &plan->nodes[index];
    struct sky_wide_instruction instruction = {
        .number = sky_operations[node->op].number,
        .tag = node->tag,
        .node = index,
        .operand_count = node->count,
        .count = length_of(plan, index),
        .branch = planned->branch,
        .out = rows[index],
        .rounded = planned->is_wide && planned->is_used ? planned->storage.base : NULL,
    };
    for (unsigned k = 0; k < node->count; k++) {
        uint32_t operand = node->operands[k];
        instruction.operands[k] = rows[operand] ? rows[operand] : &plan->numbers[operand];
        instruction.steps[k] = rows[operand] ? 1 : 0;
    }
    return instruction;
}

/* `rows` has room for a row of each node. */
static int place(struct sky_wide *wide, const struct sky_plan *plan, double **rows)
{
    size_t length = 0, count = 0;
    for (uint32_t i = 0; i < plan->count; i++)
        if (plan->nodes[i].has_wide) {
            length += length_of(plan, i);
            count++;
        }
    if (length > BYTES_MAX / sizeof *wide->rows)
        return sky_fail("the program needs %zu MiB of memory at this geometry (at most %zu MiB)",
                        length * sizeof *wide->rows >> 20, BYTES_MAX >> 20);
    wide->rows = calloc(length + 1, sizeof *wide->rows);
    wide->still = calloc(count + 1, sizeof *wide->still);
    wide->moving = calloc(count + 1, sizeof *wide->moving);
    if (!wide->rows || !wide->still || !wide->moving)
        return sky_fail("out of memory");
    double *next = wide->rows;
    for (uint32_t i = 0; i < plan->count; i++) {
        if (!plan->nodes[i].has_wide)
            continue;
        rows[i] = plan->nodes[i].wide = next;
        next += length_of(plan, i);
        if (sky_plan_node(plan, i)->op >= SKY_OP_COUNT)
            fill_leaf(plan, i, rows[i]);
        else if (sky_plan_node(plan, i)->depends & SKY_BY_TIME)
            wide->moving[wide->moving_count++] = make_instruction(plan, i, rows);
        else
            wide->still[wide->still_count++] = make_instruction(plan, i, rows);
    }
    return 0;
}

int sky_wide_init(struct sky_wide *wide, const struct sky_plan *plan)
{
    *wide = (struct sky_wide){0};
    double **rows = calloc(plan->count, sizeof *rows);
    int result = rows ? place(wide, plan, rows) : sky_fail("out of memory");
    free(rows);
    return result;
}

void sky_wide_finish(struct sky_wide *wide)
{
    free(wide->still);
    free(wide->moving);
    free(wide->rows);
}

static void compute_row(const struct sky_wide_instruction *instruction)
{
    for (size_t i = 0; i < instruction->count; i++) {
        double operands[SKY_OPERANDS_MAX] = {0};
        for (unsigned k = 0; k < instruction->operand_count; k++)
            operands[k] = instruction->operands[k][i * instruction->steps[k]];
        instruction->out[i] = instruction->number(operands, instruction->tag);
    }
    for (size_t i = 0; instruction->rounded && i < instruction->count; i++)
        instruction->rounded[i] = (float)instruction->out[i];
}

void sky_wide_compute(const struct sky_wide *wide, const bool *is_on)
{
    const struct sky_wide_instruction *list = is_on ? wide->moving : wide->still;
    size_t count = is_on ? wide->moving_count : wide->still_count;
    for (size_t i = 0; i < count; i++)
        if (!is_on || is_on[list[i].branch])
            compute_row(&list[i]);
}
