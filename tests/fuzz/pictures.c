/* SPDX-License-Identifier: ISC */
/* libFuzzer's target for streams of PNG, APNG, PPM, PAM and Y4M: make fuzz FUZZ=pictures. The checksums of a PNG
 * are put right first, so that what is behind them is reached, and where the size is even so are the numbers of an
 * animation's chunks. PNG pictures of more than a million pixels are left out, which only take long. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "image/pictures.h"

#define PIXELS_MAX 1000000
#define PICTURES_MAX 20

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t big_endian(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void set_number(uint8_t *bytes, uint32_t number)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(number >> (24 - 8 * i));
}

static void set_checksums(uint8_t *data, size_t size)
{
    uint32_t number = 0;
    for (size_t at = 8; at < size && size - at >= 12;) {
        size_t length = big_endian(data + at);
        if (length > size - at - 12)
            return;
        bool has_number = memcmp(data + at + 4, "fcTL", 4) == 0 || memcmp(data + at + 4, "fdAT", 4) == 0;
        if (has_number && length >= 4 && size % 2 == 0)
            set_number(data + at + 8, number++);
        set_number(data + at + 8 + length, (uint32_t)crc32(0, data + at + 4, (uInt)length + 4));
        at += length + 12;
    }
}

static int is_large_png(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i + 12 < size; i++)
        if (memcmp(data + i, "IHDR", 4) == 0 &&
            (uint64_t)big_endian(data + i + 4) * big_endian(data + i + 8) > PIXELS_MAX)
            return 1;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *copy = size > 0 && !is_large_png(data, size) ? malloc(size) : NULL;
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    if (copy[0] == 0x89)
        set_checksums(copy, size);
    struct sky_pictures pictures = {.name = "input", .fps = 30, .file = fmemopen(copy, size, "r")};
    struct sky_image image = {0};
    pictures.is_file = size % 3 > 0; /* or a stream, which goes on behind a PNG */
    volatile unsigned sum = 0; /* of every byte: a sanitizer sees those that are missing */
    for (int i = 0; i < PICTURES_MAX && pictures.file && sky_pictures_next(&pictures, &image) > 0; i++)
        for (size_t byte = 0; byte < sky_image_bytes(&image); byte++)
            sum += image.rgb[byte] + (image.alpha ? image.alpha[byte / 3] : 0U);
    (void)sum;
    sky_image_finish(&image);
    pictures.is_file = pictures.file != NULL; /* closes it */
    sky_pictures_close(&pictures);
    free(copy);
    return 0;
}
