/* SPDX-License-Identifier: ISC */
/* Pictures that are one number an LED, computed by kernels and painted through a palette. */
#ifndef SKY_PATTERN_FIELD_H
#define SKY_PATTERN_FIELD_H

#include "kernel/kernel.h"
#include "base/palette.h"
#include "pattern/pattern.h"
#include "pattern/plane.h"

struct sky_field {
    struct sky_plane plane;
    size_t count;          /* LEDs */
    float *x, *y, *values; /* of each LED: two coordinates, of the pattern's choice, and the number */
    struct sky_palette palette;
    float *wave; /* one sine, in SKY_WAVE_STEPS steps; see sky_wave() */
};

#define SKY_WAVE_STEPS 4096

/* The sine of an angle in turns, below 500,000 in size, to about 1/1000. */
static inline float sky_wave(const struct sky_field *field, float turns)
{
    return field->wave[(unsigned)(int)(turns * SKY_WAVE_STEPS) % SKY_WAVE_STEPS];
}

/* Begin with a zeroed one. x and y begin as the places on the plane. Returns 0, or -1 with the error set. */
int sky_field_init(struct sky_field *field, const struct sky_geometry *geometry);
void sky_field_finish(struct sky_field *field); /* a zeroed one is fine too */

/* Makes x and y the places on the disc, folded so that it has so many sectors, each mirrored in its middle: 1 is an
 * ink blot, 0 folds nothing. */
void sky_field_fold(struct sky_field *field, unsigned sectors);

/* Makes x the angle times `around` / turn and y the logarithm of the radius, to base 2: what moves along y grows as
 * it nears the rim, as the walls of a tunnel do. */
void sky_field_tunnel(struct sky_field *field, double around);

/* Fills the values with noise over x and y. */
void sky_field_noise(struct sky_field *field, const struct sky_fbm *fbm, double z);

/* Of a number that grows without end, the part that tells in noise, which a float can hold: it repeats after
 * SKY_FBM_PERIOD. */
double sky_field_endless(double z);

#endif
