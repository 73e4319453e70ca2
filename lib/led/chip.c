/* SPDX-License-Identifier: ISC */
#include "led/chip.h"

#include <string.h>

/* The nearest of 255 steps: exactly what rounding the unrounded duty would have given, as 65535 is an odd multiple
 * of 255. tests/unit/chips.c tries all duties. */
static inline uint8_t duty8(uint16_t duty)
{
    return (uint8_t)((duty * 255u + 32895) >> 16);
}

static size_t ceil_div(size_t a, size_t b)
{
    return (a + b - 1) / b;
}

/* ---- APA102, SK9822 and HD107S ----
 *
 * By what others quote of their data sheets. Start: 32 bits 0. An LED: three bits 1, five bits of current, then
 * three colour bytes, usually B, G, R. The end is not the data sheets' 32 bits 1, for reasons that Tim (cpldcpu)
 * measured in "Understanding the APA102 'Superled'" (2014) and "SK9822 - a clone of the APA102?" (2016):
 * - Each LED passes the data on half a clock later, so the last of n needs (n - 1) / 2 further clocks.
 * - An SK9822 shows its new colour only after the 32 zeros of the next start, so these are sent at once.
 * - Ones would be a white LED to a chip beyond the last; zeros are nothing to it.
 * The current stays at its full 31: an APA102 makes less of it by switching, slowly enough for moving eyes to see.
 * Who wants finer darkness more than that asks for hdr. */

#define APA102_START_BYTES 4
#define APA102_LED_BYTES 4
#define APA102_LATCH_BYTES 4
#define APA102_FIELD 31 /* the greatest */

static size_t apa102_end(size_t leds)
{
    return APA102_LATCH_BYTES + ceil_div(leds, 16);
}

static size_t apa102_bytes(size_t leds)
{
    return APA102_START_BYTES + APA102_LED_BYTES * leds + apa102_end(leds);
}

static void apa102_encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t order[3])
{
    const unsigned first = order[0], second = order[1], third = order[2];
    memset(out, 0, APA102_START_BYTES);
    out += APA102_START_BYTES;
    for (size_t i = 0; i < leds; i++, out += APA102_LED_BYTES, duties += 3) {
        out[0] = 0xe0 | APA102_FIELD;
        out[1] = duty8(duties[first]);
        out[2] = duty8(duties[second]);
        out[3] = duty8(duties[third]);
    }
    memset(out, 0, apa102_end(leds));
}

/* Light is field / 31 * byte / 255. The smallest field that can carry the brightest colour has the finest steps, so
 * that each colour is off by at most half of field / 31 / 255; the darkest light is 1 / 7905 of the full one. */
static inline unsigned apa102_field(const uint16_t duties[3])
{
    unsigned most = duties[0] > duties[1] ? duties[0] : duties[1];
    most = most > duties[2] ? most : duties[2];
    unsigned field = (most * APA102_FIELD + 65534) / 65535;
    return field + (field == 0);
}

static void apa102_encode_hdr(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t order[3])
{
    /* byte = duty * 255 * 31 / (65535 * field), in 2^-40. The product is below 2^53. */
    uint64_t scale[APA102_FIELD + 1] = {0};
    for (unsigned field = 1; field <= APA102_FIELD; field++)
        scale[field] = ((uint64_t)(255 * APA102_FIELD) << 40) / (65535 * field);
    memset(out, 0, APA102_START_BYTES);
    out += APA102_START_BYTES;
    for (size_t i = 0; i < leds; i++, out += APA102_LED_BYTES, duties += 3) {
        unsigned field = apa102_field(duties);
        out[0] = (uint8_t)(0xe0 | field);
        for (int c = 0; c < 3; c++)
            out[1 + c] = (uint8_t)((duties[order[c]] * scale[field] + (UINT64_C(1) << 39)) >> 40);
    }
    memset(out, 0, apa102_end(leds));
}

/* The same with dither. What is left of a colour is a part of its step, in 2^-16: half of that at rest, so that
 * rounding down is rounding to the nearest. Where the field changes, it is the same part of another step. */
