/* SPDX-License-Identifier: ISC */
/* Numbers for people; parsing them is in <sky/value.h>. */
#ifndef SKY_BASE_NUMBER_H
#define SKY_BASE_NUMBER_H

#include <stdint.h>

#include <sky/value.h>

/* Writes what fits, for an error: "0 to 1", or "a finite number" for -DBL_MAX to DBL_MAX. Returns `text`. */
#define SKY_RANGE_TEXT 64
const char *sky_number_range(double minimum, double maximum, char text[SKY_RANGE_TEXT]);

/* Writes 1234567 as "1,234,567" and returns `text`. */
#define SKY_GROUPED_TEXT 28
const char *sky_number_grouped(uint64_t value, char text[SKY_GROUPED_TEXT]);

/* Writes a count with its noun, up to 32 characters, as "1 frame" or "1,234 frames", and returns `text`. */
#define SKY_COUNT_TEXT (SKY_GROUPED_TEXT + 34)
const char *sky_number_count(uint64_t count, const char *noun, char text[SKY_COUNT_TEXT]);

#endif
