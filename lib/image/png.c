/* SPDX-License-Identifier: ISC */
#include "image/png.h"

#include <errno.h>
#include <png.h>
#include <setjmp.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include <sky/error.h>

#include "base/number.h"

/* The beginning of a file, PNG specification, second edition, 5.2 and 11.2.2: the signature, the length and the
 * type of the header chunk, then the picture's width and height. */
#define SIGNATURE_BYTES 8
#define HEAD_BYTES 24
static const uint8_t head_of_png[16] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13,
                                        'I',  'H', 'D', 'R'};

/* Limits of the chunks that libpng keeps in memory: their number, and the size of an unpacked one. */
#define CHUNKS_MAX 128
#define CHUNK_BYTES_MAX (1 << 20)

/* Pictures are often written as a stream of video: a higher level takes the time of several frames and gains
 * little. */
#define COMPRESSION_LEVEL 3

/* ---- Errors ----
 *
 * libpng reports an error by a call that must not return. on_error() sets libpng's message as the error, unless a
 * function below has already set a better one, and jumps back to run_guarded(). */

struct work {
    png_structp png;
    png_infop info;
    FILE *file;
    bool error_set; /* sky_fail() has been called */
    void (*steps)(struct work *work);

    /* Reading. */
    uint8_t head[HEAD_BYTES]; /* the first bytes, which are checked before libpng gets them */
    size_t given;             /* how many of these bytes libpng has got */
    png_bytep pixels;         /* owned until they are passed to `image` */
    png_bytep alpha;          /* the same */
    png_bytepp rows;          /* owned */
    struct sky_image *image;

    /* Writing. */
    const struct sky_image *source;
};

static void on_error(png_structp png, png_const_charp reason)
{
    struct work *work = png_get_error_ptr(png);
    if (!work->error_set)
        sky_fail("%s", reason);
    png_longjmp(png, 1);
}

/* Warnings are ignored: the picture was read in spite of them. */
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

static int fail_reading(FILE *file)
{
    if (ferror(file))
        return sky_fail("%s", strerror(errno));
    return sky_fail("ended inside the picture");
}

static void read_bytes(png_structp png, png_bytep bytes, size_t count)
{
    struct work *work = png_get_io_ptr(png);
    for (; count > 0 && work->given < HEAD_BYTES; count--)
        *bytes++ = work->head[work->given++];
    if (fread(bytes, 1, count, work->file) == count)
        return;
    fail_reading(work->file);
    work->error_set = true;
    png_error(png, "read");
}

static uint32_t big_endian(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Reads the first bytes and validates them, before libpng allocates anything. Returns 1; 0 if there are none; or -1
 * with the error set. */
static int read_head(FILE *file, uint8_t head[HEAD_BYTES])
{
    size_t got = fread(head, 1, HEAD_BYTES, file);
    if (got == 0 && !ferror(file))
        return 0;
    if (ferror(file))
        return fail_reading(file);
    if (memcmp(head, head_of_png, got < SIGNATURE_BYTES ? got : SIGNATURE_BYTES) != 0)
        return sky_fail("not a PNG file");
    if (got < HEAD_BYTES)
        return fail_reading(file);
    if (memcmp(head, head_of_png, sizeof head_of_png) != 0)
        return sky_fail("not a PNG file: it does not begin with a header of 13 bytes");
    uint32_t width = big_endian(head + 16), height = big_endian(head + 20);
    char wide[SKY_GROUPED_TEXT], high[SKY_GROUPED_TEXT];
    sky_number_grouped(width, wide);
    sky_number_grouped(height, high);
    if (width == 0 || height == 0)
        return sky_fail("a picture of %s x %s pixels is empty", wide, high);
    if (width > SKY_PNG_SIDE_MAX || height > SKY_PNG_SIDE_MAX || (uint64_t)width * height > SKY_PNG_PIXELS_MAX)
        return sky_fail("a picture of %s x %s pixels is too large (must be up to %d along each side and %d million in "
                        "all)", wide, high, SKY_PNG_SIDE_MAX, (int)(SKY_PNG_PIXELS_MAX / 1000000));
    return 1;
}

/* Makes libpng skip all chunks but those that the pixels need, so that the others cannot do harm. */
static void set_limits(png_structp png)
{
    png_set_user_limits(png, SKY_PNG_SIDE_MAX, SKY_PNG_SIDE_MAX);
    png_set_chunk_cache_max(png, CHUNKS_MAX);
    png_set_chunk_malloc_max(png, CHUNK_BYTES_MAX);
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
#ifdef PNG_HANDLE_AS_UNKNOWN_SUPPORTED
    static const png_byte skipped[] = "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0"
                                          "sBIT\0sCAL\0sPLT\0sRGB\0tEXt\0tIME\0zTXt";
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, skipped, sizeof skipped / 5);
#endif
}

