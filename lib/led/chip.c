/* SPDX-License-Identifier: ISC */
/* One section for each family of chips, and the table at the end. To add a chip, write its encoder and its row here,
 * what a chain of it shows in tests/unit/chips.c, and its line in the table of sky-push(1). */
#include "led/chip.h"

#include <string.h>

/* The nearest of 255 steps. This is exactly what rounding the unrounded duty would give, as 65535 is an odd multiple of
 * 255; tests/unit/chips.c compares all duties. */
static inline uint8_t duty8(uint16_t duty)
{
    return (uint8_t)((duty * 255u + 32895) >> 16);
}

/* ---- APA102, SK9822, HD107S ----
 *
 * From published excerpts of the data sheets: 32 zero bits start a frame; an LED is three 1 bits, a brightness field of
 * five bits, and three colour bytes, usually B, G, R. The data sheets end a frame with 32 one bits. This does not, for
 * reasons that Tim (cpldcpu) measured in "Understanding the APA102 'Superled'" (2014) and "SK9822 - a clone of the
 * APA102?" (2016):
 * - Each LED delays the data by half a clock, so the last of n LEDs needs (n - 1) / 2 more clocks.
 * - An SK9822 shows its new colour only after the 32 zeros of the next frame, so they are sent at the end.
 * - An LED beyond the last would show ones as white; it ignores zeros.
 *
 * The field of an APA102 dims by switching, at 440 Hz, slowly enough for moving eyes to see; that of an SK9822 sets the
 * current (the same measurements). */

#define APA102_FIELD_MAX 31

static void apa102_encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order)
{
    const unsigned first = order[0], second = order[1], third = order[2];
    for (size_t i = 0; i < leds; i++, out += 4, duties += 3) {
        out[0] = 0xe0 | APA102_FIELD_MAX;
        out[1] = duty8(duties[first]);
        out[2] = duty8(duties[second]);
        out[3] = duty8(duties[third]);
    }
}

/* Light is field / 31 * byte / 255. The smallest field that can carry the brightest colour has the finest steps: each
 * colour is within half of field / 31 / 255, and the darkest light is 1 / 7905 of the full one. */
static inline unsigned apa102_field(const uint16_t duties[3])
{
    unsigned most = duties[0] > duties[1] ? duties[0] : duties[1];
    most = most > duties[2] ? most : duties[2];
    unsigned field = (most * APA102_FIELD_MAX + 65534) / 65535;
    return field + (field == 0);
}

/* Compiled twice, with and without dither. A residue is the part of the step that was lost, in 2^-16, plus a half, so
 * that rounding down rounds to the nearest. When the field changes, it is the same part of another step. */
static inline void apa102_encode_fields(uint8_t *out, const uint16_t *duties, uint16_t *residue, bool dithers,
                                        size_t leds, const uint8_t order[3])
{
    /* byte = duty * 255 * 31 / (65535 * field), in 2^-40. Products are below 2^53, and a byte is 255.0 at most. */
    uint64_t scale[APA102_FIELD_MAX + 1] = {0};
    for (unsigned field = 1; field <= APA102_FIELD_MAX; field++)
        scale[field] = ((uint64_t)(255 * APA102_FIELD_MAX) << 40) / (65535 * field);
    for (size_t i = 0; i < leds; i++, out += 4, duties += 3, residue += dithers ? 3 : 0) {
        unsigned field = apa102_field(duties);
        out[0] = (uint8_t)(0xe0 | field);
        for (int c = 0; c < 3; c++) {
            uint8_t color = order[c];
            uint64_t byte = duties[color] * scale[field];
            if (dithers) {
                uint32_t sum = (uint32_t)(byte >> 24) + residue[color];
                residue[color] = (uint16_t)sum;
                out[1 + c] = (uint8_t)(sum >> 16);
            } else {
                out[1 + c] = (uint8_t)((byte + (UINT64_C(1) << 39)) >> 40);
            }
        }
    }
}

static void apa102_encode_hdr(uint8_t *out, const uint16_t *duties, uint16_t *residue, size_t leds,
                              const uint8_t order[3])
{
    if (residue)
        apa102_encode_fields(out, duties, residue, true, leds, order);
    else
        apa102_encode_fields(out, duties, NULL, false, leds, order);
}

static uint64_t apa102_hdr_sum(const uint8_t *bytes, size_t leds)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < leds; i++, bytes += 4)
        sum += (bytes[0] & APA102_FIELD_MAX) * (bytes[1] + (unsigned)bytes[2] + bytes[3]);
    return sum;
}

