/* SPDX-License-Identifier: ISC */
/* The blend modes: out = mode(a, b), where a is the picture below (the backdrop, Cb in the W3C's text) and b the one
 * above it (the source, Cs). Both are opaque. "W3C" below is "Compositing and Blending Level 1", sections 9.1
 * (separable modes) and 9.2 (non-separable modes), whose 0 to 1 are 0 to 255 here.
 *
 * Results are rounded to nearest, halves up unless a comment says otherwise. The float arithmetic uses only IEEE
 * single precision additions, multiplications, divisions and square roots, each rounded by itself, so that the
 * bytes are the same for every instruction set. */
#include "kernel/loops/loops.h"

#include <math.h>
#include <string.h>

/* ---- Modes of one channel ---- */

/* round(x / 255), exact for x up to 65,152. There are no halves, because 255 is odd. */
static inline uint16_t by_255(uint16_t x)
{
    uint16_t sum = (uint16_t)(x + 128);
    /* Two ways to multiply by 257 / 65,536: each compiler makes the faster loop of its own. */
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

/* max(round(0.3 a), b). The division by 10 is a multiplication by 6554 / 65,536, exact up to 16,383. */
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

/* W3C 9.1.9: multiply(Cb, 2 Cs) when Cs <= 1/2, else screen(Cb, 2 Cs - 1). The second case is the first one applied to
 * the complements of both operands, and complemented again. */
static inline uint8_t hard_light(uint8_t a, uint8_t b)
{
    uint8_t complement = b > 127 ? 255 : 0;
    uint16_t below = a ^ complement, above = b ^ complement; /* above is at most 127, so the product fits 16 bits */
    return (uint8_t)by_255((uint16_t)(2 * below * above)) ^ complement;
}

/* W3C 9.1.4: hard-light with the pictures swapped. */
static inline uint8_t overlay(uint8_t a, uint8_t b)
{
    return hard_light(b, a);
}

/* W3C 9.1.7: 0 when Cb is 0, else 1 when Cs is 1, else min(1, Cb / (1 - Cs)). Dividing by a half in place of 0 gives
 * the first two cases without a branch. */
static inline uint8_t color_dodge(uint8_t a, uint8_t b)
{
    float rest = (float)(255 - b);
    float value = (float)(255 * a) / (rest > 0.5f ? rest : 0.5f) + 0.5f;
    return (uint8_t)(int)(value < 255.0f ? value : 255.0f);
}

/* W3C 9.1.8: 1 when Cb is 1, else 0 when Cs is 0, else 1 - min(1, (1 - Cb) / Cs). That is the complement of
 * color-dodge of the complements, so halves are rounded down. */
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

/* W3C 9.1.12: Cb + Cs - 2 * Cb * Cs. 255 times that is at most 65,025. */
static inline uint8_t exclusion(uint8_t a, uint8_t b)
{
    return (uint8_t)by_255((uint16_t)(255u * (uint16_t)(a + b) - 2u * (uint16_t)(a * b)));
}

#define CHANNEL_MODES(X) \
    X(AVG, avg) \
    X(AND, and) \
    X(OR, or) \
    X(XOR, xor) \
    X(MAX, max) \
    X(SUM, sum) \
    X(DIFF, diff) \
    X(BEHIND, behind) \
    X(ADD, add) \
    X(SUBTRACT, subtract) \
    X(MULTIPLY, multiply) \
    X(SCREEN, screen) \
    X(OVERLAY, overlay) \
    X(DARKEN, darken) \
    X(LIGHTEN, lighten) \
    X(COLOR_DODGE, color_dodge) \
    X(COLOR_BURN, color_burn) \
    X(HARD_LIGHT, hard_light) \
    X(SOFT_LIGHT, soft_light) \
    X(DIFFERENCE, difference) \
    X(EXCLUSION, exclusion)

#define CHANNEL_LOOP(NAME, mode) \
    static void blend_##mode(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t pixels) \
    { \
        size_t bytes = 3 * pixels; \
        SKY_INDEPENDENT_ITERATIONS \
        for (size_t i = 0; i < bytes; i++) \
            out[i] = mode(a[i], b[i]); \
    }
CHANNEL_MODES(CHANNEL_LOOP)

/* ---- Modes of whole pixels ---- */

/* The crossfade itself is the kernel lerp; this is what it gives at mix=1. */
static void blend_mix(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t pixels)
{
    (void)a;
    if (out != b)
        memcpy(out, b, 3 * pixels);
}

/* W3C 5.1, source over an opaque backdrop: Cs * as + Cb * (1 - as). */
void SKY_LOOP(sky_over)(uint8_t *out, const uint8_t *a, const uint8_t *b, const uint8_t *opacity, size_t bytes,
                        unsigned weight)
{
    const uint16_t w = (uint16_t)weight;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < bytes; i++) {
        uint16_t part = (uint16_t)(opacity[i] * w + 128) >> 8;
        out[i] = (uint8_t)by_255((uint16_t)(a[i] * (255 - part) + b[i] * part));
    }
}

