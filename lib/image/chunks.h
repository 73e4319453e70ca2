/* SPDX-License-Identifier: ISC */
/* The chunks that PNG files are made of, read one after another: PNG specification, second edition, 5.3. Each has a
 * checksum. */
#ifndef SKY_IMAGE_CHUNKS_H
#define SKY_IMAGE_CHUNKS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define SKY_CHUNK_TYPE_BYTES 4

struct sky_chunk {
    char type[SKY_CHUNK_TYPE_BYTES + 1];
    uint32_t length, left; /* bytes of data: of all, and of those that were not read yet */
    uint32_t sum;          /* the checksum of what was read */
};

/* Numbers of a file: most significant byte first. */
uint32_t sky_chunk_number(const uint8_t bytes[4]);
void sky_chunk_set_number(uint8_t bytes[4], uint32_t number);

/* Has the chunk this type, of four letters? */
bool sky_chunk_is(const struct sky_chunk *chunk, const char *type);

/* Reads the length and the type. Returns 0, or -1 with the error set. */
int sky_chunk_begin(FILE *file, struct sky_chunk *chunk);

/* Reads `count` bytes of data, of which there are so many left. Returns 0, or -1 with the error set. */
int sky_chunk_read(FILE *file, struct sky_chunk *chunk, uint8_t *bytes, size_t count);

/* Reads what is left, and the checksum. Returns 1; 0 when the checksum is wrong; or -1 with the error set. */
int sky_chunk_end(FILE *file, struct sky_chunk *chunk);

/* Writes a whole chunk of `count` bytes of data, which are count + 12 bytes, to `out`. */
void sky_chunk_write(uint8_t *out, const char *type, const uint8_t *data, uint32_t count);

#endif
