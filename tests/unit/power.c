/* SPDX-License-Identifier: ISC */
/* The estimated current of LEDs, and its limit. tests/unit/encoder.c has it in bytes. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/random.h"
#include "led/power.h"
#include "tap.h"

enum { COUNT = 3 * 1001 };

static void fill(uint16_t *duties, size_t count, uint64_t seed)
{
    unsigned shift = seed % 7;
    for (size_t i = 0; i < count; i++)
        duties[i] = seed % 5 == 0 ? 65535 : (uint16_t)(sky_random_hash(seed, i) >> shift << seed % 3);
}

static uint64_t plain_sum(const uint16_t *duties, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += duties[i];
    return sum;
}

static void test_sum(void)
{
    uint16_t duties[COUNT];
    bool right = true;
    for (uint64_t seed = 0; seed < 100; seed++) {
        size_t count = sky_random_hash(seed, COUNT) % (COUNT + 1);
        fill(duties, COUNT, seed);
        right &= sky_power_sum(duties, count) == plain_sum(duties, count);
    }
    ok(right, "the sum of any number of duties is exact");
}

static void test_scale(void)
{
    static uint16_t duties[COUNT], out[COUNT + 1];
    double worst = 0, off = 0;
    bool within = true, guarded = true;
    for (uint64_t seed = 0; seed < 2000; seed++) {
        size_t count = 1 + sky_random_hash(seed, COUNT) % COUNT;
        fill(duties, COUNT, seed);
        uint64_t sum = plain_sum(duties, count);
        uint64_t sum_max = sum > 0 ? sky_random_hash(seed, 1) % sum >> sky_random_hash(seed, 2) % 8 : 0;
        if (sum == 0)
            continue;
        out[count] = 4711;
        sky_power_scale(out, duties, count, sum, sum_max);
        guarded &= out[count] == 4711;
        uint64_t got = plain_sum(out, count);
        within &= got <= sum_max;
        if (sum_max > 2000 * count) /* else rounding down, by half a duty on average, counts */
            worst = fmax(worst, 1 - (double)got / (double)sum_max);
        for (size_t i = 0; i < count; i++) {
            double exact = (double)duties[i] * (double)sum_max / (double)sum;
            off = fmax(off, fmax(exact - out[i] - exact / 32768, out[i] - exact));
        }
    }
    ok(within && guarded, "a scaled frame never exceeds the limit");
    ok(worst < 0.01 && worst > 0, "a scaled frame is less than 1 %% below the limit (%.4f)", worst);
    ok(off < 1, "each scaled duty is the exact one rounded down (%.4f)", off);
}

/* Extremes: the largest possible screen in white, and almost nothing of it. */
static void test_extremes(void)
{
    static const uint64_t parts[] = {1, 2, 3, 1000, 65535, 70000, 1000000, 1000000000, UINT64_MAX};
    const uint64_t sum = UINT64_C(65535) * 3 * 22369621;
    uint16_t white = 65535, out;
    bool right = true;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        uint64_t sum_max = (sum - 1) / parts[i];
        double exact = 65535.0 * (double)sum_max / (double)sum;
        sky_power_scale(&out, &white, 1, sum, sum_max);
        right &= out <= exact && out > exact - 1 - exact / 32768;
    }
    ok(right, "the largest possible frame is scaled as exactly as the smallest");
    struct sky_power power;
    ok(sky_power_init(&power, &(struct sky_power_settings){1e6, 1000, 1000}, 100000) == 0 &&
           power.sum_max == UINT64_C(900000) * 65535,
       "the largest currents that can be given do not overflow");
}

static void test_limit(void)
{
    /* 10 LEDs draw 0.01 A when dark and 0.6 A more in white. */
    const struct sky_power_settings settings = {0.31, 20, 1};
    struct sky_power power;
    uint16_t duties[30], out[30] = {0};
    if (sky_power_init(&power, &settings, 10) < 0)
        abort();
    memset(duties, 0, sizeof duties);
    ok(!sky_power_limit(&power, out, duties, 30) && fabs(sky_power_mean(&power) - 0.01) < 1e-9,
       "10 dark LEDs draw their idle current");
    memset(duties, 255, sizeof duties);
    ok(sky_power_limit(&power, out, duties, 30) && out[0] == 32767 && out[29] == 32767 && power.limited == 1,
       "white at half the current is half as bright");
    ok(fabs(sky_power_max(&power) - 0.31) < 1e-5 && sky_power_max(&power) <= 0.31 &&
           fabs(sky_power_mean(&power) - 0.16) < 1e-5,
       "mean and maximum are those of the limited frames");
    for (int i = 0; i < 30; i++)
        duties[i] = i < 15 ? 65535 : 0;
    ok(!sky_power_limit(&power, out, duties, 30), "a frame exactly at the limit is not changed");
    duties[20] = 1;
    ok(sky_power_limit(&power, out, duties, 30) && out[20] == 0, "a frame one step above the limit is");

    struct sky_power next;
    sky_power_init(&next, &settings, 10);
    sky_power_continue(&next, &power);
    ok(next.frames == power.frames && next.limited == power.limited && sky_power_max(&next) == sky_power_max(&power) &&
           sky_power_mean(&next) == sky_power_mean(&power),
       "statistics go on from those of another");

    sky_power_init(&power, &(struct sky_power_settings){0, 20, 1}, 10);
    memset(duties, 255, sizeof duties);
    ok(!sky_power_limit(&power, NULL, duties, 30) && fabs(sky_power_max(&power) - 0.61) < 1e-9,
       "without a limit the current is only recorded");
    ok(sky_power_init(&power, &(struct sky_power_settings){0.5, 20, 1}, 500) < 0 &&
           strcmp(sky_error(), "amps: 0.5 A is not enough for 500 dark LEDs, which draw 0.5 A with idle_ma=1") == 0,
       "a limit that dark LEDs exceed is refused: %s", sky_error());
    ok(sky_power_init(&power, &(struct sky_power_settings){0.5, 0, 0}, 500) == 0 && power.sum_max == UINT64_MAX,
       "LEDs that draw nothing never exceed a limit");
}

int main(void)
{
    test_sum();
    test_scale();
    test_extremes();
    test_limit();
    return done();
}