/* Splits `count` pixels of four bytes: their first three stay in `pixels`, the fourth goes to `alpha`. Returns whether
 * any is not opaque. */
static bool split_alpha(uint8_t *pixels, uint8_t *alpha, size_t count)
{
    const uint8_t *in = pixels;
    unsigned all = 255;
    for (uint8_t *out = pixels; count > 0; count--, in += 4, out += 3) {
        memmove(out, in, 3);
        *alpha++ = in[3];
        all &= in[3];
    }
    return all != 255;
}

static void read_steps(struct work *work)
{
    png_structp png = work->png;
    png_infop info = work->info;
    set_limits(png);
    png_set_read_fn(png, work, read_bytes);
    png_read_info(png, info);

    png_set_expand(png);   /* palettes, low depths and a transparent colour become R, G, B, A of 8 or 16 bits */
    png_set_scale_16(png); /* 16 bits are rounded, not cut, to 8 */
    png_set_gray_to_rgb(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);

    size_t width = png_get_image_width(png, info), height = png_get_image_height(png, info);
    unsigned channels = png_get_channels(png, info);
    size_t row_bytes = width * channels;
    if ((channels != 3 && channels != 4) || png_get_rowbytes(png, info) != row_bytes)
        png_error(png, "unknown kind of picture");
    work->pixels = malloc(row_bytes * height);
    work->alpha = channels == 4 ? malloc(width * height) : NULL;
    work->rows = malloc(height * sizeof *work->rows);
    if (!work->pixels || !work->rows || (channels == 4 && !work->alpha))
        png_error(png, "out of memory for the picture");
    for (size_t y = 0; y < height; y++)
        work->rows[y] = work->pixels + y * row_bytes;
    png_read_image(png, work->rows);
    png_read_end(png, NULL); /* checks the last checksums, and leaves the stream at the next picture */

    *work->image = (struct sky_image){(uint32_t)width, (uint32_t)height, work->pixels, NULL};
    if (channels == 4 && split_alpha(work->pixels, work->alpha, width * height)) {
        work->image->alpha = work->alpha;
        work->alpha = NULL;
    }
    work->pixels = NULL;
}

/* Reads a picture whose head is valid. */
static int read_picture(FILE *file, const uint8_t head[HEAD_BYTES], struct sky_image *image)
{
    struct work work = {.file = file, .steps = read_steps, .image = image};
    memcpy(work.head, head, HEAD_BYTES);
    work.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &work, on_error, on_warning);
    int result = run_guarded(&work);
    free(work.pixels);
    free(work.alpha);
    free(work.rows);
    png_destroy_read_struct(&work.png, &work.info, NULL);
    return result;
}

int sky_png_load(struct sky_image *image, const char *path)
{
    uint8_t head[HEAD_BYTES];
    int result = -1;
    struct stat status;
    FILE *file = fopen(path, "rbe");
    if (!file || fstat(fileno(file), &status) < 0)
        sky_fail("%s", strerror(errno));
    else if (S_ISDIR(status.st_mode))
        sky_fail("is a directory");
    else if ((result = read_head(file, head)) == 0)
        result = sky_fail("is empty");
    else if (result > 0)
        result = read_picture(file, head, image);
    if (file)
        fclose(file);
    return result < 0 ? sky_fail_at("%s", path) : 0;
}

int sky_png_next(struct sky_png_stream *stream, struct sky_image *image)
{
    uint8_t head[HEAD_BYTES];
    int result = read_head(stream->file, head);
    if (result > 0 && read_picture(stream->file, head, image) < 0)
        result = -1;
    if (result < 0)
        return sky_fail_at("%s: picture %llu", stream->name, (unsigned long long)stream->number);
    stream->number += (uint64_t)result;
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

static void write_steps(struct work *work)
{
    png_structp png = work->png;
    png_infop info = work->info;
    const struct sky_image *source = work->source;
    png_set_write_fn(png, work, write_bytes, flush_bytes);
    png_set_compression_level(png, COMPRESSION_LEVEL);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB | PNG_FILTER_UP);
    png_set_IHDR(png, info, source->width, source->height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    png_write_info(png, info);
    for (size_t y = 0; y < source->height; y++)
        png_write_row(png, source->rgb + y * source->width * 3);
    png_write_end(png, info);
}

int sky_png_write(FILE *out, const char *name, const struct sky_image *image)
{
    struct work work = {.file = out, .steps = write_steps, .source = image};
    work.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &work, on_error, on_warning);
    int result = run_guarded(&work);
    png_destroy_write_struct(&work.png, &work.info);
    return result < 0 ? sky_fail_at("%s", name) : 0;
}
