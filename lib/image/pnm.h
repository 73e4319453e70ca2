/* SPDX-License-Identifier: ISC */
/* Pictures in netpbm's formats: P5 and P6, pgm(5) and ppm(5), and P7, pam(5). Samples are taken as sRGB encoded. */
#ifndef SKY_IMAGE_PNM_H
#define SKY_IMAGE_PNM_H

#include <stdio.h>

#include "image/image.h"

/* Reads a picture, whose first character 'P' is the next one. `image` is zeroed, or an earlier picture whose memory is
 * used again. Returns 0, or -1 with the error set. */
int sky_pnm_read(FILE *file, struct sky_image *image);

#endif
