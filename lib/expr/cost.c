/* SPDX-License-Identifier: ISC */
#include "expr/cost.h"

#include <stdlib.h>

#include <sky/error.h>

#include "base/clock.h"

#define WIDE 25   /* a number in doubles, beside its operation's cost in them */
#define PACK 2    /* a channel of a pixel */
#define NUMBER 25 /* one number a frame */

static void add_instructions(double *nodes, const struct sky_plan *plan, const struct sky_instructions *instructions,
                             double count)
{
    for (size_t i = 0; i < instructions->count; i++) {
        uint32_t node = instructions->list[i].node;
        nodes[node] += count * sky_operations[plan->nodes[node].op].cost;
    }
}

double *sky_cost_nodes(const struct sky_plan *plan, const struct sky_schedule *schedule, const struct sky_wide *wide)
{
    double *nodes = calloc(plan->count, sizeof *nodes);
    double leds = (double)plan->pixels * (plan->varies_by_vane ? plan->vanes : 1);
    if (!nodes) {
        sky_fail("out of memory");
        return NULL;
    }
    add_instructions(nodes, plan, &schedule->moving[SKY_RANK_VANE], plan->vanes);
    add_instructions(nodes, plan, &schedule->moving[SKY_RANK_RADIUS], plan->pixels);
    add_instructions(nodes, plan, &schedule->moving[SKY_RANK_FULL], leds);
    for (size_t i = 0; i < wide->moving_count; i++) {
        uint32_t node = wide->moving[i].node;
        nodes[node] += (double)wide->moving[i].count * (WIDE + 4 * sky_operations[sky_plan_node(plan, node)->op].cost);
    }
    for (uint32_t i = 0; i < plan->count; i++)
        if (plan->nodes[i].is_used && plan->nodes[i].rank == SKY_RANK_FRAME &&
            sky_plan_node(plan, i)->depends & SKY_BY_TIME)
            nodes[i] += NUMBER;
    return nodes;
}

double sky_cost_frame(const struct sky_plan *plan, const struct sky_branches *branches, const double *nodes)
{
    double cost[SKY_BRANCHES_MAX] = {PACK * (double)plan->vanes * plan->pixels * (plan->is_gray ? 1 : 3)};
    for (uint32_t i = 0; i < plan->count; i++)
        cost[plan->nodes[i].branch] += nodes[i];
    /* Of both sides of a condition in a branch the dearer one is added to it. */
    for (uint32_t i = branches->count; i-- > 1;) {
        const struct sky_branch *branch = &branches->list[i];
        double dearer = cost[i];
        for (uint32_t k = 1; k < i; k++) {
            const struct sky_branch *other = &branches->list[k];
            if (other->parent != branch->parent || other->condition != branch->condition)
                continue;
            dearer = cost[k] > dearer ? cost[k] : dearer;
            cost[k] = 0;
        }
        cost[i] = 0;
        cost[branch->parent] += dearer;
    }
    return cost[0];
}

double sky_cost_speed(const struct sky_expr_kernels *kernels)
{
    static const enum sky_op ops[] = {SKY_OP_MUL, SKY_OP_MUL_ADD, SKY_OP_SIN, SKY_OP_EXP, SKY_OP_NOISE2};
    float rows[3][SKY_PIECE], out[SKY_PIECE];
    const float *operands[SKY_FUSED_OPERANDS_MAX] = {rows[0], rows[1], rows[2], rows[0], rows[0], rows[0]};
    const struct sky_expr_row row = {.vanes = 1, .pixels = SKY_PIECE};
    double additions = 0;
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < SKY_PIECE; i++)
        rows[0][i] = rows[1][i] = rows[2][i] = 0.01f * (float)i;
    for (size_t k = 0; k < sizeof ops / sizeof *ops; k++)
        additions += SKY_PIECE * (double)sky_operations[ops[k]].cost;
    for (int turn = 0; turn < 40; turn++) { /* the least, as other programs may hold one up */
        uint64_t start = sky_clock_ns();
        for (size_t k = 0; k < sizeof ops / sizeof *ops; k++)
            kernels->op[ops[k]][0].kernel(out, operands, SKY_PIECE, &row, 1);
        uint64_t time = sky_clock_ns() - start;
        least = time < least ? time : least;
    }
    return additions * 1e9 / (double)(least > 0 ? least : 1);
}
