/* SPDX-License-Identifier: ISC */
#include "led/areas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/array.h"
#include "kernel/math.h"
#include "led/cells.h"
#include "led/sectors.h"

/* Sectors of which a cell has a smaller part of itself, by rounding or a hair, are left out. */
#define PART_MIN 1e-9

/* ---- Places ---- */

void sky_spot_place(struct sky_spot *spot, const struct sky_geometry *geometry, double turns, double pixel)
{
    double radius = (geometry->hub + pixel + 0.5) / (geometry->hub + geometry->pixels);
    spot->x = radius * sky_sin_turns(turns);
    spot->y = radius * sky_cos_turns(turns);
}

void sky_spot_find_led(struct sky_spot *spot, const struct sky_geometry *geometry)
{
    double vane = floor(sky_clock_turns(spot->x, spot->y) * geometry->vanes + 0.5);
    double radius = sqrt(spot->x * spot->x + spot->y * spot->y) * (geometry->hub + geometry->pixels);
    double pixel = floor(radius - geometry->hub);
    uint32_t number = pixel < 0 ? 0 : pixel >= geometry->pixels ? geometry->pixels - 1 : (uint32_t)pixel;
    spot->led = (uint32_t)vane % geometry->vanes * geometry->pixels + number;
}

/* ---- The table ---- */

static int add_run(struct sky_areas *areas, uint32_t led)
{
    struct sky_area_run *runs = sky_array_reserve(areas->runs, areas->run_count + 1, &areas->run_room, sizeof *runs);
    if (!runs)
        return -1;
    areas->runs = runs;
    runs[areas->run_count++] = (struct sky_area_run){led, 0};
    return 0;
}

/* Adds a weight to the last run. */
static int add_weight(struct sky_areas *areas, uint32_t weight)
{
    if (areas->weight_count == SKY_AREA_WEIGHTS_MAX)
        return sky_fail("the areas of the LEDs have more than %d weights (use a smaller frame, or write 'show point')",
                        SKY_AREA_WEIGHTS_MAX);
    uint32_t *weights =
        sky_array_reserve(areas->weights, areas->weight_count + 1, &areas->weight_room, sizeof *weights);
    if (!weights)
        return -1;
    areas->weights = weights;
    weights[areas->weight_count++] = weight;
    areas->runs[areas->run_count - 1].count++;
    return 0;
}

/* Adds an LED that shows a point. */
static int add_point(struct sky_areas *areas, struct sky_spot *spot)
{
    spot->runs = 1;
    return add_run(areas, spot->led) < 0 ? -1 : add_weight(areas, SKY_AREA_WHOLE);
}

/* Areas of sectors become weights whose sum is exact: each is the difference of two rounded sums. */
struct rounding {
    double scale, sum; /* of the areas so far */
    uint32_t given;    /* of the weights so far */
};

static uint32_t next_weight(struct rounding *rounding, double area)
{
    rounding->sum += area;
    double up_to = floor(rounding->sum * rounding->scale + 0.5);
    uint32_t sum = up_to < SKY_AREA_WHOLE ? (uint32_t)up_to : SKY_AREA_WHOLE, weight = sum - rounding->given;
    rounding->given = sum;
    return weight;
}

/* Adds a vane's runs of those areas that are not too small. */
static int add_vane(struct sky_areas *areas, const struct sky_sectors *sectors, uint32_t vane, const double *sizes,
                    struct rounding *rounding, double least)
{
    bool in_run = false;
    for (uint32_t pixel = sectors->low; pixel < sectors->end; pixel++) {
        uint32_t weight = sizes[pixel] > least ? next_weight(rounding, sizes[pixel]) : 0;
        if (weight > 0 && !in_run && add_run(areas, vane * sectors->geometry.pixels + pixel) < 0)
            return -1;
        if (weight > 0 && add_weight(areas, weight) < 0)
            return -1;
        in_run = weight > 0;
    }
    return 0;
}

/* The sum of those areas that are larger than `least`. */
static double add_up(const struct sky_sectors *sectors, double *sizes, double least)
{
    double sum = 0;
    for (size_t i = 0; i < sectors->vane_count; i++) {
        sky_sectors_of_vane(sectors, sectors->vanes[i], sizes);
        for (uint32_t pixel = sectors->low; pixel < sectors->end; pixel++)
            sum += sizes[pixel] > least ? sizes[pixel] : 0;
    }
    return sum;
}

static int add_area(struct sky_areas *areas, struct sky_spot *spot, struct sky_sectors *sectors, double *sizes)
{
    double least = add_up(sectors, sizes, 0) * PART_MIN, kept = add_up(sectors, sizes, least);
    if (kept < PART_MIN * PART_MIN) /* the part is in the hole, or next to nothing */
        return add_point(areas, spot);
    struct rounding rounding = {.scale = SKY_AREA_WHOLE / kept};
    size_t first = areas->run_count;
    for (size_t i = 0; i < sectors->vane_count; i++) {
        sky_sectors_of_vane(sectors, sectors->vanes[i], sizes);
        if (add_vane(areas, sectors, sectors->vanes[i], sizes, &rounding, least) < 0)
            return -1;
    }
    /* The last sum may have been rounded to less than the whole. */
    if (areas->weights)
        areas->weights[areas->weight_count - 1] += SKY_AREA_WHOLE - rounding.given;
    spot->runs = (uint32_t)(areas->run_count - first);
    return 0;
}

/* ---- Sides ---- */

/* The lit LEDs of one side. */
struct side {
    struct sky_point *sites;
    size_t *indices; /* of sites among all spots */
    size_t count;
    struct sky_cells cells;
};

