/* SPDX-License-Identifier: ISC */
#include "kernel/math.h"

#include <math.h>
#include <stdbool.h>

/* Taylor series, for |angle| <= pi/4: the first term left out is below 1e-18. */
static double sin_series(double angle)
{
    double z = angle * angle;
    double p = -1 / 355687428096000.0 * z + 1 / 1307674368000.0;
    p = p * z - 1 / 6227020800.0;
    p = p * z + 1 / 39916800.0;
    p = p * z - 1 / 362880.0;
    p = p * z + 1 / 5040.0;
    p = p * z - 1 / 120.0;
    p = p * z + 1 / 6.0;
    return angle - angle * z * p;
}

static double cos_series(double angle)
{
    double z = angle * angle;
    double p = 1 / 20922789888000.0 * z - 1 / 87178291200.0;
    p = p * z + 1 / 479001600.0;
    p = p * z - 1 / 3628800.0;
    p = p * z + 1 / 40320.0;
    p = p * z - 1 / 720.0;
    p = p * z + 1 / 24.0;
    return 1 - z / 2 + z * z * p;
}

/* In turns the reduction to an eighth of a circle is exact. */
static double sin_quarters(double turns, int quarters)
{
    if (!isfinite(turns))
        return NAN;
    double part = turns - rint(turns);
    double quarter = rint(part * 4);
    double angle = (part - quarter / 4) * SKY_TAU;
    switch (((int)quarter + quarters) & 3) {
    case 0:
        return sin_series(angle);
    case 1:
        return cos_series(angle);
    case 2:
        return -sin_series(angle);
    default:
        return -cos_series(angle);
    }
}

double sky_sin_turns(double turns)
{
    return sin_quarters(turns, 0);
}

double sky_cos_turns(double turns)
{
    return sin_quarters(turns, 1);
}

double sky_sin(double x)
{
    return sky_sin_turns(x / SKY_TAU);
}

double sky_cos(double x)
{
    return sky_cos_turns(x / SKY_TAU);
}

/* The arc tangent of 0 <= ratio <= 1 in turns. Above tan(pi/8), atan x = pi/4 + atan((x - 1) / (x + 1)). The
 * polynomial approximates atan(x) / (tau x) over the rest by Chebyshev's nodes; its error is 6e-18. */
static double atan_turns(double ratio)
{
    double base = 0, x = ratio;
    if (ratio > 0.41421356237309503) {
        base = 0.125;
        x = (ratio - 1) / (ratio + 1);
    }
    double z = x * x;
    double p = 0x1.b8e65e5a99193p-9 * z - 0x1.c584af1c4e465p-8;
    p = p * z + 0x1.28a87e08b3caep-7;
    p = p * z - 0x1.5a4cfeaec7608p-7;
    p = p * z + 0x1.910bade784720p-7;
    p = p * z - 0x1.da19dc02aaf4ep-7;
    p = p * z + 0x1.21bb8be53fdffp-6;
    p = p * z - 0x1.74837560979a9p-6;
    p = p * z + 0x1.04c26be370508p-5;
    p = p * z - 0x1.b2995e7b7b1a1p-5;
    p = p * z + 0x1.45f306dc9c882p-3;
    return base + x * p;
}

double sky_clock_turns(double x, double y)
{
    double ax = fabs(x), ay = fabs(y);
    if (ax == 0 && ay == 0)
        return 0;
    double turns = ax <= ay ? atan_turns(ax / ay) : 0.25 - atan_turns(ay / ax);
    if (y < 0)
        turns = 0.5 - turns;
    if (x < 0)
        turns = 1 - turns;
    return turns < 1 ? turns : 0;
}

