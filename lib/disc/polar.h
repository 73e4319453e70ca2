/* SPDX-License-Identifier: ISC */
/* From flat to polar: a picture is laid over the disc, and each LED gets the mean of its own piece (see disc/piece.h),
 * in light. */
#ifndef SKY_DISC_POLAR_H
#define SKY_DISC_POLAR_H

#include <stdint.h>

#include <sky/geometry.h>
#include <sky/value.h>

#include "disc/placement.h"
#include "image/image.h"

/* What is computed once for pictures of one size and placement on one disc. */
struct sky_polar;

/* Returns NULL with the error set on failure. */
struct sky_polar *sky_polar_create(const struct sky_geometry *geometry, uint32_t width, uint32_t height,
                                   const struct sky_placement *placement);
void sky_polar_destroy(struct sky_polar *polar); /* accepts NULL */

/* Draws a picture of that size as a frame of sky_frame_bytes() bytes. The disc beyond the picture, and what is seen
 * through it, has the colour of the background. With `opacity`, as many bytes, there is no background, and the frame
 * has the colours of the picture alone: see sky_lights_encode(). */
void sky_polar_draw(struct sky_polar *polar, uint8_t *frame, uint8_t *opacity, const struct sky_image *image,
                    struct sky_color background);

/* The same for a single picture of any size in the middle of the disc. Returns 0, or -1 with the error set. */
int sky_polar_draw_once(uint8_t *frame, const struct sky_geometry *geometry, const struct sky_image *image,
                        enum sky_fit fit, struct sky_color background);

#endif
