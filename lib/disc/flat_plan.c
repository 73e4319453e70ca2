/* SPDX-License-Identifier: ISC */
#include "disc/flat_plan.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <sky/error.h>

#include "disc/shares.h"

/* The vanes in order, from -vanes / 2 to vanes / 2. */
struct vane {
    uint32_t pixels, first; /* as in struct sky_flat_run */
};

/* The shares in the order of their cells: those of a cell are begins[cell] to begins[cell + 1] - 1. */
struct sorted {
    const struct sky_share *list;
    uint32_t *begins, *order;
};

/* A pixel of a row, to be sorted by its number of pairs. */
struct pixel {
    uint32_t pairs, column;
};

static int fail_memory(void)
{
    return sky_fail("out of memory for a plan of the picture");
}

/* ---- Lights ---- */

/* Finds the LEDs that have any share, and numbers their lights. Returns them by vane; the caller frees them. */
static struct vane *make_runs(struct sky_flat_plan *plan, const struct sky_shares *shares)
{
    uint32_t count = plan->geometry.vanes + 1, pixels = plan->geometry.pixels;
    struct vane *vanes = calloc(count, sizeof *vanes);
    plan->runs = malloc(count * sizeof *plan->runs);
    plan->lights = 1;
    if (!vanes || !plan->runs) {
        free(vanes);
        fail_memory();
        return NULL;
    }
    for (size_t i = 0; i < shares->count; i++) {
        struct vane *vane = &vanes[shares->list[i].led / pixels];
        uint32_t needed = shares->list[i].led % pixels + 1;
        vane->pixels = needed > vane->pixels ? needed : vane->pixels;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (vanes[i].pixels == 0)
            continue;
        vanes[i].first = plan->lights;
        plan->runs[plan->run_count++] = (struct sky_flat_run){
            (int32_t)i - (int32_t)(plan->geometry.vanes / 2), vanes[i].pixels, plan->lights};
        plan->lights += vanes[i].pixels;
    }
    return vanes;
}

/* ---- Pixels ---- */

static int sort_shares(struct sorted *sorted, const struct sky_shares *shares, size_t cells)
{
    *sorted = (struct sorted){.list = shares->list};
    sorted->begins = calloc(cells + 1, sizeof *sorted->begins);
    sorted->order = malloc((shares->count + 1) * sizeof *sorted->order);
    if (!sorted->begins || !sorted->order)
        return fail_memory();
    for (size_t i = 0; i < shares->count; i++)
        sorted->begins[shares->list[i].cell]++;
    for (size_t cell = 1; cell <= cells; cell++)
        sorted->begins[cell] += sorted->begins[cell - 1];
    for (size_t i = shares->count; i-- > 0;)
        sorted->order[--sorted->begins[shares->list[i].cell]] = (uint32_t)i;
    return 0;
}

static void finish_sorted(struct sorted *sorted)
{
    free(sorted->begins);
    free(sorted->order);
}

/* The shares of a cell, and one for the background, in pairs. */
static uint32_t pairs_of(const struct sorted *sorted, size_t cell)
{
    return (sorted->begins[cell + 1] - sorted->begins[cell]) / 2 + 1;
}

/* Turns the shares of a cell into weights, whose rounding is carried from one to the next, so that they add up. Returns
 * the number of pairs, at most pairs_of(). */
static uint32_t put_pairs(const struct sky_flat_plan *plan, const struct vane *vanes, const struct sorted *sorted,
                          size_t cell, struct sky_flat_pair *pairs)
{
    double total = 0, sum = 0;
    uint32_t begin = sorted->begins[cell], end = sorted->begins[cell + 1], used = 0, count = 0;
    for (uint32_t i = begin; i < end; i++)
        total += (double)sorted->list[sorted->order[i]].part;
    double scale = SKY_FLAT_WHOLE / (total > 1 ? total : 1);
    for (uint32_t i = begin; i <= end; i++) {
        uint32_t light = 0;
        if (i < end) {
            const struct sky_share *share = &sorted->list[sorted->order[i]];
            sum += (double)share->part;
            light = vanes[share->led / plan->geometry.pixels].first + share->led % plan->geometry.pixels;
        }
        uint32_t upto = i < end ? (uint32_t)(sum * scale + 0.5) : SKY_FLAT_WHOLE;
        upto = upto > SKY_FLAT_WHOLE ? SKY_FLAT_WHOLE : upto;
        if (upto == used)
            continue;
        pairs[count / 2].lights[count % 2] = 4 * light;
        pairs[count / 2].weights[count % 2] = (uint16_t)(upto - used);
        used = upto;
        count++;
    }
    if (count % 2 == 1) {
        pairs[count / 2].lights[1] = pairs[count / 2].lights[0];
        pairs[count / 2].weights[1] = 0;
    }
    return (count + 1) / 2;
}

