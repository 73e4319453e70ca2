/* SPDX-License-Identifier: ISC */
/* Writing pictures to standard output, to one file or to numbered files.
 *
 *     -           standard output: one picture after another
 *     PATH        one file: a single picture as PNG; an animation; one picture after another in other formats
 *     PATH%05d    a file for each picture, whose number from 0 replaces %d, %4d, %05d; %% stands for % */
#ifndef SKY_IMAGE_OUTPUT_H
#define SKY_IMAGE_OUTPUT_H

#include <stdbool.h>

#include "image/image.h"

enum sky_image_format {
    SKY_IMAGE_PNG,
    SKY_IMAGE_APNG, /* an animated PNG; see <image/animation.h> */
    SKY_IMAGE_PPM,  /* netpbm's P6, ppm(5) */
    SKY_IMAGE_Y4M,  /* a film; see <image/y4m_writer.h> */
    SKY_IMAGE_RGB,  /* the bytes of the pixels alone */
};

/* What animations and films say of themselves. */
struct sky_image_film {
    double fps;        /* pictures a second */
    uint64_t pictures; /* how many there will be, 0 where that is not known; only of an animation */
    uint32_t plays;    /* of an animation: how often it is played; 0: without end */
};

/* The format for a path's ending (.png, .apng, .ppm, .y4m, .rgb), or `otherwise`. */
enum sky_image_format sky_image_format_of(const char *path, enum sky_image_format otherwise);

/* Validates a path without touching the file. Returns 0, or -1 with the error set. */
int sky_image_output_check(const char *path, enum sky_image_format format);

struct sky_image_output;

/* Opens an output. A file for one picture is created only when that begins; one for several is opened now, but keeps
 * its content until then. Sets the error and returns NULL on failure. */
struct sky_image_output *sky_image_output_open(const char *path, enum sky_image_format format,
                                               const struct sky_image_film *film);

/* Writes a picture, as PNG or in an animation with its opacity. Those of an animation or a film are all of one size,
 * and all or none have opacity. Returns 0, or -1 with the error set, after which nothing more may be written. */
int sky_image_output_write(struct sky_image_output *output, const struct sky_image *image);

/* True if the output holds one picture only, and has it. */
bool sky_image_output_is_full(const struct sky_image_output *output);

/* Closes the output and frees it in any case. Returns 0, or -1 with the error set, if writing failed or if no picture
 * was written to a file, which then keeps what it held before. Accepts NULL. */
int sky_image_output_close(struct sky_image_output *output);

#endif
