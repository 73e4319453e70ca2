/* SPDX-License-Identifier: ISC */
#include "base/number.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

/* Limits from here on mean that a number may be as large as anybody wants, and are not told. */
#define UNLIMITED UINT64_C(1000000000000000)

const char *sky_number_range(double minimum, double maximum, char text[SKY_RANGE_TEXT])
{
    if (minimum == -DBL_MAX && maximum == DBL_MAX)
        snprintf(text, SKY_RANGE_TEXT, "a finite number");
    else
        snprintf(text, SKY_RANGE_TEXT, "%.10g to %.10g", minimum, maximum);
    return text;
}

int sky_number_parse(const char *text, double minimum, double maximum, double *value)
{
    /* strtod() also takes leading spaces, hexadecimal, "inf" and "nan", which are not numbers here. */
    size_t length = strlen(text);
    char *end = NULL, range[SKY_RANGE_TEXT];
    double number = 0;
    if (length > 0 && length == strspn(text, "+-.0123456789eE"))
        number = strtod(text, &end);
    if (!end || *end != '\0')
        return sky_fail("'%.40s' is not a number (must be %s)", text, sky_number_range(minimum, maximum, range));
    if (!isfinite(number) || number < minimum || number > maximum)
        return sky_fail("%.40s is out of range (must be %s)", text, sky_number_range(minimum, maximum, range));
    *value = number;
    return 0;
}

int sky_integer_parse(const char *text, uint64_t minimum, uint64_t maximum, uint64_t *value)
{
    size_t length = strlen(text);
    errno = 0;
    unsigned long long number = strtoull(text, NULL, 10);
    char range[64];
    if (maximum < UNLIMITED)
        snprintf(range, sizeof range, "%llu to %llu", (unsigned long long)minimum, (unsigned long long)maximum);
    else
        snprintf(range, sizeof range, "%llu or more", (unsigned long long)minimum);
    if (length == 0 || length != strspn(text, "0123456789"))
        return sky_fail("'%.40s' is not an integer (must be %s)", text, range);
    if (number < minimum)
        return sky_fail("%.40s is out of range (must be %s)", text, range);
    if (errno == ERANGE || number > maximum)
        return maximum < UNLIMITED ? sky_fail("%.40s is out of range (must be %s)", text, range)
                                   : sky_fail("%.40s is too large", text);
    *value = number;
    return 0;
}

const char *sky_number_grouped(uint64_t value, char text[SKY_GROUPED_TEXT])
{
    char digits[24];
    int count = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
    char *out = text;
    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            *out++ = ',';
        *out++ = digits[i];
    }
    *out = '\0';
    return text;
}

const char *sky_number_count(uint64_t count, const char *noun, char text[SKY_COUNT_TEXT])
{
    char number[SKY_GROUPED_TEXT];
    snprintf(text, SKY_COUNT_TEXT, "%s %s%s", sky_number_grouped(count, number), noun, count == 1 ? "" : "s");
    return text;
}
