/* SPDX-License-Identifier: ISC */
/* Binary portable pixmaps (netpbm's P6, ppm(5)) with 8 bits a channel. */
#ifndef SKY_IMAGE_PPM_H
#define SKY_IMAGE_PPM_H

#include <stdio.h>

#include "image/image.h"

/* Writes what comes before a picture's pixels; pictures one after another are a stream. `name` is for the error.
 * Returns 0, or -1 with the error set. */
int sky_ppm_begin(FILE *out, const char *name, uint32_t width, uint32_t height);

/* Writes one picture. */
int sky_ppm_write(FILE *out, const char *name, const struct sky_image *image);

#endif
