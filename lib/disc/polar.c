/* SPDX-License-Identifier: ISC */
#include "disc/polar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/pages.h"
#include "disc/lights.h"
#include "disc/piece.h"
#include "kernel/kernel.h"
#include "kernel/light.h"
#include "kernel/math.h"

/* The sum of a mean's weights, and the greatest weight; see kernel/kernel.h. */
#define WEIGHTS_MAX 65535.0
#define WEIGHT_MAX 32767.0

/* Means of one vane, which serve its mirror images too. */
struct vane {
    size_t first_run, first_weight;
};

/* The blocks of a row of cells that are needed, and where they begin among all blocks. */
struct range {
    uint32_t first, end, start;
};

struct sky_polar {
    struct sky_geometry geometry;
    struct sky_lights lights;
    uint16_t (*cells)[4];     /* a row, with an empty one on either side, so that column x is at x + 1 */
    struct range *ranges;     /* of each row */
    uint16_t (*blocks)[4][2]; /* see struct sky_mean_picture */
    unsigned images;          /* of each planned vane: SKY_MEAN_QUARTER, SKY_MEAN_MIRRORED or SKY_MEAN_ALONE */
    uint32_t planned;         /* vanes 0 to planned - 1 are planned */
    struct vane *vanes;
    struct sky_mean *means;   /* of all planned vanes */
    struct sky_mean_run *runs;
    uint16_t (*weights)[2];
    size_t run_count, run_room, weight_count, weight_room;
    uint16_t (*row)[4];       /* four vanes in light */
};

/* ---- The plan ---- */

/* The room at first, for each LED: that of a picture with a few pixels an LED. */
#define RUNS_OF_LED 6
#define WEIGHTS_OF_LED 12

/* Makes room for `more` runs and weights. */
static int make_room(struct sky_polar *polar, size_t more)
{
    size_t leds = (size_t)polar->planned * polar->geometry.pixels;
    if (polar->run_count + more + SKY_MEAN_AHEAD > polar->run_room) {
        size_t room = 2 * polar->run_room + more + SKY_MEAN_AHEAD + RUNS_OF_LED * leds;
        void *runs = sky_pages_move(polar->runs, polar->run_count * sizeof *polar->runs, room * sizeof *polar->runs);
        if (!runs)
            return -1;
        polar->runs = runs;
        polar->run_room = room;
    }
    if (polar->weight_count + more > polar->weight_room) {
        size_t room = 2 * polar->weight_room + more + WEIGHTS_OF_LED * leds;
        void *weights = sky_pages_move(polar->weights, polar->weight_count * sizeof *polar->weights,
                                       room * sizeof *polar->weights);
        if (!weights)
            return -1;
        polar->weights = weights;
        polar->weight_room = room;
    }
    return 0;
}

/* Rounded to nearest. A call of floor() would take longer than all the rest. */
static inline uint16_t weight_of(double covered, double unit)
{
    double moved = covered * unit + 0.5;
    return (uint16_t)moved;
}

/* Adds the runs of an area, whose cells weigh `unit` where they are covered whole. Returns the sum of the weights. A
 * run that begins in the second cell of a block, or ends in the first, gets a weight of 0 for the other one. */
static uint32_t add_runs(struct sky_polar *polar, const struct sky_area *area, double unit)
{
    uint16_t *weights = polar->weights[polar->weight_count];
    struct sky_mean_run *run = polar->runs + polar->run_count;
    uint32_t left = (uint32_t)area->left, sum = 0;
    for (uint32_t y = 0; y < area->rows; y++) {
        const double *row = area->cells + y * area->stride;
        for (uint32_t x = 0; x < area->columns; x++) {
            uint16_t weight = weight_of(row[x], unit), *first = weights;
            if (weight == 0)
                continue;
            *run = (struct sky_mean_run){(left + x) / 2, 0, (uint16_t)(area->top + (int32_t)y)};
            if ((left + x) % 2)
                *weights++ = 0;
            for (; weight > 0; weight = ++x < area->columns ? weight_of(row[x], unit) : 0) {
                *weights++ = weight;
                sum += weight;
            }
            if ((left + x) % 2)
                *weights++ = 0;
            run++->blocks = (uint16_t)((weights - first) / 2);
        }
    }
    polar->run_count = (size_t)(run - polar->runs);
    polar->weight_count = (size_t)((uint16_t(*)[2])weights - polar->weights);
    return sum;
}

/* What a cell weighs that is covered whole: as much as the sum allows when the weights of all cells that the polygon
 * touches are rounded up. */
static double unit_of(const struct sky_area *area, double total)
{
    double cells = area->rows * (double)area->columns, touched = 3 * total + 2.0 * (area->rows + area->columns);
    double unit = floor((WEIGHTS_MAX - fmin(cells, touched) / 2) / total);
    return unit > WEIGHT_MAX ? WEIGHT_MAX : unit;
}

