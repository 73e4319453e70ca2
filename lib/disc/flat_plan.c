/* SPDX-License-Identifier: ISC */
#include "disc/flat_plan.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/pages.h"
#include "disc/shares.h"

/* The vanes in order, from -vanes / 2 to vanes / 2. */
struct vane {
    uint32_t pixels, first; /* as in struct sky_flat_run */
};

/* Part of a pixel's light that comes from one of the lights. */
struct part {
    uint32_t light;
    float part;
};

/* The shares in the order of their cells: those of a cell are begins[cell] to begins[cell + 1] - 1. */
struct sorted {
    struct part *parts;
    uint32_t *begins;
};

/* A pixel of a row: how many pairs it needs, and where they begin among those of the row. */
struct pixel {
    uint32_t pairs, first;
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

static int sort_shares(struct sorted *sorted, const struct sky_shares *shares, const struct vane *vanes, size_t cells)
{
    uint32_t *begins = sorted->begins = calloc(cells + 1, sizeof *begins), pixels = shares->geometry.pixels;
    sorted->parts = sky_pages_allocate((shares->count + 1) * sizeof *sorted->parts);
    if (!sorted->begins || !sorted->parts)
        return fail_memory();
    for (size_t i = 0; i < shares->count; i++)
        begins[shares->list[i].cell]++;
    for (size_t cell = 1; cell <= cells; cell++)
        begins[cell] += begins[cell - 1];
    for (size_t i = shares->count; i-- > 0;) {
        const struct sky_share *share = &shares->list[i];
        uint32_t vane = share->led / pixels;
        sorted->parts[--begins[share->cell]] = (struct part){vanes[vane].first + share->led - vane * pixels,
                                                             share->part};
    }
    return 0;
}

static void finish_sorted(struct sorted *sorted)
{
    free(sorted->begins);
    free(sorted->parts);
}

/* The shares of a cell, and one for the background, in pairs. */
static uint32_t pairs_of(const struct sorted *sorted, size_t cell)
{
    return (sorted->begins[cell + 1] - sorted->begins[cell]) / 2 + 1;
}

/* Turns the shares of a cell into weights, whose rounding is carried from one to the next, so that they add up. Returns
 * the number of pairs, at most pairs_of(). */
static uint32_t put_pairs(const struct sorted *sorted, size_t cell, struct sky_flat_pair *pairs)
{
    double total = 0, sum = 0;
    const struct part *begin = sorted->parts + sorted->begins[cell], *end = sorted->parts + sorted->begins[cell + 1];
    uint32_t used = 0, count = 0;
    for (const struct part *part = begin; part < end; part++)
        total += (double)part->part;
    double scale = SKY_FLAT_WHOLE / (total > 1 ? total : 1);
    for (const struct part *part = begin; part <= end; part++) {
        uint32_t light = 0, upto = SKY_FLAT_WHOLE;
        if (part < end) {
            sum += (double)part->part;
            light = part->light;
            upto = (uint32_t)(sum * scale + 0.5);
        }
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

/* The least number of pairs above `pairs` that a pixel needs, or 0. */
static uint32_t more_pairs(const struct pixel *pixels, uint32_t count, uint32_t pairs)
{
    uint32_t least = UINT32_MAX;
    for (uint32_t x = 0; x < count; x++)
        least = pixels[x].pairs > pairs && pixels[x].pairs < least ? pixels[x].pairs : least;
    return least < UINT32_MAX ? least : 0;
}

/* Plans a row behind the pixels and pairs of the rows above; `pixels` and `unsorted` have room for the row's own. */
static void plan_row(struct sky_flat_plan *plan, const struct sorted *sorted, uint32_t y, struct pixel *pixels,
                     struct sky_flat_pair *unsorted, size_t *groups, size_t *places, size_t *pairs)
{
    struct sky_flat_row *row = &plan->row[y];
    size_t first = (size_t)y * plan->columns;
    *row = (struct sky_flat_row){plan->columns, 0, *groups, *places, *pairs};
    while (row->reach > 0 && sorted->begins[first + row->reach] == sorted->begins[first + row->reach - 1])
        row->reach--;
    for (uint32_t x = 0, put = 0; x < row->reach; x++) {
        pixels[x] = (struct pixel){put_pairs(sorted, first + x, unsorted + put), put};
        put += pixels[x].pairs;
    }
    for (uint32_t n = 0; (n = more_pairs(pixels, row->reach, n)) > 0; row->groups++) {
        struct sky_flat_group *group = &plan->groups[(*groups)++];
        *group = (struct sky_flat_group){0, n};
        for (uint32_t x = 0; x < row->reach; x++) {
            if (pixels[x].pairs != n)
                continue;
            group->pixels++;
            plan->places[(*places)++] = (uint16_t)x;
            memcpy(plan->pairs + *pairs, unsorted + pixels[x].first, n * sizeof *unsorted);
            *pairs += n;
        }
    }
}

static int plan_rows(struct sky_flat_plan *plan, const struct sorted *sorted)
{
    size_t cells = (size_t)plan->rows * plan->columns, room = 0, room_of_row = 0, groups = 0, places = 0, pairs = 0;
    for (uint32_t y = 0; y < plan->rows; y++) {
        size_t before = room;
        for (uint32_t x = 0; x < plan->columns; x++)
            room += pairs_of(sorted, (size_t)y * plan->columns + x);
        room_of_row = room - before > room_of_row ? room - before : room_of_row;
    }
    /* What is not used of this room takes no memory, as nothing is written there. */
    struct pixel *pixels = malloc(plan->columns * sizeof *pixels);
    struct sky_flat_pair *unsorted = malloc(room_of_row * sizeof *unsorted);
    plan->row = malloc(plan->rows * sizeof *plan->row);
    plan->groups = malloc(cells * sizeof *plan->groups);
    plan->places = malloc(cells * sizeof *plan->places);
    plan->pairs = sky_pages_allocate(room * sizeof *plan->pairs);
    bool is_ready = pixels && unsorted && plan->row && plan->groups && plan->places && plan->pairs;
    for (uint32_t y = 0; y < plan->rows && is_ready; y++)
        plan_row(plan, sorted, y, pixels, unsorted, &groups, &places, &pairs);
    free(pixels);
    free(unsorted);
    return is_ready ? 0 : fail_memory();
}

/* ---- The plan ---- */

static int plan_shares(struct sky_flat_plan *plan, const struct sky_shares *shares)
{
    struct sorted sorted;
    struct vane *vanes = make_runs(plan, shares);
    if (!vanes)
        return -1;
    int result = sort_shares(&sorted, shares, vanes, (size_t)plan->rows * plan->columns);
    if (result == 0)
        result = plan_rows(plan, &sorted);
    free(vanes);
    finish_sorted(&sorted);
    return result;
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
