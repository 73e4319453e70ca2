/* SPDX-License-Identifier: ISC */
#include "disc/row_sums.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/pages.h"

int sky_row_sums_init(struct sky_row_sums *sums, uint32_t width, uint32_t height, uint32_t across, uint32_t down)
{
    struct sky_lights *lights = &sums->lights;
    if (sums->before && lights->width == width && lights->height == height && lights->across == across &&
        lights->down == down)
        return 0;
    sky_row_sums_finish(sums);
    if (sky_lights_init(lights, width, height, across, down) < 0)
        return -1;
    size_t stride = lights->columns + (size_t)3;
    size_t cells = (lights->rows + (size_t)1) * stride;
    sums->before = calloc(cells, sizeof *sums->before);
    sky_pages_prefer_huge(sums->before, cells * sizeof *sums->before);
    sums->table = (struct sky_outline_picture){(const int32_t(*)[4])sums->before, stride};
    sums->ranges = calloc(lights->rows, sizeof *sums->ranges);
    sums->cells = malloc(lights->columns * sizeof *sums->cells);
    if (sums->before && sums->ranges && sums->cells)
        return 0;
    sky_row_sums_finish(sums);
    return sky_fail("out of memory for a picture of %u x %u pixels", width, height);
}

void sky_row_sums_finish(struct sky_row_sums *sums)
{
    sky_lights_finish(&sums->lights);
    free(sums->before);
    free(sums->ranges);
    free(sums->cells);
    *sums = (struct sky_row_sums){0};
}

void sky_row_sums_empty(struct sky_row_sums *sums)
{
    memset(sums->ranges, 0, sums->lights.rows * sizeof *sums->ranges);
}

/* Adds columns to the right of those that are filled. */
static void fill_right(struct sky_row_sums *sums, const struct sky_image *image, uint32_t row, uint32_t end)
{
    struct sky_row_sums_range *range = &sums->ranges[row];
    int32_t(*before)[4] = sums->before + row * sums->table.stride;
    int32_t sum[4];
    memcpy(sum, before[range->end], sizeof sum);
    sky_lights_row(&sums->lights, sums->cells, image, row, range->end, end);
    const uint16_t(*cell)[4] = (const uint16_t(*)[4])sums->cells;
    for (uint32_t x = range->end; x < end; x++, cell++)
        for (int number = 0; number < 4; number++)
            before[x + 1][number] = sum[number] += (*cell)[number];
    range->end = end;
}

/* Adds columns to the left of them. */
static void fill_left(struct sky_row_sums *sums, const struct sky_image *image, uint32_t row, uint32_t first)
{
    struct sky_row_sums_range *range = &sums->ranges[row];
    int32_t(*before)[4] = sums->before + row * sums->table.stride;
    sky_lights_row(&sums->lights, sums->cells, image, row, first, range->first);
    for (uint32_t x = range->first; x > first; x--)
        for (int number = 0; number < 4; number++)
            before[x - 1][number] = before[x][number] - sums->cells[x - 1 - first][number];
    range->first = first;
}

/* A place in the grid, limited to it. */
static uint32_t limited(double place, uint32_t most)
{
    return place <= 0 ? 0 : place >= most ? most : (uint32_t)place;
}

void sky_row_sums_fill(struct sky_row_sums *sums, const struct sky_image *image, double x, double y,
                       double half_width, double half_height)
{
    const struct sky_lights *lights = &sums->lights;
    uint32_t end_row = limited(ceil(y + half_height), lights->rows);
    for (uint32_t row = limited(y - half_height, lights->rows); row < end_row; row++) {
        double off = fmax(fmax(row - y, y - row - 1), 0) / half_height;
        double half = half_width * sqrt(fmax(1 - off * off, 0)) + 1;
        uint32_t first = limited(x - half, lights->columns), end = limited(ceil(x + half), lights->columns);
        struct sky_row_sums_range *range = &sums->ranges[row];
        if (range->first == range->end || end < range->first || first > range->end) {
            *range = (struct sky_row_sums_range){first, first};
            memset(sums->before[row * sums->table.stride + first], 0, sizeof *sums->before);
        }
        if (end > range->end)
            fill_right(sums, image, row, end);
        if (first < range->first)
            fill_left(sums, image, row, first);
    }
}