static int check_twins(struct side *side, size_t site, size_t twins[2])
{
    size_t twin;
    if (sky_cells_twin(&side->cells, site, &twin) < 0)
        return -1;
    if (twin == SKY_CELLS_NONE)
        return 0;
    size_t a = side->indices[site], b = side->indices[twin];
    twins[0] = a > b ? a : b;
    twins[1] = a > b ? b : a;
    return sky_fail("two LEDs are at the same place");
}

/* What making the table takes. */
struct making {
    const struct sky_spot *spots;
    struct sky_point *sites; /* one side's after the other's */
    size_t *indices;
    struct side sides[SKY_SIDES];
    size_t next[SKY_SIDES]; /* the site of each side that comes next in the layout */
    struct sky_sectors sectors;
    double *sizes;
    size_t *twins;
};

/* Sorts the LEDs by sides, and those of a side into cells. */
static int init_sides(struct making *making, size_t count)
{
    size_t all = 0;
    for (int number = 0; number < SKY_SIDES; number++) {
        struct side *side = &making->sides[number];
        side->sites = making->sites + all;
        side->indices = making->indices + all;
        for (size_t i = 0; i < count; i++) {
            if (making->spots[i].side != number)
                continue;
            making->sites[all] = (struct sky_point){making->spots[i].x, making->spots[i].y};
            making->indices[all++] = i;
            side->count++;
        }
        if (sky_cells_init(&side->cells, side->sites, side->count) < 0)
            return -1;
    }
    return 0;
}

static int add_spot(struct sky_areas *areas, struct making *making, size_t index)
{
    struct sky_spot spot = making->spots[index];
    struct side *side = &making->sides[spot.side];
    size_t site = making->next[spot.side]++, corners;
    if (!spot.is_free)
        return 0;
    if (check_twins(side, site, making->twins) < 0)
        return -1;
    int result = -1;
    if (!spot.area) {
        result = add_point(areas, &spot);
    } else if (sky_cells_find(&side->cells, site, &corners) == 0) {
        sky_sectors_fill(&making->sectors, side->cells.corners, corners);
        result = add_area(areas, &spot, &making->sectors, making->sizes);
    }
    areas->spots[areas->count++] = spot;
    return result;
}

static int make(struct sky_areas *areas, struct making *making, const struct sky_geometry *geometry, size_t count)
{
    bool any_area = false;
    if (init_sides(making, count) < 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        any_area |= making->spots[i].area;
    if (any_area && sky_sectors_init(&making->sectors, geometry) < 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (add_spot(areas, making, i) < 0)
            return -1;
    return 0;
}

struct sky_areas *sky_areas_create(const struct sky_geometry *geometry, const struct sky_spot *spots, size_t count,
                                   size_t twins[2])
{
    struct sky_areas *areas = calloc(1, sizeof *areas);
    struct sky_point *sites = malloc((count + 1) * sizeof *sites);
    size_t *indices = malloc((count + 1) * sizeof *indices);
    double *sizes = malloc(geometry->pixels * sizeof *sizes);
    struct making making = {.spots = spots, .sites = sites, .indices = indices, .sizes = sizes, .twins = twins};
    int result = -1;
    twins[0] = twins[1] = SIZE_MAX;
    if (areas)
        areas->spots = malloc((count + 1) * sizeof *areas->spots);
    if (areas && areas->spots && sites && indices && sizes)
        result = make(areas, &making, geometry, count);
    else
        sky_fail("out of memory");
    for (int side = 0; side < SKY_SIDES; side++)
        sky_cells_finish(&making.sides[side].cells);
    sky_sectors_finish(&making.sectors);
    free(sites);
    free(indices);
    free(sizes);
    if (areas)
        atomic_init(&areas->references, 1);
    if (result == 0)
        return areas;
    sky_areas_release(areas);
    return NULL;
}

struct sky_areas *sky_areas_hold(struct sky_areas *areas)
{
    if (areas)
        atomic_fetch_add_explicit(&areas->references, 1, memory_order_relaxed);
    return areas;
}

void sky_areas_release(struct sky_areas *areas)
{
    if (!areas || atomic_fetch_sub_explicit(&areas->references, 1, memory_order_acq_rel) != 1)
        return;
    free(areas->spots);
    free(areas->runs);
    free(areas->weights);
    free(areas);
}

bool sky_areas_equal(const struct sky_areas *a, const struct sky_areas *b)
{
    if (!a || !b || a == b)
        return a == b;
    if (a->count != b->count || a->run_count != b->run_count || a->weight_count != b->weight_count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->spots[i].runs != b->spots[i].runs)
            return false;
    return memcmp(a->runs, b->runs, a->run_count * sizeof *a->runs) == 0 &&
           memcmp(a->weights, b->weights, a->weight_count * sizeof *a->weights) == 0;
}

/* ---- Frames ---- */

void sky_areas_apply(const struct sky_areas *areas, uint16_t *restrict out, const uint16_t *restrict duties)
{
    const struct sky_area_run *run = areas->runs;
    const uint32_t *weight = areas->weights;
    for (size_t i = 0; i < areas->count; i++, out += 3) {
        uint64_t r = SKY_AREA_WHOLE / 2, g = r, b = r; /* with the sums below 2^48 */
        for (const struct sky_area_run *end = run + areas->spots[i].runs; run < end; run++) {
            const uint16_t *duty = duties + (size_t)run->led * 3;
            for (const uint32_t *last = weight + run->count; weight < last; weight++, duty += 3) {
                r += (uint64_t)duty[0] * *weight;
                g += (uint64_t)duty[1] * *weight;
                b += (uint64_t)duty[2] * *weight;
            }
        }
        out[0] = (uint16_t)(r / SKY_AREA_WHOLE);
        out[1] = (uint16_t)(g / SKY_AREA_WHOLE);
        out[2] = (uint16_t)(b / SKY_AREA_WHOLE);
    }
}
