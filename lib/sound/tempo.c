/* SPDX-License-Identifier: ISC */
#include "sound/tempo.h"

#include <stdio.h>
#include <string.h>

#include <sky/error.h>
#include <sky/value.h>

#include "sound/beat.h"

int sky_tempo_parse(const char *text, double *slowest, double *fastest)
{
    char first[32];
    const char *dots = strstr(text, "..");
    if (!dots || (size_t)(dots - text) >= sizeof first)
        return sky_fail("'%.40s' is not a range (write SLOWEST..FASTEST, such as 80..160)", text);
    snprintf(first, sizeof first, "%.*s", (int)(dots - text), text);
    if (sky_number_parse(first, SKY_BPM_MIN, SKY_BPM_MAX, slowest) < 0 ||
        sky_number_parse(dots + 2, SKY_BPM_MIN, SKY_BPM_MAX, fastest) < 0)
        return -1;
    if (*fastest < *slowest)
        return sky_fail("%s begins with the faster end (write %s..%.*s)", text, dots + 2, (int)(dots - text), text);
    if (*fastest < 1.25 * *slowest)
        return sky_fail("%s is too narrow (the fastest must be a quarter more than the slowest)", text);
    return 0;
}
