/* SPDX-License-Identifier: ISC */
/* The blend modes: out = mode(a, b), where a is the picture below (the backdrop, Cb in the W3C text) and b the one
 * above it (the source, Cs). Both are opaque. W3C means "Compositing and Blending Level 1", sections 9.1 (separable
 * modes) and 9.2 (non-separable ones), with 0 to 255 for its 0 to 1.
 *
 * All results are rounded to the nearest whole number, halves upwards unless something else is said. The float
 * arithmetic is IEEE single: additions, multiplications, divisions and square roots, each rounded by itself, so the
 * bytes are the same whatever the loops are compiled for. */
#include "kernel/loops/loops.h"

#include <math.h>
#include <string.h>

/* ---- Modes of one channel ---- */

/* round(x / 255) for x up to 65,152: exact, and there are no halves, as 255 is odd. */
static inline uint16_t by_255(uint16_t x)
{
    uint16_t sum = (uint16_t)(x + 128);
    /* Two ways to multiply by 257 / 65,536: the first makes the better loop with GCC, the second with Clang. */
#if defined(__clang__)
    return (uint16_t)((uint16_t)(sum + (sum >> 8)) >> 8);
#else
    return (uint16_t)(sum * 257u >> 16);
#endif
}

static inline uint8_t least(uint8_t a, uint8_t b)
{
    return a < b ? a : b;
}

static inline uint8_t greatest(uint8_t a, uint8_t b)
{
    return a > b ? a : b;
}

static inline uint8_t avg(uint8_t a, uint8_t b)
{
    return (uint8_t)((a + b + 1) >> 1);
}

static inline uint8_t and(uint8_t a, uint8_t b)
{
    return a & b;
}

static inline uint8_t or(uint8_t a, uint8_t b)
{
    return a | b;
}

static inline uint8_t xor(uint8_t a, uint8_t b)
{
    return a ^ b;
}

static inline uint8_t max(uint8_t a, uint8_t b)
{
    return greatest(a, b);
}

/* Modulo 256. */
static inline uint8_t sum(uint8_t a, uint8_t b)
{
    return (uint8_t)(a + b);
}

/* Modulo 256. */
static inline uint8_t diff(uint8_t a, uint8_t b)
{
    return (uint8_t)(a - b);
}

/* max(round(0.3 a), b). The division by 10 is a multiplication by 6554/65536: exact up to 16,383. */
static inline uint8_t behind(uint8_t a, uint8_t b)
{
    uint16_t tenths = (uint16_t)(3 * a + 5);
    return greatest((uint8_t)((uint32_t)tenths * 6554u >> 16), b);
}

static inline uint8_t add(uint8_t a, uint8_t b)
{
    return (uint8_t)(a + least(b, (uint8_t)(255 - a)));
}

static inline uint8_t subtract(uint8_t a, uint8_t b)
{
    return (uint8_t)(a - least(a, b));
}

/* W3C 9.1.2: Cb * Cs */
static inline uint8_t multiply(uint8_t a, uint8_t b)
{
    return (uint8_t)by_255((uint16_t)(a * b));
}

/* W3C 9.1.3: Cb + Cs - Cb * Cs */
static inline uint8_t screen(uint8_t a, uint8_t b)
{
    return (uint8_t)(a + b - multiply(a, b));
}

/* W3C 9.1.5 */
static inline uint8_t darken(uint8_t a, uint8_t b)
{
    return least(a, b);
}

/* W3C 9.1.6 */
static inline uint8_t lighten(uint8_t a, uint8_t b)
{
    return greatest(a, b);
}

/* W3C 9.1.9: multiply(Cb, 2 Cs) when Cs <= 1/2, else screen(Cb, 2 Cs - 1). The second is the first with the
 * complements of all three. */
static inline uint8_t hard_light(uint8_t a, uint8_t b)
{
    uint8_t turn = b > 127 ? 255 : 0;
    uint16_t below = a ^ turn, above = b ^ turn; /* above is at most 127, so the product fits 16 bits */
    return (uint8_t)by_255((uint16_t)(2 * below * above)) ^ turn;
}

/* W3C 9.1.4: hard-light with the two pictures swapped. */
static inline uint8_t overlay(uint8_t a, uint8_t b)
{
    return hard_light(b, a);
}

