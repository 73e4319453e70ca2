/* SPDX-License-Identifier: ISC */
/* From polar to flat: a frame drawn as the disc that a viewer sees, in a square picture whose edges it touches.
 * The hole in the middle, and what is outside of the disc, is the background. */
#ifndef SKY_DISC_FLAT_H
#define SKY_DISC_FLAT_H

#include <stdint.h>

#include <sky/geometry.h>

#include "base/color.h"

/* A picture is at most this wide, and `size * oversample` at most SKY_FLAT_FINE_MAX (8 bytes of table a pixel). */
#define SKY_FLAT_SIZE_MAX 4096
#define SKY_FLAT_OVERSAMPLE_MAX 8
#define SKY_FLAT_FINE_MAX 8192

struct sky_flat;

/* Plans pictures of `size` x `size` pixels. Each is drawn `oversample` times as wide and high and averaged down,
 * for pictures that are small beside the disc. NULL with the error set. */
struct sky_flat *sky_flat_create(const struct sky_geometry *geometry, uint32_t size, unsigned oversample,
                                 struct sky_color background);
void sky_flat_destroy(struct sky_flat *flat); /* accepts NULL */

/* Another background for the pictures to come. */
void sky_flat_set_background(struct sky_flat *flat, struct sky_color background);

/* Draws a frame: `rgb` gets size * size pixels of 3 bytes, rows top first, tightly packed. */
void sky_flat_draw(struct sky_flat *flat, const uint8_t *frame, uint8_t *rgb);

/* The same in parts: the frame, which is kept, then `count` rows from row `first` as often as wanted. */
void sky_flat_begin(struct sky_flat *flat, const uint8_t *frame);
void sky_flat_rows(struct sky_flat *flat, uint32_t first, uint32_t count, uint8_t *rgb);

/* The picture's width that suits a disc: its diameter in LED pitches, from 1 to SKY_FLAT_SIZE_MAX. */
uint32_t sky_flat_size_of(const struct sky_geometry *geometry);

/* How many times larger a picture must be drawn for its pixels to be no wider than the distance between two LEDs, along
 * a vane and at the rim, so that no LED is passed over: from 1, within the limits above. */
unsigned sky_flat_oversample_of(const struct sky_geometry *geometry, uint32_t size);

#endif
