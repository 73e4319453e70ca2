/* SPDX-License-Identifier: ISC */
/* Where pictures are written: standard output, one file, or numbered files.
 *
 *     -           one picture after another on standard output
 *     PATH        one file: a single picture as PNG, one after another otherwise
 *     PATH%05d    a file for each picture, with its number from 0 in the place of %d, %4d, %05d; %% is a % */
#ifndef SKY_IMAGE_OUTPUT_H
#define SKY_IMAGE_OUTPUT_H

#include <stdbool.h>

#include "image/image.h"

enum sky_image_format {
    SKY_IMAGE_PNG,
    SKY_IMAGE_PPM, /* netpbm's P6 */
    SKY_IMAGE_RGB, /* the pixels alone */
};

/* The format that a path's ending asks for, or `otherwise`. */
enum sky_image_format sky_image_format_of(const char *path, enum sky_image_format otherwise);

/* Is this a path, or a wrong one? Returns 0, or -1 with the error set. */
int sky_image_output_check(const char *path);

struct sky_image_output;

/* Opens what one file takes; files that hold one picture each are made when it comes. NULL with the error set. */
struct sky_image_output *sky_image_output_open(const char *path, enum sky_image_format format);

/* Write a picture: its size, its rows from the top in as many calls as wanted, its end. Return 0, or -1 with the
 * error set; nothing may be written after that. */
int sky_image_output_begin(struct sky_image_output *output, uint32_t width, uint32_t height);
int sky_image_output_rows(struct sky_image_output *output, const uint8_t *rgb, uint32_t count);
int sky_image_output_end(struct sky_image_output *output);

/* True when there is room for one picture only, and it has been written. */
bool sky_image_output_is_full(const struct sky_image_output *output);

/* Flushes, checks and closes; frees in any case. A file for one picture that got none is an error. Returns 0, or -1
 * with the error set. Accepts NULL. */
int sky_image_output_close(struct sky_image_output *output);

#endif
