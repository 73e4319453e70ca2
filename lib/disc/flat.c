/* SPDX-License-Identifier: ISC */
#include "disc/flat.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "disc/flat_plan.h"
#include "kernel/light.h"

struct sky_flat {
    struct sky_flat_plan plan;
    uint16_t (*lights)[4]; /* of a frame */
    uint16_t (*above)[4];     /* light of a row, in 14 bits */
    uint16_t (*below)[4];     /* of its mirror image from top to bottom */
    uint8_t *outside;         /* a row of the background */
};

struct sky_flat *sky_flat_create(const struct sky_geometry *geometry, const struct sky_flat_picture *picture)
{
    if (picture->width < 1 || picture->width > SKY_FLAT_SIZE_MAX || picture->height < 1 ||
        picture->height > SKY_FLAT_SIZE_MAX) {
        sky_fail("a picture of %u x %u pixels is out of range (must be 1 to %d)", picture->width, picture->height,
                 SKY_FLAT_SIZE_MAX);
        return NULL;
    }
    struct sky_flat *flat = calloc(1, sizeof *flat);
    if (!flat) {
        sky_fail("out of memory");
        return NULL;
    }
    if (sky_flat_plan_init(&flat->plan, geometry, picture) < 0)
        goto failed;
    flat->lights = calloc(4 * (size_t)flat->plan.lights, sizeof *flat->lights);
    flat->above = calloc(2 * (size_t)flat->plan.columns, sizeof *flat->above);
    flat->below = calloc(2 * (size_t)flat->plan.columns, sizeof *flat->below);
    flat->outside = malloc((size_t)picture->width * 3);
    if (flat->lights && flat->above && flat->below && flat->outside)
        return flat;
    sky_fail("out of memory for a plan of the picture");

failed:
    sky_flat_destroy(flat);
    return NULL;
}

void sky_flat_destroy(struct sky_flat *flat)
{
    if (!flat)
        return;
    sky_flat_plan_finish(&flat->plan);
    free(flat->lights);
    free(flat->above);
    free(flat->below);
    free(flat->outside);
    free(flat);
}

/* ---- Lights ---- */

static void set_light(uint16_t light[4], const uint16_t *of_code, const uint8_t *rgb)
{
    light[0] = of_code[rgb[0]];
    light[1] = of_code[rgb[1]];
    light[2] = of_code[rgb[2]];
}

/* The vane that image `image` of a vane is: itself; mirrored from left to right; from top to bottom; both. */
static size_t vane_of(uint32_t vanes, int32_t vane, unsigned image)
{
    int32_t all = (int32_t)vanes, half = all / 2;
    const int32_t places[4] = {vane, -vane, half - vane, half + vane};
    return (size_t)((places[image] % all + all) % all);
}

static void set_lights(struct sky_flat *flat, const uint8_t *frame, struct sky_color background)
{
    const struct sky_flat_plan *plan = &flat->plan;
    const uint16_t *of_code = sky_light_tables()->of_code;
    size_t vane_bytes = sky_vane_bytes(&plan->geometry);
    const uint8_t rgb[3] = {background.r, background.g, background.b};
    for (unsigned image = 0; image < 4; image++)
        set_light(flat->lights[image], of_code, rgb);
    for (uint32_t x = 0; x < plan->picture.width; x++)
        memcpy(flat->outside + 3 * (size_t)x, rgb, sizeof rgb);
    for (uint32_t i = 0; i < plan->run_count; i++) {
        const struct sky_flat_run *run = &plan->runs[i];
        for (unsigned image = 0; image < plan->images; image++) {
            const uint8_t *led = frame + vane_of(plan->geometry.vanes, run->vane, image) * vane_bytes;
            uint16_t(*light)[4] = flat->lights + 4 * (size_t)run->first + image;
            for (uint32_t pixel = 0; pixel < run->pixels; pixel++, led += 3, light += 4)
                set_light(*light, of_code, led);
        }
    }
}

/* ---- Pictures ---- */

/* Four bytes are written faster than three; the next pixel overwrites the fourth. */
static void encode(uint8_t *rgb, const uint16_t (*light)[4], size_t count)
{
    const uint8_t *code_of = sky_light_tables()->code_of;
    for (; count > 1; count--, light++, rgb += 3) {
        const uint8_t bytes[4] = {code_of[(*light)[0]], code_of[(*light)[1]], code_of[(*light)[2]]};
        memcpy(rgb, bytes, sizeof bytes);
    }
    for (int channel = 0; channel < 3; channel++)
        rgb[channel] = code_of[(*light)[channel]];
}

/* Makes `a` the mean of both, of which each has one half of the pixels' area. */
static void average(uint16_t (*a)[4], const uint16_t (*b)[4], size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (int number = 0; number < 4; number++)
            a[i][number] = (uint16_t)((a[i][number] + b[i][number] + 1) / 2);
}

/* Writes a row of a picture, of which the disc reaches `reach` pixels from the middle to either side, or the strip as
 * far from the left. */
static void write_row(const struct sky_flat *flat, uint16_t (*light)[4], uint32_t reach, uint8_t *rgb)
{
    uint32_t width = flat->plan.picture.width, columns = flat->plan.columns, odd = width % 2;
    uint16_t(*right)[4] = light + columns, (*left)[4] = right - reach;
    if (flat->plan.images == 1) {
        encode(rgb, (const uint16_t(*)[4])light, reach);
        return;
    }
    if (reach == 0) {
        memcpy(rgb, flat->outside, (size_t)width * 3);
        return;
    }
    if (odd) { /* both halves have the pixel in the middle */
        average(right, (const uint16_t(*)[4])(right - 1), 1);
        memmove(left + 1, left, (reach - 1) * sizeof *left);
        left++;
    }
    size_t drawn = 2 * reach - odd, outside = (width - drawn) / 2;
    memcpy(rgb, flat->outside, outside * 3);
    encode(rgb + outside * 3, (const uint16_t(*)[4])left, drawn);
    memcpy(rgb + (outside + drawn) * 3, flat->outside, outside * 3);
}

void sky_flat_draw(struct sky_flat *flat, const uint8_t *frame, struct sky_color background, uint8_t *rgb)
{
    const struct sky_flat_plan *plan = &flat->plan;
    uint32_t height = plan->picture.height, columns = plan->columns;
    size_t row_bytes = (size_t)plan->picture.width * 3;
    uint32_t right = plan->images > 1 ? columns : 0, left = plan->images > 1 ? columns - 1 : 2 * columns - 1;
    uint16_t(*const out[4])[4] = {flat->above + right, flat->above + left, flat->below + right, flat->below + left};
    set_lights(flat, frame, background);
    for (uint32_t y = 0; y < plan->rows; y++) {
        const struct sky_flat_row *row = &plan->row[y];
        const struct sky_flat_list list = {plan->groups + row->first_group, row->groups,
                                           plan->places + row->first_pixel, plan->pairs + row->first_pair};
        sky_kernels()->flat(out, (const uint16_t(*)[4])flat->lights, &list);
        bool middle = plan->images == 4 && 2 * y + 1 == height;
        if (middle)
            average(flat->above, (const uint16_t(*)[4])flat->below, 2 * (size_t)columns);
        write_row(flat, flat->above, row->reach, rgb + y * row_bytes);
        if (plan->images == 4 && !middle)
            write_row(flat, flat->below, row->reach, rgb + (height - 1 - y) * row_bytes);
    }
}
