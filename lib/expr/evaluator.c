/* SPDX-License-Identifier: ISC */
#include "expr/evaluator.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/number.h"
#include "base/random.h"
#include "expr/branches.h"
#include "expr/cost.h"
#include "expr/explain.h"
#include "expr/schedule.h"
#include "expr/wide.h"
#include "stream/kinds.h"

/* Where the rows of an instruction are for the current piece. */
struct rows {
    float *out[3]; /* the others of a colour */
    const float *operands[SKY_FUSED_OPERANDS_MAX];
};

struct sky_evaluator {
    struct sky_plan plan;
    struct sky_branches branches;
    struct sky_wide wide;
    struct sky_schedule schedule;
    const struct sky_expr_kernels *kernels;
    struct sky_workers *workers;
    /* Each thread's own: the rows of each instruction of a list, and SKY_OPERANDS_MAX rows of `longest`, for single
     * numbers that a kernel takes as a row. */
    struct rows *rows;
    float *fill;
    size_t longest;
    unsigned inputs;
    bool has_drawn; /* a frame, with these settings */
    union sky_expr_value settings[SKY_EXPR_DECLARATIONS_MAX];
    uint8_t *last; /* the last frame, when the program is not animated; else NULL */
};

struct sky_evaluator *sky_evaluator_create(struct sky_expr *expr, struct sky_workers *workers)
{
    unsigned threads = sky_workers_threads(workers);
    struct sky_evaluator *evaluator = calloc(1, sizeof *evaluator);
    if (!evaluator) {
        sky_fail("out of memory");
        return NULL;
    }
    const struct sky_geometry *geometry = &expr->setting.geometry;
    evaluator->kernels = sky_kernels()->expr;
    evaluator->longest = geometry->vanes > geometry->pixels ? geometry->vanes : geometry->pixels;
    evaluator->workers = workers;
    evaluator->inputs = sky_expr_inputs(expr);
    evaluator->rows = calloc((size_t)threads * expr->graph.count, sizeof *evaluator->rows);
    evaluator->fill = calloc(threads * SKY_OPERANDS_MAX * evaluator->longest, sizeof *evaluator->fill);
    if (!evaluator->rows || !evaluator->fill) {
        sky_fail("out of memory");
        goto failed;
    }
    if (sky_plan_init(&evaluator->plan, expr) < 0)
        goto failed;
    sky_branches_find(&evaluator->branches, &evaluator->plan);
    if (sky_wide_init(&evaluator->wide, &evaluator->plan) < 0 ||
        sky_schedule_init(&evaluator->schedule, &evaluator->plan, evaluator->kernels, threads) < 0)
        goto failed;
    if (!evaluator->plan.is_animated) {
        size_t bytes = sky_frame_bytes(geometry);
        evaluator->last = sky_frame_alloc(bytes);
        if (!evaluator->last)
            goto failed;
    }
    return evaluator;
failed:
    sky_evaluator_destroy(evaluator);
    return NULL;
}

void sky_evaluator_destroy(struct sky_evaluator *evaluator)
{
    if (!evaluator)
        return;
    sky_schedule_finish(&evaluator->schedule);
    sky_wide_finish(&evaluator->wide);
    sky_plan_finish(&evaluator->plan);
    free(evaluator->rows);
    free(evaluator->fill);
    free(evaluator->last);
    free(evaluator);
}

static float *locate(const struct sky_storage *storage, unsigned worker, const struct sky_expr_row *row)
{
    float *base = storage->changing ? *storage->changing : storage->base;
    return base + worker * storage->worker_step + row->vane * storage->vane_step +
           row->pixel * storage->piece_step;
}

/* Finds the rows of an instruction for a piece, and fills those of single numbers that its kernel takes as a row. */
static void find_rows(const struct sky_evaluator *evaluator, const struct sky_instruction *instruction,
                      struct rows *rows, const struct sky_expr_row *row, size_t count, unsigned worker)
{
    rows->out[0] = locate(&instruction->out, worker, row);
    for (unsigned k = 0; k < 2 && instruction->is_color; k++)
        rows->out[k + 1] = locate(&instruction->others[k], worker, row);
    for (unsigned k = 0; k < instruction->count; k++) {
        float *operand = locate(&instruction->operands[k], worker, row);
        if (instruction->fill >> k & 1) {
            float *fill = evaluator->fill + (worker * SKY_OPERANDS_MAX + k) * evaluator->longest;
            evaluator->kernels->fill(fill, *operand, count);
            operand = fill;
        }
        rows->operands[k] = operand;
    }
}

/* Runs instructions over `count` numbers: a piece of a vane, from row->pixel on; a whole radius; or all vanes. `first`
 * is the first vane of those that are worked through one after another. */
