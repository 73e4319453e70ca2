/* SPDX-License-Identifier: ISC */
/* A glowing line along each vane, for patterns that draw curves around the circle: a bright core and a soft shine.
 */
#ifndef SKY_PATTERN_WAVES_H
#define SKY_PATTERN_WAVES_H

#include "pattern/plane.h"

/* Adds light at `radius` on one vane; `slope` is by how much the curve's radius changes from this vane to the next,
 * which makes it wider here. Widths are in radii; `light` is 3 numbers a pixel, 255 is full. */
void sky_glow_at(const struct sky_plane *plane, float *light, float radius, float slope, float core, float shine,
                 const float color[3]);

/* One vane's light as bytes: what is brighter than full loses its colour instead. */
void sky_glow_develop(const float *light, size_t pixels, uint8_t *out);

#endif
