/* SPDX-License-Identifier: ISC */
#include "led/range.h"

#include <stdint.h>
#include <string.h>

#include <sky/error.h>

#include "base/number.h"

int sky_led_range_parse(const char *text, size_t total, size_t *first, size_t *count)
{
    uint64_t from, to = total - 1;
    const char *dots = strstr(text, "..");
    char start[24] = "", last[SKY_GROUPED_TEXT];
    if (!dots || (size_t)(dots - text) >= sizeof start)
        return sky_fail("'%.40s' is not a range: write FROM..TO, such as 0..%zu", text, total - 1);
    memcpy(start, text, (size_t)(dots - text));
    if (sky_integer_parse(start, 0, total - 1, &from) < 0 ||
        (strcmp(dots + 2, "last") != 0 && sky_integer_parse(dots + 2, 0, total - 1, &to) < 0))
        return sky_fail_at("'%.40s' (the last LED is %s)", text, sky_number_grouped(total - 1, last));
    if (to < from)
        return sky_fail("'%.40s' ends before it begins", text);
    *first = (size_t)from;
    *count = (size_t)(to - from + 1);
    return 0;
}
