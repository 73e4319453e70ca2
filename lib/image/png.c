/* SPDX-License-Identifier: ISC */
#include "image/png.h"

#include <errno.h>
#include <png.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "kernel/light.h"
#include "kernel/math.h"

/* So many bytes of compressed pixels may come after the last row, when libpng unpacks all that is left: up to a
 * thousand times as many. */
#define SURPLUS_MAX (1 << 16)
#define IDAT 0x49444154 /* as png_get_io_chunk_type() names it */

/* A gAMA chunk that means sRGB, in 100,000ths, says 1 / 2.2, which writers round in different ways. */
#define GAMMA_SRGB 45455
#define GAMMA_TOLERANCE 600

/* zlib's levels. One that suits a stream, and one that takes several times as long; it writes its pixels in large
 * chunks, which saves some bytes too. */
#define FAST_LEVEL 3
#define SMALL_LEVEL 9
#define SMALL_BUFFER_BYTES (1 << 20)

/* ---- Errors ----
 *
 * libpng reports an error by a call that must not return. on_error() sets libpng's message as the error, unless a
 * function below has already set a better one, and jumps back to run_guarded(). */

struct work {
    png_structp png;
    png_infop info;
    bool error_set; /* sky_fail() has been called */
    void (*steps)(struct work *work);

    /* Reading. */
    const struct sky_png_source *from;
    bool last_row;            /* it is being read, and what follows it */
    size_t surplus;           /* bytes of compressed pixels that may still come then */
    png_bytep pixels;         /* owned: a row, or all rows of an interlaced picture; also in writing */
    png_bytepp rows;          /* owned */
    uint8_t *codes;           /* owned: the sRGB code of a sample, 0 to 65535, if these are encoded otherwise */
    struct sky_image *image;

    /* Writing. */
    FILE *file;
    enum sky_png_effort effort;
    const struct sky_image *source;
};

static void on_error(png_structp png, png_const_charp reason)
{
    struct work *work = png_get_error_ptr(png);
    if (!work->error_set)
        sky_fail("%s", reason);
    png_longjmp(png, 1);
}

/* What matters of its warnings was found when the chunks were read. */
static void on_warning(png_structp png, png_const_charp reason)
{
    (void)png;
    (void)reason;
}

/* Runs the steps, after png_create_..._struct(). Returns 0, or -1 with the error set. It changes no variable between
 * setjmp() and its second return. */
static int run_guarded(struct work *work)
{
    if (work->png)
        work->info = png_create_info_struct(work->png);
    if (!work->info)
        return sky_fail("out of memory, or libpng is not the version that this was built with");
    if (setjmp(png_jmpbuf(work->png)))
        return -1;
    work->steps(work);
    return 0;
}

/* ---- Reading ---- */

static void read_bytes(png_structp png, png_bytep bytes, size_t count)
{
    struct work *work = png_get_io_ptr(png);
    if (work->last_row && png_get_io_chunk_type(png) == IDAT) {
        if (count > work->surplus) {
            sky_fail("has more data than the picture needs");
            work->error_set = true;
            png_error(png, "surplus");
        }
        work->surplus -= count;
    }
    if (work->from->read(work->from->context, bytes, count) == 0)
        return;
    work->error_set = true;
    png_error(png, "read");
}

/* Makes work->codes if the samples are light to the power of a gamma that is not sRGB's. */
static void set_codes(struct work *work)
{
    png_fixed_point gamma = 0;
    int intent;
    if (png_get_sRGB(work->png, work->info, &intent) || !png_get_gAMA_fixed(work->png, work->info, &gamma) ||
        gamma <= 0 || abs(gamma - GAMMA_SRGB) <= GAMMA_TOLERANCE)
        return;
    work->codes = malloc(1 << 16);
    if (!work->codes)
        png_error(work->png, "out of memory for the picture");
    int sample = 0;
    for (int code = 0; code < 256; code++) {
        double limit = sky_pow(sky_srgb_to_light((code + 0.5) / 255), gamma / 1e5) * 65535;
        for (; sample < 1 << 16 && (sample <= limit || code == 255); sample++)
            work->codes[sample] = (uint8_t)code;
    }
}

/* Puts a row of three or four samples a pixel, of one byte or two, into the image. */
static void take_row(struct work *work, size_t y, const uint8_t *row, unsigned channels, bool wide)
{
    struct sky_image *image = work->image;
    uint8_t *rgb = image->rgb + y * image->width * 3, *alpha = image->alpha ? image->alpha + y * image->width : NULL;
    const uint8_t *codes = work->codes;
    for (uint32_t x = 0; x < image->width; x++, rgb += 3)
        for (unsigned channel = 0; channel < channels; channel++, row += wide ? 2 : 1) {
            unsigned sample = wide ? (unsigned)row[0] << 8 | row[1] : row[0] * 257U;
            if (channel == 3)
                alpha[x] = (uint8_t)((sample + 128) / 257);
            else
                rgb[channel] = codes ? codes[sample] : (uint8_t)((sample + 128) / 257);
        }
}

