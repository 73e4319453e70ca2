/* SPDX-License-Identifier: ISC */
#include "disc/lights.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "kernel/light.h"

uint32_t sky_lights_factor(uint32_t side, uint32_t wish)
{
    return side % 2 && wish % 2 == 0 ? wish + 1 : wish;
}

/* How many cells cover a side evenly on both ends. */
static uint32_t cells_of(uint32_t side, uint32_t factor)
{
    uint32_t cells = (side + factor - 1) / factor;
    return (cells * factor - side) % 2 ? cells + 1 : cells;
}

/* Where each of `cells` cells begins in a side of the picture, and the side's end. NULL when memory is short. */
static uint32_t *starts_of(uint32_t cells, uint32_t factor, int32_t corner, uint32_t side)
{
    uint32_t *starts = malloc((cells + (size_t)1) * sizeof *starts);
    for (uint32_t i = 0; starts && i <= cells; i++) {
        int64_t start = corner + (int64_t)i * factor;
        starts[i] = start < 0 ? 0 : start > side ? side : (uint32_t)start;
    }
    return starts;
}

int sky_lights_init(struct sky_lights *lights, uint32_t width, uint32_t height, uint32_t across, uint32_t down)
{
    *lights = (struct sky_lights){.width = width, .height = height, .across = across, .down = down};
    lights->columns = cells_of(width, across);
    lights->rows = cells_of(height, down);
    lights->left = -(int32_t)((lights->columns * across - width) / 2);
    lights->top = -(int32_t)((lights->rows * down - height) / 2);
    lights->starts_across = starts_of(lights->columns, across, lights->left, width);
    lights->starts_down = starts_of(lights->rows, down, lights->top, height);
    lights->sums = malloc(lights->columns * sizeof *lights->sums);
    if (!lights->starts_across || !lights->starts_down || !lights->sums)
        return sky_fail("out of memory for a picture of %u x %u pixels", width, height);
    return 0;
}

void sky_lights_finish(struct sky_lights *lights)
{
    free(lights->starts_across);
    free(lights->starts_down);
    free(lights->sums);
    *lights = (struct sky_lights){0};
}

/* The numbers of a code in each channel, with the opacity of an opaque pixel, so that a pixel is three entries or-ed
 * together: a quarter faster than writing each number by itself. */
static uint64_t of_pixel[3][256];

static void make_pixels(void)
{
    for (int channel = 0; channel < 3; channel++)
        for (int code = 0; code < 256; code++) {
            uint16_t numbers[4] = {[3] = SKY_LIGHT_FULL};
            numbers[channel] = sky_light_tables()->of_code[code];
            memcpy(&of_pixel[channel][code], numbers, sizeof numbers);
        }
}

static void convert(uint16_t light[4], const uint8_t *rgb, unsigned alpha)
{
    const uint16_t *of_code = sky_light_tables()->of_code;
    for (int channel = 0; channel < 3; channel++)
        light[channel] = (uint16_t)((of_code[rgb[channel]] * alpha + 127) / 255);
    light[3] = (uint16_t)((SKY_LIGHT_FULL * alpha + 127) / 255);
}

static void convert_row(uint16_t (*out)[4], const uint8_t *rgb, const uint8_t *alpha, uint32_t count)
{
    for (size_t i = 0; i < count; i++) {
        const uint8_t *codes = rgb + 3 * i;
        uint64_t pixel = of_pixel[0][codes[0]] | of_pixel[1][codes[1]] | of_pixel[2][codes[2]];
        memcpy(out[i], &pixel, sizeof pixel);
    }
    for (size_t i = 0; alpha && i < count; i++)
        if (alpha[i] < 255)
            convert(out[i], rgb + 3 * i, alpha[i]);
}

