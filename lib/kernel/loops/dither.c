/* SPDX-License-Identifier: ISC */
#include "kernel/loops/loops.h"

void SKY_LOOP(sky_dither)(uint16_t *restrict out, const uint16_t *restrict duties, uint16_t *restrict rest,
                          size_t count)
{
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++) {
        uint32_t sum = duties[i] * UINT32_C(255) + rest[i]; /* below 65535 * 256 */
        uint32_t step = (sum + (sum >> 16) + 1) >> 16;      /* sum / 65535 rounded down, for sum below 2^32 - 2^17 */
        rest[i] = (uint16_t)(sum + step);                   /* sum - 65535 * step, modulo 65536 */
        out[i] = (uint16_t)(step * 257);
    }
}
