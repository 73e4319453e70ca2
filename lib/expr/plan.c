/* SPDX-License-Identifier: ISC */
/* Plans how to draw a program: ranks and rows, and how the result is packed. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "expr/drawing.h"
#include "stream/kinds.h"

#define ROWS_BYTES_MAX ((size_t)512 << 20)
#define PLANES_BYTES_MAX ((size_t)64 << 20)
#define PLANE_COST 4 /* of what is worth to be kept for every pixel, in additions */

static enum sky_rank rank_of(const struct sky_drawing *drawing, const struct sky_node *node)
{
    unsigned place = node->depends & SKY_BY_PLACE;
    bool leaf = node->op >= SKY_EXPR_OPS;
    if (place == 0)
        return SKY_RANK_FRAME;
    if (place == SKY_BY_PLACE || (!drawing->lowered && !leaf))
        return SKY_RANK_FULL;
    return place == SKY_BY_VANE ? SKY_RANK_VANE : SKY_RANK_RADIUS;
}

/* What computing a node costs, in additions; only the order of magnitude matters. */
static unsigned cost_of(const struct sky_node *node)
{
    switch (node->op) {
    case SKY_EXPR_ANOISE:
    case SKY_EXPR_NOISE3:
        return 60;
    case SKY_EXPR_NOISE2:
        return 30;
    case SKY_EXPR_POW:
    case SKY_EXPR_TAN:
    case SKY_EXPR_TANH:
        return 8;
    case SKY_EXPR_SIN:
    case SKY_EXPR_COS:
    case SKY_EXPR_ASIN:
    case SKY_EXPR_ACOS:
    case SKY_EXPR_ATAN:
    case SKY_EXPR_ATAN2:
    case SKY_EXPR_EXP:
    case SKY_EXPR_LOG:
    case SKY_EXPR_LOG2:
    case SKY_EXPR_WAVE:
    case SKY_EXPR_PAL:
        return 4;
    default:
        return 1;
    }
}

/* Marks what the result needs, and ranks it. Operands come before what uses them. */
static void rank_nodes(struct sky_drawing *drawing)
{
    for (int channel = 0; channel < 3; channel++)
        drawing->used[drawing->expr->result.node[channel]] = true;
    for (uint32_t i = drawing->node_count; i-- > 0;) {
        const struct sky_node *node = sky_drawing_node(drawing, i);
        drawing->rank[i] = (uint8_t)rank_of(drawing, node);
        drawing->forms[i] = (struct sky_form){.op = (uint8_t)node->op, .count = node->count};
        memcpy(drawing->forms[i].operands, node->operands, sizeof node->operands);
        for (unsigned k = 0; drawing->used[i] && k < node->count; k++)
            drawing->used[node->operands[k]] = true;
    }
}

/* Are the numbers of a node that something moving uses kept for every pixel? Those of still nodes are, if they cost
 * more than reading them again does. */
static bool pays_as_plane(const struct sky_drawing *drawing, uint32_t node, const uint32_t *cost)
{
    return drawing->moves && drawing->rank[node] == SKY_RANK_FULL && sky_drawing_is_still(drawing, node) &&
           cost[node] >= PLANE_COST && !drawing->plane[node];
}

/* Chooses the nodes whose numbers are kept, as long as there is room. Returns how many; `cost` is room for a number
 * a node. */
static size_t choose_planes(struct sky_drawing *drawing, uint32_t *cost)
{
    size_t size = (size_t)drawing->vanes * drawing->pixels * sizeof(float), count = 0;
    for (uint32_t i = 0; i < drawing->node_count; i++) {
        const struct sky_node *node = sky_drawing_node(drawing, i);
        cost[i] = 0;
        for (unsigned k = 0; drawing->rank[i] == SKY_RANK_FULL && k < node->count; k++)
            cost[i] += cost[node->operands[k]];
        cost[i] += drawing->rank[i] == SKY_RANK_FULL ? cost_of(node) : 0;
        cost[i] = cost[i] < 1000 ? cost[i] : 1000;
    }
    for (uint32_t i = 0; i < drawing->node_count + 3; i++) {
        bool result = i >= drawing->node_count;
        const struct sky_node *node = result ? NULL : sky_drawing_node(drawing, i);
        if (!result && (!drawing->used[i] || sky_drawing_is_still(drawing, i)))
            continue;
        for (unsigned k = 0; k < (result ? 1 : node->count); k++) {
            uint32_t operand = result ? drawing->expr->result.node[i - drawing->node_count] : node->operands[k];
            if (pays_as_plane(drawing, operand, cost) && (count + 1) * size <= PLANES_BYTES_MAX) {
                drawing->plane[operand] = true;
                count++;
            }
        }
    }
    return count;
}

/* Rows begin where vector registers like it: at a multiple of 64 bytes. */
static size_t aligned(size_t floats)
{
    return (floats + 15) / 16 * 16;
}

