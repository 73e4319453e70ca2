/* SPDX-License-Identifier: ISC */
/* The operations of the expression language, one row each. All that is known about an operation is in its row:
 * kernel/loops/expr.c makes the kernels from the rows, expr/operations.c the table of operations and the functions
 * of single numbers. The order of the rows does not matter. */
#ifndef SKY_KERNEL_OPERATIONS_H
#define SKY_KERNEL_OPERATIONS_H

#include "base/palette.h"
#include "base/random.h"
#include "kernel/cells.h"
#include "kernel/fmath.h"
#include "kernel/math.h"
#include "kernel/noise.h"

#define SKY_OPERANDS_MAX 6
#define SKY_FUSED_OPERANDS_MAX 6 /* at least the same */

/* What a value depends on. None of these: a constant. Time and settings alone: one number a frame. */
enum {
    SKY_BY_TIME = 1,
    SKY_BY_SETTING = 2, /* a parameter that the program declares */
    SKY_BY_VANE = 4,
    SKY_BY_RADIUS = 8,
    SKY_BY_PLACE = SKY_BY_VANE | SKY_BY_RADIUS,
    SKY_BY_PICTURE = 16, /* an input, the last output, or chance: what has no value beyond a row */
    SKY_GROWS = 32,      /* perhaps beyond all bounds, the longer the show runs */
};

/* X(NAME, operands, cost, formula in floats, formula in doubles): an operation upon x, y and z. The first formula is
 * compiled as a loop over rows and must become vector instructions: fmath.h has what it may call. The second computes
 * constants and what is one number a frame. The cost is in additions: the mean of what was measured in time with AVX2
 * and in instructions on arm64. Only its order of magnitude matters.
 * Comparisons give 1 or 0; a number is true unless it is 0. */
