/* SPDX-License-Identifier: ISC */
/* Kernels of the expression language: its operations upon rows of numbers, and rows as pixels. */
#ifndef SKY_KERNEL_EXPR_H
#define SKY_KERNEL_EXPR_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/fmath.h"
#include "kernel/operations.h"

/* Numbers of the whole disc: that at (vane, pixel) is base[vane * vane_step + pixel * pixel_step]. */
struct sky_expr_plane {
    float *base;
    size_t vane_step, pixel_step;
};

/* Where a row is, for the operations that look at it. */
struct sky_expr_row {
    const uint8_t *sources[SKY_SOURCES_MAX]; /* the inputs' frames, or NULL */
    const struct sky_expr_plane *last; /* by tag: what was kept in the frame before */
    uint32_t vanes, pixels;
    uint32_t vane, pixel; /* of the row's first number */
    uint32_t frame;       /* hash of the frame's number and the seed */
};

/* Computes `count` numbers. `out` may be one of the operands' rows; `tag` is the operation's, see
 * kernel/operations.h. */
typedef void sky_expr_kernel(float *out, const float *const operands[], size_t count, const struct sky_expr_row *row,
                             uint32_t tag);

/* A kernel that takes single numbers instead of rows for some operands: bit k of `singles` is operand k. */
struct sky_expr_variant {
    unsigned singles;
    sky_expr_kernel *kernel;
};

#define SKY_EXPR_VARIANTS_MAX 7

/* The larger of x and 0; 0 for NaN. */
static inline float sky_expr_positive(float x)
{
#ifdef __aarch64__
    return __builtin_fmaxf(x, 0.0f); /* one instruction there, where the comparison takes six */
#else
    return x > 0.0f ? x : 0.0f;
#endif
}

/* The byte of a number from 0 to 1: NaN is 0, other numbers are clamped and rounded to nearest, halves up. The upper
 * limit compares bits, which order positive floats as integers: that is one vector instruction, while a second
 * comparison of floats is compiled to branches. */
static inline uint32_t sky_expr_byte(float x)
{
    float value = sky_expr_positive(x * 255.0f + 0.5f);
    int32_t bits = (int32_t)sky_fbits(value), most = (int32_t)sky_fbits(255.0f);
    return (uint32_t)(int32_t)sky_fof_bits((uint32_t)(bits < most ? bits : most));
}

/* One channel of the pixels: row * scale + offset, each operation rounded by itself. `shift` is
 * 0 for red, 8 for green and 16 for blue. */
struct sky_expr_channel {
    const float *row;
    float scale, offset;
    unsigned shift;
};

/* Which of these operations there are; the others' numbers are not looked at. */
enum sky_pack_form {
    SKY_PACK_ROWS,
    SKY_PACK_SCALED, /* row * scale */
    SKY_PACK_MOVED,  /* row * scale + offset */
    SKY_PACK_FORMS,
};

/* Writes `count` pixels. `base` has the bytes of the channels that are the same in all pixels, with the same shifts.
 * Three channels are red, green and blue. */
typedef void sky_expr_pack_kernel(uint8_t *out, uint32_t base, const struct sky_expr_channel *channels,
                                  size_t count);

struct sky_expr_kernels {
    /* By operation; the first takes rows only. After the last there may be some without a kernel. */
    struct sky_expr_variant op[SKY_OP_COUNT][SKY_EXPR_VARIANTS_MAX];
    void (*fill)(float *out, float value, size_t count);
    /* SKY_OP_AT for three channels of an input at once. A row of `out` may be one of the operands. */
    void (*at_color)(float *const out[3], const float *const operands[], size_t count, const struct sky_expr_row *row,
                     uint32_t source);
    /* By form and by the number of channels; 0 is for grey: one channel for all three, and no base. */
    sky_expr_pack_kernel *const (*pack)[4];
};

#endif
