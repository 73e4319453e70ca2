/* SPDX-License-Identifier: ISC */
/* Elementary functions in single precision for loops over pixels: without branches or tables, so that compilers turn
 * a plain loop into vector instructions, and made only of additions, multiplications, divisions, square roots and
 * integer operations, so that every machine and every instruction set gets the same bits.
 *
 * Infinities and NaN follow C's rules unless stated otherwise; the sign of a zero does not matter. Errors are
 * against the true value as tests/unit/fmath.c measures them: "ulp" is a unit in the last place of the result.
 * Polynomials were fitted by weighted least squares until the largest relative error was the least. */
#ifndef SKY_KERNEL_FMATH_H
#define SKY_KERNEL_FMATH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define SKY_FPI 3.14159265f
#define SKY_FTAU 6.28318531f

static inline uint32_t sky_fbits(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline float sky_fof_bits(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline float sky_fabs(float x)
{
    return sky_fof_bits(sky_fbits(x) & 0x7fffffffu);
}

/* The size of `x` with the sign of `sign`. */
static inline float sky_fcopysign(float x, float sign)
{
    return sky_fof_bits((sky_fbits(x) & 0x7fffffffu) | (sky_fbits(sign) & 0x80000000u));
}

/* A comparison with NaN is false and chooses the second: min(NaN, b) is b, min(a, NaN) is NaN. */
static inline float sky_fmin(float a, float b)
{
    return a < b ? a : b;
}

static inline float sky_fmax(float a, float b)
{
    return a > b ? a : b;
}

/* The nearest integer, halves to even. From 2^23 on every float is an integer; below, adding and subtracting 2^23
 * rounds the fraction away. */
static inline float sky_frint(float x)
{
    float size = sky_fabs(x);
    float whole = (size + 0x1p23f) - 0x1p23f;
    return sky_fcopysign(size < 0x1p23f ? whole : size, x);
}

static inline float sky_ffloor(float x)
{
    float whole = sky_frint(x);
    return whole - (whole > x ? 1.0f : 0.0f);
}

static inline float sky_fceil(float x)
{
    float whole = sky_frint(x);
    return whole + (whole < x ? 1.0f : 0.0f);
}

static inline float sky_ftrunc(float x)
{
    return sky_fcopysign(sky_ffloor(sky_fabs(x)), x);
}

/* Halves away from zero, as C's round(). It compares the fraction with a half, because adding a half to x could
 * round. */
static inline float sky_fround(float x)
{
    float size = sky_fabs(x), whole = sky_ffloor(size);
    return sky_fcopysign(whole + (size - whole >= 0.5f ? 1.0f : 0.0f), x);
}

/* 0 <= fract(x) < 1, also for a negative number just below an integer. */
static inline float sky_ffract(float x)
{
    float part = x - sky_ffloor(x);
    return part < 1.0f || part != part ? part : 0x1.fffffep-1f;
}

/* x - m floor(x/m): it has the sign of m. NaN for m = 0. */
static inline float sky_fmod(float x, float m)
{
    return x - m * sky_ffloor(x / m);
}

static inline float sky_fsign(float x)
{
    return x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : x;
}

static inline float sky_fsat(float x)
{
    return sky_fmin(sky_fmax(x, 0.0f), 1.0f);
}

/* 3 s^2 - 2 s^3 with s = (x - low) / (high - low) from 0 to 1. */
static inline float sky_fsmoothstep(float low, float high, float x)
{
    float s = sky_fsat((x - low) / (high - low));
    return s * s * (3.0f - 2.0f * s);
}

/* ---- Circular functions ---- */

/* x - k pi. The first two parts of pi have 8 and 11 bits, so that their products with k (or k and a half) are exact
 * up to a size of 12,000. */
static inline float sky_fless_pi(float x, float k)
{
    return ((x - k * 3.140625f) - k * 0x1.fb4p-11f) - k * 0x1.4442d2p-23f;
}

/* The sine of |x| <= pi/2, and a little more; exactly 1 at pi/2, so that cos 0 is. */
static inline float sky_fsin_series(float x)
{
    float z = x * x;
    float p = 0x1.5d7c56p-19f * z - 0x1.9f6b6ep-13f;
    p = p * z + 0x1.110ec0p-7f;
    p = p * z - 0x1.55554cp-3f;
    return x + x * (z * p);
}

/* Changes x's sign when the integer k is odd. NaN and sizes from 2^23 on count as even. */
static inline float sky_fsign_by(float x, float k)
{
    int32_t whole = (int32_t)(sky_fabs(k) < 0x1p23f ? k : 0.0f);
    return sky_fof_bits(sky_fbits(x) ^ ((uint32_t)whole << 31));
}

/* The rest of a very large angle may be any number; this brings it to where the series gives a sine from -1 to 1. */
static inline float sky_flimit(float rest)
{
    return rest > 1.6f ? 1.6f : rest < -1.6f ? -1.6f : rest;
}

/* Absolute error below 2e-7 for |x| <= 10,000, and below 1e-6 up to 100,000; beyond that some number from -1 to 1;
 * NaN for infinities. */
static inline float sky_fsin(float x)
{
    float k = sky_frint(x * 0.318309886f);
    return sky_fsign_by(sky_fsin_series(sky_flimit(sky_fless_pi(x, k))), k);
}

/* The sine of x + pi/2: what is subtracted is an integer and a half times pi. Errors as of the sine. */
static inline float sky_fcos(float x)
{
    float k = sky_frint(x * 0.318309886f + 0.5f);
    return sky_fsign_by(sky_fsin_series(sky_flimit(sky_fless_pi(x, k - 0.5f))), k);
}

/* Error below 4 ulp for |x| <= 1.5, and below 2e-6 times (1 + the square of the result) for |x| <= 100,000. */
static inline float sky_ftan(float x)
{
    float k = sky_frint(x * 0.636619772f), half = 0.5f * k; /* quarter turns; the rest is within pi/4 */
    float rest = sky_flimit(sky_fless_pi(x, half));
    float z = rest * rest;
    float sine = sky_fsin_series(rest);
    /* 1 - cos in |x| <= pi/4 by its Taylor series; the first term left out is below 3e-8 */
    float p = -0x1.27e4fcp-22f * z + 0x1.a01a02p-16f;
    p = p * z - 0x1.6c16c2p-10f;
    p = p * z + 0x1.555556p-5f;
    p = p * z - 0.5f;
    float cosine = 1.0f + z * p;
    int odd = sky_ffloor(half) != half;
    return odd ? -cosine / sine : sine / cosine;
}

/* The arc tangent of 0 <= x <= 1. */
static inline float sky_fatan_series(float x)
{
    float z = x * x;
    float p = 0x1.85e288p-9f * z - 0x1.0faa74p-6f;
    p = p * z + 0x1.64ca56p-5f;
    p = p * z - 0x1.36801ap-4f;
    p = p * z + 0x1.b568ccp-4f;
    p = p * z - 0x1.231b64p-3f;
    p = p * z + 0x1.997adcp-3f;
    p = p * z - 0x1.5554e6p-2f;
    return x + x * (z * p);
}

/* The angle of the point (x, y) from -pi to pi, as C's; 0 for the origin whatever the zeros' signs. Error below
 * 4 ulp. */
static inline float sky_fatan2(float y, float x)
{
    float ax = sky_fabs(x), ay = sky_fabs(y);
    float big = ax > ay ? ax : ay, small = ax > ay ? ay : ax;
    float ratio = small / big;
    ratio = big == 0.0f ? 0.0f : small == big ? 1.0f : ratio; /* two zeros, two infinities */
    float angle = sky_fatan_series(ratio);
    angle = ay > ax ? 1.57079633f - angle : angle;
    angle = x < 0.0f ? SKY_FPI - angle : angle;
    angle = sky_fcopysign(angle, y + 0.0f); /* -0 + 0 is 0 */
    return x != x || y != y ? x + y : angle;
}

static inline float sky_fatan(float x)
{
    return sky_fatan2(x, 1.0f);
}

/* x + x^3 P(x^2), the arc sine of |x| <= 1/2. */
static inline float sky_fasin_series(float x)
{
    float z = x * x;
    float p = 0x1.59daccp-5f * z + 0x1.8ba254p-6f;
    p = p * z + 0x1.748c64p-5f;
    p = p * z + 0x1.33014ep-4f;
    p = p * z + 0x1.5555cap-3f;
    return x + x * (z * p);
}

/* Error below 4 ulp; NaN outside -1 to 1. Above 1/2, asin x = pi/2 - 2 asin sqrt((1 - x) / 2). */
static inline float sky_fasin(float x)
{
    float size = sky_fabs(x);
    int large = size > 0.5f;
    float series = sky_fasin_series(large ? sqrtf(0.5f - 0.5f * size) : size);
    return sky_fcopysign(large ? 1.57079633f - 2.0f * series : series, x) + (size <= 1.0f ? 0.0f : NAN);
}

static inline float sky_facos(float x)
{
    float size = sky_fabs(x);
    int large = size > 0.5f;
    float series = sky_fasin_series(large ? sqrtf(0.5f - 0.5f * size) : x);
    float angle = large ? 2.0f * series : 1.57079633f - series;
    return (large && x < 0.0f ? SKY_FPI - angle : angle) + (size <= 1.0f ? 0.0f : NAN);
}

/* ---- Powers ---- */

/* 2^n e^r for an integer n from -300 to 300 and |r| <= 0.35. The power of two is applied in two steps, because 2^n
 * itself may be outside the range of a float. */
static inline float sky_fexp_parts(float n, float r)
{
    float p = 0x1.6db64cp-10f * r + 0x1.123ce0p-7f;
    p = p * r + 0x1.55545cp-5f;
    p = p * r + 0x1.55548cp-3f;
    p = p * r + 0.5f;
    p = 1.0f + (r + r * r * p);
    int32_t whole = (int32_t)n, half = whole >> 1;
    return p * sky_fof_bits((uint32_t)(half + 127) << 23) * sky_fof_bits((uint32_t)(whole - half + 127) << 23);
}

static inline float sky_fkeep_nan(float result, float x)
{
    return x != x ? x : result;
}

/* Error below 2 ulp; subnormal results are kept, as in all functions here. */
static inline float sky_fexp2(float x)
{
    float limited = sky_fmin(sky_fmax(x, -160.0f), 160.0f);
    float n = sky_frint(limited);
    return sky_fkeep_nan(sky_fexp_parts(n, (limited - n) * 0.693147181f), x);
}

/* Error below 2 ulp. ln 2 is in two parts, of which the first has 9 bits: its product with n is exact. */
static inline float sky_fexp(float x)
{
    float limited = sky_fmin(sky_fmax(x, -110.0f), 110.0f);
    float n = sky_frint(limited * 1.44269504f);
    return sky_fkeep_nan(sky_fexp_parts(n, (limited - n * 0.693359375f) + n * 0x1.bd0106p-13f), x);
}

/* x = 2^exponent m with m from sqrt(1/2) to sqrt(2), for a positive x; returns m. */
static inline float sky_fsplit(float x, float *exponent)
{
    int tiny = x < 0x1p-126f;
    uint32_t bits = sky_fbits(tiny ? x * 0x1p24f : x) - 0x3f3504f3u; /* sqrt(1/2) */
    *exponent = (float)((int32_t)bits >> 23) - (tiny ? 24.0f : 0.0f);
    return sky_fof_bits((bits & 0x7fffffu) + 0x3f3504f3u);
}

/* The ends of a logarithm: -infinity at 0, NaN below; infinity and NaN stay. */
static inline float sky_flog_ends(float result, float x)
{
    result = x > 0.0f ? result : x == 0.0f ? -INFINITY : NAN;
    return x == INFINITY ? x : result;
}

/* ln m = 2 (s + s^3/3 + s^5/5 + ...) with s = (m - 1) / (m + 1). */
static inline float sky_fln_series(float m)
{
    float s = (m - 1.0f) / (m + 1.0f), z = s * s;
    float p = 0x1.31f674p-3f * z + 0x1.995e0ep-3f;
    p = p * z + 0x1.55557ap-2f;
    return 2.0f * s + 2.0f * s * (z * p);
}

/* Error below 3 ulp, or 1e-7. */
static inline float sky_flog2(float x)
{
    float exponent, m = sky_fsplit(x, &exponent);
    return sky_flog_ends(exponent + sky_fln_series(m) * 1.44269504f, x);
}

/* The natural logarithm. Error below 3 ulp, or 1e-7. */
static inline float sky_flog(float x)
{
    float exponent, m = sky_fsplit(x, &exponent);
    return sky_flog_ends((sky_fln_series(m) - exponent * 0x1.bd0106p-13f) + exponent * 0.693359375f, x);
}

/* The first 12 bits of a number: a product of two such is exact. */
static inline float sky_fhigh(float x)
{
    return sky_fof_bits(sky_fbits(x) & 0xfffff000u);
}

/* The binary logarithm of size > 0 in two parts, the first one of 12 bits, with a relative error below 2^-29: a power
 * magnifies the error of its logarithm up to 128 times. s = (m - 1) / (m + 1) is in two parts, too, and so is
 * 2 / ln 2, so that what is large in ln m = 2 (s + s^3/3 + s^5/5 + ...) is exact. */
static inline float sky_flog2_parts(float size, float *low)
{
    float exponent, m = sky_fsplit(size, &exponent);
    float above = m + 1.0f, inverse = 1.0f / above, s = (m - 1.0f) * inverse, z = s * s;
    float above_high = sky_fhigh(above), above_low = m - (above_high - 1.0f);
    float s_high = sky_fhigh(s), s_low = ((m - 1.0f - s_high * above_high) - s_high * above_low) * inverse;
    float p = 0x1.ddd19ap-4f * z + 0x1.245c34p-3f;
    p = p * z + 0x1.9999ecp-3f;
    p = p * z + 0x1.555556p-2f;
    float part_high = s_high * 0x1.714p+1f;
    float part_low = s_high * 0x1.47652cp-11f + (s_low + s * (z * p)) * 0x1.715476p+1f;
    float high = sky_fhigh(exponent + (part_high + part_low));
    *low = ((exponent - high) + part_high) + part_low;
    return high;
}

/* base to the power y, of which sky_flog2_parts() of |base| is known. */
static inline float sky_fpow_of(float base, float y, float high, float low)
{
    float size = sky_fabs(base);
    high = size == 0.0f ? -INFINITY : high;
    high = size == INFINITY ? INFINITY : high;
    float limited = sky_fmin(sky_fmax(y, -1e37f), 1e37f), y_high = sky_fhigh(limited);
    float product = y_high * high, rest = (limited - y_high) * high + limited * low;
    rest = sky_fabs(product) <= 160.0f ? rest : 0.0f; /* else it may be NaN */
    product = sky_fmin(sky_fmax(product, -160.0f), 160.0f);
    float n = (product + rest + 0x1.8p23f) - 0x1.8p23f; /* the nearest integer */
    float power = sky_fexp_parts(n, ((product - n) + rest) * 0.693147181f);

    /* The last bit of `lifted` is that of ones. */
    float y_size = sky_fabs(y), lifted = y_size + 0x1p23f, nearest = lifted - 0x1p23f;
    uint32_t is_negative = 0 - (uint32_t)(base < 0.0f), is_small = 0 - (uint32_t)(y_size < 0x1p23f);
    uint32_t is_part = is_small & (0 - (uint32_t)(nearest != y_size)) & (0 - (uint32_t)(size != INFINITY));
    uint32_t sign = (is_small & ~is_part & sky_fbits(lifted)) << 31;
    power = sky_fof_bits((sky_fbits(power) ^ (is_negative & sign)) | (is_negative & is_part & 0x7fc00000u)); /* NaN */
    power = __builtin_isunordered(base, y) ? NAN : power;
    power = base == 1.0f ? 1.0f : power;
    return y == 0.0f ? 1.0f : power;
}

/* base to the power y, as C's pow(), but that numbers from 2^23 on are even: a negative base has integer powers only.
 * Error below 2 ulp; whole numbers that a float can hold are exact. Choices are made by masks, and one after the other:
 * of && and of choices within choices compilers make branches. */
static inline float sky_fpow(float base, float y)
{
    float low, high = sky_flog2_parts(sky_fabs(base), &low);
    return sky_fpow_of(base, y, high, low);
}

/* Error below 4 ulp. */
static inline float sky_ftanh(float x)
{
    float size = sky_fabs(x), z = size * size;
    float p = -0x1.830cp-8f * z + 0x1.54e01ap-6f;
    p = p * z - 0x1.b89edap-5f;
    p = p * z + 0x1.1109dcp-3f;
    p = p * z - 0x1.55553ep-2f;
    float small = size + size * (z * p);
    float large = 1.0f - 2.0f / (sky_fexp(2.0f * sky_fmin(size, 20.0f)) + 1.0f);
    return sky_fkeep_nan(sky_fcopysign(size < 0.6f ? small : large, x), x);
}

/* sqrt(x^2 + y^2); infinite above 1e19, as x^2 is. */
static inline float sky_fhypot(float x, float y)
{
    return sqrtf(x * x + y * y);
}

#endif