/* W3C 9.1.7: 0 when Cb is 0, else 1 when Cs is 1, else min(1, Cb / (1 - Cs)). The half stands for the zero that
 * would be divided by, and gives the first two cases. */
static inline uint8_t color_dodge(uint8_t a, uint8_t b)
{
    float rest = (float)(255 - b);
    float value = (float)(255 * a) / (rest > 0.5f ? rest : 0.5f) + 0.5f;
    return (uint8_t)(int)(value < 255.0f ? value : 255.0f);
}

/* W3C 9.1.8: 1 when Cb is 1, else 0 when Cs is 0, else 1 - min(1, (1 - Cb) / Cs): color-dodge of the complements.
 * Halves are rounded down. */
static inline uint8_t color_burn(uint8_t a, uint8_t b)
{
    return (uint8_t)~color_dodge((uint8_t)~a, (uint8_t)~b);
}

/* W3C 9.1.10: when Cs <= 1/2, Cb - (1 - 2 Cs) * Cb * (1 - Cb); else Cb + (2 Cs - 1) * (D(Cb) - Cb), where D is
 * ((16 Cb - 12) * Cb + 4) * Cb for Cb <= 1/4 and sqrt(Cb) above. */
static inline uint8_t soft_light(uint8_t a, uint8_t b)
{
    float x = (float)a * (1.0f / 255.0f), weight = (float)(2 * b - 255);
    float lighter = x <= 0.25f ? ((16.0f * x - 12.0f) * x + 3.0f) * x : sqrtf(x) - x;
    float change = weight > 0.0f ? lighter : x - x * x;
    return (uint8_t)(int)((float)a + 0.5f + weight * change);
}

/* W3C 9.1.11: |Cb - Cs| */
static inline uint8_t difference(uint8_t a, uint8_t b)
{
    return (uint8_t)(greatest(a, b) - least(a, b));
}

/* W3C 9.1.12: Cb + Cs - 2 * Cb * Cs. Times 255 it is at most 65,025. */
static inline uint8_t exclusion(uint8_t a, uint8_t b)
{
    return (uint8_t)by_255((uint16_t)(255u * (uint16_t)(a + b) - 2u * (uint16_t)(a * b)));
}

#define CHANNEL_MODE(mode) \
    static void blend_##mode(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t pixels) \
    { \
        size_t bytes = 3 * pixels; \
        SKY_ROUNDS_ARE_APART \
        for (size_t i = 0; i < bytes; i++) \
            out[i] = mode(a[i], b[i]); \
    }

CHANNEL_MODE(avg)
CHANNEL_MODE(and)
CHANNEL_MODE(or)
CHANNEL_MODE(xor)
CHANNEL_MODE(max)
CHANNEL_MODE(sum)
CHANNEL_MODE(diff)
CHANNEL_MODE(behind)
CHANNEL_MODE(add)
CHANNEL_MODE(subtract)
CHANNEL_MODE(multiply)
CHANNEL_MODE(screen)
CHANNEL_MODE(overlay)
CHANNEL_MODE(darken)
CHANNEL_MODE(lighten)
CHANNEL_MODE(color_dodge)
CHANNEL_MODE(color_burn)
CHANNEL_MODE(hard_light)
CHANNEL_MODE(soft_light)
CHANNEL_MODE(difference)
CHANNEL_MODE(exclusion)

/* ---- Modes of whole pixels ---- */

/* The crossfade itself is sky_lerp(); this is its end. */
static void blend_mix(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t pixels)
{
    (void)a;
    if (out != b)
        memcpy(out, b, 3 * pixels);
}

/* A's pixel, unless its three channels are 0: then B's. */
static void blend_mask(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t pixels)
{
    SKY_ROUNDS_ARE_APART
    for (size_t i = 0; i < pixels; i++) {
        uint8_t shown = (a[3 * i] | a[3 * i + 1] | a[3 * i + 2]) ? 0 : 255;
        uint8_t red = a[3 * i] | (b[3 * i] & shown);
        uint8_t green = a[3 * i + 1] | (b[3 * i + 1] & shown);
        uint8_t blue = a[3 * i + 2] | (b[3 * i + 2] & shown);
        out[3 * i] = red;
        out[3 * i + 1] = green;
        out[3 * i + 2] = blue;
    }
}

