/* What the expression language computes with: operations upon rows of numbers, one kernel each. lib/expr turns a
 * program into a list of them. The formulas are in loops/expr.c for rows and in lib/expr/scalar.c for single numbers
 * in double precision. */
#ifndef SKY_KERNEL_EXPR_H
#define SKY_KERNEL_EXPR_H

#include <stddef.h>
#include <stdint.h>

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

enum sky_expr_op {
#define SKY_EXPR_ENUM(name) SKY_EXPR_##name,
    SKY_EXPR_UNARY(SKY_EXPR_ENUM) SKY_EXPR_BINARY(SKY_EXPR_ENUM) SKY_EXPR_TERNARY(SKY_EXPR_ENUM)
    SKY_EXPR_SPECIAL(SKY_EXPR_ENUM)
#undef SKY_EXPR_ENUM
    SKY_EXPR_OPS
};

#define SKY_EXPR_OPERANDS 4

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

struct sky_expr_kernels {
    sky_expr_kernel *op[SKY_EXPR_OPS][SKY_EXPR_MASKS];
    void (*fill)(float *out, float value, size_t count);
    /* Rows of red, green and blue from 0 to 1 as bytes: NaN is 0, the rest is clamped and rounded to nearest, halves
     * up. The three may be the same row. */
    void (*pack)(uint8_t *out, const float *red, const float *green, const float *blue, size_t count);
};

#endif