#define SKY_OPERATIONS(X) \
    X(NEG, 1, 1, -x, -x) \
    X(NOT, 1, 1, x == 0.0f ? 1.0f : 0.0f, x == 0) \
    X(ABS, 1, 1, sky_fabs(x), fabs(x)) \
    X(SIGN, 1, 2, sky_fsign(x), sky_sign(x)) \
    X(FLOOR, 1, 3, sky_ffloor(x), floor(x)) \
    X(CEIL, 1, 3, sky_fceil(x), ceil(x)) \
    X(ROUND, 1, 4, sky_fround(x), round(x)) \
    X(TRUNC, 1, 3, sky_ftrunc(x), trunc(x)) \
    X(FRACT, 1, 4, sky_ffract(x), sky_fract(x)) \
    X(SAT, 1, 2, sky_fsat(x), sky_sat(x)) \
    X(SQUARED, 1, 1, x * x, x * x) \
    X(SQRT, 1, 2, sqrtf(x), sqrt(x)) \
    X(EXP, 1, 17, sky_fexp(x), sky_exp(x)) \
    X(LOG, 1, 8, sky_flog(x), sky_log(x)) \
    X(LOG2, 1, 8, sky_flog2(x), sky_log2(x)) \
    X(SIN, 1, 11, sky_fsin(x), sky_sin(x)) \
    X(COS, 1, 12, sky_fcos(x), sky_cos(x)) \
    X(TAN, 1, 16, sky_ftan(x), sky_sin(x) / sky_cos(x)) \
    X(ASIN, 1, 8, sky_fasin(x), sky_asin(x)) \
    X(ACOS, 1, 9, sky_facos(x), sky_acos(x)) \
    X(ATAN, 1, 10, sky_fatan(x), sky_atan2(x, 1)) \
    X(TANH, 1, 27, sky_ftanh(x), sky_tanh(x)) \
    X(WAVE, 1, 15, 0.5f + 0.5f * sky_fsin((x - sky_frint(x)) * SKY_FTAU), 0.5 + 0.5 * sky_sin_turns(x)) \
    X(TRIANGLE, 1, 2, 2.0f * sky_fabs(x - sky_frint(x)), 2 * fabs(x - rint(x))) \
    X(PALETTE_STEP, 1, 11, sky_fpalette_step(x), sky_palette_step(x)) \
    X(FOLD, 1, 4, sky_ffold(x), sky_fold(x)) \
    X(KEEP, 1, 1, sky_fkeep(x), sky_keep(x)) \
    X(TURN, 1, 2, sky_fturn(x), sky_turn(x)) \
    X(ADD, 2, 1, x + y, x + y) \
    X(SUB, 2, 1, x - y, x - y) \
    X(MUL, 2, 1, x * y, x * y) \
    X(DIV, 2, 1, x / y, x / y) \
    X(MOD, 2, 4, sky_fmod(x, y), x - y * floor(x / y)) \
    X(MIN, 2, 1, sky_fmin(x, y), x < y ? x : y) \
    X(MAX, 2, 1, sky_fmax(x, y), x > y ? x : y) \
    X(ATAN2, 2, 12, sky_fatan2(x, y), sky_atan2(x, y)) \
    X(HYPOT, 2, 2, sky_fhypot(x, y), sqrt(x * x + y * y)) \
    X(LT, 2, 1, x < y ? 1.0f : 0.0f, x < y) \
    X(LE, 2, 1, x <= y ? 1.0f : 0.0f, x <= y) \
    X(EQ, 2, 1, x == y ? 1.0f : 0.0f, x == y) \
    X(NE, 2, 1, x != y ? 1.0f : 0.0f, x != y) \
    X(AND, 2, 1, sky_fand(x, y), x != 0 && y != 0) \
    X(OR, 2, 1, sky_for(x, y), x != 0 || y != 0) \
    X(BIT, 2, 23, sky_fbit(x, y), sky_bit(x, y)) \
    X(BITAND, 2, 16, (float)(sky_fwhole(x) & sky_fwhole(y)), sky_whole(x) & sky_whole(y)) \
    X(BITOR, 2, 16, (float)(sky_fwhole(x) | sky_fwhole(y)), sky_whole(x) | sky_whole(y)) \
    X(BITXOR, 2, 16, (float)(sky_fwhole(x) ^ sky_fwhole(y)), sky_whole(x) ^ sky_whole(y)) \
    X(CLAMP, 3, 2, sky_fmin(sky_fmax(x, y), z), sky_clamp(x, y, z)) \
    X(MIX, 3, 1, x + (y - x) * z, x + (y - x) * z) \
    X(SMOOTHSTEP, 3, 4, sky_fsmoothstep(x, y, z), sky_smoothstep(x, y, z)) \
    X(SELECT, 3, 1, x != 0.0f ? y : z, x != 0 ? y : z) \
    X(HASH, 3, 8, sky_fhash(x, y, z), sky_fhash((float)x, (float)y, (float)z))

/* X(NAME, operands, cost, formula in doubles): operations whose loop is written by hand in loops/expr.c. `tag` seeds
 * the noise, or is what SKY_PALETTE_TAG() makes. Noise is computed in floats, so that it has the same bits as in a
 * row. The operands of ANOISE are a place around the circle, its period, and two more coordinates. Those with CELLS
 * have more operands: for each coordinate, but the place around the circle, a whole number to add to it. CELLS and its
 * kin have two coordinates, a phase from 0 up to 1, and two whole numbers for the coordinates. */
