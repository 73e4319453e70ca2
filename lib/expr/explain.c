/* SPDX-License-Identifier: ISC */
#include "expr/explain.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/number.h"
#include "expr/cost.h"
#include "expr/live.h"

#define NOBODY UINT32_MAX

/* How often a node is computed. */
static const char *times_of(const struct sky_plan *plan, const uint32_t nodes[3])
{
    static const char *const moving[] = {"once a frame", "every vane", "every pixel of a vane", "every LED"};
    static const char *const still[] = {"when set", "every vane, once", "every pixel of a vane, once",
                                        "every LED, once"};
    unsigned depends = 0;
    for (int channel = 0; channel < 3; channel++)
        depends |= sky_plan_node(plan, nodes[channel])->depends;
    if (depends == 0)
        return "constant";
    enum sky_rank rank = sky_node_rank(&(struct sky_node){.depends = (uint8_t)depends});
    return (depends & SKY_BY_TIME ? moving : still)[rank];
}

/* Gives what a node needs to a name, but for what others have already. */
static void give(const struct sky_plan *plan, uint32_t *owners, uint32_t node, uint32_t owner)
{
    owners[node] = owner;
    for (uint32_t i = node + 1; i-- > 0;)
        for (unsigned k = 0; owners[i] == owner && k < plan->nodes[i].count; k++)
            if (owners[plan->nodes[i].operands[k]] == NOBODY)
                owners[plan->nodes[i].operands[k]] = owner;
}

/* Does a float hold here what grows with time, where an operation takes a small number from it? See expr/exact.h. */
static bool is_coarse(const struct sky_plan *plan, uint32_t index)
{
    const struct sky_node *node = sky_plan_node(plan, index);
    for (unsigned k = 0; plan->nodes[index].is_used && !(node->depends & SKY_GROWS) && k < node->count; k++) {
        const struct sky_node *operand = sky_plan_node(plan, node->operands[k]);
        if (operand->depends & SKY_GROWS && sky_node_rank(operand) == SKY_RANK_FULL)
            return true;
    }
    return false;
}

struct row {
    double cost;
    bool is_coarse;
};

static void print_row(FILE *out, const char *place, const char *name, const char *times, const struct row *row,
                      double total)
{
    char grouped[SKY_GROUPED_TEXT];
    fprintf(out, "%-10s %-16s %-27s %14s %3.0f %%%s\n", place, name, times,
            sky_number_grouped((uint64_t)(row->cost + 0.5), grouped), total > 0 ? 100 * row->cost / total : 0,
            row->is_coarse ? "  *" : "");
}

/* Names the live values that the program uses. */
static void print_live(const struct sky_plan *plan, FILE *out)
{
    const char *before = "live values:";
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct sky_node *node = sky_plan_node(plan, i);
        if (!plan->nodes[i].is_used || (node->op != SKY_LEAF_LIVE && node->op != SKY_LEAF_BEAT))
            continue;
        fprintf(out, "%s %s", before, sky_live_text(node->op == SKY_LEAF_BEAT ? SKY_LIVE_BEAT : node->tag));
        before = "";
    }
    if (!*before)
        fputc('\n', out);
}

int sky_explain(const struct sky_plan *plan, const double *nodes, FILE *out)
{
    const struct sky_expr *expr = plan->expr;
    uint32_t *owners = malloc(plan->count * sizeof *owners);
    struct row *rows = calloc((size_t)expr->label_count + 1, sizeof *rows);
    double total = 0;
    bool any_coarse = false;
    if (!owners || !rows) {
        free(owners);
        free(rows);
        return sky_fail("out of memory");
    }
    for (uint32_t i = 0; i < plan->count; i++)
        owners[i] = NOBODY;
    for (uint32_t i = 0; i < expr->label_count; i++)
        for (int channel = 0; channel < 3; channel++)
            if (expr->labels[i].node[channel] != UINT32_MAX && owners[expr->labels[i].node[channel]] == NOBODY)
                give(plan, owners, expr->labels[i].node[channel], i);
    for (uint32_t i = 0; i < plan->count; i++) {
        struct row *row = &rows[owners[i] == NOBODY ? expr->label_count : owners[i]];
        row->cost += nodes[i];
        row->is_coarse |= is_coarse(plan, i);
        any_coarse |= is_coarse(plan, i);
        total += nodes[i];
    }
    fprintf(out, "%-10s %-16s %-27s %14s\n", "", "name", "computed for", "cost a frame");
    for (uint32_t i = 0; i < expr->label_count; i++) {
        const struct sky_expr_label *label = &expr->labels[i];
        const char *times = label->node[0] == UINT32_MAX ? "not by itself" : times_of(plan, label->node);
        print_row(out, label->place, label->name, times, &rows[i], total);
    }
    print_row(out, "", "the result", times_of(plan, expr->result.node), &rows[expr->label_count], total);
    print_live(plan, out);
    if (any_coarse)
        fputs("* becomes coarser the longer the show runs: see Time in sky-expr(7)\n", out);
    free(owners);
    free(rows);
    return 0;
}