/* The non-separable modes, W3C 9.2: each is SetLum(C, L) or SetLum(SetSat(C, s), L). With Lum, min and max of C,
 * and k = s / (max - min), or 1 without SetSat, the colour that SetLum hands to ClipColor is
 *
 *     L + k * (C - Lum)
 *
 * as Lum is linear and Lum(SetSat(C, s)) = k * (Lum - min). ClipColor draws the channels towards L by the greatest
 * factor up to 1 that brings the least of them to 0 or above and the greatest to 1 or below, so all of it is
 *
 *     L + m * (C - Lum),  m = min(k, L / (Lum - min), (1 - L) / (max - Lum))
 *
 * Lum = 0.3 R + 0.59 G + 0.11 B is taken in hundredths of a byte's step, where it and all that is divided are whole
 * numbers up to 25,500. In a grey C the divisors are 0, and so is C - Lum: any m will do, and 1 is divided by. */

/* Pixels are taken through words of 32 bits, red in the lowest byte and anything in the highest, a block at a time
 * that stays in the cache: so the loop that counts has lanes of one width throughout. With each channel in a row of
 * bytes instead it took a fifth longer, and in one loop over the pixels' own bytes a half. */
#define BLOCK 512

/* Where the machine can rearrange 16 bytes at once: the vector types of GCC and Clang. 16 bytes are read and
 * written where 12 are meant, so a little more must follow. */
#if defined(__SSSE3__) || defined(__aarch64__)
#define AT_ONCE 16
typedef uint8_t lanes __attribute__((vector_size(16)));
#endif

static void widen(uint32_t *words, const uint8_t *bytes, size_t pixels)
{
    size_t i = 0;
#ifdef AT_ONCE
    for (; i + AT_ONCE + 2 <= pixels; i += AT_ONCE) {
        for (size_t four = i; four < i + AT_ONCE; four += 4) {
            lanes v;
            memcpy(&v, bytes + 3 * four, sizeof v);
            v = __builtin_shufflevector(v, v, 0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11);
            memcpy(words + four, &v, sizeof v);
        }
    }
#endif
    for (; i < pixels; i++)
        words[i] = bytes[3 * i] | (uint32_t)bytes[3 * i + 1] << 8 | (uint32_t)bytes[3 * i + 2] << 16;
}

static void narrow(uint8_t *bytes, const uint32_t *words, size_t pixels)
{
    size_t i = 0;
#ifdef AT_ONCE
    for (; i + AT_ONCE + 2 <= pixels; i += AT_ONCE) {
        for (size_t four = i; four < i + AT_ONCE; four += 4) {
            lanes v;
            memcpy(&v, words + four, sizeof v);
            v = __builtin_shufflevector(v, v, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15);
            memcpy(bytes + 3 * four, &v, sizeof v);
        }
    }
#endif
    for (; i < pixels; i++) {
        bytes[3 * i] = (uint8_t)words[i];
        bytes[3 * i + 1] = (uint8_t)(words[i] >> 8);
        bytes[3 * i + 2] = (uint8_t)(words[i] >> 16);
    }
}

/* A loop with a call in it is not vectorised. */
#define INLINE static inline __attribute__((always_inline))

struct color {
    float red, green, blue;
};

INLINE struct color color_of(uint32_t word)
{
    return (struct color){(float)(int)(word & 255), (float)(int)(word >> 8 & 255), (float)(int)(word >> 16 & 255)};
}

INLINE float lesser(float a, float b)
{
    return a < b ? a : b;
}

INLINE float greater(float a, float b)
{
    return a > b ? a : b;
}

INLINE float min_of(struct color c)
{
    return lesser(lesser(c.red, c.green), c.blue);
}

INLINE float max_of(struct color c)
{
    return greater(greater(c.red, c.green), c.blue);
}

/* In hundredths. */
INLINE float lum(struct color c)
{
    return 30.0f * c.red + 59.0f * c.green + 11.0f * c.blue;
}

