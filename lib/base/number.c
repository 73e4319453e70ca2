/* SPDX-License-Identifier: ISC */
#include "base/number.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

/* Limits from here on mean that a number may be as large as anybody wants, and are not told. */
#define UNLIMITED UINT64_C(1000000000000000)

#define NUMBER_TEXT 32 /* bytes of a number that is written in another way */

const char *sky_number_range(double minimum, double maximum, char text[SKY_RANGE_TEXT])
{
    if (minimum == -DBL_MAX && maximum == DBL_MAX)
        snprintf(text, SKY_RANGE_TEXT, "a finite number");
    else
        snprintf(text, SKY_RANGE_TEXT, "%.10g to %.10g", minimum, maximum);
    return text;
}

/* Copies a number with a decimal comma, such as 1,5, with a point. False for any other text. */
static bool replace_comma(const char *text, char number[NUMBER_TEXT])
{
    size_t whole = strspn(text, "+-0123456789"), length = strlen(text);
    if (whole == 0 || text[whole] != ',' || length >= NUMBER_TEXT || length == whole + 1 ||
        strspn(text + whole + 1, "0123456789") != length - whole - 1)
        return false;
    memcpy(number, text, length + 1);
    number[whole] = '.';
    return true;
}

/* Writes a time such as 1:30 or 1:02:03 in seconds. False for any other text. */
static bool count_seconds(const char *text, char number[NUMBER_TEXT])
{
    double seconds = 0;
    unsigned parts = 0;
    for (const char *at = text; parts < 4; at++, parts++) {
        size_t digits = strspn(at, "0123456789");
        if (digits == 0 || digits > 6)
            return false;
        seconds = 60 * seconds + strtod(at, NULL);
        at += digits;
        if (*at == '\0') {
            snprintf(number, NUMBER_TEXT, "%.10g", seconds);
            return parts > 0 && parts < 3;
        }
        if (*at != ':')
            return false;
    }
    return false;
}

static bool unit_begins(const char *unit, const char *beginning)
{
    return strncmp(unit, beginning, strlen(beginning)) == 0;
}

/* Writes a number with a unit, such as 10s or 4MHz, as a number of `unit`. False for any other text, and for another
 * unit. */
static bool convert_unit(const char *text, const char *unit, char number[NUMBER_TEXT])
{
    static const struct {
        const char *suffix, *unit; /* the unit begins so */
        double factor;
    } units[] = {{"s", "second", 1}, {"sec", "second", 1}, {"min", "second", 60}, {"ms", "second", 1e-3},
                 {"m", "second", 60}, {"h", "second", 3600}, /* as sleep(1) has them */
                 {"ms", "ms", 1},    {"s", "ms", 1e3},     {"deg", "degree", 1},  {"fps", "fps", 1},
                 {"Hz", "fps", 1},   {"Hz", "Hz", 1},      {"k", "Hz", 1e3},      {"kHz", "Hz", 1e3},
                 {"M", "Hz", 1e6},   {"MHz", "Hz", 1e6},   {"A", "A", 1},         {"mA", "A", 1e-3},
                 {"mA", "mA", 1},    {"K", "K", 1}};
    char *end;
    double value = strtod(text, &end);
    size_t plain = strspn(text, "+-.0123456789");
    if (plain == 0 || end != text + plain)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(end, units[i].suffix) == 0 && unit_begins(unit, units[i].unit)) {
            snprintf(number, NUMBER_TEXT, "%.10g", value * units[i].factor);
            return true;
        }
    return false;
}

int sky_number_parse_in(const char *text, const char *unit, double minimum, double maximum, double *value)
{
    /* strtod() also takes leading spaces, hexadecimal, "inf" and "nan", which are not numbers here. */
    size_t length = strlen(text);
    char *end = NULL, range[SKY_RANGE_TEXT], meant[NUMBER_TEXT];
    double number = 0;
    if (length > 0 && length == strspn(text, "+-.0123456789eE"))
        number = strtod(text, &end);
    if (replace_comma(text, meant) || convert_unit(text, unit, meant) ||
        (unit_begins(unit, "second") && count_seconds(text, meant)))
        return sky_fail("'%.40s' is not a number: write %s (must be %s)", text, meant,
                        sky_number_range(minimum, maximum, range));
    if (!end || *end != '\0')
        return sky_fail("'%.40s' is not a number (must be %s)", text, sky_number_range(minimum, maximum, range));
    if (!isfinite(number) || number < minimum || number > maximum)
        return sky_fail("%.40s is out of range (must be %s)", text, sky_number_range(minimum, maximum, range));
    *value = number;
    return 0;
}

int sky_number_parse(const char *text, double minimum, double maximum, double *value)
{
    return sky_number_parse_in(text, "", minimum, maximum, value);
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
