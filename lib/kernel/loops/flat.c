/* SPDX-License-Identifier: ISC */
#include "kernel/loops/loops.h"

#include <string.h>

/* The specification: along the turn, outwards, then over the ground, each step rounded to the nearest whole number,
 * halves up. `at` is a LED's three bytes; the next one outwards follows it. */
static inline uint8_t mix(unsigned a, unsigned b, unsigned weight)
{
    return (uint8_t)((a * (256 - weight) + b * weight + 128) >> 8);
}

static inline void draw(uint8_t *out, const uint8_t *padded, const struct sky_flat_tap *tap, size_t vane_bytes,
                        const uint8_t ground[3])
{
    const uint8_t *here = padded + tap->at, *next = here + vane_bytes;
    for (int channel = 0; channel < 3; channel++) {
        uint8_t inner = mix(here[channel], next[channel], tap->turn);
        uint8_t outer = mix(here[channel + 3], next[channel + 3], tap->turn);
        out[channel] = mix(ground[channel], mix(inner, outer, tap->out), tap->cover);
    }
}

#ifdef SKY_PLAIN

void SKY_LOOP(sky_flat)(uint8_t *out, const uint8_t *padded, const struct sky_flat_tap *taps, size_t count,
                        size_t vane_bytes, const uint8_t ground[3])
{
    for (size_t i = 0; i < count; i++)
        draw(out + 3 * i, padded, &taps[i], vane_bytes, ground);
}

#else

/* Some pixels at a time, as many as a register of this machine holds of four lanes each: R, G, B and a byte that is
 * not used. The vector types are those of GCC and Clang. */
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

/* One LED of each pixel. */
static inline lanes leds(const uint8_t *padded, const struct sky_flat_tap *taps)
{
#define LED(i) load(padded + taps[i].at)
    words values = EACH(LED);
    return __builtin_convertvector((bytes)values, lanes);
}

/* a * (256 - weight) + b * weight is a * 256 + (b - a) * weight; it fits 16 bits, so that what is lost above them
 * on the way does not matter. */
static inline lanes mix_lanes(lanes a, lanes b, lanes weight)
{
    return ((a << 8) + (b - a) * weight + 128) >> 8;
}

#define EACH_LANE UINT64_C(0x0001000100010001)
#define TURN(i) taps[i].turn * EACH_LANE
#define OUT(i) taps[i].out * EACH_LANE
#define COVER(i) taps[i].cover * EACH_LANE

void SKY_LOOP(sky_flat)(uint8_t *out, const uint8_t *padded, const struct sky_flat_tap *taps, size_t count,
                        size_t vane_bytes, const uint8_t ground[3])
{
    size_t i = 0;
    lanes under = {0};
    for (int lane = 0; lane < 4 * AT_ONCE; lane++)
        under[lane] = lane % 4 < 3 ? ground[lane % 4] : 0;
    /* Each pixel writes a fourth byte, which the next one writes over; so the last one of all is not drawn here. */
    for (; i + AT_ONCE < count; i += AT_ONCE, taps += AT_ONCE) {
        wide turn = EACH(TURN), outwards = EACH(OUT);
        lanes inner = mix_lanes(leds(padded, taps), leds(padded + vane_bytes, taps), (lanes)turn);
        lanes outer = mix_lanes(leds(padded + 3, taps), leds(padded + vane_bytes + 3, taps), (lanes)turn);
        lanes color = mix_lanes(inner, outer, (lanes)outwards);
        unsigned whole = 256;
        for (int pixel = 0; pixel < AT_ONCE; pixel++)
            whole &= taps[pixel].cover;
        if (!whole) { /* only at the disc's edges */
            wide cover = EACH(COVER);
            color = mix_lanes(under, color, (lanes)cover);
        }
        words pixels = (words)__builtin_convertvector(color, bytes);
        for (int pixel = 0; pixel < AT_ONCE; pixel++, out += 3) {
            uint32_t value = pixels[pixel];
            memcpy(out, &value, sizeof value);
        }
    }
    for (; i < count; i++, taps++, out += 3)
        draw(out, padded, taps, vane_bytes, ground);
}

#endif
