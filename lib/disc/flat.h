/* SPDX-License-Identifier: ISC */
/* From polar to flat: draws a frame as the disc that a viewer sees, as large as fits into a picture, in its middle. The
 * background fills the hole in the middle and what is outside. What several LEDs share is mixed in light. */
#ifndef SKY_DISC_FLAT_H
#define SKY_DISC_FLAT_H

#include <stdint.h>

#include <sky/geometry.h>
#include <sky/value.h>

#include "base/workers.h"
#include "disc/flat_picture.h"

struct sky_flat;

/* Plans how pictures are drawn. A plan takes at most some 20 bytes a pixel and 45 an LED while it is made, of which a
 * third stay. At 360x288 it is made in some 30 ms for 800 x 800 pixels, and in half a second for the largest picture.
 * Returns NULL with the error set on failure. */
struct sky_flat *sky_flat_create(const struct sky_geometry *geometry, const struct sky_flat_picture *picture);
void sky_flat_destroy(struct sky_flat *flat); /* accepts NULL */

/* Threads that share the work of the following pictures, or NULL for none. They stay the caller's. */
void sky_flat_set_workers(struct sky_flat *flat, struct sky_workers *workers);

/* Draws a frame: writes width * height pixels of three bytes to `rgb`, rows from the top, without padding. */
void sky_flat_draw(struct sky_flat *flat, const uint8_t *frame, struct sky_color background, uint8_t *rgb);

/* The same without a background: `alpha` gets the opacity of each pixel, and `rgb` the colour of what is there. */
void sky_flat_draw_alone(struct sky_flat *flat, const uint8_t *frame, uint8_t *rgb, uint8_t *alpha);

#endif
