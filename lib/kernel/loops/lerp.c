/* SPDX-License-Identifier: ISC */
#include "kernel/loops/loops.h"

#include <string.h>

/* a * (256 - w) + b * w + 128, with one multiplication. It is at most 255 * 256 + 128, so arithmetic modulo 65,536 is
 * exact. `a_high` is a * 256. */
static inline uint16_t weigh(uint16_t a_high, uint16_t a, uint16_t b, uint16_t w)
{
    return (uint16_t)(a_high + (uint16_t)((uint16_t)(b - a) * w) + 128);
}

/* Takes two bytes at a time, as the halves of a 16-bit number, which saves unpacking and packing them: a fifth faster
 * with GCC, and three times as fast with Clang for SSE2. */
void SKY_LOOP(sky_lerp)(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t bytes, unsigned weight)
{
    const uint16_t w = (uint16_t)weight;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < bytes / 2; i++) {
        uint16_t x, y;
        memcpy(&x, a + 2 * i, 2);
        memcpy(&y, b + 2 * i, 2);
        uint16_t low = weigh((uint16_t)(x << 8), x & 255, y & 255, w) >> 8;
        uint16_t high = weigh(x & 0xff00, x >> 8, y >> 8, w) & 0xff00;
        x = low | high;
        memcpy(out + 2 * i, &x, 2);
    }
    if (bytes % 2) {
        size_t last = bytes - 1;
        out[last] = (uint8_t)(weigh((uint16_t)(a[last] << 8), a[last], b[last], w) >> 8);
    }
}
