/* SPDX-License-Identifier: ISC */
/* The operations of the expression language upon rows of numbers. */
#include "kernel/expr.h"
#include "kernel/fmath.h"
#include "kernel/loops/loops.h"
#include "kernel/noise.h"

#include <string.h>

#ifdef __clang__
/* Where clang finds that vector instructions would not pay, it may leave the loop as it is. */
#pragma clang diagnostic ignored "-Wpass-failed"
#endif

#define INLINE __attribute__((always_inline)) static inline

/* ---- One number ---- */

INLINE float op_NEG(float x)
{
    return -x;
}

INLINE float op_NOT(float x)
{
    return x == 0.0f ? 1.0f : 0.0f;
}

INLINE float op_SIGN(float x)
{
    return x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : x;
}

/* 0.5 + 0.5 sin(tau x). */
INLINE float op_WAVE(float x)
{
    return 0.5f + 0.5f * sky_fsin((x - sky_frint(x)) * SKY_FTAU);
}

/* 0 at whole numbers, 1 half-way between them. */
INLINE float op_TRIANGLE(float x)
{
    return 2.0f * sky_fabs(x - sky_frint(x));
}

INLINE float op_SAT(float x)
{
    return sky_fmin(sky_fmax(x, 0.0f), 1.0f);
}

/* The step of a palette at place x: places beyond 0 to 1 begin again; 1 itself is the end. NaN is 0. */
INLINE float op_STEPS(float x)
{
    float part = x >= 0.0f && x <= 1.0f ? x : sky_ffract(x);
    part = part >= 0.0f ? part : 0.0f;
    return sky_frint(part * (SKY_EXPR_PALETTE - 1));
}

INLINE float op_SQUARED(float x)
{
    return x * x;
}

#define op_ABS sky_fabs
#define op_FLOOR sky_ffloor
#define op_CEIL sky_fceil
#define op_ROUND sky_fround
#define op_TRUNC sky_ftrunc
#define op_FRACT sky_ffract
#define op_SQRT sqrtf
#define op_EXP sky_fexp
#define op_LOG sky_flog
#define op_LOG2 sky_flog2
#define op_SIN sky_fsin
#define op_COS sky_fcos
#define op_TAN sky_ftan
#define op_ASIN sky_fasin
#define op_ACOS sky_facos
#define op_ATAN sky_fatan
#define op_TANH sky_ftanh

#define UNARY(name) \
    static void unary_##name(float *out, const float *const operands[], size_t count, \
                             const struct sky_expr_row *row, uint32_t tag) \
    { \
        const float *x = operands[0]; \
        (void)row, (void)tag; \
        SKY_ROUNDS_ARE_APART \
        for (size_t i = 0; i < count; i++) \
            out[i] = op_##name(x[i]); \
    }
SKY_EXPR_UNARY(UNARY)

/* ---- Two ---- */

INLINE float op_ADD(float x, float y)
{
    return x + y;
}

INLINE float op_SUB(float x, float y)
{
    return x - y;
}

INLINE float op_MUL(float x, float y)
{
    return x * y;
}

INLINE float op_DIV(float x, float y)
{
    return x / y;
}

INLINE float op_LT(float x, float y)
{
    return x < y ? 1.0f : 0.0f;
}

INLINE float op_LE(float x, float y)
{
    return x <= y ? 1.0f : 0.0f;
}

INLINE float op_EQ(float x, float y)
{
    return x == y ? 1.0f : 0.0f;
}

INLINE float op_NE(float x, float y)
{
    return x != y ? 1.0f : 0.0f;
}

INLINE float op_AND(float x, float y)
{
    float both = x != 0.0f ? 1.0f : 0.0f;
    return y != 0.0f ? both : 0.0f;
}

INLINE float op_OR(float x, float y)
{
    float one = x != 0.0f ? 1.0f : 0.0f;
    return y != 0.0f ? 1.0f : one;
}

#define op_MOD sky_fmod
#define op_MIN sky_fmin
#define op_MAX sky_fmax
#define op_POW sky_fpow
#define op_ATAN2 sky_fatan2
#define op_HYPOT sky_fhypot

#define BINARY_LOOP(name, mask, at_x, at_y) \
    static void binary_##name##_##mask(float *out, const float *const operands[], size_t count, \
                                       const struct sky_expr_row *row, uint32_t tag) \
    { \
        const float *x = operands[0], *y = operands[1]; \
        const float x0 = *x, y0 = *y; \
        (void)row, (void)tag, (void)x0, (void)y0; \
        SKY_ROUNDS_ARE_APART \
        for (size_t i = 0; i < count; i++) \
            out[i] = op_##name(at_x, at_y); \
    }
#define BINARY(name) \
    BINARY_LOOP(name, 0, x[i], y[i]) \
    BINARY_LOOP(name, 1, x0, y[i]) \
    BINARY_LOOP(name, 2, x[i], y0)
SKY_EXPR_BINARY(BINARY)

/* ---- Three ---- */

INLINE float op_CLAMP(float x, float low, float high)
{
    return sky_fmin(sky_fmax(x, low), high);
}

