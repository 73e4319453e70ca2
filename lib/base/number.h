/* SPDX-License-Identifier: ISC */
/* Numbers for people; most of parsing them is in <sky/value.h>. */
#ifndef SKY_BASE_NUMBER_H
#define SKY_BASE_NUMBER_H

#include <stdint.h>

#include <sky/value.h>

/* Writes what fits, for an error: "0 to 1", or "a finite number" for -DBL_MAX to DBL_MAX. Returns `text`. */
#define SKY_RANGE_TEXT 64
const char *sky_number_range(double minimum, double maximum, char text[SKY_RANGE_TEXT]);

/* As sky_number_parse(), of a value in "seconds", "fps", "Hz" or another unit, or in none, "". The error for a text
 * such as 90s or 1:30 says what to write instead, if that is of this unit. */
int sky_number_parse_in(const char *text, const char *unit, double minimum, double maximum, double *value);

/* Writes 1234567 as "1,234,567" and returns `text`. */
#define SKY_GROUPED_TEXT 28
const char *sky_number_grouped(uint64_t value, char text[SKY_GROUPED_TEXT]);

/* Writes a count with its noun, up to 32 characters, as "1 frame" or "1,234 frames", and returns `text`. */
#define SKY_COUNT_TEXT (SKY_GROUPED_TEXT + 34)
const char *sky_number_count(uint64_t count, const char *noun, char text[SKY_COUNT_TEXT]);

#endif