double sky_atan2(double y, double x)
{
    if (isnan(x) || isnan(y))
        return NAN;
    if (isinf(x) || isinf(y)) {
        double size = !isinf(x) ? SKY_PI / 2 : !isinf(y) ? (x > 0 ? 0 : SKY_PI) : x > 0 ? SKY_PI / 4 : 0.75 * SKY_PI;
        return y < 0 ? -size : size;
    }
    double turns = sky_clock_turns(y, x); /* from x towards y */
    return (turns > 0.5 ? turns - 1 : turns) * SKY_TAU;
}

double sky_asin(double x)
{
    return fabs(x) <= 1 ? sky_atan2(x, sqrt((1 - x) * (1 + x))) : NAN;
}

double sky_acos(double x)
{
    return fabs(x) <= 1 ? sky_atan2(sqrt((1 - x) * (1 + x)), x) : NAN;
}

double sky_exp2(double x)
{
    if (x < -1022)
        return 0;
    if (!(x < 1024))
        return isnan(x) ? x : INFINITY;
    double whole = rint(x);
    double y = (x - whole) * 0.6931471805599453; /* ln 2; then the Taylor series of e^y, |y| <= 0.35 */
    double p = 1 / 6227020800.0;
    static const double inverse[] = {1 / 479001600.0, 1 / 39916800.0, 1 / 3628800.0, 1 / 362880.0,
                                     1 / 40320.0,     1 / 5040.0,     1 / 720.0,     1 / 120.0,
                                     1 / 24.0,        1 / 6.0,        0.5,           1,
                                     1};
    for (unsigned i = 0; i < sizeof inverse / sizeof *inverse; i++)
        p = p * y + inverse[i];
    return ldexp(p, (int)whole);
}

double sky_log2(double x)
{
    if (!(x > 0) || isinf(x))
        return x == 0 ? -INFINITY : x > 0 ? x : NAN;
    int exponent;
    double m = frexp(x, &exponent);
    if (m < 0.7071067811865476) {
        m *= 2;
        exponent--;
    }
    /* log2 m = 2 / ln 2 * (s + s^3/3 + s^5/5 + ...) with s = (m - 1) / (m + 1), |s| <= 0.172 */
    double s = (m - 1) / (m + 1), z = s * s, p = 0;
    for (int odd = 21; odd >= 3; odd -= 2)
        p = p * z + 1.0 / odd;
    return exponent + (s + s * z * p) * 2.8853900817779268;
}

double sky_exp(double x)
{
    return sky_exp2(x * 1.4426950408889634);
}

double sky_log(double x)
{
    return sky_log2(x) * 0.6931471805599453;
}

double sky_pow(double base, double exponent)
{
    if (exponent == 0 || base == 1)
        return 1;
    if (isnan(base) || isnan(exponent))
        return NAN;
    double size = fabs(base);
    bool whole = floor(exponent) == exponent, odd = whole && floor(exponent / 2) != exponent / 2;
    double result = size == 0                       ? (exponent > 0 ? 0 : INFINITY)
                    : size == 1 && isinf(exponent) ? 1
                                                   : sky_exp2(exponent * sky_log2(size));
    if (base < 0)
        return odd ? -result : whole || size == 0 || isinf(size) ? result : NAN;
    return result;
}

double sky_tanh(double x)
{
    double size = fabs(x);
    if (!(size < 20))
        return isnan(x) ? x : copysign(1, x);
    if (size < 1e-5)
        return x;
    return copysign(1 - 2 / (sky_exp2(size * 2.8853900817779268) + 1), x);
}

double sky_sign(double x)
{
    return x > 0 ? 1 : x < 0 ? -1 : x;
}

double sky_fract(double x)
{
    double part = x - floor(x);
    return part < 1 || isnan(part) ? part : 0x1.fffffffffffffp-1;
}

double sky_clamp(double x, double low, double high)
{
    x = x > low ? x : low;
    return x < high ? x : high;
}

double sky_sat(double x)
{
    return sky_clamp(x, 0, 1);
}

double sky_smoothstep(double low, double high, double x)
{
    double s = sky_sat((x - low) / (high - low));
    return s * s * (3 - 2 * s);
}