static void apa102_encode_hdr_dithered(uint8_t *out, const uint16_t *duties, uint16_t *left, size_t leds,
                                       const uint8_t order[3])
{
    uint64_t scale[APA102_FIELD + 1] = {0}; /* as above: a byte is 255.0 at most */
    for (unsigned field = 1; field <= APA102_FIELD; field++)
        scale[field] = ((uint64_t)(255 * APA102_FIELD) << 40) / (65535 * field);
    memset(out, 0, APA102_START_BYTES);
    out += APA102_START_BYTES;
    for (size_t i = 0; i < leds; i++, out += APA102_LED_BYTES, duties += 3, left += 3) {
        unsigned field = apa102_field(duties);
        out[0] = (uint8_t)(0xe0 | field);
        for (int c = 0; c < 3; c++) {
            uint8_t color = order[c];
            uint32_t sum = (uint32_t)(duties[color] * scale[field] >> 24) + left[color];
            out[1 + c] = (uint8_t)(sum >> 16); /* of a duty of 0 it is 0 */
            left[color] = (uint16_t)sum;
        }
    }
    memset(out, 0, apa102_end(leds));
}

/* ---- HD108 ----
 *
 * Its specification (Rose Lighting, V1.2, 2022), as hd108-led.com and NeoPixelBus (pull request 838) tell it.
 * Start: 128 bits 0; Hyperion and FastLED send 64, and NeoPixelBus found 128 to be needed. An LED: one bit 1, three
 * gains of 5 bits, which stay full, and three times 16 bits, the most significant first. hd108-led.com has them in
 * the order G, R, B; strips that NeoPixelBus, FastLED and Hyperion were tried on have R, G, B. The end is one clock
 * for each LED, as specified, but of zeros, and the zeros of a start, for the reasons told at the APA102: should
 * the chip show its colours only with the next start, they are shown at once. */

#define HD108_START_BYTES 16
#define HD108_LED_BYTES 8

static size_t hd108_end(size_t leds)
{
    return HD108_START_BYTES + ceil_div(leds, 8);
}

static size_t hd108_bytes(size_t leds)
{
    return HD108_START_BYTES + HD108_LED_BYTES * leds + hd108_end(leds);
}

static void hd108_encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t order[3])
{
    memset(out, 0, HD108_START_BYTES);
    out += HD108_START_BYTES;
    for (size_t i = 0; i < leds; i++, out += HD108_LED_BYTES, duties += 3) {
        out[0] = out[1] = 0xff;
        for (int c = 0; c < 3; c++) {
            uint16_t duty = duties[order[c]];
            out[2 + 2 * c] = (uint8_t)(duty >> 8);
            out[3 + 2 * c] = (uint8_t)duty;
        }
    }
    memset(out, 0, hd108_end(leds));
}

/* ---- WS2801 ----
 *
 * By what others quote of its data sheet (Worldsemi): each takes the first 24 bits, R, G, B, and passes on what
 * follows without delay; a clock that is low for more than 500 us shows the colours and begins anew. Data sheets' 2
 * or 25 MHz are not reached by strips; HyperSerialPico (pull request 55) found 1 MHz to be safe. */

static size_t ws2801_bytes(size_t leds)
{
    return 3 * leds;
}

static void ws2801_encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t order[3])
{
    const unsigned first = order[0], second = order[1], third = order[2];
    for (size_t i = 0; i < leds; i++, out += 3, duties += 3) {
        out[0] = duty8(duties[first]);
        out[1] = duty8(duties[second]);
        out[2] = duty8(duties[third]);
    }
}

/* ---- LPD8806 ----
 *
 * From the notes in Adafruit's library LPD8806, as its data sheet says little: a colour byte has its top bit 1 and
 * seven bits of duty; it is shown when the first bit of the next byte arrives. A byte whose top bit is 0 makes a
 * chip take colours again, and one such byte travels 32 LEDs. That is what half a clock of delay in each chip of
 * two LEDs makes: n / 4 further clocks. Where Adafruit's ceil(n / 32) bytes would just do with a clock that ends
 * low, one more reaches the last chip also when the clock rests high. */

static size_t lpd8806_end(size_t leds)
{
    return (leds + 1) / 32 + 1;
}

static size_t lpd8806_bytes(size_t leds)
{
    return 3 * leds + lpd8806_end(leds);
}

static void lpd8806_encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t order[3])
{
    for (size_t i = 0; i < leds; i++, out += 3, duties += 3)
        for (int c = 0; c < 3; c++)
            out[c] = (uint8_t)(0x80 | (duties[order[c]] * 127u + 32767) / 65535);
    memset(out, 0, lpd8806_end(leds));
}

