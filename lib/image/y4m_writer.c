/* SPDX-License-Identifier: ISC */
#include "image/y4m_writer.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

/* Products are in 2^SHIFT ths. */
#define SHIFT 16

/* The matrices of ITU-R BT.601 (2.5.1) and BT.709 (3.2), with their quantisation: Y from 16 to 235, U and V 112 to
 * either side of 128. The factors of greys add up to 219 / 255 for Y, and to 0 for U and V. */
struct matrix {
    int32_t y[3], u[3], v[3];
};

static int32_t factor(double of, double range)
{
    return (int32_t)floor(of * range / 255 * (1 << SHIFT) + 0.5);
}

static struct matrix matrix_of(const struct sky_image *image)
{
    bool hd = image->width >= 1280 || image->height >= 720;
    double kr = hd ? 0.2126 : 0.299, kb = hd ? 0.0722 : 0.114;
    struct matrix matrix = {
        .y = {factor(kr, 219), 0, factor(kb, 219)},
        .u = {factor(-kr / (1 - kb), 112), 0, factor(1, 112)},
        .v = {factor(1, 112), 0, factor(-kb / (1 - kr), 112)},
    };
    matrix.y[1] = factor(1, 219) - matrix.y[0] - matrix.y[2];
    matrix.u[1] = -matrix.u[0] - matrix.u[2];
    matrix.v[1] = -matrix.v[0] - matrix.v[2];
    return matrix;
}

static int32_t product(const int32_t factors[3], const int32_t rgb[3])
{
    return factors[0] * rgb[0] + factors[1] * rgb[1] + factors[2] * rgb[2];
}

static void convert_luma(uint8_t *out, const struct matrix *matrix, const struct sky_image *image)
{
    const uint8_t *rgb = image->rgb, *end = rgb + sky_image_bytes(image);
    for (; rgb < end; rgb += 3) {
        const int32_t pixel[3] = {rgb[0], rgb[1], rgb[2]};
        *out++ = (uint8_t)((product(matrix->y, pixel) + (16 << SHIFT) + (1 << (SHIFT - 1))) >> SHIFT);
    }
}

/* A sample is the mean of two rows, and of three columns, of which the one in the middle counts twice. */
static void convert_colors(uint8_t *u, uint8_t *v, const struct matrix *matrix, const struct sky_image *image)
{
    for (uint32_t y = 0; y < image->height; y += 2) {
        const uint8_t *above = image->rgb + (size_t)y * image->width * 3;
        const uint8_t *below = y + 1 < image->height ? above + (size_t)image->width * 3 : above;
        for (size_t x = 0; x < image->width; x += 2) {
            size_t left = (x > 0 ? x - 1 : x) * 3, here = x * 3, right = (x + 1 < image->width ? x + 1 : x) * 3;
            int32_t sum[3];
            for (size_t i = 0; i < 3; i++)
                sum[i] = above[left + i] + below[left + i] + 2 * (above[here + i] + below[here + i]) +
                         above[right + i] + below[right + i];
            int32_t grey = (128 << (SHIFT + 3)) + (1 << (SHIFT + 2));
            *u++ = (uint8_t)((product(matrix->u, sum) + grey) >> (SHIFT + 3));
            *v++ = (uint8_t)((product(matrix->v, sum) + grey) >> (SHIFT + 3));
        }
    }
}

int sky_y4m_write(struct sky_y4m_writer *writer, const struct sky_image *image)
{
    size_t luma = (size_t)image->width * image->height;
    size_t colors = (size_t)((image->width + 1) / 2) * ((image->height + 1) / 2), bytes = luma + 2 * colors;
    const struct matrix matrix = matrix_of(image);
    if (!writer->planes) {
        writer->planes = malloc(bytes);
        if (!writer->planes)
            return sky_fail("out of memory for a picture of %u x %u pixels", image->width, image->height);
        if (fprintf(writer->file, "YUV4MPEG2 W%u H%u F%u:%u Ip A1:1 C420mpeg2 XYSCSS=420MPEG2 XCOLORRANGE=LIMITED\n",
                    image->width, image->height, writer->rate, writer->divisor) < 0)
            return sky_fail("%s", strerror(errno));
    }
    convert_luma(writer->planes, &matrix, image);
    convert_colors(writer->planes + luma, writer->planes + luma + colors, &matrix, image);
    if (fputs("FRAME\n", writer->file) < 0 || fwrite(writer->planes, 1, bytes, writer->file) != bytes)
        return sky_fail("%s", strerror(errno));
    return 0;
}

void sky_y4m_writer_finish(struct sky_y4m_writer *writer)
{
    free(writer->planes);
    *writer = (struct sky_y4m_writer){0};
}
