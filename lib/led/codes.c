/* SPDX-License-Identifier: ISC */
#include "led/codes.h"

#include <string.h>

enum { WORD = 4, LED_BYTES_MAX = 12 };

/* The bytes of an LED that the word of its k-th colour on the wire begins with: all of them, if they fit a word. */
static uint32_t load_word(const struct sky_chip *chip, const uint8_t *led, int k)
{
    uint32_t word = 0;
    size_t at = chip->word_at[k], left = chip->led_bytes - at;
    memcpy(&word, led + at, left < WORD ? left : WORD);
    return word;
}

/* True when an LED is one word, to which each channel adds its own bits. */
static bool is_one_word(const struct sky_chip *chip)
{
    return chip->led_bytes <= WORD;
}

static uint64_t steps_of(uint16_t duty, unsigned steps)
{
    return ((uint64_t)duty * steps + 32767) / 65535;
}

void sky_codes_make(struct sky_codes *codes, const struct sky_chip *chip, const uint8_t order[3],
                    const uint16_t duties[3 * 256])
{
    static const uint16_t dark[3] = {0};
    uint16_t leds[256 * 3];
    uint8_t bytes[256 * LED_BYTES_MAX], black[LED_BYTES_MAX];
    if (codes->chip == chip && memcmp(codes->order, order, sizeof codes->order) == 0 &&
        memcmp(codes->duties, duties, sizeof codes->duties) == 0)
        return;
    codes->chip = chip;
    memcpy(codes->order, order, sizeof codes->order);
    memcpy(codes->duties, duties, sizeof codes->duties);
    chip->encode(black, dark, 1, order);
    uint32_t constant = load_word(chip, black, 0); /* the bits that no channel changes */
    for (int k = 0; k < 3; k++) {
        uint64_t *words = codes->words[order[k]];
        const uint16_t *own_duties = duties + 256 * order[k];
        uint32_t own_bits = is_one_word(chip) ? 0 : UINT32_MAX, dark_word = load_word(chip, black, k);
        memset(leds, 0, sizeof leds);
        for (int value = 0; value < 256; value++)
            leds[value * 3 + order[k]] = own_duties[value];
        chip->encode(bytes, leds, 256, order);
        for (int value = 0; value < 256; value++) {
            words[value] = load_word(chip, bytes + (size_t)value * chip->led_bytes, k);
            own_bits |= (uint32_t)words[value] ^ dark_word;
        }
        for (int value = 0; value < 256; value++)
            words[value] = steps_of(own_duties[value], chip->steps) << 32 | (words[value] & own_bits);
        constant &= ~own_bits;
    }
    for (int value = 0; value < 256; value++)
        codes->words[order[0]][value] |= constant;
}

static inline void store_word(uint8_t *out, uint64_t word)
{
    uint32_t bytes = (uint32_t)word;
    memcpy(out, &bytes, sizeof bytes);
}

/* The bits of the channels differ, so adding puts them together. */
static inline uint64_t encode_one_word(const struct sky_codes *codes, uint8_t *restrict out,
                                       const uint8_t *restrict frame, size_t leds, size_t led_bytes)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < leds; i++, out += led_bytes, frame += 3) {
        uint64_t word = codes->words[0][frame[0]] + codes->words[1][frame[1]] + codes->words[2][frame[2]];
        store_word(out, word);
        sum += word >> 32;
    }
    return sum;
}

/* Each word begins after the bytes of the one before, and is stored over what that one has too much. */
static uint64_t encode_three_words(const struct sky_codes *codes, uint8_t *restrict out, const uint8_t *restrict frame,
                                   size_t leds)
{
    const struct sky_chip *chip = codes->chip;
    const size_t led_bytes = chip->led_bytes, second = chip->word_at[1], third = chip->word_at[2];
    const uint8_t *order = codes->order;
    const size_t a = order[0], b = order[1], c = order[2];
    uint64_t sum = 0;
    for (size_t i = 0; i < leds; i++, out += led_bytes, frame += 3) {
        uint64_t first_word = codes->words[a][frame[a]], second_word = codes->words[b][frame[b]];
        uint64_t third_word = codes->words[c][frame[c]];
        store_word(out, first_word);
        store_word(out + second, second_word);
        store_word(out + third, third_word);
        sum += (first_word >> 32) + (second_word >> 32) + (third_word >> 32);
    }
    return sum;
}

uint64_t sky_codes_encode(const struct sky_codes *codes, uint8_t *restrict out, const uint8_t *restrict frame,
                          size_t leds)
{
    if (!is_one_word(codes->chip))
        return encode_three_words(codes, out, frame, leds);
    return codes->chip->led_bytes == 3 ? encode_one_word(codes, out, frame, leds, 3)
                                       : encode_one_word(codes, out, frame, leds, 4);
}
