/* SPDX-License-Identifier: ISC */
/* Compares the single-precision functions with libm's in double, over the ranges that their header states. */
#include <float.h>
#include <math.h>
#include <stdint.h>

#include "base/random.h"
#include "kernel/fmath.h"
#include "tap.h"

#define COUNT 400000

static double between(uint64_t i, double low, double high)
{
    return low + (high - low) * sky_random_unit(1, i);
}

/* A random float: all bit patterns are equally likely, including those of infinities and NaN. */
static float any(uint64_t i)
{
    return sky_fof_bits((uint32_t)(sky_random_hash(2, i) >> 32));
}

/* The error in units in the last place of the true value. */
static double ulps(double ours, double true_value)
{
    if (isnan(true_value) || isnan(ours))
        return isnan(true_value) && isnan(ours) ? 0 : INFINITY;
    if (isinf((float)true_value) || isinf(ours))
        return (float)true_value == ours ? 0 : isinf(ours) && fabs(true_value) > 3.4028e38 ? 0 : INFINITY;
    int exponent;
    frexp(true_value, &exponent);
    return fabs(ours - true_value) / ldexp(1, (exponent < -125 ? -125 : exponent) - 24);
}

/* The largest error in ulp for arguments from low to high. */
static double worst(float (*ours)(float), double (*theirs)(double), double low, double high)
{
    double most = 0;
    for (uint64_t i = 0; i < COUNT; i++) {
        float x = (float)between(i, low, high);
        most = fmax(most, ulps(ours(x), theirs(x)));
    }
    return most;
}

static double worst_absolute(float (*ours)(float), double (*theirs)(double), double low, double high)
{
    double most = 0;
    for (uint64_t i = 0; i < COUNT; i++) {
        float x = (float)between(i, low, high);
        most = fmax(most, fabs(ours(x) - theirs(x)));
    }
    return most;
}

/* The largest error in ulp for any arguments. */
static double worst_any(float (*ours)(float), double (*theirs)(double))
{
    double most = 0;
    for (uint64_t i = 0; i < COUNT; i++)
        most = fmax(most, ulps(ours(any(i)), theirs(any(i))));
    return most;
}

/* The largest error for any arguments, in units of 3 ulp or of 1e-7, whichever is less. */
static double worst_logarithm(float (*ours)(float), double (*theirs)(double))
{
    double most = 0;
    for (uint64_t i = 0; i < COUNT; i++) {
        float x = any(i);
        double error = ulps(ours(x), theirs(x)) / 3;
        if (error > 1)
            error = fmin(error, fabs(ours(x) - theirs(x)) / 1e-7);
        most = fmax(most, error);
    }
    return most;
}

static void circular(void)
{
    double sine = worst_absolute(sky_fsin, sin, -1e4, 1e4), cosine = worst_absolute(sky_fcos, cos, -1e4, 1e4);
    ok(sine < 2e-7 && cosine < 2e-7, "sine and cosine are accurate to 2e-7 up to 10,000 (%.2g, %.2g)", sine, cosine);
    sine = worst_absolute(sky_fsin, sin, -1e5, 1e5), cosine = worst_absolute(sky_fcos, cos, -1e5, 1e5);
    ok(sine < 1e-6 && cosine < 1e-6, "sine and cosine are accurate to 1e-6 up to 100,000 (%.2g, %.2g)", sine, cosine);
    sine = worst(sky_fsin, sin, -3, 3);
    ok(sine < 3, "near zero the sine is accurate to 3 ulp (%.2f)", sine);
    double tangent = worst(sky_ftan, tan, -1.5, 1.5), large = 0;
    ok(tangent < 4, "the tangent is accurate to 4 ulp up to 1.5 (%.2f)", tangent);
    int bounded = 1;
    for (uint64_t i = 0; i < COUNT; i++) {
        float x = (float)between(i, -1e5, 1e5);
        double value = tan((double)x);
        large = fmax(large, fabs(sky_ftan(x) - value) / (1 + value * value));
        float far = any(i);
        bounded &= !isfinite(far) || (fabsf(sky_fsin(far)) <= 1.000001f && fabsf(sky_fcos(far)) <= 1.000001f);
    }
    ok(large < 2e-6, "the tangent is accurate to 2e-6 of its slope up to 100,000 (%.2g)", large);
    ok(bounded, "sine and cosine of any finite number are within -1 to 1");
    ok(isnan(sky_fsin(INFINITY)) && isnan(sky_fcos(-INFINITY)) && isnan(sky_ftan(NAN)),
       "sine, cosine and tangent of infinity or NaN are NaN");
    ok(sky_fsin(0) == 0 && sky_fcos(0) == 1 && sky_ftan(0) == 0, "sine, cosine and tangent of zero are exact");
}