static void run(const struct sky_evaluator *evaluator, const struct sky_instructions *instructions,
                const struct sky_expr_row *row, size_t count, uint32_t first, unsigned worker)
{
    bool is_new_piece = row->vane == first || evaluator->plan.pixels > SKY_PIECE;
    struct rows *rows = evaluator->rows + (size_t)worker * evaluator->plan.count;
    for (size_t i = 0; i < instructions->count; i++) {
        const struct sky_instruction *instruction = &instructions->list[i];
        if (!evaluator->branches.is_on[instruction->branch])
            continue;
        if (is_new_piece || instruction->every_vane)
            find_rows(evaluator, instruction, &rows[i], row, count, worker);
        if (instruction->is_color)
            evaluator->kernels->at_color(rows[i].out, rows[i].operands, count, row, instruction->tag / 4);
        else
            instruction->kernel(rows[i].out[0], rows[i].operands, count, row, instruction->tag);
    }
}

static void pack(const struct sky_evaluator *evaluator, const struct sky_expr_row *row, size_t count, uint8_t *out,
                 unsigned worker)
{
    const struct sky_plan *plan = &evaluator->plan;
    struct sky_expr_channel channels[3];
    uint32_t base = 0;
    for (unsigned channel = 0; channel < 3; channel++)
        if (plan->flat[channel].base)
            base |= sky_expr_byte(*locate(&plan->flat[channel], worker, row)) << 8 * channel;
    for (unsigned i = 0; i < plan->channel_count; i++) {
        const struct sky_channel_plan *channel = &plan->channels[i];
        channels[i] = (struct sky_expr_channel){
            locate(&channel->row, worker, row),
            *locate(&channel->scale, worker, row),
            *locate(&channel->offset, worker, row),
            channel->shift,
        };
    }
    evaluator->kernels->pack[plan->form][plan->is_gray ? 0 : plan->channel_count](out, base, channels, count);
}

/* Instructions of rank full that run over the disc. */
struct full {
    const struct sky_evaluator *evaluator;
    const struct sky_instructions *instructions;
    const struct sky_expr_row *row; /* of which the place is not used */
    uint8_t *frame;                 /* gets the result; or NULL */
};

static void run_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct full *full = context;
    const struct sky_plan *plan = &full->evaluator->plan;
    struct sky_expr_row row = *full->row;
    for (row.vane = first; row.vane < end; row.vane++)
        for (row.pixel = 0; row.pixel < plan->pixels; row.pixel += SKY_PIECE) {
            size_t left = plan->pixels - row.pixel, count = left < SKY_PIECE ? left : SKY_PIECE;
            if (full->instructions->count > 0)
                run(full->evaluator, full->instructions, &row, count, first, worker);
            if (full->frame)
                pack(full->evaluator, &row, count,
                     full->frame + ((size_t)row.vane * plan->pixels + row.pixel) * 3, worker);
        }
}

/* Runs instructions of rank full over the disc; with `frame` also writes the result. */
static void run_full(const struct sky_evaluator *evaluator, const struct sky_instructions *instructions,
                     const struct sky_expr_row *row, uint8_t *frame)
{
    const struct sky_plan *plan = &evaluator->plan;
    struct full full = {evaluator, instructions, row, frame};
    if (frame && !plan->varies_by_vane) {
        size_t vane_bytes = (size_t)plan->pixels * 3;
        run_vanes(&full, 0, 1, 0);
        for (uint32_t vane = 1; vane < plan->vanes; vane++)
            memcpy(frame + vane * vane_bytes, frame, vane_bytes);
    } else if (frame || instructions->count > 0) {
        sky_workers_run(evaluator->workers, plan->vanes, run_vanes, &full);
    }
}

/* Has a declared parameter changed since the last frame? */
static bool has_new_settings(const struct sky_evaluator *evaluator)
{
    const struct sky_expr *expr = evaluator->plan.expr;
    for (unsigned i = 0; i < expr->declaration_count; i++) {
        const union sky_expr_value *now = &expr->declarations[i].value, *then = &evaluator->settings[i];
        if (expr->declarations[i].is_color ? now->color.r != then->color.r || now->color.g != then->color.g ||
                                                 now->color.b != then->color.b
                                           : now->number != then->number)
            return true;
    }
    return false;
}

/* Computes the numbers a frame, and their rows for fused kernels. */
static void compute_numbers(struct sky_evaluator *evaluator, const struct sky_moment *now)
{
    struct sky_plan *plan = &evaluator->plan;
    size_t length = plan->pixels < SKY_PIECE ? plan->pixels : SKY_PIECE;
    for (uint32_t i = 0; i < plan->count; i++) {
        struct sky_planned *planned = &plan->nodes[i];
        if (!planned->is_used || planned->rank != SKY_RANK_FRAME)
            continue;
        plan->numbers[i] = sky_expr_number(plan->expr, i, now, plan->numbers);
        planned->number = (float)plan->numbers[i];
        if (planned->broadcast)
            evaluator->kernels->fill(planned->broadcast, planned->number, length);
    }
}

