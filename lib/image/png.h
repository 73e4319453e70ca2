/* SPDX-License-Identifier: ISC */
/* PNG pictures, by libpng. Files are not trusted: sizes are checked before anything is allocated for them, and any
 * damage, including a wrong checksum, is an error.
 *
 * Every colour type and depth is converted to 8 bits of R, G and B, and of opacity if any pixel is transparent.
 * Samples are taken as sRGB encoded, whatever the file's colour chunks say. */
#ifndef SKY_IMAGE_PNG_H
#define SKY_IMAGE_PNG_H

#include <stdio.h>

#include "image/image.h"

/* The largest picture that is read: pixels along each side, and in all. */
#define SKY_PNG_SIDE_MAX 16384
#define SKY_PNG_PIXELS_MAX ((uint64_t)64 << 20)

/* Reads a file of one picture. Returns 0, with an image that the caller must finish, or -1 with the error set. */
int sky_png_load(struct sky_image *image, const char *path);

/* Pictures one after another, as `ffmpeg -f image2pipe -c:v png` writes them. Initialise it with {.file, .name}. */
struct sky_png_stream {
    FILE *file;
    const char *name; /* for errors */
    uint64_t number;  /* of the next picture, from 0 */
};

/* Reads the next picture. Returns 1, with an image that the caller must finish; 0 at the end of the stream; or -1 with
 * the error set, which names the picture by its number. */
int sky_png_next(struct sky_png_stream *stream, struct sky_image *image);

/* Writes a picture at the end of `out`; several of them are a stream. `name` is for errors. Returns 0, or -1 with the
 * error set. */
int sky_png_write(FILE *out, const char *name, const struct sky_image *image);

#endif
