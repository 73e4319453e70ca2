/* SPDX-License-Identifier: ISC */
#include "image/animation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include <sky/error.h>

#include "base/number.h"
#include "image/chunks.h"
#include "image/png.h"

#define SIGNATURE_BYTES 8
#define CHUNK_BYTES 12    /* of a chunk without data: length, type, checksum */
#define HEADER_BYTES 13   /* of IHDR */
#define CONTROL_BYTES 8   /* of acTL */
#define CONTROL_AT (SIGNATURE_BYTES + HEADER_BYTES + CHUNK_BYTES)
#define PICTURE_BYTES 26  /* of fcTL */

bool sky_animation_can_count(FILE *file)
{
    struct stat status;
    int fd = fileno(file), flags = fcntl(fd, F_GETFL);
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && flags >= 0 && !(flags & O_APPEND);
}

/* ---- Chunks ---- */

static int put(struct sky_animation *animation, const void *bytes, size_t count)
{
    return fwrite(bytes, 1, count, animation->file) == count ? 0 : sky_fail("%s", strerror(errno));
}

static int put_chunk(struct sky_animation *animation, const char *type, const uint8_t *data, uint32_t count)
{
    uint8_t chunk[PICTURE_BYTES + CHUNK_BYTES];
    sky_chunk_write(chunk, type, data, count);
    return put(animation, chunk, count + CHUNK_BYTES);
}

static int put_control(struct sky_animation *animation, uint32_t pictures)
{
    uint8_t data[CONTROL_BYTES];
    sky_chunk_set_number(data, pictures);
    sky_chunk_set_number(data + 4, animation->plays);
    return put_chunk(animation, "acTL", data, sizeof data);
}

/* fcTL: the picture stays, and replaces what is there. */
static int put_picture_control(struct sky_animation *animation, const struct sky_rectangle *part)
{
    uint8_t data[PICTURE_BYTES] = {0};
    const uint32_t numbers[] = {animation->sequence++, part->width, part->height, part->x, part->y};
    for (int i = 0; i < 5; i++)
        sky_chunk_set_number(data + 4 * i, numbers[i]);
    sky_chunk_set_number(data + 20, (uint32_t)animation->delay << 16 | animation->divisor);
    return put_chunk(animation, "fcTL", data, sizeof data);
}

/* fdAT: a number, and the data of an IDAT chunk, before which there is room for it. */
static int put_data(struct sky_animation *animation, uint8_t *data, uint32_t count)
{
    uint8_t head[8], sum[4];
    sky_chunk_set_number(head, count + 4);
    memcpy(head + 4, "fdAT", 4);
    data -= 4;
    sky_chunk_set_number(data, animation->sequence++);
    unsigned long check = crc32(crc32(0, head + 4, 4), data, count + 4);
    sky_chunk_set_number(sum, (uint32_t)check);
    if (put(animation, head, sizeof head) < 0 || put(animation, data, count + 4) < 0)
        return -1;
    return put(animation, sum, sizeof sum);
}

/* ---- Pictures ---- */

/* Makes animation->png. */
static int compress_picture(struct sky_animation *animation, const struct sky_image *image)
{
    free(animation->png);
    animation->png = NULL;
    FILE *memory = open_memstream(&animation->png, &animation->png_bytes);
    if (!memory)
        return sky_fail("%s", strerror(errno));
    int result = sky_png_write(memory, SKY_PNG_SMALL, image);
    return fclose(memory) != 0 && result == 0 ? sky_fail("%s", strerror(errno)) : result;
}

/* A file of its own, with two more chunks: before all others, and before the pixels. */
static int add_first(struct sky_animation *animation, const struct sky_image *image)
{
    const struct sky_rectangle all = {.width = image->width, .height = image->height};
    animation->start = sky_animation_can_count(animation->file) ? ftell(animation->file) : -1;
    if (compress_picture(animation, image) < 0)
        return -1;
    const uint8_t *png = (const uint8_t *)animation->png;
    size_t pixels = CONTROL_AT, end = animation->png_bytes - CHUNK_BYTES; /* but for IEND */
    while (memcmp(png + pixels + 4, "IDAT", 4) != 0)
        pixels += sky_chunk_number(png + pixels) + CHUNK_BYTES;
    if (put(animation, png, CONTROL_AT) < 0 || put_control(animation, animation->pictures) < 0 ||
        put(animation, png + CONTROL_AT, pixels - CONTROL_AT) < 0 || put_picture_control(animation, &all) < 0)
        return -1;
    return put(animation, png + pixels, end - pixels);
}