/* ---- HD108 ----
 *
 * Its specification (Rose Lighting, V1.2, 2022), as hd108-led.com and NeoPixelBus (pull request 838) quote it. 128 zero
 * bits start a frame: Hyperion and FastLED send 64, and NeoPixelBus found that 128 are needed. An LED is a 1 bit, three
 * gains of five bits, which stay at their maximum, and three numbers of 16 bits, the most significant bit first.
 * hd108-led.com has them in the order G, R, B; on the strips that NeoPixelBus, FastLED and Hyperion were tried with it
 * is R, G, B. The specified end is one clock for each LED. It is sent as zeros, with those of a start after them, for
 * the reasons given at the APA102: if the chip shows its colours only with the next start, it shows them at once. */

static void hd108_encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order)
{
    for (size_t i = 0; i < leds; i++, out += 8, duties += 3) {
        out[0] = out[1] = 0xff;
        for (int c = 0; c < 3; c++) {
            uint16_t duty = duties[order[c]];
            out[2 + 2 * c] = (uint8_t)(duty >> 8);
            out[3 + 2 * c] = (uint8_t)duty;
        }
    }
}

/* ---- WS2801 ----
 *
 * From published excerpts of its data sheet (Worldsemi): each chip takes the first 24 bits, R, G, B, and passes on the
 * rest without delay; when the clock has been low for 500 us it shows the colours and starts again. Strips do not reach
 * the data sheet's 2 or 25 MHz; HyperSerialPico (pull request 55) found 1 MHz to be safe. */

static void ws2801_encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order)
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
 * From the notes in Adafruit's library LPD8806, as its data sheet says little: a colour byte is a 1 bit and seven bits
 * of duty, and is shown when the first bit of the next byte arrives. A byte that begins with 0 makes a chip take
 * colours again, and one such byte reaches 32 LEDs: each chip has two LEDs and delays by half a clock, so n LEDs need
 * n / 4 more clocks. Adafruit's n / 32 bytes are just enough when the clock ends low. Bytes for two LEDs more reach the
 * last chip also when the clock rests high. */

static void lpd8806_encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order)
{
    for (size_t i = 0; i < leds; i++, out += 3, duties += 3)
        for (int c = 0; c < 3; c++)
            out[c] = (uint8_t)(0x80 | (duties[order[c]] * 127u + 32767) / 65535);
}

/* ---- P9813 ----
 *
 * As FastLED and NeoPixelBus send it. 32 zero bits start a frame. An LED is two 1 bits, the inverted top two bits of
 * each colour byte in the order of these, and the bytes, B, G, R. The chip passes on a regenerated clock, and no source
 * says how much later: the zeros at the end, two starts long, are followed by those for half a clock an LED, as for the
 * APA102. */

static void p9813_encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order)
{
    const unsigned first = order[0], second = order[1], third = order[2];
    for (size_t i = 0; i < leds; i++, out += 4, duties += 3) {
        uint8_t a = duty8(duties[first]), b = duty8(duties[second]), c = duty8(duties[third]);
        out[0] = (uint8_t)~((a & 0xc0) >> 2 | (b & 0xc0) >> 4 | (c & 0xc0) >> 6);
        out[1] = a;
        out[2] = b;
        out[3] = c;
    }
}

/* ---- WS2812 and its kin ----
 *
 * They have no clock wire: a bit is a pulse, short for a 0 and long for a 1, and parts.c has how long. The colours are
 * shown, and the chain starts again, when the wire has been low for 50 us (the first WS2811 and WS2812B), 80 us
 * (SK6812) or 280 us (later ones of Worldsemi). The bits of SPI that make a pulse begin high and end low, so the wire
 * is low at both ends of a frame.
 *
 * Those with a white LED take four bytes: SK6812RGBW takes G, R, B, W, as its sheet says. Of WS2814 there are parts
 * with W first (WS2814A, most strips) and last (WS2814, B, C), and strips with G, R, W, B.
 *
 * Four bits make 1000 or 1100 for most; 1000 or 1110 for those whose 1 is high for three times as long as their 0.
 * Three bits, 100 or 110, need fewer bytes, but a third of the time that a bit may take is too long for the 0 of parts
 * since 2017. */

