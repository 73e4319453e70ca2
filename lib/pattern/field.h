/* SPDX-License-Identifier: ISC */
/* Pictures that are computed as one number for each LED and painted through a palette. */
#ifndef SKY_PATTERN_FIELD_H
#define SKY_PATTERN_FIELD_H

#include "base/palette.h"
#include "kernel/kernel.h"
#include "pattern/pattern.h"
#include "pattern/plane.h"

struct sky_field {
    struct sky_plane plane;
    size_t count;          /* LEDs */
    float *x, *y, *values; /* of each LED: two coordinates, whose meaning the pattern chooses, and the number */
    bool polar;            /* instead, x has one number for each vane and y one for each pixel */
    struct sky_palette palette;
    float *wave; /* SKY_WAVE_STEPS values of a sine; see sky_wave() */
};

#define SKY_WAVE_STEPS 4096

/* The sine of an angle in turns, below 500,000 in magnitude, to within about 1/1000. */
static inline float sky_wave(const struct sky_field *field, float turns)
{
    return field->wave[(unsigned)(int)(turns * SKY_WAVE_STEPS) % SKY_WAVE_STEPS];
}

/* Initialises a zeroed struct; x and y become the places on the plane. Returns 0, or -1 with the error set. Call
 * sky_field_finish() in either case. */
int sky_field_init(struct sky_field *field, const struct sky_geometry *geometry);
void sky_field_finish(struct sky_field *field); /* accepts a zeroed struct */

/* Sets x and y to the places on the disc, folded into `sectors` sectors, each mirrored in its middle: 1 is an ink
 * blot, 0 is not folded. */
void sky_field_fold(struct sky_field *field, unsigned sectors);

/* Sets x to the angle, `around` units a turn, and y to the binary logarithm of the radius, both polar. What moves along
 * y then grows towards the rim, as the walls of a tunnel do. */
void sky_field_tunnel(struct sky_field *field, double around);

/* Sets the values of vanes `first` to `end` - 1 to noise at (x, y, z). */
void sky_field_noise(struct sky_field *field, const struct sky_fbm *fbm, double z, uint32_t first, uint32_t end);

/* Paint vanes `first` to `end` - 1 by their values; as sky_palette_paint() and sky_palette_wrap() do. */
void sky_field_paint(const struct sky_field *field, uint8_t *frame, uint32_t first, uint32_t end, float scale,
                     float offset);
void sky_field_paint_around(const struct sky_field *field, uint8_t *frame, uint32_t first, uint32_t end, float scale,
                            float offset);

/* Reduces a coordinate of noise that grows without end to 0 up to SKY_FBM_PERIOD, after which the noise repeats, so
 * that a float holds it precisely. */
double sky_field_wrap(double z);

#endif
