/* SPDX-License-Identifier: ISC */
/* What the expression language computes with: operations upon rows of numbers, one kernel each. lib/expr turns a
 * program into a list of them. The formulas are in loops/expr.c for rows and in lib/expr/scalar.c for single numbers
 * in double precision. */
#ifndef SKY_KERNEL_EXPR_H
#define SKY_KERNEL_EXPR_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/fmath.h"

/* X(NAME): operations of one, two and three numbers. Comparisons give 1 or 0; a number counts as true unless it is
 * 0. */
#define SKY_EXPR_UNARY(X) \
    X(NEG) X(NOT) X(ABS) X(SIGN) X(FLOOR) X(CEIL) X(ROUND) X(TRUNC) X(FRACT) X(SQRT) X(EXP) X(LOG) X(LOG2) X(SIN) \
    X(COS) X(TAN) X(ASIN) X(ACOS) X(ATAN) X(TANH) X(WAVE) X(TRIANGLE) X(SAT) X(STEPS) X(SQUARED)
#define SKY_EXPR_BINARY(X) \
    X(ADD) X(SUB) X(MUL) X(DIV) X(MOD) X(MIN) X(MAX) X(POW) X(ATAN2) X(HYPOT) X(LT) X(LE) X(EQ) X(NE) X(AND) X(OR)
#define SKY_EXPR_TERNARY(X) X(CLAMP) X(MIX) X(SMOOTHSTEP) X(SELECT) X(HASH)
/* Operations that want whole rows: noise of two and three numbers, noise around the circle (place, period, y, z),
 * a palette at a step, the input and the last output at (angle, radius), this pixel of the input, a random number. */
#define SKY_EXPR_SPECIAL(X) X(NOISE2) X(NOISE3) X(ANOISE) X(PAL) X(AT) X(LAST) X(SRC) X(RND)

/* X(NAME, operands, formula): several operations in one pass over their rows. Each is rounded by itself, so that
 * the result is the same as of one after another. lib/expr/fuse.c says what becomes one of these. */
#define SKY_EXPR_FUSED(X) \
    X(ADD_ADD, 3, a + b + c) X(ADD_MUL, 3, (a + b) * c) X(SUB_MUL, 3, (a - b) * c) X(MUL_ADD, 3, a * b + c) \
    X(MUL_SUB, 3, a * b - c) X(MUL_FROM, 3, c - a * b) X(MUL_MUL, 3, a * b * c) X(MUL_MUL_ADD, 4, a * b * c + d) \
    X(MUL_MUL_SUB, 4, a * b * c - d) X(MUL_MUL_FROM, 4, d - a * b * c) X(MUL_ADD_MUL, 4, (a * b + c) * d) \
    X(MUL_SUB_MUL, 4, (a * b - c) * d) X(TWO_ADDED, 4, a * b + c * d) X(TWO_APART, 4, c * d - a * b) \
    X(TWO_ADDED_ADD, 5, a * b + c * d + e) X(TWO_APART_ADD, 5, c * d - a * b + e) \
    X(SQUARED_ADD, 2, a * a + b) X(SQUARED_SUB, 2, a * a - b) X(SQUARED_FROM, 2, b - a * a) \
    X(SQUARES_ADDED, 2, a * a + b * b) X(SQUARES_APART, 2, b * b - a * a) \
    X(SQUARES_ADDED_ADD, 3, a * a + b * b + c) X(SQUARES_APART_ADD, 3, b * b - a * a + c)

enum sky_expr_op {
#define SKY_EXPR_ENUM(name) SKY_EXPR_##name,
#define SKY_EXPR_FUSED_ENUM(name, operands, formula) SKY_EXPR_##name,
    SKY_EXPR_UNARY(SKY_EXPR_ENUM) SKY_EXPR_BINARY(SKY_EXPR_ENUM) SKY_EXPR_TERNARY(SKY_EXPR_ENUM)
    SKY_EXPR_SPECIAL(SKY_EXPR_ENUM) SKY_EXPR_FUSED(SKY_EXPR_FUSED_ENUM)
#undef SKY_EXPR_FUSED_ENUM
#undef SKY_EXPR_ENUM
    SKY_EXPR_OPS
};

#define SKY_EXPR_FUSED_FIRST SKY_EXPR_ADD_ADD

#define SKY_EXPR_OPERANDS 4
#define SKY_EXPR_ROWS 5 /* operands of a fused operation at most */

#define SKY_EXPR_PALETTE 1024

/* The tag of a palette's channel. */
#define SKY_EXPR_PALETTE_TAG(number, channel) ((uint32_t)(number) * 4 + (channel))

/* What a row is about, for the special operations. */
struct sky_expr_row {
    const uint8_t *source, *last;       /* whole frames, or NULL */
    const uint8_t (*const *palettes)[3]; /* by number, SKY_EXPR_PALETTE colours each */
    uint32_t vanes, pixels;
    uint32_t vane, pixel; /* of the row's first number */
    uint32_t frame;       /* hash of the frame's number and the seed */
};

/* Computes `count` numbers. `tag` is a channel or what a random number is seeded with. `out` may be one of the
 * operands' rows. */
typedef void sky_expr_kernel(float *out, const float *const operands[], size_t count, const struct sky_expr_row *row,
                             uint32_t tag);

/* By operation, and by which operands are one number for the whole row: bit k is set for operand k. Operations of
 * two numbers have 0 to 2, those of three 0 to 6, the others 0. */
#define SKY_EXPR_MASKS 7

/* The byte of a number from 0 to 1: NaN is 0, the rest is clamped and rounded to nearest, halves up. Numbers above 0
 * are ordered as their bits are; said so, the upper limit becomes one vector instruction, and as a second choice of
 * floats it becomes branches. */
static inline uint32_t sky_expr_byte(float x)
{
    float value = x * 255.0f + 0.5f;
    int32_t bits = (int32_t)sky_fbits(value > 0.0f ? value : 0.0f), most = (int32_t)sky_fbits(255.0f);
    return (uint32_t)(int32_t)sky_fof_bits((uint32_t)(bits < most ? bits : most));
}

/* What becomes one byte of each pixel: row * scale + plus, each operation rounded by itself. `shift` is 0 for red,
 * 8 for green and 16 for blue. */
struct sky_expr_channel {
    const float *row;
    float scale, plus;
    unsigned shift;
};

/* Writes pixels. `base` has the bytes that are the same in all of them, shifted alike. Three channels are red, green
 * and blue. */
typedef void sky_expr_pack_kernel(uint8_t *out, uint32_t base, const struct sky_expr_channel *channels,
                                  size_t count);

struct sky_expr_kernels {
    sky_expr_kernel *op[SKY_EXPR_OPS][SKY_EXPR_MASKS];
    void (*fill)(float *out, float value, size_t count);
    /* By the number of channels; 0 is for grey, which has one channel for all three, and no base. */
    sky_expr_pack_kernel *const *pack;
};

#endif
