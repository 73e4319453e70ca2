/* SPDX-License-Identifier: ISC */
/* The current of the LEDs, estimated from a frame of duties, and a limit for it.
 *
 * An LED draws `idle_ma` for its chip all the time, and `ma` for each of its colours, a white LED's too, while it is
 * on. The defaults, 1 and 20, are on the safe side for all chips: Adafruit counts 60 mA for an LPD8806 or WS2801 in
 * white; the Awesome LED list has 19 to 22 mA a colour for an APA102 of 5 mm, 10 for one of 2 mm, and 1 for a dark one;
 * FastLED limits power by measurements of WS2812 strips: 16, 11 and 15 mA for R, G and B, and 1. WS2812 of 1 mm have
 * been measured at 2. */
#ifndef SKY_LED_POWER_H
#define SKY_LED_POWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SKY_POWER_MA "20"
#define SKY_POWER_IDLE_MA "1"

struct sky_power_settings {
    double amps;    /* limit for all LEDs together, 0 to 1e6; 0: no limit */
    double ma;      /* of a colour that is always on, 0 to 1000 */
    double idle_ma; /* of a dark LED, 0 to 1000 */
};

struct sky_power {
    uint64_t idle_ua;    /* of all LEDs, in microamperes */
    uint64_t channel_ua; /* of a colour that is always on */
    uint64_t sum_max;    /* of duties, so that the limit is kept; UINT64_MAX without a limit */

    /* Statistics. */
    uint64_t frames, limited; /* frames recorded, and those that exceeded the limit */
    double total_ua;          /* of all frames, after the limit */
    uint64_t max_ua;
};

/* For up to 22 million LEDs. Returns 0, or -1 with the error set: dark LEDs alone exceed the limit. */
int sky_power_init(struct sky_power *power, const struct sky_power_settings *settings, size_t leds);

/* Takes over the statistics of another one. */
void sky_power_continue(struct sky_power *power, const struct sky_power *before);

/* Records the current of a frame of `count` duties. If it exceeds the limit, makes `out` a frame that keeps it, evenly
 * darker, and returns true; otherwise returns false without using `out`, which may then be NULL. Rounding to the steps
 * of a chip comes later and is not counted. */
bool sky_power_limit(struct sky_power *power, uint16_t *restrict out, const uint16_t *restrict duties,
                     size_t count);

/* Records the current of a frame by the sum of its duties, which the limit has made smaller or not. */
void sky_power_record(struct sky_power *power, uint64_t sum, bool limited);

/* Amperes of the frames recorded so far; 0 before the first. */
double sky_power_mean(const struct sky_power *power);
double sky_power_max(const struct sky_power *power);

/* ---- The parts of sky_power_limit() ---- */

/* The sum of `count` duties, exactly. */
uint64_t sky_power_sum(const uint16_t *duties, size_t count);

/* Multiplies all duties by `sum_max` / `sum`, which is less than 1, and rounds down, so that their sum becomes
 * `sum_max` at most. The factor is exact to 1 / 32768 of itself. `sum` is below 2^43. */
void sky_power_scale(uint16_t *restrict out, const uint16_t *restrict duties, size_t count, uint64_t sum,
                     uint64_t sum_max);

#endif