static bool is_same(const struct sky_image *a, const struct sky_image *b, size_t at, size_t pixels)
{
    return memcmp(a->rgb + at * 3, b->rgb + at * 3, pixels * 3) == 0 &&
           (!a->alpha || memcmp(a->alpha + at, b->alpha + at, pixels) == 0);
}

static bool is_row_same(const struct sky_image *a, const struct sky_image *b, uint32_t y)
{
    return is_same(a, b, (size_t)y * a->width, a->width);
}

static bool is_column_same(const struct sky_image *a, const struct sky_image *b, uint32_t x, uint32_t top,
                           uint32_t bottom)
{
    for (uint32_t y = top; y < bottom; y++)
        if (!is_same(a, b, (size_t)y * a->width + x, 1))
            return false;
    return true;
}

/* The rectangle in which two pictures differ; a pixel if they are the same, as there must be one. */
static struct sky_rectangle difference(const struct sky_image *a, const struct sky_image *b)
{
    uint32_t top = 0, bottom = a->height, left = 0, right = a->width;
    while (top < bottom && is_row_same(a, b, top))
        top++;
    if (top == bottom)
        return (struct sky_rectangle){1, 1, 0, 0};
    while (is_row_same(a, b, bottom - 1))
        bottom--;
    while (is_column_same(a, b, left, top, bottom))
        left++;
    while (is_column_same(a, b, right - 1, top, bottom))
        right--;
    return (struct sky_rectangle){right - left, bottom - top, left, top};
}

static int add_next(struct sky_animation *animation, const struct sky_image *image)
{
    struct sky_rectangle part = difference(&animation->shown, image);
    if (sky_image_crop(&animation->part, image, &part) < 0 || compress_picture(animation, &animation->part) < 0 ||
        put_picture_control(animation, &part) < 0)
        return -1;
    uint8_t *png = (uint8_t *)animation->png;
    for (size_t at = SIGNATURE_BYTES; at < animation->png_bytes;) {
        uint32_t count = sky_chunk_number(png + at);
        if (memcmp(png + at + 4, "IDAT", 4) == 0 && put_data(animation, png + at + 8, count) < 0)
            return -1;
        at += count + CHUNK_BYTES;
    }
    return 0;
}

int sky_animation_add(struct sky_animation *animation, const struct sky_image *image)
{
    if (animation->pictures > 0 && animation->count == animation->pictures)
        return sky_fail("more pictures than the %u that were promised", animation->pictures);
    if ((animation->count == 0 ? add_first(animation, image) : add_next(animation, image)) < 0 ||
        sky_image_allocate(&animation->shown, image->width, image->height, image->alpha != NULL) < 0)
        return -1;
    memcpy(animation->shown.rgb, image->rgb, sky_image_bytes(image));
    if (image->alpha)
        memcpy(animation->shown.alpha, image->alpha, (size_t)image->width * image->height);
    animation->count++;
    return 0;
}

int sky_animation_end(struct sky_animation *animation)
{
    char count[SKY_COUNT_TEXT];
    if (put_chunk(animation, "IEND", NULL, 0) < 0)
        return -1;
    if (animation->count == animation->pictures)
        return 0;
    if (animation->start < 0)
        return sky_fail("has %s but says %u, and a pipe cannot be changed",
                        sky_number_count(animation->count, "picture", count), animation->pictures);
    if (fseek(animation->file, animation->start + CONTROL_AT, SEEK_SET) < 0)
        return sky_fail("%s", strerror(errno));
    return put_control(animation, animation->count) < 0 || fseek(animation->file, 0, SEEK_END) < 0
               ? sky_fail("%s", strerror(errno))
               : 0;
}

void sky_animation_finish(struct sky_animation *animation)
{
    sky_image_finish(&animation->shown);
    sky_image_finish(&animation->part);
    free(animation->png);
    *animation = (struct sky_animation){0};
}