#define SKY_OPERATIONS_BY_HAND(X) \
    X(POW, 2, 34, sky_pow(x, y)) \
    X(NOISE2, 2, 25, sky_noise2(sky_fknown((float)x), sky_fknown((float)y), tag)) \
    X(NOISE3, 3, 52, sky_noise3(sky_fknown((float)x), sky_fknown((float)y), sky_fknown((float)z), tag)) \
    X(ANOISE, 4, 60, sky_noise3_periodic(sky_fknown((float)x), sky_fknown((float)z), sky_fknown((float)w), \
                                         sky_fknown((float)y), SKY_NOISE_ENDLESS, SKY_NOISE_ENDLESS, tag)) \
    X(NOISE2_CELLS, 4, 29, sky_noise2_cells(sky_fknown((float)x), sky_fknown((float)y), sky_fcell((float)z), \
                                            sky_fcell((float)w), tag)) \
    X(NOISE3_CELLS, 6, 58, sky_noise3_cells(sky_fknown((float)x), sky_fknown((float)y), sky_fknown((float)z), \
                                            sky_fcell((float)w), sky_fcell((float)v), sky_fcell((float)u), tag)) \
    X(ANOISE_CELLS, 6, 60, sky_noise3_around(sky_fknown((float)x), sky_fknown((float)z), sky_fknown((float)w), \
                                             (float)y, sky_fcell((float)v), sky_fcell((float)u), tag)) \
    X(CELLS, 5, 110, SKY_CELLS_NUMBER(nearest)) \
    X(CELLS_NEXT, 5, 115, SKY_CELLS_NUMBER(next)) \
    X(CELLS_ID, 5, 115, SKY_CELLS_NUMBER(id)) \
    X(PALETTE, 1, 10, sky_palette_table(SKY_PALETTE_OF_TAG(tag))[(size_t)x][SKY_CHANNEL_OF_TAG(tag)] / 255.0)

#define SKY_CELLS_NUMBER(member) \
    sky_cells(sky_fknown((float)x), sky_fknown((float)y), sky_fknown((float)z), sky_fcell((float)w), \
              sky_fcell((float)v), tag).member

/* X(NAME, operands, cost, dependence): operations that look at a frame or at the place itself, by hand too. They have
 * no value beyond a row.
 *
 * SRC is this pixel of an input; the tag is what SKY_SOURCE_TAG() makes of the input and the channel. AT is a channel
 * of it elsewhere, between the four LEDs around an angle in turns, as TURN gives it, and a radius; AT_TURN at another
 * angle and this very pixel of the vane, which needs two LEDs only. LAST and LAST_TURN are the same of what was kept
 * under the tag in the frame before.
 *
 * RND is a random number; the tag is the number of the call. */
#define SKY_OPERATIONS_OF_ROWS(X) \
    X(AT, 2, 16, SKY_BY_TIME | SKY_BY_PICTURE) \
    X(AT_TURN, 1, 4, SKY_BY_TIME | SKY_BY_RADIUS | SKY_BY_PICTURE) \
    X(LAST, 2, 16, SKY_BY_TIME | SKY_BY_PICTURE) \
    X(LAST_TURN, 1, 4, SKY_BY_TIME | SKY_BY_RADIUS | SKY_BY_PICTURE) \
    X(SRC, 0, 1, SKY_BY_TIME | SKY_BY_PLACE | SKY_BY_PICTURE) \
    X(RND, 0, 4, SKY_BY_TIME | SKY_BY_PLACE | SKY_BY_PICTURE)

/* X(NAME, operands, cost, dependence): operations upon numbers a frame that know what these were before. They have no
 * kernels: expr/expr.c computes them. INTEGRAL is a speed's way, as of <sky/phase.h>. */
#define SKY_OPERATIONS_OF_STATE(X) X(INTEGRAL, 1, 1, SKY_BY_TIME | SKY_GROWS)

/* X(NAME, operands, formula): several operations in one pass over their rows. Each is rounded by itself, so that the
 * result is the same as of one after another. expr/fusion.c says what becomes one of these. */
