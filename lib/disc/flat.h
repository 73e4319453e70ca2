/* SPDX-License-Identifier: ISC */
/* From polar to flat: draws a frame as the disc that a viewer sees, in a square picture whose edges the disc
 * touches. The background fills the hole in the middle and the corners. */
#ifndef SKY_DISC_FLAT_H
#define SKY_DISC_FLAT_H

#include <stdint.h>

#include <sky/geometry.h>
#include <sky/value.h>

/* Limits of a picture's width in pixels, of the oversampling, and of both multiplied: tables take 8 bytes a fine
 * pixel. */
#define SKY_FLAT_SIZE_MAX 4096
#define SKY_FLAT_OVERSAMPLE_MAX 8
#define SKY_FLAT_FINE_MAX 8192

struct sky_flat;

/* Prepares pictures of `size` x `size` pixels. Each is drawn `oversample` times as wide and high and averaged, for
 * pictures whose pixels are larger than LEDs. Returns NULL with the error set on failure. */
struct sky_flat *sky_flat_create(const struct sky_geometry *geometry, uint32_t size, unsigned oversample,
                                 struct sky_color background);
void sky_flat_destroy(struct sky_flat *flat); /* accepts NULL */

/* Sets the background of the following pictures. */
void sky_flat_set_background(struct sky_flat *flat, struct sky_color background);

/* Draws a frame: writes size * size pixels of three bytes to `rgb`, rows from the top, without padding. */
void sky_flat_draw(struct sky_flat *flat, const uint8_t *frame, uint8_t *rgb);

/* The same in parts: begin copies the frame; rows draws `count` of its rows from row `first` on. */
void sky_flat_begin(struct sky_flat *flat, const uint8_t *frame);
void sky_flat_rows(struct sky_flat *flat, uint32_t first, uint32_t count, uint8_t *rgb);

/* The natural width of a picture: the disc's diameter in LED pitches, 1 to SKY_FLAT_SIZE_MAX. */
uint32_t sky_flat_size_of(const struct sky_geometry *geometry);

/* How many times larger a picture must be drawn for its pixels to be no wider than the distance between two LEDs,
 * along a vane and at the rim, so that no LED is passed over: from 1, within the limits above. */
unsigned sky_flat_oversample_of(const struct sky_geometry *geometry, uint32_t size);

#endif
