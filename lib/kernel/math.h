/* SPDX-License-Identifier: ISC */
/* Elementary functions in double precision for the picture path. They use only additions, multiplications, divisions
 * and exact operations, so every machine gets the same bits; libm's differ between versions and architectures. Errors
 * are against the true value, as measured by tests/unit/math.c. Infinities and NaN follow C's rules. */
#ifndef SKY_KERNEL_MATH_H
#define SKY_KERNEL_MATH_H

#define SKY_PI 3.141592653589793
#define SKY_TAU 6.283185307179586

/* Sine and cosine of an angle in turns (1 = full circle), any finite size; absolute error below 1e-15. */
double sky_sin_turns(double turns);
double sky_cos_turns(double turns);

/* The same of an angle in radians. */
double sky_sin(double x);
double sky_cos(double x);

/* The angle of the point (x right, y up) in turns, clockwise from 12 o'clock, from 0 up to but not including 1; 0 for
 * the origin. Error below 1e-15 turns. */
double sky_clock_turns(double x, double y);

/* The angle of the point (x, y) from -pi to pi, as C's, but 0 for the origin whatever the zeros' signs; and the arc
 * sine and arc cosine. */
double sky_atan2(double y, double x);
double sky_asin(double x);
double sky_acos(double x);

/* 2 to the power x, 0 below 2^-1022; and the logarithm to base 2. Relative error, or absolute error of the logarithm,
 * below 1e-15 times the size of the result plus 1e-15. */
double sky_exp2(double x);
double sky_log2(double x);

/* e to the power x, and the natural logarithm. */
double sky_exp(double x);
double sky_log(double x);

/* base to the power exponent; a negative base has integer powers only. */
double sky_pow(double base, double exponent);

double sky_tanh(double x);

/* -1, 0 or 1; NaN for NaN. */
double sky_sign(double x);

/* x - floor(x), 0 <= fract < 1, also for a negative number just below an integer. */
double sky_fract(double x);

/* x limited to low to high, and to 0 to 1; NaN becomes the lower limit. */
double sky_clamp(double x, double low, double high);
double sky_sat(double x);

/* 3 s^2 - 2 s^3 with s = (x - low) / (high - low) from 0 to 1. */
double sky_smoothstep(double low, double high, double x);

#endif
