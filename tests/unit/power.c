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

/* One lane of so many LEDs. */
static struct sky_layout straight(uint32_t leds)
{
    return (struct sky_layout){.geometry = {.vanes = 1, .pixels = leds}, .lanes = 1};
}

static void fill(uint16_t *duties, size_t count, uint64_t seed)
{
    unsigned shift = seed % 7;
    for (size_t i = 0; i < count; i++)
        duties[i] = seed % 5 == 0 ? 65535 : (uint16_t)(sky_random_hash(seed, i) >> shift << seed % 3);
}

static uint64_t plain_sum(const uint16_t *duties, size_t count, unsigned steps)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (uint64_t)floor(duties[i] * (double)steps / 65535 + 0.5);
    return sum;
}

static void test_sum(void)
{
    static const unsigned steps[] = {127, 255, 65535};
    uint16_t duties[COUNT];
    bool right = true;
    for (uint64_t seed = 0; seed < 100; seed++) {
        size_t count = sky_random_hash(seed, COUNT) % (COUNT + 1);
        fill(duties, COUNT, seed);
        for (int i = 0; i < 3; i++)
            right &= sky_power_sum(duties, count, steps[i]) == plain_sum(duties, count, steps[i]);
    }
    ok(right, "the sum of the steps of any number of duties is exact");
}

static void test_scale(void)
{
    static uint16_t duties[COUNT], out[COUNT + 1];
    double worst = 0, off = 0;
    bool within = true, guarded = true;
    for (uint64_t seed = 0; seed < 2000; seed++) {
        size_t count = 1 + sky_random_hash(seed, COUNT) % COUNT;
        fill(duties, COUNT, seed);
        uint64_t sum = plain_sum(duties, count, 65535);
        uint64_t sum_max = sum > 0 ? sky_random_hash(seed, 1) % sum >> sky_random_hash(seed, 2) % 8 : 0;
        if (sum == 0)
            continue;
        out[count] = 4711;
        sky_power_scale(out, duties, count, sum_max, sum);
        guarded &= out[count] == 4711;
        uint64_t got = plain_sum(out, count, 65535);
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
        sky_power_scale(&out, &white, 1, sum_max, sum);
        right &= out <= exact && out > exact - 1 - exact / 32768;
    }
    ok(right, "the largest possible frame is scaled as exactly as the smallest");
    struct sky_power power;
    const struct sky_layout layout = straight(100000);
    ok(sky_power_init(&power, &(struct sky_power_settings){1e6, 1000, 1000}, &layout, 65535) == 0 &&
           power.most[1] == UINT64_C(900000) * 65535,
       "the largest currents that can be given do not overflow");
}

/* Encodes a frame of 30 duties in 255 steps as an encoder does; returns the sum. */
static uint64_t limit(struct sky_power *power, uint16_t *out, const uint16_t *duties)
{
    struct sky_dimming dimming = {0};
    uint64_t sums[SKY_BUDGETS] = {sky_power_sum(duties, 30, 255)};
    memcpy(out, duties, 30 * sizeof *out);
    while (sky_power_exceeds(power, &dimming, sums)) {
        sky_power_scale(out, duties, 30, dimming.part, dimming.whole);
        sums[0] = sky_power_sum(out, 30, 255);
    }
    sky_power_record(power, &dimming, sums);
    return sums[0];
}

static void test_limit(void)
{
    /* 10 LEDs draw 0.01 A when dark and 0.6 A more in white. */
    const struct sky_power_settings settings = {0.31, 20, 1};
    const struct sky_layout layout = straight(10), long_layout = straight(500);
    struct sky_power power;
    uint16_t duties[30], out[30] = {0};
    if (sky_power_init(&power, &settings, &layout, 255) < 0)
        abort();
    memset(duties, 0, sizeof duties);
    ok(limit(&power, out, duties) == 0 && fabs(sky_power_mean(&power) - 0.01) < 1e-9,
       "10 dark LEDs draw their idle current");
    memset(duties, 255, sizeof duties);
    ok(limit(&power, out, duties) == UINT64_C(30) * 127 && power.limited == 1,
       "white at half the current has just less than half of its steps");
    ok(sky_power_max(&power) <= 0.31 && sky_power_max(&power) > 0.308, "the maximum is that of the limited frame");
    for (int i = 0; i < 30; i++)
        duties[i] = i < 15 ? 65535 : 0;
    ok(limit(&power, out, duties) == UINT64_C(15) * 255 && power.limited == 1,
       "a frame exactly at the limit is not changed");
    duties[20] = 257;
    ok(limit(&power, out, duties) < UINT64_C(15) * 255 && power.limited == 2, "a frame one step above the limit is");

    /* Each colour at 0.6 of a step is sent as a whole one: 30 steps, where there is room for 29. */
    for (int i = 0; i < 30; i++)
        duties[i] = 154;
    sky_power_init(&power, &(struct sky_power_settings){0.01 + 0.02 * 29 / 255 + 1e-6, 20, 1}, &layout, 255);
    ok(limit(&power, out, duties) <= 29 && power.limited == 1, "rounding up to steps does not exceed a limit");

    struct sky_power next;
    sky_power_init(&next, &settings, &layout, 255);
    sky_power_continue(&next, &power);
    ok(next.frames == power.frames && next.limited == power.limited && sky_power_max(&next) == sky_power_max(&power) &&
           sky_power_mean(&next) == sky_power_mean(&power),
       "statistics go on from those of another");

    sky_power_init(&power, &(struct sky_power_settings){0, 20, 1}, &layout, 255);
    memset(duties, 255, sizeof duties);
    ok(limit(&power, out, duties) == UINT64_C(30) * 255 && fabs(sky_power_max(&power) - 0.61) < 1e-9,
       "without a limit the current is only recorded");
    ok(sky_power_init(&power, &(struct sky_power_settings){0.5, 20, 1}, &long_layout, 255) < 0 &&
           strcmp(sky_error(), "amps: 0.5 A is not enough for 500 dark LEDs: 0.5 A with idle_ma=1") == 0,
       "a limit that dark LEDs exceed is refused: %s", sky_error());
    ok(sky_power_init(&power, &(struct sky_power_settings){0.5, 0, 0}, &long_layout, 255) == 0 &&
           power.most[1] == UINT64_MAX,
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
