/* SPDX-License-Identifier: ISC */
/* From flat to polar: a picture laid over the disc, and each LED given the mean of what its cell covers. */
#ifndef SKY_DISC_POLAR_H
#define SKY_DISC_POLAR_H

#include <stdint.h>

#include <sky/geometry.h>

#include "image/image.h"

/* How a picture meets the disc. Both are centred; what the picture does not reach is black. */
enum sky_fit {
    SKY_FIT_CONTAIN, /* the picture's longer side spans the disc's diameter */
    SKY_FIT_COVER,   /* the shorter side does, so that the disc is full */
    SKY_FIT_STRETCH, /* both sides do */
};

/* Their words, ended by NULL. */
extern const char *const sky_fit_names[];

/* A plan for pictures of one size on one disc. */
struct sky_polar;

/* NULL with the error set. */
struct sky_polar *sky_polar_create(const struct sky_geometry *geometry, uint32_t width, uint32_t height,
                                   enum sky_fit fit);
void sky_polar_destroy(struct sky_polar *polar); /* accepts NULL */

/* Draws a picture of the planned size into a frame. */
void sky_polar_draw(const struct sky_polar *polar, uint8_t *frame, const struct sky_image *image);

/* All three at once. Returns 0, or -1 with the error set. */
int sky_polar_draw_once(uint8_t *frame, const struct sky_geometry *geometry, const struct sky_image *image,
                        enum sky_fit fit);

#endif