/* Plans the mean of an LED. */
static int plan_mean(struct sky_polar *polar, struct sky_pieces *pieces, struct sky_area *area, uint32_t vane,
                     uint32_t pixel, struct sky_mean *mean)
{
    double part;
    size_t corners = sky_piece_find(pieces, vane, pixel, &part), first_run = polar->run_count;
    *mean = (struct sky_mean){0};
    if (corners == 0)
        return 0;
    if (sky_area_fill(area, pieces->corners, corners) < 0 ||
        make_room(polar, (size_t)area->rows * (area->columns + 1)) < 0)
        return -1;
    uint32_t sum = add_runs(polar, area, unit_of(area, sky_polygon_area(pieces->corners, corners)));
    mean->runs = (uint32_t)(polar->run_count - first_run);
    mean->scale = (float)(sum > 0 ? 0.5 * part / sum : 0);
    return 0;
}

static int plan_means(struct sky_polar *polar, const struct sky_piece_view *view)
{
    struct sky_pieces pieces;
    struct sky_area area = {0};
    int result = sky_pieces_init(&pieces, &polar->geometry);
    sky_pieces_set_view(&pieces, view);
    struct sky_mean *mean = polar->means;
    for (uint32_t vane = 0; vane < polar->planned && result == 0; vane++) {
        polar->vanes[vane] = (struct vane){polar->run_count, polar->weight_count};
        for (uint32_t pixel = 0; pixel < polar->geometry.pixels && result == 0; pixel++, mean++)
            result = plan_mean(polar, &pieces, &area, vane, pixel, mean);
    }
    sky_area_finish(&area);
    sky_pieces_finish(&pieces);
    return result;
}

/* Makes room for the blocks that the runs use, and counts these in the whole picture. */
static int make_blocks(struct sky_polar *polar)
{
    size_t count = 0;
    for (size_t i = 0; i < polar->run_count; i++) {
        const struct sky_mean_run *run = &polar->runs[i];
        struct range *range = &polar->ranges[run->row];
        uint32_t first = run->first, end = first + run->blocks;
        range->first = range->end == 0 || first < range->first ? first : range->first;
        range->end = end > range->end ? end : range->end;
    }
    for (uint32_t row = 0; row < polar->lights.rows; row++) {
        polar->ranges[row].start = (uint32_t)count;
        count += polar->ranges[row].end - polar->ranges[row].first;
    }
    for (size_t i = 0; i < polar->run_count; i++) {
        const struct range *range = &polar->ranges[polar->runs[i].row];
        polar->runs[i].first += range->start - range->first;
    }
    if (make_room(polar, 0) < 0)
        return -1;
    memset(polar->runs + polar->run_count, 0, SKY_MEAN_AHEAD * sizeof *polar->runs);
    size_t bytes = (count + 4) * polar->images / 4 * 4 * sizeof *polar->blocks;
    polar->blocks = sky_pages_allocate(bytes);
    return polar->blocks ? 0 : sky_fail("out of memory for a plan of the picture");
}

/* How many vanes have to be planned, and how many images each of them has. */
static void set_images(struct sky_polar *polar, const struct sky_placement *placement)
{
    uint32_t vanes = polar->geometry.vanes;
    bool upright = placement->turns == 0 && placement->x == 0;
    polar->images = !upright ? SKY_MEAN_ALONE : vanes % 2 || placement->y != 0 ? SKY_MEAN_MIRRORED : SKY_MEAN_QUARTER;
    polar->planned = upright ? vanes / polar->images + 1 : vanes;
}

struct sky_polar *sky_polar_create(const struct sky_geometry *geometry, uint32_t width, uint32_t height,
                                   const struct sky_placement *placement)
{
    struct sky_polar *polar = calloc(1, sizeof *polar);
    if (!polar) {
        sky_fail("out of memory");
        return NULL;
    }
    polar->geometry = *geometry;
    set_images(polar, placement);
    size_t pixels = geometry->pixels;
    struct sky_placement_factors factors = sky_placement_factors(placement, geometry, width, height);
    if (sky_lights_init(&polar->lights, width, height, factors.across, factors.down) < 0)
        goto failed;
    polar->cells = calloc(polar->lights.columns + (size_t)2, sizeof *polar->cells);
    polar->ranges = calloc(polar->lights.rows, sizeof *polar->ranges);
    polar->vanes = malloc(polar->planned * sizeof *polar->vanes);
    polar->means = malloc(polar->planned * pixels * sizeof *polar->means);
    polar->row = malloc(4 * pixels * sizeof *polar->row);
    if (!polar->cells || !polar->ranges || !polar->vanes || !polar->means || !polar->row) {
        sky_fail("out of memory for a picture of %u x %u pixels", width, height);
        goto failed;
    }
    const struct sky_piece_view view = sky_placement_view(placement, geometry, &polar->lights);
    if (plan_means(polar, &view) < 0 || make_blocks(polar) < 0)
        goto failed;
    return polar;

failed:
    sky_polar_destroy(polar);
    return NULL;
}

