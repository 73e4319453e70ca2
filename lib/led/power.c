/* SPDX-License-Identifier: ISC */
#include "led/power.h"

#include <math.h>
#include <string.h>

#include <sky/error.h>

#include "base/number.h"

static uint64_t idle_of(size_t leds, double idle_ma)
{
    return leds * (uint64_t)floor(idle_ma * 1000 + 0.5);
}

/* The sum of steps that so many microamperes allow beside those of dark LEDs. Returns 0, or -1 with the error set. */
static int find_most(uint64_t *most, const struct sky_power *power, double amps, double idle_ma, size_t leds)
{
    uint64_t idle_ua = idle_of(leds, idle_ma);
    uint64_t limit_ua = (uint64_t)floor(amps * 1e6 + 0.5); /* times the steps it is below 2^56 */
    char count[SKY_COUNT_TEXT];
    *most = UINT64_MAX;
    if (amps == 0)
        return 0;
    if (idle_ua >= limit_ua)
        return sky_fail("amps: %g A is not enough for %s: %g A with idle_ma=%g", amps,
                        sky_number_count(leds, "dark LED", count), (double)idle_ua / 1e6, idle_ma);
    if (power->channel_ua > 0)
        *most = (limit_ua - idle_ua) * power->steps / power->channel_ua;
    return 0;
}

int sky_power_init(struct sky_power *power, const struct sky_power_settings *settings, const struct sky_layout *layout,
                   unsigned steps)
{
    const size_t leds = sky_layout_total(layout);
    *power = (struct sky_power){.steps = steps, .lanes = layout->lanes};
    power->idle_ua = idle_of(leds, settings->idle_ma);
    power->channel_ua = (uint64_t)floor(settings->ma * 1000 + 0.5);
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        double amps = sky_layout_amps(layout, lane);
        power->has_limit |= amps > 0;
        power->lane_idle_ua[lane] = idle_of(sky_layout_leds(layout, lane), settings->idle_ma);
        if (find_most(&power->most[lane], power, amps, settings->idle_ma, sky_layout_leds(layout, lane)) < 0)
            return sky_fail_at("layout: lane %u", lane);
    }
    power->has_limit |= settings->amps > 0;
    int result = find_most(&power->own_most, power, settings->amps, settings->idle_ma, leds);
    power->most[layout->lanes] = power->own_most;
    return result;
}

void sky_power_set_budget(struct sky_power *power, uint64_t ua)
{
    uint64_t *most = &power->most[power->lanes], left = ua > power->idle_ua ? ua - power->idle_ua : 0;
    *most = power->own_most;
    if (ua == UINT64_MAX || power->channel_ua == 0)
        return;
    left = left * power->steps / power->channel_ua;
    *most = left < *most ? left : *most;
}

void sky_power_continue(struct sky_power *power, const struct sky_power *before)
{
    power->frames = before->frames;
    power->limited = before->limited;
    power->total_ua = before->total_ua;
    power->max_ua = before->max_ua;
}

/* Compilers vectorise loops of a constant length. The sum of 64 duties fits 32 bits. */
enum { BLOCK = 64 };

static inline uint64_t sum_block(const uint16_t *duties, size_t count, unsigned steps)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += ((uint32_t)duties[i] * steps + 32767) / 65535;
    return sum;
}

static inline uint64_t sum_blocks(const uint16_t *duties, size_t count, unsigned steps)
{
    uint64_t sum = 0;
    size_t i = 0;
    for (; i + BLOCK <= count; i += BLOCK)
        sum += sum_block(duties + i, BLOCK, steps);
    return sum + sum_block(duties + i, count - i, steps);
}

uint64_t sky_power_sum(const uint16_t *duties, size_t count, unsigned steps)
{
    return steps == 255 ? sum_blocks(duties, count, 255) : sum_blocks(duties, count, steps);
}

static inline void scale_block(uint16_t *restrict out, const uint16_t *restrict duties, size_t count,
                               uint16_t factor, unsigned shift)
{
    for (size_t i = 0; i < count; i++) {
        uint16_t high = (uint16_t)((uint32_t)duties[i] * factor >> 16); /* one instruction on many processors */
        out[i] = (uint16_t)(high >> shift);
    }
}

void sky_power_scale(uint16_t *restrict out, const uint16_t *restrict duties, size_t count, uint64_t part,
                     uint64_t whole)
{
    /* part / whole is factor / 2^(16 + shift). With the smallest possible shift the factor has 16 significant bits.
     * Nothing overflows, as `whole` is below 2^43. */
    unsigned shift = 0;
    while (shift < 15 && part << (shift + 1) < whole)
        shift++;
    uint16_t factor = (uint16_t)((part << (16 + shift)) / whole);
    size_t i = 0;
    for (; i + BLOCK <= count; i += BLOCK)
        scale_block(out + i, duties + i, BLOCK, factor, shift);
    scale_block(out + i, duties + i, count - i, factor, shift);
}

static uint64_t total_of(const struct sky_power *power, const uint64_t sums[SKY_BUDGETS])
{
    uint64_t total = 0;
    for (unsigned lane = 0; lane < power->lanes; lane++)
        total += sums[lane];
    return total;
}

bool sky_power_exceeds(const struct sky_power *power, struct sky_dimming *dimming, const uint64_t sums[SKY_BUDGETS])
{
    bool begins = dimming->whole == 0, exceeds = false;
    double least = 1;
    if (!power->has_limit)
        return false;
    /* The least step from one attempt to the next: 1/1024 at first, then twice as much, at most 1/8. */
    unsigned shift = dimming->attempts < 8 ? 11 - dimming->attempts : 3;
    dimming->attempts++;
    for (unsigned i = 0; i <= power->lanes; i++) {
        uint64_t sum = i < power->lanes ? sums[i] : total_of(power, sums), most = power->most[i];
        uint64_t *first = &dimming->first[i], *goal = &dimming->goal[i];
        if (begins) {
            *first = sum;
            *goal = sum < most ? sum : most;
        } else if (sum > most) {
            uint64_t least_step = (*goal >> shift) + 1, less = sum - most > least_step ? sum - most : least_step;
            *goal -= less < *goal ? less : *goal;
        }
        exceeds |= sum > most;
        if (*first > 0 && (double)*goal / (double)*first < least) {
            least = (double)*goal / (double)*first;
            dimming->part = *goal;
            dimming->whole = *first;
        }
    }
    return exceeds;
}

void sky_power_record(struct sky_power *power, const struct sky_dimming *dimming, const uint64_t sums[SKY_BUDGETS])
{
    uint64_t ua = power->idle_ua + total_of(power, sums) * power->channel_ua / power->steps; /* below 2^63 */
    power->frames++;
    power->limited += dimming->whole > 0;
    power->total_ua += (double)ua;
    power->last_ua = ua;
    memcpy(power->last_sums, sums, power->lanes * sizeof *sums);
    power->max_ua = ua > power->max_ua ? ua : power->max_ua;
}

double sky_power_mean(const struct sky_power *power)
{
    return power->frames > 0 ? power->total_ua / (double)power->frames / 1e6 : 0;
}

double sky_power_max(const struct sky_power *power)
{
    return (double)power->max_ua / 1e6;
}

double sky_power_lane(const struct sky_power *power, unsigned lane)
{
    uint64_t ua = power->lane_idle_ua[lane] + power->last_sums[lane] * power->channel_ua / power->steps;
    return (double)ua / 1e6;
}
