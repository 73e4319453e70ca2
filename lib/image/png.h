/* SPDX-License-Identifier: ISC */
/* PNG pictures, by libpng. Files are not trusted: sizes are checked before anything is allocated for them. Damage is an
 * error, and so is a wrong checksum, unless it is that of a chunk that the picture does not need, which is warned of.
 * A picture takes up to 8 bytes a pixel while it is read, 11 if it is interlaced and has 16 bits a sample.
 *
 * Every colour type and depth is converted to 8 bits of R, G and B, and of opacity if any pixel is transparent.
 * Samples are taken as sRGB encoded, unless the file has a gAMA chunk and no sRGB chunk. Chromaticities and profiles are
 * ignored. */
#ifndef SKY_IMAGE_PNG_H
#define SKY_IMAGE_PNG_H

#include <stdio.h>

#include "image/image.h"

/* Reads a file of one picture. Returns 0, with an image that the caller must finish, or -1 with the error set. */
int sky_png_load(struct sky_image *image, const char *path);

/* Reads the picture that comes next, and no further. `image` is zeroed, or an earlier picture whose memory is used again.
 * `name` is for warnings. Returns 0, or -1 with the error set, which does not name the stream; the caller must finish the
 * image in either case. */
int sky_png_read(FILE *file, const char *name, struct sky_image *image);

/* Writes a picture at the end of `out`; several of them are a stream. `name` is for errors. Returns 0, or -1 with the
 * error set. */
int sky_png_write(FILE *out, const char *name, const struct sky_image *image);

#endif
