/* SPDX-License-Identifier: ISC */
/* PNG pictures, by libpng. Files are not trusted: sizes are bounded before anything is allocated for them, and
 * damage of any kind, a wrong checksum too, is an error.
 *
 * Every colour type and depth becomes 8 bits of R, G and B; what is transparent lies over black. Samples are taken
 * as sRGB encoded, whatever the file's colour chunks say. */
#ifndef SKY_IMAGE_PNG_H
#define SKY_IMAGE_PNG_H

#include <stdio.h>

#include "image/image.h"

/* The largest picture that is read: along each side, and in all. */
#define SKY_PNG_SIDE_MAX 16384
#define SKY_PNG_PIXELS_MAX ((uint64_t)64 << 20)

/* Reads a file of one picture. Finish the image after use, on success. Returns 0, or -1 with the error set. */
int sky_png_load(struct sky_image *image, const char *path);

/* Pictures one after another, as `ffmpeg -f image2pipe -c:v png` writes them. Start with {.file, .name}. */
struct sky_png_stream {
    FILE *file;
    const char *name; /* for errors */
    uint64_t number;  /* of the next picture, from 0 */
};

/* Reads the next picture. Finish the image after use. Returns 1; 0 at the end of the stream; or -1 with the error
 * kept, which says which picture it was. */
int sky_png_next(struct sky_png_stream *stream, struct sky_image *image);

/* Writes a picture; several one after another are a stream. `name` is for the error. Returns 0, or -1 with the
 * error set. */
int sky_png_write(FILE *out, const char *name, const struct sky_image *image);

#endif
