/* SPDX-License-Identifier: ISC */
/* Numbers as people write them. A reader takes the whole word or nothing, and says what would fit. */
#ifndef SKY_BASE_NUMBER_H
#define SKY_BASE_NUMBER_H

#include <stdint.h>

/* Reads a finite decimal number from `minimum` to `maximum`. Returns 0, or -1 with the error set. */
int sky_number_parse(const char *text, double minimum, double maximum, double *value);

/* The same for a whole number without a sign, in decimal. */
int sky_integer_parse(const char *text, uint64_t minimum, uint64_t maximum, uint64_t *value);

/* Writes 1234567 as "1,234,567" and returns `text`. */
#define SKY_GROUPED_TEXT 28
const char *sky_number_grouped(uint64_t value, char text[SKY_GROUPED_TEXT]);

#endif
