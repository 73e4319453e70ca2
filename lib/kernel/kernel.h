/* SPDX-License-Identifier: ISC */
/* Kernels: the pixel arithmetic that takes the time. Each is written once, as a plain C loop in loops/, which is
 * the specification; the same source is compiled again for each instruction set that this machine may have, and
 * the best one is chosen when a program starts. tests/kernels holds every version against the plain one.
 *
 * A kernel takes any length, 0 too, and any alignment. Output and input may be the same memory, but not overlap
 * otherwise. */
#ifndef SKY_KERNEL_KERNEL_H
#define SKY_KERNEL_KERNEL_H

#include <stddef.h>
#include <stdint.h>

/* Blend modes: out = mode(a, b), where a is the picture below and b the one above it. X(NAME, "word", "help").
 * The formulas are at the loops, in loops/blend.c. */
#define SKY_BLEND_MODES(X) \
    X(AVG, "avg", "the mean of both") \
    X(AND, "and", "bitwise and") \
    X(OR, "or", "bitwise or") \
    X(XOR, "xor", "bitwise exclusive or") \
    X(MAX, "max", "the greater of both, channel by channel") \
    X(SUM, "sum", "A + B modulo 256") \
    X(DIFF, "diff", "A - B modulo 256") \
    X(BEHIND, "behind", "B over a dimmed A: the greater of 0.3 A and B") \
    X(MASK, "mask", "A, and B where A is black") \
    X(MIX, "mix", "crossfade: A at mix=0, B at mix=1") \
    X(ADD, "add", "A + B, at most 255") \
    X(SUBTRACT, "subtract", "A - B, at least 0") \
    X(MULTIPLY, "multiply", "W3C multiply") \
    X(SCREEN, "screen", "W3C screen") \
    X(OVERLAY, "overlay", "W3C overlay") \
    X(DARKEN, "darken", "W3C darken") \
    X(LIGHTEN, "lighten", "W3C lighten") \
    X(COLOR_DODGE, "color-dodge", "W3C color-dodge") \
    X(COLOR_BURN, "color-burn", "W3C color-burn") \
    X(HARD_LIGHT, "hard-light", "W3C hard-light") \
    X(SOFT_LIGHT, "soft-light", "W3C soft-light") \
    X(DIFFERENCE, "difference", "W3C difference") \
    X(EXCLUSION, "exclusion", "W3C exclusion") \
    X(HUE, "hue", "W3C hue: the hue of B, the rest of A") \
    X(SATURATION, "saturation", "W3C saturation: the saturation of B, the rest of A") \
    X(COLOR, "color", "W3C color: hue and saturation of B, luminosity of A") \
    X(LUMINOSITY, "luminosity", "W3C luminosity: the luminosity of B, the rest of A")

enum sky_blend_mode {
#define SKY_BLEND_ENUM(name, word, text) SKY_BLEND_##name,
    SKY_BLEND_MODES(SKY_BLEND_ENUM)
#undef SKY_BLEND_ENUM
    SKY_BLEND_MODE_COUNT
};

typedef void sky_blend_kernel(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t pixels);

/* Where a pixel of a flat picture lies on the disc; see disc/flat.h. */
struct sky_flat_tap {
    uint32_t at;   /* byte offset in the padded frame of the LED below in vane and pixel */
    uint8_t turn;  /* weight of the next vane, 0 to 255 of 256 */
    uint8_t out;   /* weight of the next pixel outwards, 0 to 255 of 256 */
    uint16_t cover; /* how much of the picture's pixel the disc covers, 0 to 256 */
};

/* Octaves of gradient noise; see kernel/noise.h. */
struct sky_fbm {
    unsigned octaves; /* each of twice the frequency of the one before; at most SKY_NOISE_OCTAVES_MAX */
    float gain;       /* and of this times its size */
    float scale;      /* of the first one: x and y are multiplied by it */
    float move[2];    /* then added to x and y */
    float period;     /* along x, after that: a whole number of units after which it repeats; 0 does not */
    uint32_t seed;
};

/* After so many units of the first octave noise repeats along y and z, so that both can be moved without end. */
#define SKY_FBM_PERIOD 1024

struct sky_kernels {
    const char *name; /* of the instruction set: c, sse2, avx2, avx512, neon */

    /* By mode, `pixels` of 3 bytes. SKY_BLEND_MIX here is the mix=1 end: it copies b. */
    sky_blend_kernel *const *blend;

    /* out = (a * (256 - weight) + b * weight + 128) / 256, rounded down; weight 0 to 256. */
    void (*lerp)(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t bytes, unsigned weight);

    /* sky_duties_dither() of led/duties.h for chips of 255 steps. The rows do not overlap. */
    void (*dither)(uint16_t *restrict out, const uint16_t *restrict duties, uint16_t *restrict left, size_t count);

    /* Draws `count` pixels of 3 bytes of a flat picture from a padded frame, whose next vane is `vane_bytes`
     * further on: the four LEDs around a tap, weighed, over `ground`. Seven bytes from `at` and from
     * `at + vane_bytes` must be readable, which is what padding is for; `out` does not overlap anything. */
    void (*flat)(uint8_t *out, const uint8_t *padded, const struct sky_flat_tap *taps, size_t count,
                 size_t vane_bytes, const uint8_t ground[3]);

    /* Noise at `count` points (x, y, z) that have one z in common: -1 to 1. `out` does not overlap the others. */
    void (*fbm)(float *out, const float *x, const float *y, float z, size_t count, const struct sky_fbm *fbm);

    /* How long z = z^2 + c, from 0 on, stays near 0, for each c = (x, y), |c| <= 4: |z| is 8 or more after so many
     * steps, a multiple of 4, and this is steps + 5 - log2(log2(|z|^2)), which has no jumps. -1 for a point that
     * does not leave in `limit` steps, a multiple of 4. */
    void (*mandelbrot)(float *out, const double *x, const double *y, size_t count, unsigned limit);

    /* The expression language's operations; see kernel/expr.h. */
    const struct sky_expr_kernels *expr;
};

/* The kernels for this machine; $SKY_CPU names others (c forces the plain ones). */
const struct sky_kernels *sky_kernels(void);

/* Every version that this machine can run, ended by NULL; the plain one is the first. */
const struct sky_kernels *const *sky_kernels_all(void);

#endif