/* Frees the opacity of a picture that has no transparent pixel. */
static void drop_opaque(struct sky_image *image)
{
    size_t pixels = (size_t)image->width * image->height, i = 0;
    while (image->alpha && i < pixels && image->alpha[i] == 255)
        i++;
    if (i < pixels)
        return;
    free(image->alpha);
    image->alpha = NULL;
}

static void read_steps(struct work *work)
{
    png_structp png = work->png;
    png_infop info = work->info;
    png_set_user_limits(png, SKY_IMAGE_SIDE_MAX, SKY_IMAGE_SIDE_MAX);
    png_set_crc_action(png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE); /* the source has checked them */
    png_set_read_fn(png, work, read_bytes);
    png_read_info(png, info);
    set_codes(work);

    png_set_expand(png); /* palettes, low depths and a transparent colour become R, G, B, A of 8 or 16 bits */
    png_set_gray_to_rgb(png);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);

    size_t width = png_get_image_width(png, info), height = png_get_image_height(png, info);
    unsigned channels = png_get_channels(png, info), bytes = png_get_bit_depth(png, info) / 8;
    size_t row_bytes = width * channels * bytes, rows = passes > 1 ? height : 1;
    if ((channels != 3 && channels != 4) || png_get_rowbytes(png, info) != row_bytes)
        png_error(png, "unknown kind of picture");
    work->pixels = malloc(row_bytes * rows);
    work->rows = malloc(rows * sizeof *work->rows);
    if (!work->pixels || !work->rows)
        png_error(png, "out of memory for the picture");
    if (sky_image_allocate(work->image, (uint32_t)width, (uint32_t)height, channels == 4) < 0) {
        work->error_set = true;
        png_error(png, "allocate");
    }
    for (size_t y = 0; y < rows; y++)
        work->rows[y] = work->pixels + y * row_bytes;
    bool direct = channels == 3 && bytes == 1 && !work->codes && passes == 1;
    work->surplus = row_bytes + SURPLUS_MAX;
    for (int pass = 1; pass <= passes; pass++)
        for (size_t y = 0; y < height; y++) {
            uint8_t *row = direct ? work->image->rgb + y * width * 3 : work->rows[passes > 1 ? y : 0];
            work->last_row = pass == passes && y + 1 == height;
            png_read_row(png, row, NULL);
            if (!direct && pass == passes)
                take_row(work, y, row, channels, bytes == 2);
        }
    png_read_end(png, NULL); /* so that the source is at its end */
    drop_opaque(work->image);
}

int sky_png_decode(struct sky_image *image, const struct sky_png_source *source)
{
    struct work work = {.from = source, .steps = read_steps, .image = image};
    work.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &work, on_error, on_warning);
    int result = run_guarded(&work);
    free(work.pixels);
    free(work.rows);
    free(work.codes);
    png_destroy_read_struct(&work.png, &work.info, NULL);
    return result;
}

/* ---- Writing ---- */

static void write_bytes(png_structp png, png_bytep bytes, size_t count)
{
    struct work *work = png_get_io_ptr(png);
    if (fwrite(bytes, 1, count, work->file) == count)
        return;
    sky_fail("%s", strerror(errno));
    work->error_set = true;
    png_error(png, "write");
}

/* The owner of the FILE flushes it. */
static void flush_bytes(png_structp png)
{
    (void)png;
}

static void write_row(struct work *work, size_t y)
{
    const struct sky_image *source = work->source;
    size_t start = y * source->width;
    if (!source->alpha) {
        png_write_row(work->png, source->rgb + start * 3);
        return;
    }
    for (size_t x = 0; x < source->width; x++) {
        memcpy(work->pixels + 4 * x, source->rgb + 3 * (start + x), 3);
        work->pixels[4 * x + 3] = source->alpha[start + x];
    }
    png_write_row(work->png, work->pixels);
}

static void write_steps(struct work *work)
{
    png_structp png = work->png;
    png_infop info = work->info;
    const struct sky_image *source = work->source;
    png_set_write_fn(png, work, write_bytes, flush_bytes);
    if (work->effort == SKY_PNG_FAST) {
        png_set_compression_level(png, FAST_LEVEL);
        png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB | PNG_FILTER_UP);
    } else {
        png_set_compression_level(png, SMALL_LEVEL);
        png_set_compression_buffer_size(png, SMALL_BUFFER_BYTES);
    }
    png_set_IHDR(png, info, source->width, source->height, 8,
                 source->alpha ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    png_write_info(png, info);
    for (size_t y = 0; y < source->height; y++)
        write_row(work, y);
    png_write_end(png, info);
}

int sky_png_write(FILE *out, enum sky_png_effort effort, const struct sky_image *image)
{
    struct work work = {.file = out, .steps = write_steps, .effort = effort, .source = image};
    work.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &work, on_error, on_warning);
    work.pixels = image->alpha ? malloc((size_t)image->width * 4) : NULL;
    int result = image->alpha && !work.pixels ? sky_fail("out of memory") : run_guarded(&work);
    png_destroy_write_struct(&work.png, &work.info);
    free(work.pixels);
    return result;
}
