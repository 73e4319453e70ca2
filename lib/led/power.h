/* SPDX-License-Identifier: ISC */
/* The current that LEDs take, estimated from a frame of duties, and a limit for it.
 *
 * An LED takes `idle_ma` always, for its chip, and each of its colours `ma` while it is on. What is usual: 20 and 1.
 * Adafruit reckons with 60 mA for an LPD8806 or a WS2801 in white; the Awesome LED list has 19 to 22 mA a colour for
 * an APA102 of 5 mm, 10 for one of 2 mm, and 1 for a dark one; FastLED limits power by measurements of WS2812 strips,
 * 16, 11 and 15 mA for R, G and B, and 1. WS2812 of 1 mm have been measured to take 2. So one pair of numbers is on
 * the safe side for all chips, and who wants to know measures a strip. */
#ifndef SKY_LED_POWER_H
#define SKY_LED_POWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SKY_POWER_MA "20"
#define SKY_POWER_IDLE_MA "1"

struct sky_budget {
    double amps;    /* all LEDs together, 0 to 1e6; 0: no limit */
    double ma;      /* of a colour that is always on, 0 to 1000 */
    double idle_ma; /* of an LED that is dark, 0 to 1000 */
};

struct sky_power {
    uint64_t idle_ua;    /* of all LEDs, in microamperes */
    uint64_t channel_ua; /* of a colour that is always on */
    uint64_t most_sum;   /* of duties that fit the limit; UINT64_MAX without one */
    uint64_t frames, limited;   /* estimated so far, and how many of them were over the limit */
    double total_ua;            /* the sum of what these took after that */
    uint64_t greatest_ua;       /* and the greatest */
};

/* Begins for so many LEDs, up to 22 million. Returns 0, or -1 with the error set: dark LEDs alone take too
 * much. */
int sky_power_init(struct sky_power *power, const struct sky_budget *budget, size_t leds);

/* The sum of `count` duties, exactly. */
uint64_t sky_power_sum(const uint16_t *duties, size_t count);

/* Multiplies all duties by `most` / `sum`, which is less than 1, rounding down; so if `sum` is theirs, the new one
 * is `most` at most. The factor is right to 1 / 32768 of itself. */
void sky_power_scale(uint16_t *restrict out, const uint16_t *restrict duties, size_t count, uint64_t sum,
                     uint64_t most);

/* Notes the current of a frame. When that is over the limit, makes `out` a frame that is not, evenly darker, and
 * returns true. Rounding to the steps of a chip comes later, and is not counted. */
bool sky_power_limit(struct sky_power *power, uint16_t *restrict out, const uint16_t *restrict duties,
                     size_t count);

/* Figures for people: amperes of a frame, over those noted so far; 0 before the first. */
double sky_power_mean(const struct sky_power *power);
double sky_power_greatest(const struct sky_power *power);

#endif
