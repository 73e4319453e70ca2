/* SPDX-License-Identifier: ISC */
/* The operations upon single numbers: constants and what changes once a frame. */
#include <math.h>

#include "expr/functions.h"
#include "expr/graph.h"
#include "kernel/fmath.h"
#include "kernel/math.h"
#include "kernel/noise.h"

#define TAU 6.283185307179586

static double sine(double x)
{
    return isfinite(x) ? sky_sin_turns(x / TAU) : NAN;
}

static double cosine(double x)
{
    return isfinite(x) ? sky_cos_turns(x / TAU) : NAN;
}

static double arc_tangent(double y, double x)
{
    if (isnan(x) || isnan(y))
        return NAN;
    if (isinf(x) || isinf(y)) {
        y = isinf(y) ? copysign(1, y) : 0;
        x = isinf(x) ? copysign(1, x) : 0;
    }
    double angle = sky_clock_turns(y, x); /* from x towards y */
    return (angle > 0.5 ? angle - 1 : angle) * TAU;
}

static double arc_sine(double x)
{
    return fabs(x) <= 1 ? arc_tangent(x, sqrt((1 - x) * (1 + x))) : NAN;
}

static double arc_cosine(double x)
{
    return fabs(x) <= 1 ? arc_tangent(sqrt((1 - x) * (1 + x)), x) : NAN;
}

static double power_of_2(double x)
{
    return isnan(x) ? x : x >= 1024 ? INFINITY : sky_exp2(x);
}

static double logarithm(double x)
{
    if (x == 0)
        return -INFINITY;
    return x > 0 && isfinite(x) ? sky_log2(x) : x > 0 ? x : NAN;
}

static double power(double base, double y)
{
    if (y == 0 || base == 1)
        return 1;
    if (isnan(base) || isnan(y))
        return NAN;
    double size = fabs(base);
    bool whole = floor(y) == y, odd = whole && floor(y / 2) != y / 2;
    double result = size == 0          ? (y > 0 ? 0 : INFINITY)
                    : isinf(y) && size == 1 ? 1
                                       : power_of_2(y * logarithm(size));
    if (base < 0)
        result = odd ? -result : whole || size == 0 || isinf(size) ? result : NAN;
    return result;
}

static double hyperbolic_tangent(double x)
{
    double size = fabs(x);
    if (!(size < 20))
        return isnan(x) ? x : copysign(1, x);
    if (size < 1e-5)
        return x;
    return copysign(1 - 2 / (power_of_2(size * 2.8853900817779268) + 1), x);
}

static double part(double x)
{
    double rest = x - floor(x);
    return rest < 1 || isnan(rest) ? rest : 0x1.fffffffffffffp-1;
}

static double saturated(double x)
{
    x = x > 0 ? x : 0;
    return x < 1 ? x : 1;
}

/* As the kernels take a number whose bits matter: NaN is 0. */
static float known(double x)
{
    return isnan(x) ? 0 : (float)x;
}

static double hashed(double a, double b, double c)
{
    float x = known(a) + 0.0f, y = known(b) + 0.0f, z = known(c) + 0.0f;
    uint32_t hash = sky_noise_hash(sky_fbits(x) + SKY_NOISE_X);
    hash = sky_noise_hash(hash ^ (sky_fbits(y) + SKY_NOISE_Y));
    hash = sky_noise_hash(hash ^ (sky_fbits(z) + SKY_NOISE_Z));
    hash ^= hash >> 15;
    return (hash >> 8) * 0x1p-24;
}

static double smoothstep(double low, double high, double x)
{
    double s = saturated((x - low) / (high - low));
    return s * s * (3 - 2 * s);
}