INLINE float op_MIX(float x, float y, float part)
{
    return x + (y - x) * part;
}

/* smoothstep(low, high, x): 3 s^2 - 2 s^3 with s = (x - low) / (high - low) from 0 to 1. */
INLINE float op_SMOOTHSTEP(float low, float high, float x)
{
    float s = op_SAT((x - low) / (high - low));
    return s * s * (3.0f - 2.0f * s);
}

INLINE float op_SELECT(float condition, float x, float y)
{
    return condition != 0.0f ? x : y;
}

/* What is done with a number's bits must not depend on which of the many NaNs it is: machines, and even the order of
 * an addition, differ in that. */
INLINE float known(float x)
{
    uint32_t bits = sky_fbits(x);
    /* By a mask: with a choice here compilers make no vector instructions of the noise around it. */
    return sky_fof_bits(bits & (0 - (uint32_t)((bits & 0x7fffffffu) <= 0x7f800000u)));
}

/* 24 bits of a hash of the three numbers' bits; adding 0 makes the two zeros one. */
INLINE float op_HASH(float x, float y, float z)
{
    uint32_t hash = sky_noise_hash(sky_fbits(known(x) + 0.0f) + SKY_NOISE_X);
    hash = sky_noise_hash(hash ^ (sky_fbits(known(y) + 0.0f) + SKY_NOISE_Y));
    hash = sky_noise_hash(hash ^ (sky_fbits(known(z) + 0.0f) + SKY_NOISE_Z));
    hash ^= hash >> 15;
    return (float)(int32_t)(hash >> 8) * 0x1p-24f;
}

#define TERNARY_LOOP(name, mask, at_x, at_y, at_z) \
    static void ternary_##name##_##mask(float *out, const float *const operands[], size_t count, \
                                        const struct sky_expr_row *row, uint32_t tag) \
    { \
        const float *x = operands[0], *y = operands[1], *z = operands[2]; \
        const float x0 = *x, y0 = *y, z0 = *z; \
        (void)row, (void)tag, (void)x0, (void)y0, (void)z0; \
        SKY_ROUNDS_ARE_APART \
        for (size_t i = 0; i < count; i++) \
            out[i] = op_##name(at_x, at_y, at_z); \
    }
#define TERNARY(name) \
    TERNARY_LOOP(name, 0, x[i], y[i], z[i]) \
    TERNARY_LOOP(name, 1, x0, y[i], z[i]) \
    TERNARY_LOOP(name, 2, x[i], y0, z[i]) \
    TERNARY_LOOP(name, 3, x0, y0, z[i]) \
    TERNARY_LOOP(name, 4, x[i], y[i], z0) \
    TERNARY_LOOP(name, 5, x0, y[i], z0) \
    TERNARY_LOOP(name, 6, x[i], y0, z0)
SKY_EXPR_TERNARY(TERNARY)

/* ---- Fused ---- */

/* In blocks of a length that is known, which compilers unroll; then the rest. */
#define BLOCK 32

#define FUSED(name, operand_count, formula) \
    INLINE void part_##name(float *out, const float *const operands[], size_t first, size_t count) \
    { \
        const float *pa = operands[0] + first, *pb = operands[1] + first; \
        const float *pc = operands[operand_count > 2 ? 2 : 0] + first; \
        const float *pd = operands[operand_count > 3 ? 3 : 0] + first; \
        const float *pe = operands[operand_count > 4 ? 4 : 0] + first; \
        SKY_ROUNDS_ARE_APART \
        for (size_t i = 0; i < count; i++) { \
            const float a = pa[i], b = pb[i], c = pc[i], d = pd[i], e = pe[i]; \
            (void)c, (void)d, (void)e; \
            out[first + i] = formula; \
        } \
    } \
    static void fused_##name(float *out, const float *const operands[], size_t count, \
                             const struct sky_expr_row *row, uint32_t tag) \
    { \
        size_t first = 0; \
        (void)row, (void)tag; \
        for (; first + BLOCK <= count; first += BLOCK) \
            part_##name(out, operands, first, BLOCK); \
        part_##name(out, operands, first, count - first); \
    }
SKY_EXPR_FUSED(FUSED)

/* ---- Special ---- */

#define SPECIAL(name) \
    static void special_##name(float *out, const float *const operands[], size_t count, \
                               const struct sky_expr_row *row, uint32_t tag)

SPECIAL(NOISE2)
{
    const float *x = operands[0], *y = operands[1];
    (void)row;
    SKY_ROUNDS_ARE_APART
    for (size_t i = 0; i < count; i++)
        out[i] = sky_noise2(known(x[i]), known(y[i]), tag);
}

SPECIAL(NOISE3)
{
    const float *x = operands[0], *y = operands[1], *z = operands[2];
    (void)row;
    SKY_ROUNDS_ARE_APART
    for (size_t i = 0; i < count; i++)
        out[i] = sky_noise3(known(x[i]), known(y[i]), known(z[i]), tag);
}

