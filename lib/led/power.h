/* SPDX-License-Identifier: ISC */
/* The current of the LEDs, estimated from what is sent, and limits for it: for each lane and for all.
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

#include "led/layout.h"

#define SKY_POWER_MA "20"
#define SKY_POWER_IDLE_MA "1"

struct sky_power_settings {
    double amps;    /* limit for all LEDs together, 0 to 1e6; 0: no limit */
    double ma;      /* of a colour that is always on, 0 to 1000 */
    double idle_ma; /* of a dark LED, 0 to 1000 */
};

/* Budgets: that of each lane, and that of all lanes together. Sums are in steps of the chip, as sent: a colour that is
 * always on counts `steps`. */
#define SKY_BUDGETS (SKY_LANES_MAX + 1)

struct sky_power {
    uint64_t idle_ua;    /* of all LEDs when they are dark, in microamperes */
    uint64_t lane_idle_ua[SKY_LANES_MAX];
    uint64_t channel_ua; /* of a colour that is always on */
    unsigned steps;
    unsigned lanes;
    bool has_limit; /* set it for sky_power_set_budget() */
    uint64_t own_most;          /* that of all, by the settings */
    uint64_t most[SKY_BUDGETS]; /* sums that keep the limits; UINT64_MAX without one. That of all is at `lanes`. */

    /* Statistics. */
    uint64_t frames, limited; /* frames recorded, and those that exceeded a limit */
    double total_ua;          /* of all frames, as they were sent */
    uint64_t last_ua;
    uint64_t last_sums[SKY_LANES_MAX];
    uint64_t max_ua;
};

/* For a layout of up to 22 million LEDs, with the limits of its lanes, and a chip of so many steps. Returns 0, or -1
 * with the error set: dark LEDs alone exceed a limit. */
int sky_power_init(struct sky_power *power, const struct sky_power_settings *settings, const struct sky_layout *layout,
                   unsigned steps);

/* With `has_limit`: limits the next frames to so many microamperes, beside the limits of the settings; UINT64_MAX: no
 * more than these do. */
void sky_power_set_budget(struct sky_power *power, uint64_t ua);

/* Takes over the statistics of another one. */
void sky_power_continue(struct sky_power *power, const struct sky_power *before);

/* How dark a frame must be, found by trying. Zeroed before a frame. */
struct sky_dimming {
    uint64_t part, whole; /* all duties are to be multiplied by part / whole, which is below 1; whole is 0 at first */

    /* Private. */
    unsigned attempts;
    uint64_t first[SKY_BUDGETS], goal[SKY_BUDGETS];
};

/* Takes the sums of each lane of what was encoded. Returns true when they exceed a limit: then the frame is to be
 * encoded again, with sky_power_scale(), and this is to be called again. Rounding to steps makes a few more attempts
 * necessary, of which each is darker than the one before; a black frame ends them. */
bool sky_power_exceeds(const struct sky_power *power, struct sky_dimming *dimming, const uint64_t sums[SKY_BUDGETS]);

/* Records the sums of a frame as it is sent. */
void sky_power_record(struct sky_power *power, const struct sky_dimming *dimming, const uint64_t sums[SKY_BUDGETS]);

/* Amperes of the frames recorded so far; 0 before the first. */
double sky_power_mean(const struct sky_power *power);
double sky_power_max(const struct sky_power *power);

/* Amperes of a lane in the frame recorded last. */
double sky_power_lane(const struct sky_power *power, unsigned lane);

/* The sum of `count` duties, each rounded to the nearest of `steps` steps, 1 to 65535. */
uint64_t sky_power_sum(const uint16_t *duties, size_t count, unsigned steps);

/* Multiplies all duties by part / whole, which is below 1, and rounds down, so that the sum of duties that add up to
 * `whole` becomes `part` at most. The factor is exact to 1 / 32768 of itself. `whole` is below 2^43. */
void sky_power_scale(uint16_t *restrict out, const uint16_t *restrict duties, size_t count, uint64_t part,
                     uint64_t whole);

#endif