/* Adds pixels of one row to the sums of the cells that they are in. */
static void add_row(uint64_t (*sums)[4], const uint32_t *starts, uint32_t cells, const uint8_t *rgb,
                    const uint8_t *alpha)
{
    const uint16_t *of_code = sky_light_tables()->of_code;
    for (uint32_t cell = 0; cell < cells; cell++, sums++) {
        uint32_t r = 0, g = 0, b = 0, opacity = SKY_LIGHT_FULL * (starts[cell + 1] - starts[cell]);
        const uint8_t *end = rgb + (size_t)(starts[cell + 1] - starts[cell]) * 3;
        for (; rgb < end && !alpha; rgb += 3) {
            r += of_code[rgb[0]];
            g += of_code[rgb[1]];
            b += of_code[rgb[2]];
        }
        for (opacity = alpha ? 0 : opacity; rgb < end; rgb += 3) {
            uint16_t light[4];
            convert(light, rgb, *alpha++);
            r += light[0];
            g += light[1];
            b += light[2];
            opacity += light[3];
        }
        (*sums)[0] += r;
        (*sums)[1] += g;
        (*sums)[2] += b;
        (*sums)[3] += opacity;
    }
}

/* A cell at the edge is the mean of those of its pixels that are in the picture. */
static void reduce_row(struct sky_lights *lights, uint16_t (*out)[4], const struct sky_image *image, uint32_t row,
                       uint32_t first, uint32_t end)
{
    const uint32_t *starts = lights->starts_across + first;
    uint32_t y = lights->starts_down[row], below = lights->starts_down[row + 1];
    uint64_t rows = below - y, counted = 0, reciprocal = 0;
    memset(lights->sums, 0, (end - first) * sizeof *lights->sums);
    for (; y < below; y++) {
        size_t start = (size_t)y * lights->width + *starts;
        add_row(lights->sums, starts, end - first, image->rgb + start * 3, image->alpha ? image->alpha + start : NULL);
    }
    for (uint32_t i = 0; i < end - first; i++) {
        uint64_t pixels = rows * (starts[i + 1] - starts[i]);
        if (pixels != counted)
            reciprocal = (UINT64_C(1) << 32) / pixels;
        counted = pixels;
        for (int number = 0; number < 4; number++)
            out[i][number] = (uint16_t)((lights->sums[i][number] * reciprocal + (UINT64_C(1) << 31)) >> 32);
    }
}

void sky_lights_row(struct sky_lights *lights, uint16_t (*cells)[4], const struct sky_image *image, uint32_t row,
                    uint32_t first, uint32_t end)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_pixels);
    if (lights->across > 1 || lights->down > 1) {
        reduce_row(lights, cells, image, row, first, end);
        return;
    }
    size_t start = (size_t)row * lights->width + first;
    convert_row(cells, image->rgb + start * 3, image->alpha ? image->alpha + start : NULL, end - first);
}

#define OPAQUE (SKY_LIGHT_FULL >> SKY_LIGHT_CODE_SHIFT)

void sky_lights_encode(uint8_t *out, uint8_t *opacity, const uint16_t (*means)[4], size_t count,
                       struct sky_color background)
{
    const struct sky_light_tables *tables = sky_light_tables();
    if (opacity) {
        for (size_t i = 0; i < count; i++)
            memset(opacity + 3 * i, sky_light_split(tables, out + 3 * i, means[i]), 3);
        return;
    }
    const uint8_t *code_of = tables->code_of, under[3] = {background.r, background.g, background.b};
    for (size_t i = 0; i < count; i++, out += 3) {
        const uint16_t *mean = means[i];
        if (mean[3] == OPAQUE) {
            out[0] = code_of[mean[0]];
            out[1] = code_of[mean[1]];
            out[2] = code_of[mean[2]];
            continue;
        }
        for (int channel = 0; channel < 3; channel++) {
            unsigned behind = tables->of_code[under[channel]] >> SKY_LIGHT_CODE_SHIFT;
            unsigned light = mean[channel] + (behind * (unsigned)(OPAQUE - mean[3]) + OPAQUE / 2) / OPAQUE;
            out[channel] = code_of[light < OPAQUE ? light : OPAQUE];
        }
    }
}
