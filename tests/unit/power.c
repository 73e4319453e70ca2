/* SPDX-License-Identifier: ISC */
/* The estimate of the LEDs' current, and its limit. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/random.h"
#include "led/power.h"
#include "led/wiring.h"
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
    ok(right, "sums are exact, of any number of duties");
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
        uint64_t most = sum > 0 ? sky_random_hash(seed, 1) % sum >> sky_random_hash(seed, 2) % 8 : 0;
        if (sum == 0)
            continue;
        out[count] = 4711;
        sky_power_scale(out, duties, count, sum, most);
        guarded &= out[count] == 4711;
        uint64_t got = plain_sum(out, count);
        within &= got <= most;
        if (most > 2000 * count) /* so that rounding down, by half a duty in the mean, is little */
            worst = fmax(worst, 1 - (double)got / (double)most);
        for (size_t i = 0; i < count; i++) {
            double exact = (double)duties[i] * (double)most / (double)sum;
            off = fmax(off, fmax(exact - out[i] - exact / 32768, out[i] - exact));
        }
    }
    ok(within && guarded, "what is scaled is never above the limit");
    ok(worst < 0.01 && worst > 0, "and less than 1 %% below it (%.4f)", worst);
    ok(off < 1, "each duty is what it should be, rounded down (%.4f)", off);
}

/* Extremes: the largest screen that there is in white, and nearly nothing of it. */
static void test_extremes(void)
{
    static const uint64_t parts[] = {1, 2, 3, 1000, 65535, 70000, 1000000, 1000000000, UINT64_MAX};
    const uint64_t sum = UINT64_C(65535) * 3 * 22369621;
    uint16_t white = 65535, out;
    bool right = true;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        uint64_t most = (sum - 1) / parts[i];
        double exact = 65535.0 * (double)most / (double)sum;
        sky_power_scale(&out, &white, 1, sum, most);
        right &= out <= exact && out > exact - 1 - exact / 32768;
    }
    ok(right, "the largest frame is scaled as well as the smallest");
    struct sky_power power;
    ok(sky_power_init(&power, &(struct sky_budget){1e6, 1000, 1000}, 100000) == 0 &&
           power.most_sum == UINT64_C(900000) * 65535,
       "the greatest currents are counted");
}

static void test_limit(void)
{
    /* 10 LEDs: 0.01 A when dark, 0.6 A more in white. */
    const struct sky_budget budget = {0.31, 20, 1};
    struct sky_power power;
    uint16_t duties[30], out[30] = {0};
    if (sky_power_init(&power, &budget, 10) < 0)
        abort();
    memset(duties, 0, sizeof duties);
    ok(!sky_power_limit(&power, out, duties, 30) && fabs(sky_power_mean(&power) - 0.01) < 1e-9,
       "dark LEDs take what they take");
    memset(duties, 255, sizeof duties);
    ok(sky_power_limit(&power, out, duties, 30) && out[0] == 32767 && out[29] == 32767 && power.limited == 1,
       "white at half the current is half as bright");
    ok(fabs(sky_power_greatest(&power) - 0.31) < 1e-5 && sky_power_greatest(&power) <= 0.31 &&
           fabs(sky_power_mean(&power) - 0.16) < 1e-5,
       "the figures are of what is sent");
    for (int i = 0; i < 30; i++)
        duties[i] = i < 15 ? 65535 : 0;
    ok(!sky_power_limit(&power, out, duties, 30), "what fits exactly is left alone");
    duties[20] = 1;
    ok(sky_power_limit(&power, out, duties, 30) && out[20] == 0, "and what is above by the least is not");

    sky_power_init(&power, &(struct sky_budget){0, 20, 1}, 10);
    memset(duties, 255, sizeof duties);
    ok(!sky_power_limit(&power, NULL, duties, 30) && fabs(sky_power_greatest(&power) - 0.61) < 1e-9,
       "without a limit the current is counted only");
    ok(sky_power_init(&power, &(struct sky_budget){0.5, 20, 1}, 500) < 0 &&
           strcmp(sky_error(), "amps: 0.5 A are too few for 500 dark LEDs, which take 0.5 A with idle_ma=1") == 0,
       "a limit that dark LEDs reach is refused: %s", sky_error());
    ok(sky_power_init(&power, &(struct sky_budget){0.5, 0, 0}, 500) == 0 && power.most_sum == UINT64_MAX,
       "LEDs that take nothing are never too many");
}

/* In wiring: every frame of noise at any brightness, on every chip, is within the limit before it is rounded. */
static void test_wiring(void)
{
    struct sky_layout layout = {{7, 11, 0}, 2, NULL};
    uint16_t duties[231];
    bool within = true, even = true;
    for (int limit = 1; limit <= 60; limit++) {
        struct sky_wiring wiring;
        const double amps = 0.077 + limit * 0.08;
        /* hd108 has the 65535 steps of duties, so that nothing is rounded */
        struct sky_coding coding = {.chip = 3, .budget = {amps, 20, 1}};
        if (sky_wiring_init(&wiring, &layout, &coding) < 0)
            abort();
        for (uint64_t seed = 0; seed < 20; seed++) {
            uint64_t sum = 0;
            fill(duties, 231, seed);
            duties[0] = 40000;
            duties[1] = 20000;
            sky_wiring_draw(&wiring, duties);
            for (size_t lane = 0; lane < 2; lane++)
                for (size_t i = 0; i < sky_layout_leds(&layout, (unsigned)lane); i++)
                    for (size_t c = 0; c < 3; c++) {
                        const uint8_t *bytes = wiring.bytes + lane * wiring.lane_bytes + 16 + 8 * i + 2 + 2 * c;
                        sum += (uint64_t)(bytes[0] << 8 | bytes[1]);
                    }
            double took = 0.077 + (double)sum / 65535 * 0.020;
            double wanted = fmin(0.077 + (double)plain_sum(duties, 231) / 65535 * 0.020, amps);
            within &= took <= amps + 1e-9 && took > wanted * 0.99;
            int first = wiring.bytes[18] << 8 | wiring.bytes[19], second = wiring.bytes[20] << 8 | wiring.bytes[21];
            even &= abs(first - 2 * second) <= 2;
        }
        within &= sky_power_greatest(&wiring.power) <= amps + 1e-9;
        sky_wiring_finish(&wiring);
    }
    ok(within, "what goes on the wires is within the limit, and at it when it would be above");
    ok(even, "all colours are darkened alike");
}

int main(void)
{
    test_sum();
    test_scale();
    test_extremes();
    test_limit();
    test_wiring();
    return done();
}