/* Replaces the colours of `c` by SetLum(SetSat(c, Sat(s)), Lum(l)), or by SetLum(c, Lum(l)) without an s. */
INLINE void set(uint32_t *c, const uint32_t *s, const uint32_t *l, size_t pixels)
{
    SKY_ROUNDS_ARE_APART
    for (size_t i = 0; i < pixels; i++) {
        struct color color = color_of(c[i]);
        float from = lum(color), to = lum(color_of(l[i])), max = 100.0f * max_of(color);
        color = (struct color){100.0f * color.red, 100.0f * color.green, 100.0f * color.blue};
        float min = min_of(color), k = 1.0f;
        if (s) {
            struct color other = color_of(s[i]);
            k = 100.0f * (max_of(other) - min_of(other)) / greater(max - min, 1.0f);
        }
        float m = lesser(to / greater(from - min, 1.0f), (25500.0f - to) / greater(max - from, 1.0f));
        float step = 0.01f * lesser(k, m), base = 0.01f * to + 0.5f;
        c[i] = (uint32_t)(int)(base + step * (color.red - from)) |
               (uint32_t)(int)(base + step * (color.green - from)) << 8 |
               (uint32_t)(int)(base + step * (color.blue - from)) << 16;
    }
}

#define PIXEL_MODE(mode, c, s, l) \
    static void blend_##mode(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t pixels) \
    { \
        uint32_t cb[BLOCK], cs[BLOCK]; \
        for (size_t count; pixels > 0; pixels -= count, out += 3 * count, a += 3 * count, b += 3 * count) { \
            count = pixels < BLOCK ? pixels : BLOCK; \
            widen(cb, a, count); \
            widen(cs, b, count); \
            set(c, s, l, count); \
            narrow(out, c, count); \
        } \
    }

PIXEL_MODE(hue, cs, cb, cb)          /* W3C 9.2.1: SetLum(SetSat(Cs, Sat(Cb)), Lum(Cb)) */
PIXEL_MODE(saturation, cb, cs, cb)   /* W3C 9.2.2: SetLum(SetSat(Cb, Sat(Cs)), Lum(Cb)) */
PIXEL_MODE(color, cs, NULL, cb)      /* W3C 9.2.3: SetLum(Cs, Lum(Cb)) */
PIXEL_MODE(luminosity, cb, NULL, cs) /* W3C 9.2.4: SetLum(Cb, Lum(Cs)) */

sky_blend_kernel *const SKY_LOOP(sky_blend)[SKY_BLEND_MODE_COUNT] = {
    [SKY_BLEND_AVG] = blend_avg,
    [SKY_BLEND_AND] = blend_and,
    [SKY_BLEND_OR] = blend_or,
    [SKY_BLEND_XOR] = blend_xor,
    [SKY_BLEND_MAX] = blend_max,
    [SKY_BLEND_SUM] = blend_sum,
    [SKY_BLEND_DIFF] = blend_diff,
    [SKY_BLEND_BEHIND] = blend_behind,
    [SKY_BLEND_MASK] = blend_mask,
    [SKY_BLEND_MIX] = blend_mix,
    [SKY_BLEND_ADD] = blend_add,
    [SKY_BLEND_SUBTRACT] = blend_subtract,
    [SKY_BLEND_MULTIPLY] = blend_multiply,
    [SKY_BLEND_SCREEN] = blend_screen,
    [SKY_BLEND_OVERLAY] = blend_overlay,
    [SKY_BLEND_DARKEN] = blend_darken,
    [SKY_BLEND_LIGHTEN] = blend_lighten,
    [SKY_BLEND_COLOR_DODGE] = blend_color_dodge,
    [SKY_BLEND_COLOR_BURN] = blend_color_burn,
    [SKY_BLEND_HARD_LIGHT] = blend_hard_light,
    [SKY_BLEND_SOFT_LIGHT] = blend_soft_light,
    [SKY_BLEND_DIFFERENCE] = blend_difference,
    [SKY_BLEND_EXCLUSION] = blend_exclusion,
    [SKY_BLEND_HUE] = blend_hue,
    [SKY_BLEND_SATURATION] = blend_saturation,
    [SKY_BLEND_COLOR] = blend_color,
    [SKY_BLEND_LUMINOSITY] = blend_luminosity,
};