void sky_evaluator_draw(struct sky_evaluator *evaluator, const struct sky_moment *now, const uint8_t *const *sources,
                        uint8_t *frame)
{
    const struct sky_plan *plan = &evaluator->plan;
    const struct sky_schedule *schedule = &evaluator->schedule;
    size_t bytes = sky_frame_bytes(&plan->expr->setting.geometry);
    bool is_fresh = !evaluator->has_drawn || has_new_settings(evaluator);
    if (!is_fresh && !plan->is_animated) {
        memcpy(frame, evaluator->last, bytes);
        return;
    }
    struct sky_expr_row row = {
        .last = plan->last,
        .vanes = plan->vanes,
        .pixels = plan->pixels,
        .frame = (uint32_t)sky_random_hash(plan->expr->setting.seed, now->n),
    };
    for (unsigned i = 0; sources && i < evaluator->inputs; i++)
        row.sources[i] = sources[i];
    compute_numbers(evaluator, now);
    sky_branches_choose(&evaluator->branches, plan);
    if (is_fresh) {
        sky_wide_compute(&evaluator->wide, NULL);
        run(evaluator, &schedule->still[SKY_RANK_VANE], &row, plan->vanes, 0, 0);
        run(evaluator, &schedule->still[SKY_RANK_RADIUS], &row, plan->pixels, 0, 0);
        run_full(evaluator, &schedule->still[SKY_RANK_FULL], &row, NULL);
    }
    sky_wide_compute(&evaluator->wide, evaluator->branches.is_on);
    run(evaluator, &schedule->moving[SKY_RANK_VANE], &row, plan->vanes, 0, 0);
    run(evaluator, &schedule->moving[SKY_RANK_RADIUS], &row, plan->pixels, 0, 0);
    run_full(evaluator, &schedule->moving[SKY_RANK_FULL], &row, frame);
    sky_plan_remember(&evaluator->plan);
    evaluator->has_drawn = true;
    for (unsigned i = 0; i < plan->expr->declaration_count; i++)
        evaluator->settings[i] = plan->expr->declarations[i].value;
    if (evaluator->last)
        memcpy(evaluator->last, frame, bytes);
}

/* ---- What it costs ---- */

/* Additions a frame; -1 with the error set. */
static double frame_cost(const struct sky_evaluator *evaluator)
{
    double *nodes = sky_cost_nodes(&evaluator->plan, &evaluator->schedule, &evaluator->wide);
    double cost = nodes ? sky_cost_frame(&evaluator->plan, &evaluator->branches, nodes) : -1;
    free(nodes);
    return cost;
}

/* Threads beyond the processors do not help. */
static double speed_of_threads(const struct sky_evaluator *evaluator)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    double threads = sky_workers_threads(evaluator->workers);
    return sky_cost_speed(evaluator->kernels) * (threads < processors || processors < 1 ? threads : (double)processors);
}

double sky_evaluator_rate(const struct sky_evaluator *evaluator)
{
    double cost = frame_cost(evaluator);
    return cost > 0 ? speed_of_threads(evaluator) / cost : HUGE_VAL;
}

/* Two digits, as it is no more than an estimate. */
static const char *rounded(double rate, char text[SKY_GROUPED_TEXT])
{
    double unit = pow(10, floor(log10(rate < 1 ? 1 : rate)) - 1);
    return rate < 10 ? (snprintf(text, SKY_GROUPED_TEXT, "%.2g", rate), text)
                     : sky_number_grouped((uint64_t)(floor(rate / unit + 0.5) * unit), text);
}

int sky_evaluator_explain(const struct sky_evaluator *evaluator, double fps, FILE *out)
{
    char cost_text[SKY_GROUPED_TEXT], here[SKY_GROUPED_TEXT], pi[SKY_GROUPED_TEXT];
    double *nodes = sky_cost_nodes(&evaluator->plan, &evaluator->schedule, &evaluator->wide);
    if (!nodes || sky_explain(&evaluator->plan, nodes, out) < 0) {
        free(nodes);
        return -1;
    }
    double cost = sky_cost_frame(&evaluator->plan, &evaluator->branches, nodes);
    free(nodes);
    fprintf(out,
            "A frame costs as much as %s additions of a number for one LED: about %s frames a second here,\n"
            "%s on a Raspberry Pi Zero 2 W; -r asks for %.6g.\n",
            sky_number_grouped((uint64_t)(cost + 0.5), cost_text), rounded(speed_of_threads(evaluator) / cost, here),
            rounded(SKY_COST_SPEED_PI / cost, pi), fps);
    return 0;
}
