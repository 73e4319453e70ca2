/* SPDX-License-Identifier: ISC */
/* The blend modes: out = mode(a, b), where a is a byte or pixel of the picture below and b of the one above it. Their
 * formulas are in loops/blend.c. */
#ifndef SKY_KERNEL_BLEND_H
#define SKY_KERNEL_BLEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sky_blend_mode {
    SKY_BLEND_AVG,
    SKY_BLEND_AND,
    SKY_BLEND_OR,
    SKY_BLEND_XOR,
    SKY_BLEND_MAX,
    SKY_BLEND_SUM,
    SKY_BLEND_DIFF,
    SKY_BLEND_BEHIND,
    SKY_BLEND_MASK,
    SKY_BLEND_MIX,
    SKY_BLEND_OVER,
    SKY_BLEND_ADD,
    SKY_BLEND_SUBTRACT,
    SKY_BLEND_MULTIPLY,
    SKY_BLEND_SCREEN,
    SKY_BLEND_OVERLAY,
    SKY_BLEND_DARKEN,
    SKY_BLEND_LIGHTEN,
    SKY_BLEND_COLOR_DODGE,
    SKY_BLEND_COLOR_BURN,
    SKY_BLEND_HARD_LIGHT,
    SKY_BLEND_SOFT_LIGHT,
    SKY_BLEND_DIFFERENCE,
    SKY_BLEND_EXCLUSION,
    SKY_BLEND_HUE,
    SKY_BLEND_SATURATION,
    SKY_BLEND_COLOR,
    SKY_BLEND_LUMINOSITY,
    SKY_BLEND_MODE_COUNT
};

/* Blends `pixels` pixels of three bytes. */
typedef void sky_blend_kernel(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t pixels);

/* The same in light, weighed: `out` becomes what lies between `a` and the mode's result, `weight` of SKY_BLEND_WHOLE
 * towards the latter; with `opacity` each byte's weight is that part of it in 255ths. */
#define SKY_BLEND_WHOLE 32768
typedef void sky_blend_light_kernel(uint8_t *out, const uint8_t *a, const uint8_t *b, const uint8_t *opacity,
                                    size_t bytes, unsigned weight);

/* What a user reads of a mode. */
struct sky_blend_name {
    const char *name; /* as on the command line */
    const char *text; /* one line, where A is the picture below and B the one above */
    bool of_light;    /* it has a meaning in light: the result is another one there */
};

/* By mode. */
extern const struct sky_blend_name sky_blend_names[SKY_BLEND_MODE_COUNT];

#endif