static void inverse(void)
{
    double sine = worst(sky_fasin, asin, -1, 1), cosine = worst(sky_facos, acos, -1, 1);
    ok(sine < 4, "the arc sine is accurate to 4 ulp (%.2f)", sine);
    ok(cosine < 4, "the arc cosine is accurate to 4 ulp (%.2f)", cosine);
    ok(isnan(sky_fasin(1.01f)) && isnan(sky_facos(-1.01f)) && isnan(sky_fasin(NAN)),
       "arc sine and arc cosine beyond -1 to 1 are NaN");
    double angle = 0;
    for (uint64_t i = 0; i < COUNT; i++) {
        float x = (float)between(2 * i, -4, 4), y = (float)between(2 * i + 1, -4, 4);
        float far = any(i), other = any(i + COUNT);
        angle = fmax(angle, ulps(sky_fatan2(y, x), atan2((double)y, (double)x)));
        angle = fmax(angle, ulps(sky_fatan2(far, other), atan2((double)far, (double)other)));
        angle = fmax(angle, ulps(sky_fatan(far), atan((double)far)));
    }
    ok(angle < 4, "the arc tangent is accurate to 4 ulp (%.2f)", angle);
    ok(sky_fatan2(0, 0) == 0 && sky_fatan2(INFINITY, INFINITY) == 0.785398163f && sky_fatan2(0, -1) == SKY_FPI,
       "the arc tangent of zeros and infinities is exact");
}

static void powers(void)
{
    double two = worst_any(sky_fexp2, exp2), e = worst_any(sky_fexp, exp);
    two = fmax(two, worst(sky_fexp2, exp2, -160, 140));
    e = fmax(e, worst(sky_fexp, exp, -110, 95));
    ok(two < 2, "powers of two are accurate to 2 ulp (%.2f)", two);
    ok(e < 2, "powers of e are accurate to 2 ulp (%.2f)", e);
    double binary = worst_logarithm(sky_flog2, log2), natural = worst_logarithm(sky_flog, log);
    ok(binary < 1, "the binary logarithm is accurate to 3 ulp or 1e-7 (%.2f of it)", binary);
    ok(natural < 1, "the natural logarithm is accurate to 3 ulp or 1e-7 (%.2f of it)", natural);
    double tangent = fmax(worst_any(sky_ftanh, tanh), worst(sky_ftanh, tanh, -10, 10));
    ok(tangent < 4, "the hyperbolic tangent is accurate to 4 ulp (%.2f)", tangent);

    double power = 0;
    for (uint64_t i = 0; i < COUNT; i++) {
        float base = any(i), y = (float)between(i, -20, 20);
        power = fmax(power, ulps(sky_fpow(base, y), pow((double)base, (double)y)));
        power = fmax(power, ulps(sky_fpow(base, rintf(y)), pow((double)base, (double)rintf(y))));
        power = fmax(power, ulps(sky_fpow(base, any(i + COUNT)), pow((double)base, (double)any(i + COUNT))));
        base = (float)between(i, 0, 20);
        power = fmax(power, ulps(sky_fpow(base, y), pow((double)base, (double)y)));
    }
    ok(power < 2, "a power is accurate to 2 ulp (%.2f)", power);
    int exact = 1;
    for (int i = 2; i <= 64; i++)
        for (int k = 0; pow(i, k) <= 0x1p24; k++) {
            float base = (float)i, y = (float)k;
            exact &= sky_fpow(base, y) == (float)pow((double)base, (double)y) &&
                     sky_fpow(-base, y) == (float)pow((double)-base, (double)y) &&
                     sky_fpow(base * base, 0.5f) == base && sky_fpow(base * base * base * base, 0.25f) == base;
        }
    ok(exact, "powers that are whole numbers are exact, and so are square roots");
    static const float corners[] = {0, 1,  -1,       2,         -2,  0.5f,  -0.5f,  3,
                                    -3, INFINITY, -INFINITY, NAN, 1e30f, -1e30f, 1e-40f};
    int same = 1;
    for (size_t i = 0; i < sizeof corners / sizeof *corners; i++)
        for (size_t j = 0; j < sizeof corners / sizeof *corners; j++)
            if (ulps(sky_fpow(corners[i], corners[j]), pow((double)corners[i], (double)corners[j])) > 2) {
                printf("# %g ^ %g is %g\n", (double)corners[i], (double)corners[j],
                       (double)sky_fpow(corners[i], corners[j]));
                same = 0;
            }
    ok(same, "powers of zeros, ones, infinities and NaN are those of C");
}

static void rounding(void)
{
    int nearest = 1, below = 1, above = 1, towards = 1, away = 1, part = 1;
    for (uint64_t i = 0; i < COUNT; i++) {
        float numbers[] = {any(i), (float)between(i, -10, 10), 0.5f * rintf((float)between(i, -100, 100)),
                           (float)between(i, -2e7, 2e7)};
        for (int j = 0; j < 4; j++) {
            float x = numbers[j];
            if (isnan(x))
                continue;
            nearest &= sky_frint(x) == rintf(x);
            below &= sky_ffloor(x) == floorf(x);
            above &= sky_fceil(x) == ceilf(x);
            towards &= sky_ftrunc(x) == truncf(x);
            away &= sky_fround(x) == roundf(x);
            part &= isinf(x) || (sky_ffract(x) >= 0 && sky_ffract(x) < 1);
        }
    }
    ok(nearest && below && above && towards && away, "rint, floor, ceil, trunc and round give what C gives");
    ok(part, "a fraction is at least 0 and less than 1");
    ok(isnan(sky_ffloor(NAN)) && isnan(sky_frint(NAN)) && isnan(sky_ffract(INFINITY)),
       "floor and rint of NaN, and the fraction of infinity, are NaN");
    ok(sky_fmod(-1, 3) == 2 && sky_fmod(5.5f, 2) == 1.5f && isnan(sky_fmod(1, 0)),
       "the remainder has the sign of the divisor");
    ok(fabsf(sky_fhypot(3, 4) - 5) == 0, "hypot(3, 4) is 5");
}

int main(void)
{
    circular();
    inverse();
    powers();
    rounding();
    return done();
}
