/* SPDX-License-Identifier: ISC */
#include "led/power.h"

#include <math.h>

#include <sky/error.h>

#define FULL 65535 /* the duty of a colour that is always on */

int sky_power_init(struct sky_power *power, const struct sky_budget *budget, size_t leds)
{
    *power = (struct sky_power){.most_sum = UINT64_MAX};
    power->idle_ua = leds * (uint64_t)floor(budget->idle_ma * 1000 + 0.5);
    power->channel_ua = (uint64_t)floor(budget->ma * 1000 + 0.5);
    if (budget->amps == 0)
        return 0;
    uint64_t limit_ua = (uint64_t)floor(budget->amps * 1e6 + 0.5); /* times FULL it is below 2^56 */
    if (power->idle_ua >= limit_ua)
        return sky_fail("amps: %g A are too few for %zu dark LEDs, which take %g A with idle_ma=%g", budget->amps,
                        leds, (double)power->idle_ua / 1e6, budget->idle_ma);
    if (power->channel_ua > 0)
        power->most_sum = (limit_ua - power->idle_ua) * FULL / power->channel_ua;
    return 0;
}

/* Compilers make vector code of loops whose ends they know; 64 duties fit 32 bits. */
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
        /* many processors have an instruction for this */
        uint16_t high = (uint16_t)((uint32_t)duties[i] * factor >> 16);
        out[i] = (uint16_t)(high >> shift);
    }
}

void sky_power_scale(uint16_t *restrict out, const uint16_t *restrict duties, size_t count, uint64_t sum,
                     uint64_t most)
{
    /* most / sum is factor / 2^(16 + shift), and the factor has 16 bits, if shift is at its least. `sum` is below
     * 2^43, so nothing overflows. */
    unsigned shift = 0;
    while (shift < 15 && most << (shift + 1) < sum)
        shift++;
    uint16_t factor = (uint16_t)((most << (16 + shift)) / sum);
    size_t i = 0;
    for (; i + BLOCK <= count; i += BLOCK)
        scale_block(out + i, duties + i, BLOCK, factor, shift);
    scale_block(out + i, duties + i, count - i, factor, shift);
}

static void note(struct sky_power *power, uint64_t sum)
{
    uint64_t ua = power->idle_ua + sum * power->channel_ua / FULL; /* below 2^63 */
    power->frames++;
    power->total_ua += (double)ua;
    power->greatest_ua = ua > power->greatest_ua ? ua : power->greatest_ua;
}

bool sky_power_limit(struct sky_power *power, uint16_t *restrict out, const uint16_t *restrict duties,
                     size_t count)
{
    uint64_t sum = sky_power_sum(duties, count);
    if (sum <= power->most_sum) {
        note(power, sum);
        return false;
    }
    sky_power_scale(out, duties, count, sum, power->most_sum);
    power->limited++;
    note(power, sky_power_sum(out, count));
    return true;
}

double sky_power_mean(const struct sky_power *power)
{
    return power->frames > 0 ? power->total_ua / (double)power->frames / 1e6 : 0;
}

double sky_power_greatest(const struct sky_power *power)
{
    return (double)power->greatest_ua / 1e6;
}
