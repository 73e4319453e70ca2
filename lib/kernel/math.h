/* SPDX-License-Identifier: ISC */
/* Elementary functions for the picture path. They use only additions, multiplications, divisions and exact
 * operations, so every machine gets the same bits; libm's differ between versions and architectures. Errors are
 * against the true value, as measured by tests/unit/math.c. */
#ifndef SKY_KERNEL_MATH_H
#define SKY_KERNEL_MATH_H

/* Sine and cosine of an angle in turns (1 = full circle), any finite size; absolute error below 1e-15. */
double sky_sin_turns(double turns);
double sky_cos_turns(double turns);

/* The angle of the point (x right, y up) in turns, clockwise from 12 o'clock, from 0 up to but not including 1; 0 for the
 * origin. Error below 1e-15 turns. */
double sky_clock_turns(double x, double y);

/* 2 to the power x, -1022 <= x < 1024 (0 below); and the logarithm to base 2 of a positive normal number.
 * Relative error, or absolute error of the logarithm, below 1e-15 times the size of the result plus 1e-15. */
double sky_exp2(double x);
double sky_log2(double x);

/* base to the power exponent for base >= 0; 0 to any power but 0 gives 0. */
double sky_pow(double base, double exponent);

#endif