/* Gives rows to the nodes of lower rank and to planes. */
static int place_rows(struct sky_drawing *drawing)
{
    uint32_t *cost = calloc(drawing->node_count, sizeof *cost);
    if (!cost)
        return sky_fail("out of memory");
    size_t plane_count = choose_planes(drawing, cost), floats = 0;
    free(cost);
    size_t vanes = drawing->vanes, row_size = aligned(drawing->pixels), plane_size = vanes * row_size;
    for (int pass = 0; pass < 2; pass++) {
        size_t at = 0, plane = 0;
        for (uint32_t i = 0; i < drawing->node_count; i++) {
            enum sky_rank rank = drawing->rank[i];
            if (!drawing->used[i])
                continue;
            float *row = pass ? drawing->rows + at : NULL;
            if (rank == SKY_RANK_FRAME)
                drawing->where[i] = (struct sky_where){&drawing->floats[i], 0, 0, 0};
            else if (rank == SKY_RANK_VANE)
                drawing->where[i] = (struct sky_where){row, 1, 0, 0};
            else if (rank == SKY_RANK_RADIUS)
                drawing->where[i] = (struct sky_where){row, 0, 1, 1};
            else if (drawing->plane[i] && pass)
                drawing->where[i] = (struct sky_where){drawing->planes + plane++ * plane_size, row_size, 1, 1};
            at += rank == SKY_RANK_VANE ? aligned(vanes) : rank == SKY_RANK_RADIUS ? row_size : 0;
        }
        if (pass)
            break;
        floats = at;
        if (floats * sizeof(float) > ROWS_BYTES_MAX)
            return sky_fail("the program needs %zu MiB of memory at this geometry (%zu MiB fits)",
                            floats * sizeof(float) >> 20, ROWS_BYTES_MAX >> 20);
        drawing->rows = aligned_alloc(64, (floats + 16) * sizeof(float));
        drawing->planes = plane_count ? aligned_alloc(64, plane_count * plane_size * sizeof(float)) : NULL;
        if (!drawing->rows || (plane_count && !drawing->planes))
            return sky_fail("out of memory");
    }
    return 0;
}

static void put_leaf(struct sky_drawing *drawing, uint32_t index)
{
    const struct sky_node *node = sky_drawing_node(drawing, index);
    const struct sky_geometry *geometry = &drawing->expr->builder.setting.geometry;
    float *row = drawing->where[index].base;
    uint32_t count = drawing->rank[index] == SKY_RANK_VANE ? geometry->vanes : geometry->pixels;
    for (uint32_t i = 0; i < count; i++) {
        double turn = (double)i / geometry->vanes;
        switch (node->op) {
        case SKY_LEAF_A:
            row[i] = (float)(turn * 6.283185307179586);
            break;
        case SKY_LEAF_U:
            row[i] = (float)turn;
            break;
        case SKY_LEAF_R:
            row[i] = (float)((i + 0.5) / geometry->pixels);
            break;
        case SKY_LEAF_D:
            row[i] = (float)((geometry->hub + i + 0.5) / (geometry->hub + geometry->pixels));
            break;
        default: /* SKY_LEAF_VANE, SKY_LEAF_PX */
            row[i] = (float)i;
        }
    }
}

/* A number for each vane at most. */
static bool is_flat(const struct sky_drawing *drawing, uint32_t index)
{
    return drawing->rank[index] <= SKY_RANK_VANE;
}

/* If a node is such an operation of a number a vane with a row, gives the number and goes on to the row. */
static bool peel(const struct sky_drawing *drawing, enum sky_expr_op op, uint32_t *node, uint32_t *number)
{
    const struct sky_node *opened = sky_drawing_node(drawing, *node);
    if (opened->op != op || drawing->rank[*node] != SKY_RANK_FULL || drawing->plane[*node])
        return false;
    for (unsigned k = 0; k < 2; k++)
        if (is_flat(drawing, opened->operands[k]) && !is_flat(drawing, opened->operands[1 - k])) {
            *number = opened->operands[k];
            *node = opened->operands[1 - k];
            return true;
        }
    return false;
}