void sky_polar_destroy(struct sky_polar *polar)
{
    if (!polar)
        return;
    sky_lights_finish(&polar->lights);
    free(polar->cells);
    free(polar->ranges);
    free(polar->blocks);
    free(polar->vanes);
    free(polar->means);
    free(polar->runs);
    free(polar->weights);
    free(polar->row);
    free(polar);
}

/* ---- Drawing ---- */

/* Makes opaque pixels the blocks of one image and its mirror image, without a row of cells. */
static void fill_code_blocks(const struct sky_polar *polar, const uint8_t *row, struct range range,
                             uint16_t (*blocks)[4][2])
{
    const uint8_t *first = row + 6 * (size_t)range.first, *last = row + 3 * (size_t)(polar->lights.columns - 1);
    uint32_t count = range.end - range.first;
    const uint16_t *of_code = sky_light_tables()->of_code;
    sky_kernels()->mean_code_blocks(blocks, polar->images, first, 1, count, of_code);
    if (polar->images > SKY_MEAN_ALONE)
        sky_kernels()->mean_code_blocks(blocks + 1, polar->images, last - 6 * (size_t)range.first, -1, count, of_code);
}

/* Converts a row of cells, and makes it the blocks of one image and its mirror image. */
static void fill_blocks(struct sky_polar *polar, const struct sky_image *image, uint32_t row, struct range range,
                        uint16_t (*blocks)[4][2])
{
    uint32_t columns = polar->lights.columns, first = 2 * range.first, past = 2 * range.end;
    uint32_t end = past < columns ? past : columns, count = range.end - range.first;
    if (!image->alpha && polar->lights.across == 1 && polar->lights.down == 1 && columns % 2 == 0) {
        fill_code_blocks(polar, image->rgb + (size_t)row * columns * 3, range, blocks);
        return;
    }
    if (polar->images > SKY_MEAN_ALONE) {
        uint32_t left = columns - end, right = columns - first;
        first = left < first ? left : first;
        end = right > end ? right : end;
    }
    sky_lights_row(&polar->lights, polar->cells + 1 + first, image, row, first, end);
    const uint16_t(*cells)[4] = (const uint16_t(*)[4])polar->cells;
    sky_kernels()->mean_blocks(blocks, polar->images, cells + 1 + 2 * (size_t)range.first, 1, count);
    if (polar->images > SKY_MEAN_ALONE)
        sky_kernels()->mean_blocks(blocks + 1, polar->images, cells + columns - 2 * (size_t)range.first, -1, count);
}

/* Converts what the plan needs of a picture. */
static void fill_images(struct sky_polar *polar, const struct sky_image *image)
{
    uint32_t rows = polar->lights.rows;
    for (uint32_t row = 0; row < rows; row++) {
        struct range range = polar->ranges[row];
        if (range.first == range.end)
            continue;
        uint16_t(*blocks)[4][2] = polar->blocks + (size_t)range.start * polar->images;
        fill_blocks(polar, image, row, range, blocks);
        if (polar->images == SKY_MEAN_QUARTER)
            fill_blocks(polar, image, rows - 1 - row, range, blocks + 2);
    }
}

/* The vane that image `image` of a planned vane is; see sky_kernels.mean. */
static uint32_t vane_of(const struct sky_polar *polar, uint32_t vane, unsigned image)
{
    uint32_t vanes = polar->geometry.vanes, half = vanes / 2;
    const uint32_t places[4] = {vane, vanes - vane, half - vane, half + vane};
    return places[image] % vanes;
}

void sky_polar_draw(struct sky_polar *polar, uint8_t *frame, uint8_t *opacity, const struct sky_image *image,
                    struct sky_color background)
{
    size_t pixels = polar->geometry.pixels, bytes = sky_vane_bytes(&polar->geometry);
    fill_images(polar, image);
    const struct sky_mean_picture picture = {(const uint16_t(*)[4][2])polar->blocks};
    uint16_t(*const rows[4])[4] = {polar->row, polar->row + pixels, polar->row + 2 * pixels, polar->row + 3 * pixels};
    for (uint32_t vane = 0; vane < polar->planned; vane++) {
        const struct sky_mean_list list = {polar->means + vane * pixels, polar->runs + polar->vanes[vane].first_run,
                                           (const uint16_t(*)[2])polar->weights + polar->vanes[vane].first_weight,
                                           pixels};
        sky_kernels()->mean(rows, &picture, &list, polar->images);
        for (unsigned i = 0; i < polar->images; i++) {
            size_t start = vane_of(polar, vane, i) * bytes;
            sky_lights_encode(frame + start, opacity ? opacity + start : NULL, (const uint16_t(*)[4])rows[i], pixels,
                              background);
        }
    }
}

int sky_polar_draw_once(uint8_t *frame, const struct sky_geometry *geometry, const struct sky_image *image,
                        enum sky_fit fit, struct sky_color background)
{
    const struct sky_placement placement = {.fit = fit, .size = 1};
    struct sky_polar *polar = sky_polar_create(geometry, image->width, image->height, &placement);
    if (!polar)
        return -1;
    sky_polar_draw(polar, frame, NULL, image, background);
    sky_polar_destroy(polar);
    return 0;
}