static double unary(enum sky_expr_op op, double x)
{
    switch (op) {
    case SKY_EXPR_NEG:
        return -x;
    case SKY_EXPR_NOT:
        return x == 0;
    case SKY_EXPR_ABS:
        return fabs(x);
    case SKY_EXPR_SIGN:
        return x > 0 ? 1 : x < 0 ? -1 : x;
    case SKY_EXPR_FLOOR:
        return floor(x);
    case SKY_EXPR_CEIL:
        return ceil(x);
    case SKY_EXPR_ROUND:
        return round(x);
    case SKY_EXPR_TRUNC:
        return trunc(x);
    case SKY_EXPR_FRACT:
        return part(x);
    case SKY_EXPR_SQRT:
        return sqrt(x);
    case SKY_EXPR_EXP:
        return power_of_2(x * 1.4426950408889634);
    case SKY_EXPR_LOG:
        return logarithm(x) * 0.6931471805599453;
    case SKY_EXPR_LOG2:
        return logarithm(x);
    case SKY_EXPR_SIN:
        return sine(x);
    case SKY_EXPR_COS:
        return cosine(x);
    case SKY_EXPR_TAN:
        return sine(x) / cosine(x);
    case SKY_EXPR_ASIN:
        return arc_sine(x);
    case SKY_EXPR_ACOS:
        return arc_cosine(x);
    case SKY_EXPR_ATAN:
        return arc_tangent(x, 1);
    case SKY_EXPR_TANH:
        return hyperbolic_tangent(x);
    case SKY_EXPR_WAVE:
        return isfinite(x) ? 0.5 + 0.5 * sky_sin_turns(x) : NAN;
    case SKY_EXPR_TRIANGLE:
        return 2 * fabs(x - rint(x));
    case SKY_EXPR_SAT:
        return saturated(x);
    case SKY_EXPR_STEPS:
        x = x >= 0 && x <= 1 ? x : part(x);
        return x >= 0 ? rint(x * (SKY_EXPR_PALETTE - 1)) : 0; /* NaN is 0 */
    default: /* SKY_EXPR_SQUARED */
        return x * x;
    }
}

static double binary(enum sky_expr_op op, double x, double y)
{
    switch (op) {
    case SKY_EXPR_ADD:
        return x + y;
    case SKY_EXPR_SUB:
        return x - y;
    case SKY_EXPR_MUL:
        return x * y;
    case SKY_EXPR_DIV:
        return x / y;
    case SKY_EXPR_MOD:
        return x - y * floor(x / y);
    case SKY_EXPR_MIN:
        return x < y ? x : y;
    case SKY_EXPR_MAX:
        return x > y ? x : y;
    case SKY_EXPR_POW:
        return power(x, y);
    case SKY_EXPR_ATAN2:
        return arc_tangent(x, y);
    case SKY_EXPR_HYPOT:
        return sqrt(x * x + y * y);
    case SKY_EXPR_LT:
        return x < y;
    case SKY_EXPR_LE:
        return x <= y;
    case SKY_EXPR_EQ:
        return x == y;
    case SKY_EXPR_NE:
        return x != y;
    case SKY_EXPR_AND:
        return x != 0 && y != 0;
    default: /* SKY_EXPR_OR */
        return x != 0 || y != 0;
    }
}

double sky_scalar(enum sky_expr_op op, uint32_t tag, const double *operands)
{
    double x = operands[0], y = operands[1], z = operands[2];
    if (op <= SKY_EXPR_SQUARED)
        return unary(op, x);
    if (op <= SKY_EXPR_OR)
        return binary(op, x, y);
    switch (op) {
    case SKY_EXPR_CLAMP:
        x = x > y ? x : y;
        return x < z ? x : z;
    case SKY_EXPR_MIX:
        return x + (y - x) * z;
    case SKY_EXPR_SMOOTHSTEP:
        return smoothstep(x, y, z);
    case SKY_EXPR_SELECT:
        return x != 0 ? y : z;
    case SKY_EXPR_HASH:
        return hashed(x, y, z);
    case SKY_EXPR_NOISE2:
        return sky_noise2(known(x), known(y), tag);
    case SKY_EXPR_NOISE3:
        return sky_noise3(known(x), known(y), known(z), tag);
    case SKY_EXPR_PAL: {
        uint8_t channel = sky_expr_palettes()[tag / 4][(size_t)x][tag % 4];
        return channel / 255.0;
    }
    default: /* SKY_EXPR_ANOISE */
        return sky_noise3_periodic(known(x), known(z), known(operands[3]), known(y), SKY_NOISE_ENDLESS,
                                   SKY_NOISE_ENDLESS, tag);
    }
}