#define SKY_OPERATIONS_FUSED(X) \
    X(ADD_ADD, 3, a + b + c) \
    X(ADD_MUL, 3, (a + b) * c) \
    X(SUB_MUL, 3, (a - b) * c) \
    X(MUL_ADD, 3, a * b + c) \
    X(MUL_SUB, 3, a * b - c) \
    X(MUL_FROM, 3, c - a * b) \
    X(MUL_MUL, 3, a * b * c) \
    X(MUL_MUL_ADD, 4, a * b * c + d) \
    X(MUL_MUL_SUB, 4, a * b * c - d) \
    X(MUL_MUL_FROM, 4, d - a * b * c) \
    X(MUL_ADD_MUL, 4, (a * b + c) * d) \
    X(MUL_SUB_MUL, 4, (a * b - c) * d) \
    X(PRODUCT_SUM, 4, a * b + c * d) \
    X(PRODUCT_DIFFERENCE, 4, c * d - a * b) \
    X(PRODUCT_SUM_ADD, 5, a * b + c * d + e) \
    X(PRODUCT_DIFFERENCE_ADD, 5, c * d - a * b + e) \
    X(SQUARED_ADD, 2, a * a + b) \
    X(SQUARED_SUB, 2, a * a - b) \
    X(SQUARED_FROM, 2, b - a * a) \
    X(SQUARE_SUM, 2, a * a + b * b) \
    X(SQUARE_DIFFERENCE, 2, b * b - a * a) \
    X(SQUARE_SUM_ADD, 3, a * a + b * b + c) \
    X(SQUARE_DIFFERENCE_ADD, 3, b * b - a * a + c) \
    X(DIV_ADD, 3, a / b + c) \
    X(SUB_SQUARE_SUM, 3, (a - b) * (a - b) + c * c) \
    X(SUB_SQUARE_SUM_ADD, 4, (a - b) * (a - b) + c * c + d) \
    X(SUBS_SQUARE_SUM, 4, (a - b) * (a - b) + (c - d) * (c - d)) \
    X(SUBS_SQUARE_SUM_ADD, 5, (a - b) * (a - b) + (c - d) * (c - d) + e) \
    X(SUB_HYPOT, 3, sqrtf((a - b) * (a - b) + c * c)) \
    X(SUBS_HYPOT, 4, sqrtf((a - b) * (a - b) + (c - d) * (c - d)))

enum sky_op {
#define SKY_OP_ENUM(name, ...) SKY_OP_##name,
    SKY_OPERATIONS(SKY_OP_ENUM) SKY_OPERATIONS_BY_HAND(SKY_OP_ENUM) SKY_OPERATIONS_OF_ROWS(SKY_OP_ENUM)
    SKY_OPERATIONS_OF_STATE(SKY_OP_ENUM) SKY_OPERATIONS_FUSED(SKY_OP_ENUM)
#undef SKY_OP_ENUM
    SKY_OP_COUNT
};

/* The tag of a palette's channel. */
#define SKY_PALETTE_TAG(palette, channel) ((uint32_t)(palette) * 4 + (channel))
#define SKY_PALETTE_OF_TAG(tag) ((int)((tag) / 4))
#define SKY_CHANNEL_OF_TAG(tag) ((tag) % 4)

#define SKY_SOURCES_MAX 4
#define SKY_SOURCE_TAG(source, channel) ((uint32_t)(source) * 4 + (channel))

/* ---- Parts of the formulas ---- */

/* An angle in turns from 0 to 1, which it may be by rounding. NaN is 0. */
static inline float sky_fturn(float x)
{
    return sky_fmax(sky_ffract(x * (1.0f / SKY_FTAU)), 0.0f);
}

static inline double sky_turn(double x)
{
    double turn = sky_fract(x / SKY_TAU);
    return turn >= 0 ? turn : 0;
}

static inline float sky_fand(float x, float y)
{
    float both = x != 0.0f ? 1.0f : 0.0f;
    return y != 0.0f ? both : 0.0f;
}

static inline float sky_for(float x, float y)
{
    float one = x != 0.0f ? 1.0f : 0.0f;
    return y != 0.0f ? 1.0f : one;
}

/* The bits of a float, with 0 for NaN: machines, and even the order of an addition, differ in which of the many NaNs
 * it is. By a mask: with a choice here compilers make no vector instructions of the noise around it. */
