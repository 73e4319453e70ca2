/* SPDX-License-Identifier: ISC */
#include "disc/flat.h"

#include <endian.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "disc/flat_plan.h"
#include "kernel/light.h"

struct sky_flat {
    struct sky_flat_plan plan;
    struct sky_workers *workers; /* not owned; or NULL */
    uint16_t (*lights)[4];       /* of a frame, with the opacity of LEDs */
    uint16_t (*rows)[4];         /* for each worker, light of a row and of its mirror image below it, in 14 bits */
    uint8_t *outside;            /* a row of the background */
};

/* How many lights a row has: as many as the columns of the plan and of its mirror image. */
static size_t row_lights(const struct sky_flat *flat)
{
    return 2 * (size_t)flat->plan.columns;
}

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
    flat->rows = calloc(SKY_WORKERS_MAX * row_lights(flat) * 2, sizeof *flat->rows);
    flat->outside = malloc((size_t)picture->width * 3);
    if (flat->lights && flat->rows && flat->outside) {
        for (size_t i = 4; i < 4 * (size_t)flat->plan.lights; i++) /* the first four are the background */
            flat->lights[i][3] = SKY_LIGHT_FULL;
        return flat;
    }
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
    free(flat->rows);
    free(flat->outside);
    free(flat);
}

void sky_flat_set_workers(struct sky_flat *flat, struct sky_workers *workers)
{
    flat->workers = workers;
}

/* A frame to be drawn. */
struct drawing {
    struct sky_flat *flat;
    const uint8_t *frame;
    uint8_t *rgb, *alpha; /* alpha: or NULL */
};

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

static void set_background(struct sky_flat *flat, struct sky_color background)
{
    const uint8_t rgb[3] = {background.r, background.g, background.b};
    for (unsigned image = 0; image < 4; image++)
        set_light(flat->lights[image], sky_light_tables()->of_code, rgb);
    for (uint32_t x = 0; x < flat->plan.picture.width; x++)
        memcpy(flat->outside + 3 * (size_t)x, rgb, sizeof rgb);
}

/* Sets the lights of the plan's runs `first` to `end` - 1. */
static void set_lights(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct drawing *drawing = context;
    const struct sky_flat_plan *plan = &drawing->flat->plan;
    const uint16_t *of_code = sky_light_tables()->of_code;
    size_t vane_bytes = sky_vane_bytes(&plan->geometry);
    (void)worker;
    for (uint32_t i = first; i < end; i++) {
        const struct sky_flat_run *run = &plan->runs[i];
        for (unsigned image = 0; image < plan->images; image++) {
            const uint8_t *led = drawing->frame + vane_of(plan->geometry.vanes, run->vane, image) * vane_bytes;
            uint16_t(*light)[4] = drawing->flat->lights + 4 * (size_t)run->first + image;
            for (uint32_t pixel = 0; pixel < run->pixels; pixel++, led += 3, light += 4)
                set_light(*light, of_code, led);
        }
    }
}

/* ---- Pictures ---- */

/* R, G and B, from the lowest byte on. */
static inline uint64_t code(const uint8_t *code_of, const uint16_t light[4])
{
    return code_of[light[0]] | (uint32_t)code_of[light[1]] << 8 | (uint32_t)code_of[light[2]] << 16;
}

/* Two pixels are written at a time, as eight bytes, of which the next two pixels overwrite the last two. */
static void encode(uint8_t *rgb, const uint16_t (*light)[4], size_t count)
{
    const uint8_t *code_of = sky_light_tables()->code_of;
    for (; count > 2; count -= 2, light += 2, rgb += 6) {
        uint64_t pixels = htole64(code(code_of, light[0]) | code(code_of, light[1]) << 24);
        memcpy(rgb, &pixels, sizeof pixels);
    }
    for (; count > 0; count--, light++)
        for (int channel = 0; channel < 3; channel++)
            *rgb++ = code_of[(*light)[channel]];
}

static void encode_alone(uint8_t *rgb, uint8_t *alpha, const uint16_t (*light)[4], size_t count)
{
    const struct sky_light_tables *tables = sky_light_tables();
    for (size_t i = 0; i < count; i++)
        alpha[i] = sky_light_split(tables, rgb + 3 * i, light[i]);
}

