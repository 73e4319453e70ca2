/* Plans how to draw a program: ranks, rows and lists. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "expr/drawing.h"
#include "frame/kinds.h"

#define ROWS_BYTES_MAX ((size_t)512 << 20)
#define PLANES_BYTES_MAX ((size_t)64 << 20)
#define PLANE_COST 4 /* of what is worth to be kept for every pixel, in additions */

static const struct sky_node *node_of(const struct sky_drawing *drawing, uint32_t index)
{
    return &drawing->expr->builder.graph.nodes[index];
}

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

static bool is_still(const struct sky_drawing *drawing, uint32_t index)
{
    return drawing->lowered && !(node_of(drawing, index)->depends & SKY_BY_TIME);
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
        const struct sky_node *node = node_of(drawing, i);
        drawing->rank[i] = (uint8_t)rank_of(drawing, node);
        for (unsigned k = 0; drawing->used[i] && k < node->count; k++)
            drawing->used[node->operands[k]] = true;
    }
}

/* Chooses the nodes whose numbers are kept for every pixel: still ones that something moving uses, and that cost
 * more than reading them again does. Returns how many; `cost` is
 * room for a number a node. */
static size_t choose_planes(struct sky_drawing *drawing, uint32_t *cost)
{
    size_t size = (size_t)drawing->vanes * drawing->pixels * sizeof(float), count = 0;
    for (uint32_t i = 0; i < drawing->node_count; i++) {
        const struct sky_node *node = node_of(drawing, i);
        cost[i] = 0;
        for (unsigned k = 0; drawing->rank[i] == SKY_RANK_FULL && k < node->count; k++)
            cost[i] += cost[node->operands[k]];
        cost[i] += drawing->rank[i] == SKY_RANK_FULL ? cost_of(node) : 0;
        cost[i] = cost[i] < 1000 ? cost[i] : 1000;
    }
    for (uint32_t i = 0; i < drawing->node_count + 3; i++) {
        bool result = i >= drawing->node_count;
        const struct sky_node *node = result ? NULL : node_of(drawing, i);
        if (!result && (!drawing->used[i] || is_still(drawing, i)))
            continue;
        for (unsigned k = 0; k < (result ? 1 : node->count); k++) {
            uint32_t operand = result ? drawing->expr->result.node[i - drawing->node_count] : node->operands[k];
            if (drawing->moves && drawing->rank[operand] == SKY_RANK_FULL && is_still(drawing, operand) &&
                cost[operand] >= PLANE_COST && !drawing->plane[operand] && (count + 1) * size <= PLANES_BYTES_MAX) {
                drawing->plane[operand] = true;
                count++;
            }
        }
    }
    return count;
}

/* Gives rows to the nodes of lower rank and to planes. */
static int place_rows(struct sky_drawing *drawing)
{
    uint32_t *cost = calloc(drawing->node_count, sizeof *cost);
    if (!cost)
        return sky_fail("out of memory");
    size_t plane_count = choose_planes(drawing, cost), floats = 0;
    free(cost);
    size_t vanes = drawing->vanes, pixels = drawing->pixels, plane_size = vanes * pixels;
    for (int pass = 0; pass < 2; pass++) {
        size_t at = 0, plane = 0;
        for (uint32_t i = 0; i < drawing->node_count; i++) {
            enum sky_rank rank = drawing->rank[i];
            if (!drawing->used[i])
                continue;
            float *row = pass ? drawing->rows + at : NULL;
            if (rank == SKY_RANK_FRAME)
                drawing->where[i] = (struct sky_where){&drawing->floats[i], 0, 0, false};
            else if (rank == SKY_RANK_VANE)
                drawing->where[i] = (struct sky_where){row, 1, 0, false};
            else if (rank == SKY_RANK_RADIUS)
                drawing->where[i] = (struct sky_where){row, 0, 1, false};
            else if (drawing->plane[i] && pass)
                drawing->where[i] = (struct sky_where){drawing->planes + plane++ * plane_size, pixels, 1, false};
            at += rank == SKY_RANK_VANE ? vanes : rank == SKY_RANK_RADIUS ? pixels : 0;
        }
        if (pass)
            break;
        floats = at;
        if (floats * sizeof(float) > ROWS_BYTES_MAX)
            return sky_fail("the program needs %zu MiB of memory at this geometry (%zu MiB fits)",
                            floats * sizeof(float) >> 20, ROWS_BYTES_MAX >> 20);
        drawing->rows = calloc(floats + 1, sizeof(float));
        drawing->planes = plane_count ? malloc(plane_count * plane_size * sizeof(float)) : NULL;
        if (!drawing->rows || (plane_count && !drawing->planes))
            return sky_fail("out of memory");
    }
    return 0;
}