static int by_pairs(const void *a, const void *b)
{
    const struct pixel *left = a, *right = b;
    return left->pairs != right->pairs ? (left->pairs < right->pairs ? -1 : 1) : left->column < right->column ? -1 : 1;
}

/* Plans a row behind the pixels and pairs of the rows above, with room for `reach` pixels in `pixels`. */
static void plan_row(struct sky_flat_plan *plan, const struct vane *vanes, const struct sorted *sorted, uint32_t y,
                     struct pixel *pixels, size_t *groups, size_t *places, size_t *pairs)
{
    struct sky_flat_row *row = &plan->row[y];
    size_t first = (size_t)y * plan->columns;
    *row = (struct sky_flat_row){plan->columns, 0, *groups, *places, *pairs};
    while (row->reach > 0 && sorted->begins[first + row->reach] == sorted->begins[first + row->reach - 1])
        row->reach--;
    for (uint32_t x = 0; x < row->reach; x++)
        pixels[x] = (struct pixel){put_pairs(plan, vanes, sorted, first + x, plan->pairs + *pairs), x};
    qsort(pixels, row->reach, sizeof *pixels, by_pairs);
    for (uint32_t i = 0; i < row->reach; i++) {
        if (i == 0 || pixels[i].pairs != pixels[i - 1].pairs) {
            plan->groups[(*groups)++] = (struct sky_flat_group){0, pixels[i].pairs};
            row->groups++;
        }
        plan->groups[*groups - 1].pixels++;
        plan->places[(*places)++] = (uint16_t)pixels[i].column;
        *pairs += put_pairs(plan, vanes, sorted, first + pixels[i].column, plan->pairs + *pairs);
    }
}

static int plan_rows(struct sky_flat_plan *plan, const struct vane *vanes, const struct sorted *sorted)
{
    size_t cells = (size_t)plan->rows * plan->columns, pair_room = 0, groups = 0, places = 0, pairs = 0;
    for (size_t cell = 0; cell < cells; cell++)
        pair_room += pairs_of(sorted, cell);
    /* What is not used of this room takes no memory, as nothing is written there. */
    struct pixel *pixels = malloc(plan->columns * sizeof *pixels);
    plan->row = malloc(plan->rows * sizeof *plan->row);
    plan->groups = malloc(cells * sizeof *plan->groups);
    plan->places = malloc(cells * sizeof *plan->places);
    plan->pairs = malloc(pair_room * sizeof *plan->pairs);
    if (!pixels || !plan->row || !plan->groups || !plan->places || !plan->pairs) {
        free(pixels);
        return fail_memory();
    }
    for (uint32_t y = 0; y < plan->rows; y++)
        plan_row(plan, vanes, sorted, y, pixels, &groups, &places, &pairs);
    free(pixels);
    return 0;
}

/* ---- The plan ---- */

static int plan_shares(struct sky_flat_plan *plan, const struct sky_shares *shares)
{
    struct sorted sorted;
    int result = sort_shares(&sorted, shares, (size_t)plan->rows * plan->columns);
    struct vane *vanes = result == 0 ? make_runs(plan, shares) : NULL;
    if (vanes)
        result = plan_rows(plan, vanes, &sorted);
    free(vanes);
    finish_sorted(&sorted);
    return vanes ? result : -1;
}

int sky_flat_plan_init(struct sky_flat_plan *plan, const struct sky_geometry *geometry,
                       const struct sky_flat_picture *picture)
{
    uint32_t width = picture->width, height = picture->height;
    bool strip = picture->style == SKY_FLAT_STRIP;
    *plan = (struct sky_flat_plan){*geometry, *picture, .images = strip ? 1 : geometry->vanes % 2 ? 2 : 4};
    plan->columns = strip ? width : (width + 1) / 2;
    plan->rows = plan->images == 4 ? (height + 1) / 2 : height;
    double pitch = fmin(width * picture->aspect, height) / 2 / (geometry->hub + geometry->pixels);
    struct sky_shares_view view = {
        .images = plan->images, .columns = plan->columns, .rows = plan->rows, .x = width % 2 ? 0.5 : 0,
        .y = height / 2.0, .across = pitch / picture->aspect, .down = pitch};
    if (strip) {
        view.across = (double)width / geometry->vanes;
        view.down = (double)height / geometry->pixels;
    }
    struct sky_shares shares;
    int result = sky_shares_init(&shares, geometry, &view, picture->style);
    if (result == 0)
        result = plan_shares(plan, &shares);
    sky_shares_finish(&shares);
    return result;
}

void sky_flat_plan_finish(struct sky_flat_plan *plan)
{
    free(plan->runs);
    free(plan->row);
    free(plan->groups);
    free(plan->places);
    free(plan->pairs);
    *plan = (struct sky_flat_plan){0};
}