/* B's pixel where all three channels of A are 0, else A's. */
static void blend_mask(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t pixels)
{
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < pixels; i++) {
        uint8_t b_mask = (a[3 * i] | a[3 * i + 1] | a[3 * i + 2]) ? 0 : 255;
        uint8_t red = a[3 * i] | (b[3 * i] & b_mask);
        uint8_t green = a[3 * i + 1] | (b[3 * i + 1] & b_mask);
        uint8_t blue = a[3 * i + 2] | (b[3 * i + 2] & b_mask);
        out[3 * i] = red;
        out[3 * i + 1] = green;
        out[3 * i + 2] = blue;
    }
}

/* The non-separable modes, W3C 9.2, are each SetLum(C, L) or SetLum(SetSat(C, s), L). Let Lum, min and max be those of
 * C, and k = s / (max - min), or 1 without SetSat. Because Lum is linear and Lum(SetSat(C, s)) = k * (Lum - min), the
 * colour that SetLum passes to ClipColor is
 *
 *     L + k * (C - Lum)
 *
 * ClipColor scales the distances from L by the greatest factor up to 1 that brings all channels into 0 to 1. Together:
 *
 *     L + m * (C - Lum),  m = min(k, L / (Lum - min), (1 - L) / (max - Lum))
 *
 * Lum = 0.3 R + 0.59 G + 0.11 B is computed in hundredths of a byte's step. In that unit it and all divisors are
 * integers, up to 25,500. For a grey C the divisors are 0, but so is C - Lum: any m will do, so they are replaced
 * by 1. */

/* Pixels are unpacked to words of 32 bits (red in the lowest byte, the highest byte unused), in blocks that stay in
 * the first-level cache, so that the main loop has vector lanes of a single width. With one row of bytes for each
 * channel it took a fifth longer; as one loop over the packed pixels, half as long again. */
#define BLOCK 512

/* For machines that can shuffle 16 bytes in one instruction, by the vector types of GCC and Clang. 16 bytes are
 * read or written for every 12 of pixels, so two more pixels must follow. */
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

/* The compiler does not vectorise a loop that contains a call. */
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

/* Lum, in hundredths of a byte's step. */
INLINE float lum(struct color c)
{
    return 30.0f * c.red + 59.0f * c.green + 11.0f * c.blue;
}

/* Replaces the colours of `c` by SetLum(SetSat(c, Sat(s)), Lum(l)), or by SetLum(c, Lum(l)) if `s` is NULL. */
INLINE void set_lum(uint32_t *c, const uint32_t *s, const uint32_t *l, size_t pixels)
{
    SKY_INDEPENDENT_ITERATIONS
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
            set_lum(c, s, l, count); \
            narrow(out, c, count); \
        } \
    }

PIXEL_MODE(hue, cs, cb, cb)          /* W3C 9.2.1: SetLum(SetSat(Cs, Sat(Cb)), Lum(Cb)) */
PIXEL_MODE(saturation, cb, cs, cb)   /* W3C 9.2.2: SetLum(SetSat(Cb, Sat(Cs)), Lum(Cb)) */
PIXEL_MODE(color, cs, NULL, cb)      /* W3C 9.2.3: SetLum(Cs, Lum(Cb)) */
PIXEL_MODE(luminosity, cb, NULL, cs) /* W3C 9.2.4: SetLum(Cb, Lum(Cs)) */

sky_blend_kernel *const SKY_LOOP(sky_blend)[SKY_BLEND_MODE_COUNT] = {
#define CHANNEL_ROW(NAME, mode) [SKY_BLEND_##NAME] = blend_##mode,
    CHANNEL_MODES(CHANNEL_ROW)
    [SKY_BLEND_MASK] = blend_mask,
    [SKY_BLEND_MIX] = blend_mix,
    [SKY_BLEND_OVER] = blend_mix,
    [SKY_BLEND_HUE] = blend_hue,
    [SKY_BLEND_SATURATION] = blend_saturation,
    [SKY_BLEND_COLOR] = blend_color,
    [SKY_BLEND_LUMINOSITY] = blend_luminosity,
};
