/* SPDX-License-Identifier: ISC */
#include "kernel/loops/loops.h"

#include <string.h>

/* The specification: interpolate between the vanes, then between the pixels, then lay the result over the background.
 * Each step is rounded to nearest, halves up. The next LED outwards follows an LED's three bytes. */
static inline uint8_t mix(unsigned a, unsigned b, unsigned weight)
{
    return (uint8_t)((a * (256 - weight) + b * weight + 128) >> 8);
}

static inline void draw(uint8_t *out, const uint8_t *padded, const struct sky_flat_tap *tap, size_t vane_bytes,
                        const uint8_t background[3])
{
    const uint8_t *here = padded + tap->offset, *next = here + vane_bytes;
    for (int channel = 0; channel < 3; channel++) {
        uint8_t inner = mix(here[channel], next[channel], tap->vane_weight);
        uint8_t outer = mix(here[channel + 3], next[channel + 3], tap->vane_weight);
        out[channel] = mix(background[channel], mix(inner, outer, tap->pixel_weight), tap->coverage);
    }
}

#ifdef SKY_PLAIN

void SKY_LOOP(sky_flat)(uint8_t *out, const uint8_t *padded, const struct sky_flat_tap *taps, size_t count,
                        size_t vane_bytes, const uint8_t background[3])
{
    for (size_t i = 0; i < count; i++)
        draw(out + 3 * i, padded, &taps[i], vane_bytes, background);
}

#else

/* Draws as many pixels at a time as a vector register holds with four lanes each: R, G, B and an unused one. The
 * vector types are those of GCC and Clang. */
#ifdef __AVX2__
#define AT_ONCE 4
#define EACH(of) {of(0), of(1), of(2), of(3)}
#else
#define AT_ONCE 2
#define EACH(of) {of(0), of(1)}
#endif
typedef uint16_t lanes __attribute__((vector_size(8 * AT_ONCE)));
typedef uint64_t wide __attribute__((vector_size(8 * AT_ONCE)));
typedef uint32_t words __attribute__((vector_size(4 * AT_ONCE)));
typedef uint8_t bytes __attribute__((vector_size(4 * AT_ONCE)));

static inline uint32_t load(const uint8_t *led)
{
    uint32_t value;
    memcpy(&value, led, sizeof value);
    return value;
}

/* The LED at the tap's offset, for each pixel. */
static inline lanes leds(const uint8_t *padded, const struct sky_flat_tap *taps)
{
#define LED(i) load(padded + taps[i].offset)
    words values = EACH(LED);
    return __builtin_convertvector((bytes)values, lanes);
}

/* a * (256 - weight) + b * weight equals a * 256 + (b - a) * weight, modulo 65,536, and fits 16 bits. */
static inline lanes mix_lanes(lanes a, lanes b, lanes weight)
{
    return ((a << 8) + (b - a) * weight + 128) >> 8;
}

#define EACH_LANE UINT64_C(0x0001000100010001)
#define VANE_WEIGHT(i) taps[i].vane_weight * EACH_LANE
#define PIXEL_WEIGHT(i) taps[i].pixel_weight * EACH_LANE
#define COVERAGE(i) taps[i].coverage * EACH_LANE

void SKY_LOOP(sky_flat)(uint8_t *out, const uint8_t *padded, const struct sky_flat_tap *taps, size_t count,
                        size_t vane_bytes, const uint8_t background[3])
{
    size_t i = 0;
    lanes under = {0};
    for (int lane = 0; lane < 4 * AT_ONCE; lane++)
        under[lane] = lane % 4 < 3 ? background[lane % 4] : 0;
    /* Each pixel is written as four bytes, of which the next pixel overwrites the fourth. So the last pixel is left to
     * the loop below. */
    for (; i + AT_ONCE < count; i += AT_ONCE, taps += AT_ONCE) {
        wide vane_weight = EACH(VANE_WEIGHT), pixel_weight = EACH(PIXEL_WEIGHT);
        lanes inner = mix_lanes(leds(padded, taps), leds(padded + vane_bytes, taps), (lanes)vane_weight);
        lanes outer = mix_lanes(leds(padded + 3, taps), leds(padded + vane_bytes + 3, taps), (lanes)vane_weight);
        lanes color = mix_lanes(inner, outer, (lanes)pixel_weight);
        unsigned covered = 256;
        for (int pixel = 0; pixel < AT_ONCE; pixel++)
            covered &= taps[pixel].coverage;
        if (!covered) { /* only at the disc's edges */
            wide coverage = EACH(COVERAGE);
            color = mix_lanes(under, color, (lanes)coverage);
        }
        words pixels = (words)__builtin_convertvector(color, bytes);
        for (int pixel = 0; pixel < AT_ONCE; pixel++, out += 3) {
            uint32_t value = pixels[pixel];
            memcpy(out, &value, sizeof value);
        }
    }
    for (; i < count; i++, taps++, out += 3)
        draw(out, padded, taps, vane_bytes, background);
}

#endif