static inline float sky_fknown(float x)
{
    uint32_t bits = sky_fbits(x);
    return sky_fof_bits(bits & (0 - (uint32_t)((bits & 0x7fffffffu) <= 0x7f800000u)));
}

/* A whole number from -2^31 on; NaN is 0. */
static inline uint32_t sky_fcell(float x)
{
    return (uint32_t)(int32_t)sky_fknown(x);
}

/* 24 bits of a hash of the three numbers' bits, as a number from 0 up to 1; adding 0 makes the two zeros one. */
static inline float sky_fhash(float x, float y, float z)
{
    uint32_t hash = sky_noise_hash(sky_fbits(sky_fknown(x) + 0.0f) + SKY_NOISE_X);
    hash = sky_noise_hash(hash ^ (sky_fbits(sky_fknown(y) + 0.0f) + SKY_NOISE_Y));
    hash = sky_noise_hash(hash ^ (sky_fbits(sky_fknown(z) + 0.0f) + SKY_NOISE_Z));
    hash ^= hash >> 15;
    return (float)(int32_t)(hash >> 8) * 0x1p-24f;
}

/* A number that grows with time, as a float can hold it: whole numbers modulo 2^24, from -2^23 on. */
static inline float sky_ffold(float x)
{
    return x - 0x1p24f * sky_ffloor(x * 0x1p-24f + 0.5f);
}

/* Other doubles, of which floats would make one, become different numbers from 0 to 1, which are meant to be hashed. */
static inline double sky_fold(double x)
{
    if (!(fabs(x) < 65536) && floor(x) != x) {
        uint64_t bits;
        memcpy(&bits, &x, sizeof bits);
        return x != x ? x : (double)(sky_random_mix(bits) >> 40) * 0x1p-24;
    }
    return x - 0x1p24 * floor(x * 0x1p-24 + 0.5);
}

/* Whole numbers for the operations on bits: 24 bits, of which the highest is the sign. What is not whole is rounded
 * down, NaN and infinities are 0. */
static inline int32_t sky_fwhole(float x)
{
    return (int32_t)sky_fknown(sky_ffold(sky_ffloor(x)));
}

static inline int32_t sky_whole(double x)
{
    return isfinite(x) ? (int32_t)sky_fold(floor(x)) : 0;
}

/* Bit `y` of x, 1 or 0. With a power of two instead of a shift, as some machines shift all numbers of a vector
 * alike. */
static inline float sky_fbit(float x, float y)
{
    float number = sky_fmin(sky_fmax(sky_ffloor(y), -1.0f), 23.0f);
    float shifted = sky_ffloor((float)sky_fwhole(x) * sky_fof_bits((uint32_t)(127 - (int32_t)number) << 23));
    return number < 0.0f ? 0.0f : shifted - 2.0f * sky_ffloor(0.5f * shifted);
}

static inline double sky_bit(double x, double y)
{
    return y >= 0 ? sky_whole(x) >> (y < 23 ? (int)y : 23) & 1 : 0;
}

/* What last() remembers of a number: NaN, and what is too small to be seen, is 0, so that what fades ends. */
static inline float sky_fkeep(float x)
{
    return sky_fabs(x) >= 0x1p-24f ? x : 0.0f;
}

static inline double sky_keep(double x)
{
    return fabs(x) >= 0x1p-24 ? x : 0;
}

/* The step of a palette at place x: places beyond 0 to 1 begin again; 1 itself is the end. NaN is 0. */
static inline float sky_fpalette_step(float x)
{
    float part = x >= 0.0f && x <= 1.0f ? x : sky_ffract(x);
    part = part >= 0.0f ? part : 0.0f;
    return sky_frint(part * (SKY_PALETTE_STEPS - 1));
}

static inline double sky_palette_step(double x)
{
    double part = x >= 0 && x <= 1 ? x : sky_fract(x);
    return part >= 0 ? rint(part * (SKY_PALETTE_STEPS - 1)) : 0;
}

#endif
