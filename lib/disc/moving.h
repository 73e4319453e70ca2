/* SPDX-License-Identifier: ISC */
/* Pictures that move over the disc. Each LED gets the mean of its own piece (see disc/piece.h) in light, as in
 * disc/polar.h, but the placement may be another one in each frame, so there is no plan.
 *
 * The mean is computed from the outline of the piece alone (Green's theorem): where a line crosses a row of the
 * picture, the sum of all that lies before it in that row is read from a table, and the lines round a piece leave what
 * is inside it. Lines between neighbours are computed once. Codes differ from those of sky_polar_draw() by the rounding
 * of its weights. */
#ifndef SKY_DISC_MOVING_H
#define SKY_DISC_MOVING_H

#include <stdbool.h>
#include <stdint.h>

#include <sky/geometry.h>
#include <sky/value.h>

#include "disc/placement.h"
#include "image/image.h"

/* A larger picture is reduced to so many cells, of which each takes 16 bytes. */
#define SKY_MOVING_CELLS_MAX (UINT32_C(16) << 20)

struct sky_moving;

/* Returns NULL with the error set on failure. */
struct sky_moving *sky_moving_create(const struct sky_geometry *geometry);
void sky_moving_destroy(struct sky_moving *moving); /* accepts NULL */

/* Draws a picture of any size as a frame of sky_frame_bytes() bytes, over the background. `is_new` tells that it is
 * another picture than the last time; what was computed for the last one is used again if not. Returns 0, or -1 with
 * the error set. */
int sky_moving_draw(struct sky_moving *moving, uint8_t *frame, uint8_t *opacity, const struct sky_image *image,
                    bool is_new, const struct sky_placement *placement, struct sky_color background);

#endif
