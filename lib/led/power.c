/* SPDX-License-Identifier: ISC */
#include "led/power.h"

#include <math.h>

#include <sky/error.h>

#define FULL 65535 /* the duty of a colour that is always on */

int sky_power_init(struct sky_power *power, const struct sky_power_settings *settings, size_t leds)
{
    *power = (struct sky_power){.sum_max = UINT64_MAX};
    power->idle_ua = leds * (uint64_t)floor(settings->idle_ma * 1000 + 0.5);
    power->channel_ua = (uint64_t)floor(settings->ma * 1000 + 0.5);
    if (settings->amps == 0)
        return 0;
    uint64_t limit_ua = (uint64_t)floor(settings->amps * 1e6 + 0.5); /* times FULL it is below 2^56 */
    if (power->idle_ua >= limit_ua)
        return sky_fail("amps: %g A is not enough for %zu dark LEDs, which draw %g A with idle_ma=%g", settings->amps,
                        leds, (double)power->idle_ua / 1e6, settings->idle_ma);
    if (power->channel_ua > 0)
        power->sum_max = (limit_ua - power->idle_ua) * FULL / power->channel_ua;
    return 0;
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

static inline uint32_t sum_block(const uint16_t *duties, size_t count)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += duties[i];
    return sum;
}

uint64_t sky_power_sum(const uint16_t *duties, size_t count)
{
    uint64_t sum = 0;
    size_t i = 0;
    for (; i + BLOCK <= count; i += BLOCK)
        sum += sum_block(duties + i, BLOCK);
    return sum + sum_block(duties + i, count - i);
}

static inline void scale_block(uint16_t *restrict out, const uint16_t *restrict duties, size_t count,
                               uint16_t factor, unsigned shift)
{
    for (size_t i = 0; i < count; i++) {
        uint16_t high = (uint16_t)((uint32_t)duties[i] * factor >> 16); /* one instruction on many processors */
        out[i] = (uint16_t)(high >> shift);
    }
}

void sky_power_scale(uint16_t *restrict out, const uint16_t *restrict duties, size_t count, uint64_t sum,
                     uint64_t sum_max)
{
    /* sum_max / sum is factor / 2^(16 + shift). With the smallest possible shift the factor has 16 significant bits.
     * Nothing overflows, as `sum` is below 2^43. */
    unsigned shift = 0;
    while (shift < 15 && sum_max << (shift + 1) < sum)
        shift++;
    uint16_t factor = (uint16_t)((sum_max << (16 + shift)) / sum);
    size_t i = 0;
    for (; i + BLOCK <= count; i += BLOCK)
        scale_block(out + i, duties + i, BLOCK, factor, shift);
    scale_block(out + i, duties + i, count - i, factor, shift);
}

void sky_power_record(struct sky_power *power, uint64_t sum, bool limited)
{
    uint64_t ua = power->idle_ua + sum * power->channel_ua / FULL; /* below 2^63 */
    power->frames++;
    power->limited += limited;
    power->total_ua += (double)ua;
    power->max_ua = ua > power->max_ua ? ua : power->max_ua;
}

bool sky_power_limit(struct sky_power *power, uint16_t *restrict out, const uint16_t *restrict duties,
                     size_t count)
{
    uint64_t sum = sky_power_sum(duties, count);
    if (sum <= power->sum_max) {
        sky_power_record(power, sum, false);
        return false;
    }
    sky_power_scale(out, duties, count, sum, power->sum_max);
    sky_power_record(power, sky_power_sum(out, count), true);
    return true;
}

double sky_power_mean(const struct sky_power *power)
{
    return power->frames > 0 ? power->total_ua / (double)power->frames / 1e6 : 0;
}

double sky_power_max(const struct sky_power *power)
{
    return (double)power->max_ua / 1e6;
}
