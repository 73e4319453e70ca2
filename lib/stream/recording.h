/* SPDX-License-Identifier: ISC */
/* Recordings: "PATH.gz". A chain of gzip members (RFC 1952) of at most a second each, so that a recorder that is killed
 * loses no more than that, and zcat reads them all. Each member holds whole frames, and its header how long it is, so
 * that skipping goes from header to header, as in BGZF:
 *
 *     0   1f 8b 08 14   gzip, deflate; an extra field and a comment follow
 *     4   u32 0         no time
 *     8   04 ff         compressed fast, on any system
 *     10  u16 12        bytes of the extra field, which is
 *     12  'S' 'K'       its identifier
 *     14  u16 8         bytes of what follows:
 *     16  u32           bytes of the whole member, from 0 to the end of its trailer
 *     20  u32           frames in it
 *     24  "skyscreen VANESxPIXELS[+HUB] FPS fps", and a zero byte
 *         the compressed frames, u32 CRC-32 of the frames, u32 their bytes
 *
 * All numbers are little-endian. Any other gzip file of frames is read too, but only from its beginning on. */
#ifndef SKY_STREAM_RECORDING_H
#define SKY_STREAM_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <sky/geometry.h>

#define SKY_MEMBER_HEADER_MAX 128 /* bytes */
#define SKY_MEMBER_TRAILER 8

struct sky_member {
    uint32_t bytes, frames;
    struct sky_geometry geometry;
    double fps; /* 0: the comment does not say, and `geometry` is not set either */
};

/* Writes a member's header. Returns its length. */
size_t sky_member_format(const struct sky_member *member, uint8_t header[SKY_MEMBER_HEADER_MAX]);

/* Parses the first bytes of a member; SKY_MEMBER_HEADER_MAX are enough. False if it is not a recording's. */
bool sky_member_parse(struct sky_member *member, const uint8_t *bytes, size_t count);

/* Reads the header at an offset of a file. False if a recording has none there. */
bool sky_member_read(struct sky_member *member, int fd, uint64_t offset);

/* Gets the geometry and rate of the recording that an operand names. False if it is none, or does not say. */
bool sky_recording_peek(const char *operand, struct sky_geometry *geometry, double *fps);

#endif