/* ---- P9813 ----
 *
 * As FastLED and NeoPixelBus send it. Start: 32 bits 0. An LED: two bits 1, the inverted top two bits of each
 * colour byte in the order in which these follow, and the bytes, B, G, R. The chip passes on a regenerated clock;
 * nobody says how much later, so the zeros at the end, two starts long, are further ones for half a clock in each
 * LED, as with the APA102. */

#define P9813_START_BYTES 4
#define P9813_LED_BYTES 4
#define P9813_LATCH_BYTES 8

static size_t p9813_end(size_t leds)
{
    return P9813_LATCH_BYTES + ceil_div(leds, 16);
}

static size_t p9813_bytes(size_t leds)
{
    return P9813_START_BYTES + P9813_LED_BYTES * leds + p9813_end(leds);
}

static void p9813_encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t order[3])
{
    const unsigned first = order[0], second = order[1], third = order[2];
    memset(out, 0, P9813_START_BYTES);
    out += P9813_START_BYTES;
    for (size_t i = 0; i < leds; i++, out += P9813_LED_BYTES, duties += 3) {
        uint8_t a = duty8(duties[first]), b = duty8(duties[second]), c = duty8(duties[third]);
        out[0] = (uint8_t)~((a & 0xc0) >> 2 | (b & 0xc0) >> 4 | (c & 0xc0) >> 6);
        out[1] = a;
        out[2] = b;
        out[3] = c;
    }
    memset(out, 0, p9813_end(leds));
}

/* ---- WS2812 ----
 *
 * By what others quote of the data sheets of the WS2812B (Worldsemi): a bit takes 1.25 us, high for 0.4 us if it is
 * 0 and for 0.8 us if it is 1, each 0.15 us more or less; the colours are shown, and the chain begins anew, after a
 * low wire: 50 us with the first version, 280 us with later ones. Three bits of SPI at 2.4 MHz, 0.417 us each, make
 * one of them: 100 or 110. So the wire is low at both ends of a frame. */

static size_t ws2812_bytes(size_t leds)
{
    return 9 * leds;
}

static void ws2812_encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t order[3])
{
    static const uint16_t triple[16] = {0x924, 0x926, 0x934, 0x936, 0x9a4, 0x9a6, 0x9b4, 0x9b6,
                                        0xd24, 0xd26, 0xd34, 0xd36, 0xda4, 0xda6, 0xdb4, 0xdb6};
    for (size_t i = 0; i < leds; i++, duties += 3) {
        for (int c = 0; c < 3; c++, out += 3) {
            uint8_t duty = duty8(duties[order[c]]);
            uint32_t bits = (uint32_t)triple[duty >> 4] << 12 | triple[duty & 15];
            out[0] = (uint8_t)(bits >> 16);
            out[1] = (uint8_t)(bits >> 8);
            out[2] = (uint8_t)bits;
        }
    }
}

/* ---- All of them ---- */

#define APA102_ENCODERS apa102_encode, apa102_encode_hdr, apa102_encode_hdr_dithered

const struct sky_chip sky_chips[] = {
    {"apa102", "bgr", 4000000, 0, true, 255, apa102_bytes, APA102_ENCODERS},
    {"sk9822", "bgr", 4000000, 0, true, 255, apa102_bytes, APA102_ENCODERS},
    {"hd107s", "bgr", 4000000, 0, true, 255, apa102_bytes, APA102_ENCODERS},
    {"hd108", "rgb", 8000000, 0, true, 65535, hd108_bytes, hd108_encode, NULL, NULL},
    {"ws2801", "rgb", 1000000, 500, true, 255, ws2801_bytes, ws2801_encode, NULL, NULL},
    {"lpd8806", "grb", 2000000, 0, true, 127, lpd8806_bytes, lpd8806_encode, NULL, NULL},
    {"p9813", "bgr", 4000000, 0, true, 255, p9813_bytes, p9813_encode, NULL, NULL},
    {"ws2812", "grb", 2400000, 300, false, 255, ws2812_bytes, ws2812_encode, NULL, NULL},
    {NULL, NULL, 0, 0, false, 0, NULL, NULL, NULL, NULL},
};

const char *const sky_order_names[] = {"chip", "rgb", "rbg", "grb", "gbr", "brg", "bgr", NULL};

void sky_chip_order(const struct sky_chip *chip, int index, uint8_t order[3])
{
    const char *letters = chip->order;
    if (index > 0)
        letters = sky_order_names[index];
    for (int i = 0; i < 3; i++)
        order[i] = (uint8_t)(letters[i] == 'r' ? 0 : letters[i] == 'g' ? 1 : 2);
}