/* Makes `a` the mean of both, of which each has one half of the pixels' area. */
static void average(uint16_t (*a)[4], const uint16_t (*b)[4], size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (int number = 0; number < 4; number++)
            a[i][number] = (uint16_t)((a[i][number] + b[i][number] + 1) / 2);
}

/* Writes pixels of row `y` of a picture. */
static void write_pixels(const struct drawing *drawing, uint32_t x, uint32_t y, uint16_t (*light)[4], size_t count)
{
    size_t at = (size_t)y * drawing->flat->plan.picture.width + x;
    if (drawing->alpha)
        encode_alone(drawing->rgb + 3 * at, drawing->alpha + at, (const uint16_t(*)[4])light, count);
    else
        encode(drawing->rgb + 3 * at, (const uint16_t(*)[4])light, count);
}

/* Writes row `y` of a picture, of which the disc reaches `reach` pixels from the middle to either side, or the strip as
 * far from the left. */
static void write_row(const struct drawing *drawing, uint32_t y, uint16_t (*light)[4], uint32_t reach)
{
    const struct sky_flat *flat = drawing->flat;
    uint32_t width = flat->plan.picture.width, columns = flat->plan.columns, odd = width % 2;
    uint16_t(*right)[4] = light + columns, (*left)[4] = right - reach;
    uint8_t *rgb = drawing->rgb + (size_t)y * width * 3;
    if (drawing->alpha)
        memset(drawing->alpha + (size_t)y * width, 0, width);
    if (flat->plan.images == 1) {
        write_pixels(drawing, 0, y, light, reach);
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
    uint32_t drawn = 2 * reach - odd, outside = (width - drawn) / 2;
    memcpy(rgb, flat->outside, (size_t)outside * 3);
    write_pixels(drawing, outside, y, left, drawn);
    memcpy(rgb + (size_t)(outside + drawn) * 3, flat->outside, (size_t)outside * 3);
}

/* Draws the plan's rows `first` to `end` - 1, and their mirror images. */
static void draw_rows(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct drawing *drawing = context;
    const struct sky_flat *flat = drawing->flat;
    const struct sky_flat_plan *plan = &flat->plan;
    uint32_t height = plan->picture.height, columns = plan->columns;
    size_t count = row_lights(flat);
    uint16_t(*above)[4] = flat->rows + worker * 2 * count, (*below)[4] = above + count;
    size_t right = plan->images > 1 ? columns : 0, left = plan->images > 1 ? columns - 1 : count - 1;
    uint16_t(*const out[4])[4] = {above + right, above + left, below + right, below + left};
    for (uint32_t y = first; y < end; y++) {
        const struct sky_flat_row *row = &plan->row[y];
        const struct sky_flat_list list = {plan->groups + row->first_group, row->groups,
                                           plan->places + row->first_pixel, plan->pairs + row->first_pair};
        sky_kernels()->flat(out, (const uint16_t(*)[4])flat->lights, &list);
        bool middle = plan->images == 4 && 2 * y + 1 == height;
        if (middle)
            average(above, (const uint16_t(*)[4])below, count);
        write_row(drawing, y, above, row->reach);
        if (plan->images == 4 && !middle)
            write_row(drawing, height - 1 - y, below, row->reach);
    }
}

static void draw(struct drawing *drawing, struct sky_color background)
{
    struct sky_flat *flat = drawing->flat;
    set_background(flat, background);
    sky_workers_run(flat->workers, flat->plan.run_count, set_lights, drawing);
    sky_workers_run(flat->workers, flat->plan.rows, draw_rows, drawing);
}

void sky_flat_draw(struct sky_flat *flat, const uint8_t *frame, struct sky_color background, uint8_t *rgb)
{
    draw(&(struct drawing){flat, frame, rgb, NULL}, background);
}

void sky_flat_draw_alone(struct sky_flat *flat, const uint8_t *frame, uint8_t *rgb, uint8_t *alpha)
{
    draw(&(struct drawing){flat, frame, rgb, alpha}, (struct sky_color){0, 0, 0});
}