/* At one z, of which the loop then makes everything but once. */
SPECIAL(NOISE3_AT_Z)
{
    const float *x = operands[0], *y = operands[1], z = known(*operands[2]);
    (void)row;
    SKY_ROUNDS_ARE_APART
    for (size_t i = 0; i < count; i++)
        out[i] = sky_noise3(known(x[i]), known(y[i]), z, tag);
}

SPECIAL(ANOISE)
{
    const float *place = operands[0], *period = operands[1], *y = operands[2], *z = operands[3];
    (void)row;
    SKY_ROUNDS_ARE_APART
    for (size_t i = 0; i < count; i++)
        out[i] = sky_noise3_periodic(known(place[i]), known(y[i]), known(z[i]), period[i], SKY_NOISE_ENDLESS,
                                     SKY_NOISE_ENDLESS, tag);
}

/* A frame at (angle in radians, radius 0 to 1), between the four LEDs around: the angle wraps, the radius stops at
 * the first and the last LED's middle. NaN counts as 0. */
INLINE void sample(float *out, const float *angle, const float *radius, size_t count, const uint8_t *frame,
                   const struct sky_expr_row *row, uint32_t channel)
{
    const float vanes = (float)row->vanes, pixels = (float)row->pixels;
    const size_t vane_bytes = (size_t)row->pixels * 3;
    for (size_t i = 0; i < count; i++) {
        float turn = sky_ffract(angle[i] * (1.0f / SKY_FTAU)), out_part;
        turn = turn >= 0.0f ? turn * vanes : 0.0f;
        float where = sky_fmax(radius[i] * pixels - 0.5f, 0.0f);
        where = sky_fmin(where, pixels - 1.0f);
        size_t vane = (size_t)(int32_t)turn, pixel = (size_t)(int32_t)where;
        float part = turn - (float)(int32_t)turn;
        out_part = where - (float)(int32_t)where;
        vane = vane < row->vanes ? vane : 0;
        size_t next = vane + 1 < row->vanes ? vane + 1 : 0, further = pixel + 1 < row->pixels ? 3 : 0;
        const uint8_t *here = frame + vane * vane_bytes + pixel * 3 + channel;
        const uint8_t *there = frame + next * vane_bytes + pixel * 3 + channel;
        float inner = op_MIX(here[0], there[0], part), outer = op_MIX(here[further], there[further], part);
        out[i] = op_MIX(inner, outer, out_part) * (1.0f / 255.0f);
    }
}

SPECIAL(AT)
{
    sample(out, operands[0], operands[1], count, row->source, row, tag);
}

SPECIAL(LAST)
{
    sample(out, operands[0], operands[1], count, row->last, row, tag);
}

SPECIAL(PAL)
{
    const float *step = operands[0];
    const uint8_t (*palette)[3] = row->palettes[tag / 4];
    for (size_t i = 0; i < count; i++)
        out[i] = (float)palette[(int32_t)step[i]][tag % 4] * (1.0f / 255.0f);
}

SPECIAL(SRC)
{
    const uint8_t *from = row->source + ((size_t)row->vane * row->pixels + row->pixel) * 3 + tag;
    (void)operands;
    SKY_ROUNDS_ARE_APART
    for (size_t i = 0; i < count; i++)
        out[i] = (float)from[3 * i] * (1.0f / 255.0f);
}

SPECIAL(RND)
{
    uint32_t seed = sky_noise_hash(row->frame ^ tag * SKY_NOISE_Y);
    uint32_t first = row->vane * row->pixels + row->pixel;
    (void)operands;
    SKY_ROUNDS_ARE_APART
    for (size_t i = 0; i < count; i++) {
        uint32_t hash = sky_noise_hash((first + (uint32_t)i) * SKY_NOISE_X ^ seed);
        hash ^= hash >> 15;
        out[i] = (float)(int32_t)(hash >> 8) * 0x1p-24f;
    }
}

static void fill(float *out, float value, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = value;
}

#define UNARY_ENTRY(name) [SKY_EXPR_##name] = {unary_##name},
#define BINARY_ENTRY(name) [SKY_EXPR_##name] = {binary_##name##_0, binary_##name##_1, binary_##name##_2},
#define TERNARY_ENTRY(name) \
    [SKY_EXPR_##name] = {ternary_##name##_0, ternary_##name##_1, ternary_##name##_2, ternary_##name##_3, \
                         ternary_##name##_4, ternary_##name##_5, ternary_##name##_6},
#define FUSED_ENTRY(name, operands, formula) [SKY_EXPR_##name] = {fused_##name},
#define SPECIAL_ENTRY(name) [SKY_EXPR_##name] = {special_##name},

const struct sky_expr_kernels SKY_LOOP(sky_expr_kernels) = {
    .op = {SKY_EXPR_UNARY(UNARY_ENTRY) SKY_EXPR_BINARY(BINARY_ENTRY) SKY_EXPR_TERNARY(TERNARY_ENTRY)
               SKY_EXPR_SPECIAL(SPECIAL_ENTRY) SKY_EXPR_FUSED(FUSED_ENTRY)
               [SKY_EXPR_NOISE3][4] = special_NOISE3_AT_Z},
    .fill = fill,
    .pack = SKY_LOOP(sky_expr_pack),
};
