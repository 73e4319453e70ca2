/* SPDX-License-Identifier: ISC */
/* Glowing curves around the circle, drawn vane by vane: a bright core with a soft shine around it. */
#ifndef SKY_PATTERN_GLOW_H
#define SKY_PATTERN_GLOW_H

#include "pattern/plane.h"

/* Adds to one vane the light of a curve that crosses it at `radius`. `light` has three numbers a pixel, of which
 * 255 is full brightness. `slope` is the change of the curve's radius from this vane to the next: the steeper it
 * is, the more pixels of the vane it lights. `core` and `shine` are widths. All lengths are in radii of the disc. */
void sky_glow_add(const struct sky_plane *plane, float *light, float radius, float slope, float core, float shine,
                 const float color[3]);

/* Converts one vane's light to bytes. Light above full brightness turns white. */
void sky_glow_bytes(const float *light, size_t pixels, uint8_t *out);

#endif
