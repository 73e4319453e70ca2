/* SPDX-License-Identifier: ISC */
/* What the readers of pictures share. */
#ifndef SKY_IMAGE_READ_H
#define SKY_IMAGE_READ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Sets the error for what ends inside a picture, or cannot be read. Returns -1. */
int sky_image_fail_reading(FILE *file);

/* Reads exactly so many bytes. Returns 0, or -1 with the error set. */
int sky_image_read(FILE *file, void *bytes, size_t count);

/* Turns `count` samples of 0 to `most`, below 65,536, two bytes each with the lower or the higher byte first, into
 * bytes of 0 to 255, rounded to nearest. Larger samples become 255. */
enum sky_sample_order { SKY_SAMPLES_LITTLE, SKY_SAMPLES_BIG };
void sky_image_narrow(uint8_t *out, const uint8_t *samples, size_t count, uint32_t most, enum sky_sample_order order);

#endif
