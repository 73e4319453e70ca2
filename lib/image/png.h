/* SPDX-License-Identifier: ISC */
/* Single PNG pictures, by libpng; <image/apng.h> reads files of them. A picture takes up to 4 bytes a pixel while it is
 * read, 8 if it is interlaced, and 12 if it has 16 bits a sample besides.
 *
 * Every colour type and depth is converted to 8 bits of R, G and B, and of opacity if any pixel is transparent.
 * Samples are taken as sRGB encoded, unless there is a gAMA chunk and no sRGB chunk. Chromaticities and profiles are
 * ignored. */
#ifndef SKY_IMAGE_PNG_H
#define SKY_IMAGE_PNG_H

#include <stdio.h>

#include "image/image.h"

/* Where the bytes of a PNG file come from, whose size and checksums are right. read() reads exactly so many, and
 * returns 0, or -1 with the error set. */
struct sky_png_source {
    int (*read)(void *context, uint8_t *bytes, size_t count);
    void *context;
};

/* Decodes a file of one picture. `image` is zeroed, or an earlier picture whose memory is used again. Returns 0, or -1
 * with the error set; the caller must finish the image in either case. */
int sky_png_decode(struct sky_image *image, const struct sky_png_source *source);

/* How hard to compress: a stream of pictures must not wait for it. */
enum sky_png_effort { SKY_PNG_FAST, SKY_PNG_SMALL };

/* Writes a picture, with its opacity if it has one, at the end of `out`; several of them are a stream. Returns 0, or -1
 * with the error set, which does not name the file. */
int sky_png_write(FILE *out, enum sky_png_effort effort, const struct sky_image *image);

#endif
