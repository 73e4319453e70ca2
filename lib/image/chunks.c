/* SPDX-License-Identifier: ISC */
#include "image/chunks.h"

#include <string.h>
#include <zlib.h>

#include <sky/error.h>

#include "image/read.h"

#define LENGTH_MAX 0x7fffffff /* as the specification says */
#define SKIPPED_AT_ONCE 4096

uint32_t sky_chunk_number(const uint8_t bytes[4])
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

void sky_chunk_set_number(uint8_t bytes[4], uint32_t number)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(number >> (24 - 8 * i));
}

bool sky_chunk_is(const struct sky_chunk *chunk, const char *type)
{
    return memcmp(chunk->type, type, SKY_CHUNK_TYPE_BYTES) == 0;
}

int sky_chunk_begin(FILE *file, struct sky_chunk *chunk)
{
    uint8_t head[8];
    if (sky_image_read(file, head, sizeof head) < 0)
        return -1;
    for (int i = 4; i < 8; i++)
        if ((head[i] | 0x20) < 'a' || (head[i] | 0x20) > 'z')
            return sky_fail("is damaged: a chunk's type is not made of letters");
    *chunk = (struct sky_chunk){.length = sky_chunk_number(head), .sum = (uint32_t)crc32(0, head + 4, 4)};
    memcpy(chunk->type, head + 4, SKY_CHUNK_TYPE_BYTES);
    chunk->left = chunk->length;
    return chunk->length <= LENGTH_MAX ? 0 : sky_fail("%s: a chunk cannot be so long", chunk->type);
}

int sky_chunk_read(FILE *file, struct sky_chunk *chunk, uint8_t *bytes, size_t count)
{
    if (sky_image_read(file, bytes, count) < 0)
        return -1;
    chunk->sum = (uint32_t)crc32(chunk->sum, bytes, (uInt)count);
    chunk->left -= (uint32_t)count;
    return 0;
}

int sky_chunk_end(FILE *file, struct sky_chunk *chunk)
{
    uint8_t bytes[SKIPPED_AT_ONCE];
    while (chunk->left > 0)
        if (sky_chunk_read(file, chunk, bytes, chunk->left < sizeof bytes ? chunk->left : sizeof bytes) < 0)
            return -1;
    if (sky_image_read(file, bytes, 4) < 0)
        return -1;
    return sky_chunk_number(bytes) == chunk->sum;
}

void sky_chunk_write(uint8_t *out, const char *type, const uint8_t *data, uint32_t count)
{
    sky_chunk_set_number(out, count);
    memcpy(out + 4, type, SKY_CHUNK_TYPE_BYTES);
    if (count > 0)
        memcpy(out + 8, data, count);
    sky_chunk_set_number(out + 8 + count, (uint32_t)crc32(0, out + 4, (uInt)(count + 4)));
}
