/* SPDX-License-Identifier: ISC */
/* Compares the elementary functions with libm's in long double, over the ranges that their header states. */
#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "kernel/math.h"
#include "tap.h"

#define COUNT 200000

/* A random number from low to high, the same for the same i. */
static double between(uint64_t i, double low, double high)
{
    return low + (high - low) * sky_random_unit(1, i);
}

struct function {
    const char *name;
    double (*ours)(double);
    long double (*theirs)(long double);
    double low, high;
};

/* The largest error over the range, of the size of the value plus 1. */
static double worst(const struct function *function)
{
    double most = 0;
    for (uint64_t i = 0; i < COUNT; i++) {
        double x = between(i, function->low, function->high);
        long double value = function->theirs(x);
        most = fmax(most, (double)(fabsl(function->ours(x) - value) / (fabsl(value) + 1)));
    }
    return most;
}

static void functions(void)
{
    static const struct function table[] = {
        {"sin", sky_sin, sinl, -10, 10},   {"cos", sky_cos, cosl, -10, 10},   {"asin", sky_asin, asinl, -1, 1},
        {"acos", sky_acos, acosl, -1, 1},  {"exp", sky_exp, expl, -50, 50},   {"log", sky_log, logl, 1e-9, 1e9},
        {"tanh", sky_tanh, tanhl, -30, 30},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        double error = worst(&table[i]);
        ok(error < 1e-14, "%s is right to 1e-14 (%.2g)", table[i].name, error);
    }
    double angle = 0, power = 0;
    for (uint64_t i = 0; i < COUNT; i++) {
        double x = between(2 * i, -5, 5), y = between(2 * i + 1, -5, 5);
        angle = fmax(angle, fabs((double)(sky_atan2(y, x) - atan2l(y, x))));
        power = fmax(power, fabs((double)(sky_pow(fabs(x), y) / powl(fabs(x), y) - 1)));
    }
    ok(angle < 1e-14, "atan2 is right to 1e-14 (%.2g)", angle);
    ok(power < 1e-13, "a power is right to 1e-13 of its size (%.2g)", power);
    int all = 1;
    static const double ends[] = {0, 1, -1, 2, -2, 3, 0.5, INFINITY, -INFINITY, NAN};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
            double x = ends[i], y = ends[k], ours = sky_pow(x, y), theirs = pow(x, y);
            all &= isnan(theirs) ? isnan(ours) : isinf(theirs) ? ours == theirs : fabs(ours - theirs) < 1e-13;
            ours = sky_atan2(y, x), theirs = atan2(y, x);
            all &= isnan(theirs) ? isnan(ours) : fabs(ours - theirs) < 1e-14;
        }
    ok(all, "powers and angles of 0, 1, infinities and NaN are C's");
    ok(sky_exp2(1024) == INFINITY && sky_exp2(-INFINITY) == 0 && isnan(sky_exp2(NAN)) && sky_log2(0) == -INFINITY &&
           sky_log2(INFINITY) == INFINITY && isnan(sky_log2(-1)) && isnan(sky_log2(NAN)) &&
           isnan(sky_sin_turns(INFINITY)) && isnan(sky_cos(NAN)) && sky_tanh(-INFINITY) == -1 && isnan(sky_acos(2)),
       "numbers without a value, and infinities, give what C's functions give");
    ok(sky_fract(-1e-20) < 1 && sky_fract(-0.25) == 0.75 && sky_sat(NAN) == 0 && sky_sign(-3) == -1 &&
           sky_clamp(7, 1, 5) == 5 && sky_smoothstep(0, 1, 0.5) == 0.5,
       "the parts of a number are as the header states");
}

int main(void)
{
    functions();
    const long double tau = 6.28318530717958647692528676655900577L;
    double sine = 0, cosine = 0, angle = 0, power = 0, logarithm = 0, raised = 0;
    for (uint64_t i = 0; i < COUNT; i++) {
        double turns = between(i, -1000, 1000), part = turns - floor(turns);
        sine = fmax(sine, fabs((double)(sky_sin_turns(turns) - sinl(part * tau))));
        cosine = fmax(cosine, fabs((double)(sky_cos_turns(turns) - cosl(part * tau))));

        double x = between(2 * i, -400, 400), y = between(2 * i + 1, -400, 400);
        long double clock = atan2l(x, y) / tau;
        angle = fmax(angle, fabs((double)(sky_clock_turns(x, y) - (clock < 0 ? clock + 1 : clock))));

        double exponent = between(i, -1000, 1000);
        power = fmax(power, fabs((double)(sky_exp2(exponent) / exp2l(exponent) - 1)));
        double positive = sky_exp2(exponent);
        logarithm = fmax(logarithm, fabs((double)(sky_log2(positive) - log2l(positive))) / (fabs(exponent) + 1));
        double unit = between(i, 1e-6, 1);
        raised = fmax(raised, fabs((double)(sky_pow(unit, 2.4) - powl(unit, 2.4L))));
    }
    ok(sine < 1e-15, "the sine is accurate to 1e-15 (%.2g)", sine);
    ok(cosine < 1e-15, "the cosine is accurate to 1e-15 (%.2g)", cosine);
    ok(angle < 1e-15, "the clock angle is accurate to 1e-15 turns (%.2g)", angle);
    ok(power < 1e-15, "powers of two are accurate to 1e-15 (%.2g)", power);
    ok(logarithm < 1e-15, "the logarithm is accurate to 1e-15 of its size (%.2g)", logarithm);
    ok(raised < 1e-15, "powers of numbers up to 1 are accurate to 1e-15 (%.2g)", raised);

    ok(sky_clock_turns(0, 1) == 0 && sky_clock_turns(1, 0) == 0.25 && sky_clock_turns(0, -1) == 0.5 &&
           sky_clock_turns(-1, 0) == 0.75 && sky_clock_turns(0, 0) == 0,
       "the clock angle is exact at the quarters");
    ok(sky_clock_turns(-1e-300, 1) < 1, "a clock angle just below a full turn stays below it");
    ok(sky_sin_turns(0.25) == 1 && sky_sin_turns(0.5) == 0 && sky_cos_turns(0.5) == -1 && sky_cos_turns(7) == 1,
       "the sine and cosine are exact at the quarters");
    ok(sky_pow(0, 2.2) == 0 && sky_pow(1, 2.2) == 1 && sky_pow(0.5, 0) == 1,
       "powers of 0 and 1, and to the power 0, are exact");
    return done();
}