/* What of the result is a number a vane, and what of the last operations packing does by the way. */
static void plan_endings(struct sky_drawing *drawing)
{
    const uint32_t *result = drawing->expr->result.node;
    const struct sky_where zero = {&drawing->units[0], 0, 0, 0}, one = {&drawing->units[1], 0, 0, 0};
    drawing->units[1] = 1;
    drawing->gray = !is_flat(drawing, result[0]) && result[1] == result[0] && result[2] == result[0];
    for (unsigned channel = 0; channel < (drawing->gray ? 1 : 3); channel++) {
        uint32_t node = result[channel], number;
        if (is_flat(drawing, node)) {
            drawing->flat[channel] = drawing->where[node];
            continue;
        }
        struct sky_ending *ending = &drawing->endings[drawing->ending_count++];
        *ending = (struct sky_ending){.scale = one, .plus = zero, .shift = 8 * channel};
        if (peel(drawing, SKY_EXPR_ADD, &node, &number))
            ending->plus = drawing->where[number];
        if (peel(drawing, SKY_EXPR_MUL, &node, &number))
            ending->scale = drawing->where[number];
        ending->node = node;
    }
    if (drawing->ending_count == 0) { /* a row of zeros keeps the kernel busy */
        drawing->ending_count = 1;
        drawing->endings[0] = (struct sky_ending){0, {drawing->zeros, 0, 1, 0}, one, zero, 0};
    }
}

static int plan(struct sky_drawing *drawing)
{
    const struct sky_value *result = &drawing->expr->result;
    size_t count = drawing->node_count;
    drawing->rank = calloc(count, sizeof *drawing->rank);
    drawing->used = calloc(count, sizeof *drawing->used);
    drawing->plane = calloc(count, sizeof *drawing->plane);
    drawing->forms = calloc(count, sizeof *drawing->forms);
    drawing->where = calloc(count, sizeof *drawing->where);
    drawing->numbers = calloc(count, sizeof *drawing->numbers);
    drawing->floats = calloc(count, sizeof *drawing->floats);
    drawing->longest = drawing->vanes > drawing->pixels ? drawing->vanes : drawing->pixels;
    drawing->fill = calloc(SKY_EXPR_ROWS * drawing->longest, sizeof *drawing->fill);
    drawing->zeros = calloc(drawing->longest, sizeof *drawing->zeros);
    if (!drawing->rank || !drawing->used || !drawing->plane || !drawing->forms || !drawing->where ||
        !drawing->numbers || !drawing->floats || !drawing->fill || !drawing->zeros)
        return sky_fail("out of memory");
    for (int channel = 0; channel < 3; channel++) {
        const struct sky_node *node = sky_drawing_node(drawing, result->node[channel]);
        drawing->moves |= !sky_drawing_is_still(drawing, result->node[channel]);
        drawing->turns |= (node->depends & SKY_BY_VANE) || !drawing->lowered;
    }
    rank_nodes(drawing);
    if (place_rows(drawing) < 0)
        return -1;
    for (uint32_t i = 0; i < count; i++) {
        if (drawing->used[i] && sky_drawing_node(drawing, i)->op >= SKY_LEAF_A && drawing->where[i].base)
            put_leaf(drawing, i);
        drawing->remembers |= drawing->used[i] && sky_drawing_node(drawing, i)->op == SKY_EXPR_LAST;
    }
    plan_endings(drawing);
    if (sky_drawing_list(drawing) < 0)
        return -1;
    if (drawing->remembers || !drawing->moves) {
        size_t bytes = sky_frame_bytes(&drawing->expr->builder.setting.geometry);
        drawing->last = sky_frame_alloc(bytes);
        if (!drawing->last)
            return -1;
        memset(drawing->last, 0, bytes);
    }
    return 0;
}

struct sky_drawing *sky_drawing_create(struct sky_expr *expr)
{
    struct sky_drawing *drawing = calloc(1, sizeof *drawing);
    if (!drawing) {
        sky_fail("out of memory");
        return NULL;
    }
    const char *mode = getenv("SKY_EXPR"); /* full: every number at every pixel of every frame, for tests */
    drawing->expr = expr;
    drawing->kernels = sky_kernels();
    drawing->vanes = expr->builder.setting.geometry.vanes;
    drawing->pixels = expr->builder.setting.geometry.pixels;
    drawing->lowered = !mode || strcmp(mode, "full") != 0;
    drawing->node_count = expr->builder.graph.count;
    if (plan(drawing) < 0) {
        sky_drawing_destroy(drawing);
        return NULL;
    }
    return drawing;
}

void sky_drawing_destroy(struct sky_drawing *drawing)
{
    if (!drawing)
        return;
    struct sky_list *lists[] = {&drawing->vane_still,    &drawing->vane_moving, &drawing->radius_still,
                            &drawing->radius_moving, &drawing->full_still,  &drawing->full_moving, NULL};
    for (size_t i = 0; lists[i]; i++)
        free(lists[i]->instructions);
    free(drawing->rank);
    free(drawing->used);
    free(drawing->plane);
    free(drawing->forms);
    free(drawing->where);
    free(drawing->spread);
    free(drawing->spread_nodes);
    free(drawing->spread_at);
    free(drawing->numbers);
    free(drawing->floats);
    free(drawing->rows);
    free(drawing->temporaries);
    free(drawing->planes);
    free(drawing->fill);
    free(drawing->zeros);
    free(drawing->last);
    free(drawing);
}