static void put_leaf(struct sky_drawing *drawing, uint32_t index)
{
    const struct sky_node *node = node_of(drawing, index);
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

static struct sky_instruction make_instruction(const struct sky_drawing *drawing, uint32_t index)
{
    const struct sky_node *node = node_of(drawing, index);
    struct sky_instruction instruction = {
        .tag = node->tag,
        .count = node->count,
        .out = drawing->where[index],
    };
    unsigned single = 0;
    for (unsigned k = 0; k < node->count; k++) {
        const struct sky_where *where = &drawing->where[node->operands[k]];
        size_t step = drawing->rank[index] == SKY_RANK_VANE ? where->vane_step : where->pixel_step;
        instruction.operands[k] = *where;
        single |= step == 0 ? 1u << k : 0;
    }
    sky_expr_kernel *const *kernels = drawing->kernels->expr->op[node->op];
    instruction.kernel = single < SKY_EXPR_MASKS ? kernels[single] : NULL;
    if (!instruction.kernel) {
        instruction.kernel = kernels[0];
        instruction.fill = (uint8_t)single;
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
        if (drawing->used[i] && drawing->rank[i] == rank && node_of(drawing, i)->op < SKY_EXPR_OPS &&
            is_still(drawing, i) == still)
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
        for (int channel = 0; channel < 3; channel++)
            needed[drawing->expr->result.node[channel]] = true;
    for (uint32_t i = drawing->node_count; i-- > 0;) {
        const struct sky_node *node = node_of(drawing, i);
        if (!planes && drawing->plane[i])
            needed[i] = false;
        for (unsigned k = 0; needed[i] && drawing->rank[i] == SKY_RANK_FULL && k < node->count; k++)
            needed[node->operands[k]] = true;
    }
}

/* The list of full nodes, with temporary rows. A row is free again after the last node that reads it. `most` is
 * raised to how many rows there are at once. */
static int list_full(struct sky_drawing *drawing, struct sky_list *list, bool planes, uint32_t *most)
{
    uint32_t count = drawing->node_count, rows = 0, free_count = 0;
    bool *needed = calloc((size_t)count + 1, sizeof *needed);
    uint32_t *last_use = calloc(count, sizeof *last_use), *row = calloc(count, sizeof *row);
    uint32_t *freed = calloc(count, sizeof *freed);
    int result = -1;
    list->instructions = calloc((size_t)count + 1, sizeof *list->instructions);
    if (!needed || !last_use || !row || !freed || !list->instructions) {
        sky_fail("out of memory");
        goto out;
    }
    need(drawing, planes, needed);
    for (uint32_t i = 0; i < count; i++)
        for (unsigned k = 0; needed[i] && drawing->rank[i] == SKY_RANK_FULL && k < node_of(drawing, i)->count; k++)
            last_use[node_of(drawing, i)->operands[k]] = i;
    for (int channel = 0; channel < 3 && !planes; channel++)
        last_use[drawing->expr->result.node[channel]] = count;
    for (uint32_t i = 0; i < count; i++) {
        const struct sky_node *node = node_of(drawing, i);
        if (!needed[i] || drawing->rank[i] != SKY_RANK_FULL)
            continue;
        for (unsigned k = 0; k < node->count; k++) {
            uint32_t operand = node->operands[k];
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
                (struct sky_where){rows_of ? rows_of + (size_t)row[i] * SKY_DRAWING_PIECE : NULL, 0, 1, true};
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
    return 0;
}

static int plan(struct sky_drawing *drawing)
{
    const struct sky_value *result = &drawing->expr->result;
    size_t count = drawing->node_count;
    drawing->rank = calloc(count, sizeof *drawing->rank);
    drawing->used = calloc(count, sizeof *drawing->used);
    drawing->plane = calloc(count, sizeof *drawing->plane);
    drawing->where = calloc(count, sizeof *drawing->where);
    drawing->numbers = calloc(count, sizeof *drawing->numbers);
    drawing->floats = calloc(count, sizeof *drawing->floats);
    drawing->longest = drawing->vanes > drawing->pixels ? drawing->vanes : drawing->pixels;
    drawing->fill = calloc(SKY_EXPR_OPERANDS * drawing->longest, sizeof *drawing->fill);
    if (!drawing->rank || !drawing->used || !drawing->plane || !drawing->where || !drawing->numbers ||
        !drawing->floats || !drawing->fill)
        return sky_fail("out of memory");
    for (int channel = 0; channel < 3; channel++) {
        const struct sky_node *node = node_of(drawing, result->node[channel]);
        drawing->moves |= !is_still(drawing, result->node[channel]);
        drawing->turns |= (node->depends & SKY_BY_VANE) || !drawing->lowered;
    }
    rank_nodes(drawing);
    if (place_rows(drawing) < 0)
        return -1;
    for (uint32_t i = 0; i < count; i++) {
        if (drawing->used[i] && node_of(drawing, i)->op >= SKY_LEAF_A && drawing->where[i].base)
            put_leaf(drawing, i);
        drawing->remembers |= drawing->used[i] && node_of(drawing, i)->op == SKY_EXPR_LAST;
    }
    if (list_rank(drawing, &drawing->vane_still, SKY_RANK_VANE, true) < 0 ||
        list_rank(drawing, &drawing->vane_moving, SKY_RANK_VANE, false) < 0 ||
        list_rank(drawing, &drawing->radius_still, SKY_RANK_RADIUS, true) < 0 ||
        list_rank(drawing, &drawing->radius_moving, SKY_RANK_RADIUS, false) < 0)
        return -1;
    if (list_all_full(drawing) < 0)
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
    free(drawing->where);
    free(drawing->numbers);
    free(drawing->floats);
    free(drawing->rows);
    free(drawing->temporaries);
    free(drawing->planes);
    free(drawing->fill);
    free(drawing->last);
    free(drawing);
}
