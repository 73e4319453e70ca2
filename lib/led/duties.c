/* SPDX-License-Identifier: ISC */
#include "led/duties.h"

#include "base/random.h"
#include "kernel/kernel.h"

void sky_duties_mix(uint16_t *restrict duties, const uint16_t *restrict from, size_t count, unsigned step,
                    unsigned steps)
{
    uint32_t weight = (uint32_t)(65536 * (uint64_t)step / steps), rest = 65536 - weight;
    for (size_t i = 0; i < count; i++)
        duties[i] = (uint16_t)((from[i] * rest + duties[i] * weight + 32768) >> 16);
}

void sky_duties_dither(uint16_t *restrict out, const uint16_t *restrict duties, uint16_t *restrict residue,
                       size_t count, unsigned steps)
{
    if (steps == 255) { /* most chips */
        sky_kernels()->dither(out, duties, residue, count);
        return;
    }
    /* The residue is the remainder of the division that finds the step. It includes half a step, so that rounding down
     * rounds to the nearest. It is less than 65535, so a duty of 0 gives step 0. */
    for (size_t i = 0; i < count; i++) {
        uint32_t sum = duties[i] * steps + residue[i];
        uint32_t step = sum / 65535;
        residue[i] = (uint16_t)(sum - step * 65535);
        out[i] = (uint16_t)((step * 65535 + steps / 2) / steps);
    }
}

void sky_duties_dither_init(uint16_t *residue, size_t count)
{
    for (size_t i = 0; i < count; i++)
        residue[i] = (uint16_t)(sky_random_hash(0, i) % 65535);
}