/* Writes four bits for each bit: 1000, or for a 1 with the bits of `one` set too. */
static inline void encode_pulses_of_4(uint8_t *out, const uint16_t *duties, size_t colors, size_t leds,
                                      const uint8_t *order, uint32_t one)
{
    for (size_t i = 0; i < leds; i++, duties += colors) {
        for (size_t c = 0; c < colors; c++, out += 4) {
            uint32_t bits = duty8(duties[order[c]]);
            bits = (bits | bits << 12) & 0x000f000f; /* each bit moves to a digit of its own */
            bits = (bits | bits << 6) & 0x03030303;
            bits = (bits | bits << 3) & 0x11111111;
            bits = 0x88888888 | bits * one;
            out[0] = (uint8_t)(bits >> 24);
            out[1] = (uint8_t)(bits >> 16);
            out[2] = (uint8_t)(bits >> 8);
            out[3] = (uint8_t)bits;
        }
    }
}

static void ws2812_encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order)
{
    encode_pulses_of_4(out, duties, 3, leds, order, 4);
}

static void ws2813_encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order)
{
    encode_pulses_of_4(out, duties, 3, leds, order, 6);
}

static void sk6812rgbw_encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order)
{
    encode_pulses_of_4(out, duties, 4, leds, order, 4);
}

static void ws2812_encode_3bit(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order)
{
    /* four bits as twelve */
    static const uint16_t pulses[16] = {0x924, 0x926, 0x934, 0x936, 0x9a4, 0x9a6, 0x9b4, 0x9b6,
                                        0xd24, 0xd26, 0xd34, 0xd36, 0xda4, 0xda6, 0xdb4, 0xdb6};
    for (size_t i = 0; i < leds; i++, duties += 3) {
        for (int c = 0; c < 3; c++, out += 3) {
            uint8_t duty = duty8(duties[order[c]]);
            uint32_t bits = (uint32_t)pulses[duty >> 4] << 12 | pulses[duty & 15];
            out[0] = (uint8_t)(bits >> 16);
            out[1] = (uint8_t)(bits >> 8);
            out[2] = (uint8_t)bits;
        }
    }
}

/* ---- The table ---- */

