/* SPDX-License-Identifier: ISC */
/* The histogram of lateness. */
#include <stdbool.h>

#include "base/lateness.h"
#include "base/random.h"
#include "tap.h"

int main(void)
{
    struct sky_lateness lateness = {0};
    ok(sky_lateness_quantile(&lateness, 0.5) == 0, "without samples the median is 0");
    for (uint64_t i = 1; i <= 1000; i++)
        sky_lateness_record(&lateness, i * 1000);
    uint64_t half = sky_lateness_quantile(&lateness, 0.5), most = sky_lateness_quantile(&lateness, 0.99);
    ok(half >= 500000 && half <= 562500, "the median is found within an eighth (%llu)", (unsigned long long)half);
    ok(most >= 990000 && most <= 1000000, "the 99th percentile is found, and is not above the maximum (%llu)",
       (unsigned long long)most);
    bool holds = true;
    for (int shift = 0; shift < 64; shift++) {
        struct sky_lateness one = {0};
        uint64_t ns = (UINT64_C(1) << shift) + sky_random_hash(1, (uint64_t)shift) % (UINT64_C(1) << shift);
        sky_lateness_record(&one, ns);
        sky_lateness_record(&one, UINT64_MAX);
        uint64_t found = sky_lateness_quantile(&one, 0.5);
        holds &= found >= ns && found - ns <= ns / 8;
    }
    ok(holds, "times of every size are found within an eighth");
    return done();
}