const struct sky_chip sky_chips[] = {
    {
        .name = "apa102",
        .order = "bgr",
        .steps = 255,
        .clocked = true,
        .clock_hz = 4000000,
        .start_bytes = 4,
        .led_bytes = 4,
        .end_bytes = 4,
        .leds_per_end_byte = 16,
        .encode = apa102_encode,
        .encode_hdr = apa102_encode_hdr,
        .hdr_steps = APA102_FIELD_MAX * 255,
        .hdr_sum = apa102_hdr_sum,
    },
    {
        .name = "sk9822",
        .order = "bgr",
        .steps = 255,
        .clocked = true,
        .clock_hz = 4000000,
        .start_bytes = 4,
        .led_bytes = 4,
        .end_bytes = 4,
        .leds_per_end_byte = 16,
        .encode = apa102_encode,
        .encode_hdr = apa102_encode_hdr,
        .hdr_steps = APA102_FIELD_MAX * 255,
        .hdr_sum = apa102_hdr_sum,
        .steady_field = true,
    },
    {
        .name = "hd107s",
        .order = "bgr",
        .steps = 255,
        .clocked = true,
        .clock_hz = 4000000,
        .start_bytes = 4,
        .led_bytes = 4,
        .end_bytes = 4,
        .leds_per_end_byte = 16,
        .encode = apa102_encode,
        .encode_hdr = apa102_encode_hdr,
        .hdr_steps = APA102_FIELD_MAX * 255,
        .hdr_sum = apa102_hdr_sum,
    },
    {
        .name = "hd108",
        .order = "rgb",
        .steps = 65535,
        .clocked = true,
        .clock_hz = 8000000,
        .start_bytes = 16,
        .led_bytes = 8,
        .end_bytes = 16,
        .leds_per_end_byte = 8,
        .word_at = {0, 4, 6},
        .encode = hd108_encode,
    },
    {
        .name = "ws2801",
        .order = "rgb",
        .steps = 255,
        .clocked = true,
        .clock_hz = 1000000,
        .latch_us = 500,
        .led_bytes = 3,
        .encode = ws2801_encode,
    },
    {
        .name = "lpd8806",
        .order = "grb",
        .steps = 127,
        .clocked = true,
        .clock_hz = 2000000,
        .led_bytes = 3,
        .leds_per_end_byte = 32,
        .end_more_leds = 2,
        .encode = lpd8806_encode,
    },
    {
        .name = "p9813",
        .order = "bgr",
        .steps = 255,
        .clocked = true,
        .clock_hz = 4000000,
        .start_bytes = 4,
        .led_bytes = 4,
        .end_bytes = 8,
        .leds_per_end_byte = 16,
        .encode = p9813_encode,
    },
    {
        .name = "ws2812",
        .order = "grb",
        .steps = 255,
        .clock_hz = 3200000,
        .pulse_bits = 4,
        .high_bits = {1, 2},
        .latch_us = 300,
        .led_bytes = 12,
        .word_at = {0, 4, 8},
        .encode = ws2812_encode,
        .shorter = "ws2812-3bit",
    },
    {
        .name = "ws2812-3bit",
        .order = "grb",
        .steps = 255,
        .clock_hz = 2400000,
        .pulse_bits = 3,
        .high_bits = {1, 2},
        .latch_us = 300,
        .led_bytes = 9,
        .word_at = {0, 3, 6},
        .encode = ws2812_encode_3bit,
    },
    {
        .name = "ws2811",
        .order = "rgb",
        .steps = 255,
        .clock_hz = 1600000,
        .pulse_bits = 4,
        .high_bits = {1, 2},
        .latch_us = 300,
        .led_bytes = 12,
        .word_at = {0, 4, 8},
        .encode = ws2812_encode,
    },
    {
        .name = "ws2813",
        .order = "grb",
        .steps = 255,
        .clock_hz = 3200000,
        .pulse_bits = 4,
        .high_bits = {1, 3},
        .latch_us = 310,
        .led_bytes = 12,
        .word_at = {0, 4, 8},
        .encode = ws2813_encode,
    },
    {
        .name = "ws2815",
        .order = "grb",
        .steps = 255,
        .clock_hz = 3200000,
        .pulse_bits = 4,
        .high_bits = {1, 2},
        .latch_us = 300,
        .led_bytes = 12,
        .word_at = {0, 4, 8},
        .encode = ws2812_encode,
    },
    {
        .name = "apa104",
        .order = "rgb",
        .steps = 255,
        .clock_hz = 2250000,
        .pulse_bits = 4,
        .high_bits = {1, 3},
        .latch_us = 50,
        .led_bytes = 12,
        .word_at = {0, 4, 8},
        .encode = ws2813_encode,
    },
    {
        .name = "sk6822",
        .order = "rgb",
        .steps = 255,
        .clock_hz = 2250000,
        .pulse_bits = 4,
        .high_bits = {1, 3},
        .latch_us = 80,
        .led_bytes = 12,
        .word_at = {0, 4, 8},
        .encode = ws2813_encode,
    },
    {
        .name = "sk6812rgbw",
        .order = "grbw",
        .steps = 255,
        .clock_hz = 3200000,
        .pulse_bits = 4,
        .high_bits = {1, 2},
        .latch_us = 100,
        .led_bytes = 16,
        .encode = sk6812rgbw_encode,
    },
    {
        .name = "ws2814",
        .order = "wrgb",
        .steps = 255,
        .clock_hz = 3200000,
        .pulse_bits = 4,
        .high_bits = {1, 2},
        .latch_us = 300,
        .led_bytes = 16,
        .encode = sk6812rgbw_encode,
    },
    {.name = NULL},
};

unsigned sky_chip_colors(const struct sky_chip *chip)
{
    return (unsigned)strlen(chip->order);
}

size_t sky_chip_bytes(const struct sky_chip *chip, size_t leds)
{
    size_t bytes = chip->start_bytes + chip->led_bytes * leds + chip->end_bytes;
    if (chip->leds_per_end_byte > 0)
        bytes += (leds + chip->end_more_leds + chip->leds_per_end_byte - 1) / chip->leds_per_end_byte;
    return bytes;
}

/* ---- Orders of colours ---- */

const char *const sky_order_names[] = {"chip", "rgb", "rbg", "grb", "gbr", "brg", "bgr", NULL};

void sky_chip_order(const struct sky_chip *chip, int index, uint8_t order[3])
{
    enum { ORDERS = sizeof sky_order_names / sizeof *sky_order_names - 1 };
    const char *letters = index > 0 && index < ORDERS ? sky_order_names[index] : chip->order;
    for (int i = 0; *letters; letters++)
        if (*letters != 'w')
            order[i++] = (uint8_t)(*letters == 'r' ? 0 : *letters == 'g' ? 1 : 2);
}

void sky_chip_order_white(const struct sky_chip *chip, int index, int place, uint8_t order[4])
{
    uint8_t colors[3];
    int white = place > 0 ? place - 1 : (int)strcspn(chip->order, "w");
    sky_chip_order(chip, index, colors);
    for (int i = 0, color = 0; i < 4; i++)
        order[i] = i == white ? 3 : colors[color++];
}
