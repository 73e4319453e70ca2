/* SPDX-License-Identifier: ISC */
/* Every chip's bytes, sent through a chain of that chip that is simulated bit by bit as its data sheet describes it:
 * each LED must show its colour, and the one beyond the chain must stay dark. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "led/chip.h"
#include "led/parts.h"
#include "tap.h"

#define COLORS 3     /* channels of an LED */
#define COLORS_MAX 4 /* with a white one */

struct chain;

/* How a kind of chip treats its data. */
struct kind {
    /* Sends bits, which may be changed on the way. Returns false when something on the wire was not a bit. */
    bool (*send)(struct chain *chain, uint8_t *bits, size_t count);
    uint64_t (*shown)(const struct chain *chain, size_t led);
    bool (*is_dark)(const struct chain *chain, size_t led); /* it shows nothing, and has begun to take nothing */
};

static const struct kind delaying, paired, relaying, pulsed;

/* ---- What an LED shows ---- */

/* The nearest of so many steps. Halves do not occur, as duties are integers and 65535 is odd. */
static uint64_t step_of(uint16_t duty, unsigned steps)
{
    return (uint64_t)floor((double)duty * steps / 65535 + 0.5);
}

static uint64_t bytes_of(const uint16_t *duties, int first, int second, int third)
{
    return step_of(duties[first], 255) << 16 | step_of(duties[second], 255) << 8 | step_of(duties[third], 255);
}

static uint64_t show_rgb(const uint16_t *duties)
{
    return bytes_of(duties, 0, 1, 2);
}

static uint64_t show_grb(const uint16_t *duties)
{
    return bytes_of(duties, 1, 0, 2);
}

static uint64_t show_grbw(const uint16_t *duties)
{
    return bytes_of(duties, 1, 0, 2) << 8 | step_of(duties[3], 255);
}

static uint64_t show_wrgb(const uint16_t *duties)
{
    return step_of(duties[3], 255) << 24 | bytes_of(duties, 0, 1, 2);
}

static uint64_t show_field_bgr(const uint16_t *duties)
{
    return UINT64_C(0xff) << 24 | bytes_of(duties, 2, 1, 0);
}

static uint64_t show_check_bgr(const uint16_t *duties)
{
    uint64_t bytes = bytes_of(duties, 2, 1, 0), check = 0xc0;
    for (int i = 0; i < COLORS; i++)
        check |= (3 - (bytes >> (22 - 8 * i) & 3)) << (4 - 2 * i);
    return check << 24 | bytes;
}

static uint64_t show_gains_rgb(const uint16_t *duties)
{
    return UINT64_C(0xffff) << 48 | (uint64_t)duties[0] << 32 | (uint64_t)duties[1] << 16 | duties[2];
}

static uint64_t show_7_bits_grb(const uint16_t *duties)
{
    return 0x808080 | step_of(duties[1], 127) << 16 | step_of(duties[0], 127) << 8 | step_of(duties[2], 127);
}

/* ---- The chips: a row for each of sky_chips ---- */

static const struct model {
    const char *name;
    const struct kind *kind;
    uint64_t (*show)(const uint16_t *duties); /* what an LED of these duties shows, as its kind has it */
    unsigned latch_us; /* it needs a pause of this length after a frame */

    /* Of those that delay the data. */
    unsigned zeros;  /* so many zeros start a frame */
    unsigned bits;   /* of an LED, which begin with the next 1 */
    bool shows_late; /* only after the zeros of the next frame */
} models[] = {
    {.name = "apa102", .kind = &delaying, .zeros = 32, .bits = 32, .show = show_field_bgr},
    {.name = "sk9822", .kind = &delaying, .zeros = 32, .bits = 32, .shows_late = true, .show = show_field_bgr},
    {.name = "hd107s", .kind = &delaying, .zeros = 32, .bits = 32, .show = show_field_bgr},
    {.name = "hd108", .kind = &delaying, .zeros = 128, .bits = 64, .shows_late = true, .show = show_gains_rgb},
    {.name = "p9813", .kind = &delaying, .zeros = 32, .bits = 32, .shows_late = true, .show = show_check_bgr},
    {.name = "ws2801", .kind = &relaying, .latch_us = 500, .show = show_rgb},
    {.name = "ws2812", .kind = &pulsed, .latch_us = 280, .show = show_grb},
    {.name = "ws2812-3bit", .kind = &pulsed, .latch_us = 280, .show = show_grb},
    {.name = "ws2811", .kind = &pulsed, .latch_us = 280, .show = show_rgb},
    {.name = "ws2813", .kind = &pulsed, .latch_us = 300, .show = show_grb},
    {.name = "ws2815", .kind = &pulsed, .latch_us = 280, .show = show_grb},
    {.name = "apa104", .kind = &pulsed, .latch_us = 24, .show = show_rgb},
    {.name = "sk6822", .kind = &pulsed, .latch_us = 50, .show = show_rgb},
    {.name = "sk6812rgbw", .kind = &pulsed, .latch_us = 80, .show = show_grbw},
    {.name = "ws2814", .kind = &pulsed, .latch_us = 280, .show = show_wrgb},
    {.name = "lpd8806", .kind = &paired, .show = show_7_bits_grb},
};

/* ---- A chain ---- */

struct delaying_chip {
    uint64_t word, kept, shown;
    unsigned zeros, taken;
    bool waiting;
};

struct paired_chip {
    uint8_t shown[2 * COLORS], byte;
    unsigned taken, bits; /* bytes it has, and bits of the one it takes */
};

struct relay {
    uint32_t *taken, *shown;
    size_t leds, full, bits, led_bits;
};

/* `leds` LEDs and at least one more, of any kind. */
struct chain {
    const struct model *model;
    const struct sky_chip *chip;
    size_t leds;
    struct delaying_chip *delaying;
    struct paired_chip *paired;
    struct relay relay;
};

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory)
        abort();
    return memory;
}

static struct chain make_chain(const struct model *model, const struct sky_chip *chip, size_t leds)
{
    struct chain chain = {.model = model, .chip = chip, .leds = leds};
    chain.delaying = allocate(leds + 2, sizeof *chain.delaying);
    for (size_t i = 0; i < leds + 2; i++)
        chain.delaying[i].waiting = true;
    chain.paired = allocate(leds / 2 + 2, sizeof *chain.paired);
    chain.relay = (struct relay){allocate(leds + 1, 4), allocate(leds + 1, 4), leds + 1, 0, 0, 0};
    chain.relay.led_bits = 8 * sky_chip_colors(chip);
    return chain;
}

static void free_chain(const struct chain *chain)
{
    free(chain->delaying);
    free(chain->paired);
    free(chain->relay.taken);
    free(chain->relay.shown);
}

/* ---- Chips that delay the data ----
 *
 * A chip samples its data at the rising edge of its clock, and outputs data and the inverted clock, so that the next
 * one samples half a clock later: bit b reaches chip k in half 2 b + 1 + k. The last half of all is the one with the
 * last bit's rising edge. So each chip is one pass over the bits, which leaves there what the next one receives. */

/* How many bits from `i` on change nothing but the count of zeros, which is brought up to them: those of a chip that
 * waits and sees zeros, or has all its bits and sees no long run of zeros. For speed only. */
static size_t skip(const struct model *model, struct delaying_chip *chip, const uint8_t *bits, size_t i, size_t count)
{
    size_t from = i;
    if (chip->waiting) {
        const uint8_t *one = memchr(bits + i, 1, count - i);
        chip->zeros = model->zeros;
        return one ? (size_t)(one - bits) - i : count - i;
    }
    while (chip->taken == model->bits && i + model->zeros <= count) {
        size_t end = i + model->zeros - chip->zeros, one = end;
        while (one > i && !bits[one - 1])
            one--;
        if (one == i) {
            chip->zeros += (unsigned)(end - 1 - i);
            return end - 1 - from;
        }
        chip->zeros = 0;
        i = one;
    }
    return i - from;
}

static void pass_delaying(const struct model *model, struct delaying_chip *state, uint8_t *bits, size_t count)
{
    struct delaying_chip chip = *state;
    for (size_t i = 0; (i += skip(model, &chip, bits, i, count)) < count; i++) {
        uint8_t in = bits[i];
        chip.zeros = in ? 0 : chip.zeros + 1;
        if (chip.taken > 0 && chip.taken < model->bits) {
            chip.word = chip.word << 1 | in;
            bits[i] = 0;
            if (++chip.taken == model->bits) {
                chip.kept = chip.word;
                chip.shown = model->shows_late ? chip.shown : chip.kept;
            }
        } else if (chip.waiting && in) {
            chip.waiting = false;
            chip.word = chip.taken = 1;
            bits[i] = 0;
        } else if (chip.zeros >= model->zeros) {
            chip.waiting = true;
            chip.taken = 0;
            chip.shown = chip.kept;
        }
    }
    *state = chip;
}

/* How many of `count` bits reach chip `k`. */
static size_t bits_at(size_t count, size_t k)
{
    return count > k / 2 + k % 2 ? count - k / 2 - k % 2 : 0;
}

static bool send_delaying(struct chain *chain, uint8_t *bits, size_t count)
{
    for (size_t k = 0; k < chain->leds + 2; k++)
        pass_delaying(chain->model, &chain->delaying[k], bits, bits_at(count, k));
    return true;
}

static uint64_t shown_by_delaying(const struct chain *chain, size_t led)
{
    return chain->delaying[led].shown;
}

static bool is_dark_delaying(const struct chain *chain, size_t led)
{
    return !chain->delaying[led].shown && !chain->delaying[led].taken;
}

static const struct kind delaying = {send_delaying, shown_by_delaying, is_dark_delaying};

/* ---- LPD8806 ----
 *
 * Each chip has two LEDs and the same delay. A byte is shown when the first bit of the next one arrives; bytes are
 * counted from the first 1 after a byte that began with 0, on whose first bit the chip starts again. */

static void pass_paired(struct paired_chip *chip, uint8_t *bits, size_t count)
{
    unsigned phase = 0; /* of the bytes that it passes on */
    for (size_t i = 0; i < count; i++) {
        uint8_t in = bits[i];
        if (chip->bits == 0 && phase == 0) {
            if (chip->taken > 0 && chip->taken <= 2 * COLORS) { /* the byte before is shown now */
                chip->shown[chip->taken - 1] = chip->byte;
                chip->taken += chip->taken == 2 * COLORS; /* and was the last one */
            }
            if (!in) {
                chip->taken = 0;
                continue;
            }
        }
        if (chip->taken < 2 * COLORS) {
            chip->byte = (uint8_t)(chip->byte << 1 | in);
            bits[i] = 0;
            if (++chip->bits == 8) {
                chip->bits = 0;
                chip->taken++;
            }
        } else {
            phase = (phase + 1) % 8;
        }
    }
}

static bool send_paired(struct chain *chain, uint8_t *bits, size_t count)
{
    for (size_t k = 0; k < chain->leds / 2 + 2; k++)
        pass_paired(&chain->paired[k], bits, bits_at(count, k));
    return true;
}

static uint64_t shown_by_paired(const struct chain *chain, size_t led)
{
    const uint8_t *shown = chain->paired[led / 2].shown + led % 2 * COLORS;
    return (uint64_t)shown[0] << 16 | (uint64_t)shown[1] << 8 | shown[2];
}

static bool is_dark_paired(const struct chain *chain, size_t led)
{
    return shown_by_paired(chain, led) == 0;
}

static const struct kind paired = {send_paired, shown_by_paired, is_dark_paired};

/* ---- Chips that relay what they do not take: WS2801, WS2812 ----
 *
 * A full LED passes everything on, so a bit goes to the first one that is not full, until a pause shows the colours and
 * starts again. */

static void relay_bit(struct relay *relay, uint8_t bit)
{
    if (relay->full == relay->leds)
        return;
    relay->taken[relay->full] = relay->taken[relay->full] << 1 | bit;
    if (++relay->bits == relay->led_bits) {
        relay->bits = 0;
        relay->full++;
    }
}

static void pause_relay(struct chain *chain)
{
    struct relay *relay = &chain->relay;
    if (chain->chip->latch_us < chain->model->latch_us)
        return;
    for (size_t i = 0; i < relay->full; i++)
        relay->shown[i] = relay->taken[i] & (uint32_t)((UINT64_C(1) << relay->led_bits) - 1);
    relay->full = relay->bits = 0;
}

static bool send_relaying(struct chain *chain, uint8_t *bits, size_t count)
{
    for (size_t i = 0; i < count; i++)
        relay_bit(&chain->relay, bits[i]);
    pause_relay(chain);
    return true;
}

/* The length of the pulse at bit i, with its high part; 0 when the wire does not fall and rise, or end. */
static size_t measure_pulse(const uint8_t *bits, size_t i, size_t count, size_t *high)
{
    size_t from = i;
    for (; i < count && bits[i]; i++)
        ;
    *high = i - from;
    for (; i < count && !bits[i]; i++)
        ;
    return *high > 0 && i > from + *high ? i - from : 0;
}

/* A wire without a clock: each bit is a pulse of pulse_bits, up to the last one, which zeros follow. */
static bool send_pulsed(struct chain *chain, uint8_t *bits, size_t count)
{
    const unsigned *high_bits = chain->chip->high_bits;
    for (size_t i = 0, pulse, high; i < count; i += pulse) {
        pulse = measure_pulse(bits, i, count, &high);
        if (pulse < chain->chip->pulse_bits || (pulse > chain->chip->pulse_bits && i + pulse < count) ||
            (high != high_bits[0] && high != high_bits[1]))
            return false;
        relay_bit(&chain->relay, high == high_bits[1]);
    }
    pause_relay(chain);
    return true;
}

static uint64_t shown_by_relay(const struct chain *chain, size_t led)
{
    return chain->relay.shown[led];
}

static bool is_dark_relay(const struct chain *chain, size_t led)
{
    return !chain->relay.shown[led] && !chain->relay.taken[led];
}

static const struct kind relaying = {send_relaying, shown_by_relay, is_dark_relay};
static const struct kind pulsed = {send_pulsed, shown_by_relay, is_dark_relay};

/* ---- Tests of every chip ---- */

static bool is_order(const char *order)
{
    return order && strchr(order, 'r') && strchr(order, 'g') && strchr(order, 'b') &&
           strlen(order) == (strchr(order, 'w') ? COLORS_MAX : COLORS);
}

static void test_row(const struct sky_chip *chip)
{
    ok(is_order(chip->order) && chip->steps > 0 && chip->steps <= 65535 && chip->clock_hz > 0 && chip->led_bytes > 0 &&
           chip->encode,
       "the row of %s in sky_chips has all that a chip needs", chip->name);
    ok(chip->clocked == (chip->pulse_bits == 0), "the row of %s has pulses if, and only if, it has no clock wire",
       chip->name);
}

static void find_order(const struct sky_chip *chip, uint8_t order[COLORS_MAX])
{
    if (sky_chip_colors(chip) == COLORS)
        sky_chip_order(chip, 0, order);
    else
        sky_chip_order_white(chip, 0, 0, order);
}

static void test_chain(const struct model *model, const struct sky_chip *chip, size_t leds)
{
    size_t size = sky_chip_bytes(chip, leds), wrong = 0, colors = sky_chip_colors(chip);
    struct chain chain = make_chain(model, chip, leds);
    uint16_t *duties = allocate(leds * colors, sizeof *duties);
    uint8_t *bytes = allocate(size + 1, 1), *bits = allocate(size * 8, 1), order[COLORS_MAX];
    uint8_t *behind = bytes + chip->start_bytes + leds * chip->led_bytes;
    bool within = true, clean = true, dark = true;
    find_order(chip, order);
    /* Colours with every bit, after a frame with long runs of zeros that must not pass for a start. */
    for (uint64_t frame = 0; frame < 2; frame++) {
        for (size_t i = 0; i < leds * colors; i++)
            duties[i] = (uint16_t)(frame == 0 && i % 5 ? 0 : sky_random_hash(frame, i));
        *behind = 0xa5;
        chip->encode(bytes + chip->start_bytes, duties, leds, order);
        within &= *behind == 0xa5;
        *behind = 0;
        for (size_t i = 0; i < size * 8; i++)
            bits[i] = bytes[i / 8] >> (7 - i % 8) & 1;
        clean &= model->kind->send(&chain, bits, size * 8);
        for (size_t i = 0; i < leds; i++)
            wrong += model->kind->shown(&chain, i) != model->show(duties + colors * i);
        dark &= model->kind->is_dark(&chain, leds);
    }
    ok(wrong == 0 && clean, "each of %zu %s LEDs shows its colour after one frame (%zu do not)", leds, chip->name,
       wrong);
    ok(dark, "nothing lights beyond %zu %s LEDs", leds, chip->name);
    ok(within, "the encoder of %s writes no more than the bytes of %zu LEDs", chip->name, leds);
    free_chain(&chain);
    free(duties);
    free(bytes);
    free(bits);
}

/* The line of a chip in the table of sky-push(1). */
static void write_line(const struct sky_chip *chip, char *out, size_t room)
{
    char end[32] = "", zeros[32] = "", pause[32] = "none";
    if (chip->end_more_leds > 0)
        snprintf(end, sizeof end, " + (n + %u)/%u", chip->end_more_leds, chip->leds_per_end_byte);
    else if (chip->leds_per_end_byte > 0)
        snprintf(end, sizeof end, " + n/%u", chip->leds_per_end_byte);
    if (chip->start_bytes + chip->end_bytes > 0)
        snprintf(zeros, sizeof zeros, " + %u", chip->start_bytes + chip->end_bytes);
    if (chip->latch_us > 0)
        snprintf(pause, sizeof pause, "\"%u us\"", chip->latch_us);
    snprintf(out, room, ".It Cm %s Ta %u Ta %s Ta \"%u n%s%s\" Ta \"%g MHz\" Ta %s\n", chip->name, chip->steps + 1,
             chip->order, chip->led_bytes, end, zeros, chip->clock_hz / 1e6, pause);
}

/* Its line in the table of rates, up to the parts: within the limits, in steps of 10 kHz. */
static void write_rates(const struct sky_chip *chip, char *out, size_t room)
{
    uint32_t min, max;
    sky_part_rates(chip, &min, &max);
    snprintf(out, room, ".It Cm %s Ta \"%.2f to %.2f MHz\" Ta ", chip->name, ceil(min / 1e4) / 100,
             floor(max / 1e4) / 100);
}

static void test_line(const struct sky_chip *chip, const char *path, const char *expected)
{
    char line[512];
    bool found = false;
    FILE *page = fopen(path, "r");
    while (page && !found && fgets(line, sizeof line, page))
        found = strncmp(line, expected, strlen(expected)) == 0;
    if (page)
        fclose(page);
    if (!ok(found, "%s has %s as sky_chips has it", path, chip->name))
        printf("# no line is %s", expected);
}

static void test_page(const struct sky_chip *chip, const char *path)
{
    char expected[512];
    write_line(chip, expected, sizeof expected);
    test_line(chip, path, expected);
    if (chip->clocked)
        return;
    write_rates(chip, expected, sizeof expected);
    test_line(chip, path, expected);
}

/* ---- The timing of LEDs without a clock wire ---- */

/* A chip waits for the next rise after a 1, so its low part may be longer than the sheet's, up to what was measured. */
static const unsigned low_max = 5000;

/* Are all pulses of these bits within the part's windows at this rate? */
static bool keeps_windows(const struct sky_part *part, const uint8_t *bits, size_t count, double hz)
{
    for (size_t i = 0, pulse, high; i < count; i += pulse) {
        pulse = measure_pulse(bits, i, count, &high);
        if (pulse == 0)
            return false;
        double high_ns = (double)high * 1e9 / hz, low_ns = (double)(pulse - high) * 1e9 / hz;
        bool zero = high_ns >= part->high[0].min && high_ns <= part->high[0].max && low_ns >= part->low[0].min &&
                    low_ns <= part->low[0].max;
        bool one = high_ns >= part->high[1].min && high_ns <= part->high[1].max && low_ns >= part->low[1].min &&
                   low_ns <= low_max;
        if (zero == one)
            return false;
    }
    return true;
}

/* All bytes as pulses: 24 bits of data for each colour. */
static uint8_t *make_pulses(const struct sky_chip *chip, size_t *count)
{
    enum { LEDS = 256 };
    const size_t colors = sky_chip_colors(chip);
    uint16_t duties[LEDS * COLORS_MAX];
    uint8_t order[COLORS_MAX], *bytes = allocate(LEDS, chip->led_bytes);
    uint8_t *bits = allocate((size_t)LEDS * chip->led_bytes, 8);
    find_order(chip, order);
    for (size_t i = 0; i < LEDS * colors; i++)
        duties[i] = (uint16_t)(i / colors * 257);
    chip->encode(bytes, duties, LEDS, order);
    *count = (size_t)LEDS * chip->led_bytes * 8;
    for (size_t i = 0; i < *count; i++)
        bits[i] = bytes[i / 8] >> (7 - i % 8) & 1;
    free(bytes);
    return bits;
}

static void test_rates(const struct sky_chip *chip)
{
    size_t count, parts = 0;
    uint8_t *bits = make_pulses(chip, &count);
    uint32_t min, max;
    bool keeps = true, below = true, above = true;
    sky_part_rates(chip, &min, &max);
    for (const struct sky_part *part = sky_parts; part->name; part++) {
        if (strcmp(part->chip, chip->name) != 0)
            continue;
        parts++;
        keeps &= keeps_windows(part, bits, count, chip->clock_hz) && keeps_windows(part, bits, count, min) &&
                 keeps_windows(part, bits, count, max);
        below &= keeps_windows(part, bits, count, min - 1);
        above &= keeps_windows(part, bits, count, max + 1);
    }
    free(bits);
    ok(parts > 0 && keeps, "%s keeps the windows of its %zu parts at %g MHz, and from %g to %g", chip->name, parts,
       chip->clock_hz / 1e6, min / 1e6, max / 1e6);
    ok(!below && !above, "%s leaves a window at any rate beyond these", chip->name);
}

/* ---- Tests of some chips ---- */

static const struct sky_chip *find_chip(const char *name)
{
    for (const struct sky_chip *chip = sky_chips; chip->name; chip++)
        if (strcmp(chip->name, name) == 0)
            return chip;
    abort();
}

static void test_steps(void)
{
    static const uint8_t straight[3] = {0, 1, 2};
    const struct sky_chip *ws2801 = find_chip("ws2801"), *lpd8806 = find_chip("lpd8806");
    uint16_t duties[3];
    uint8_t bytes[16];
    int wrong = 0;
    for (unsigned duty = 0; duty < 65536; duty++) {
        duties[0] = duties[1] = duties[2] = (uint16_t)duty;
        ws2801->encode(bytes, duties, 1, straight);
        wrong += bytes[0] != step_of((uint16_t)duty, 255);
        lpd8806->encode(bytes, duties, 1, straight);
        wrong += bytes[0] != (0x80 | step_of((uint16_t)duty, 127));
    }
    ok(wrong == 0, "every duty is sent as the nearest step (%d are not)", wrong);
}

/* Light is field / 31 * byte / 255. */
static void test_hdr(const struct sky_chip *chip)
{
    uint8_t bytes[16], order[3];
    int wrong = 0, coarse = 0, falls = 0, levels = 0;
    double before = -1;
    sky_chip_order(chip, 0, order);
    for (unsigned i = 0; i < 3 * 65536; i++) {
        uint16_t grey = (uint16_t)i;
        uint16_t duties[3] = {grey, grey, grey};
        if (i >= 65536) { /* any colour */
            duties[1] = (uint16_t)sky_random_hash(1, i);
            duties[2] = (uint16_t)(sky_random_hash(2, i) >> (i & 15));
        }
        chip->encode_hdr(bytes, duties, NULL, 1, order);
        unsigned field = bytes[0] & 31;
        double part[3] = {duties[0] / 65535.0, duties[1] / 65535.0, duties[2] / 65535.0};
        double most = fmax(part[0], fmax(part[1], part[2]));
        /* a smaller field could not carry it */
        coarse += bytes[0] < 0xe1 || (field > 1 && most * 31 <= field - 1);
        for (int c = 0; c < 3; c++)
            wrong += fabs(field / 31.0 * bytes[3 - c] / 255 - part[c]) > 0.5 * field / 31 / 255 + 1e-9;
        double light = field * bytes[1];
        if (i < 65536) {
            falls += light < before - field / 2.0; /* another field may round the other way */
            levels += light > before;
            before = fmax(light, before);
        }
    }
    ok(wrong == 0, "hdr on %s shows light within half a step of the field (%d are not)", chip->name, wrong);
    ok(coarse == 0, "hdr on %s uses the smallest field that carries the colour (%d are not)", chip->name, coarse);
    ok(falls == 0 && levels > 1000, "hdr on %s shows greys that rise in %d steps, within rounding", chip->name, levels);
}

static void test_orders(void)
{
    const struct sky_chip *chip = find_chip("ws2801");
    bool same = true;
    for (int i = 1; sky_order_names[i]; i++) {
        uint16_t duties[3] = {'r' * 257, 'g' * 257, 'b' * 257};
        uint8_t order[3], bytes[16];
        sky_chip_order(chip, i, order);
        chip->encode(bytes, duties, 1, order);
        same &= memcmp(bytes, sky_order_names[i], 3) == 0;
    }
    ok(same, "every order of colours is sent as it is spelt");

    const struct sky_chip *white = find_chip("sk6812rgbw");
    same = true;
    for (int i = 1; sky_order_names[i]; i++) {
        for (int place = 1; place <= COLORS_MAX; place++) {
            char letters[COLORS_MAX + 1] = "";
            uint8_t order[COLORS_MAX];
            sky_chip_order_white(white, i, place, order);
            for (int k = 0, color = 0; k < COLORS_MAX; k++) {
                letters[k] = "rgbw"[order[k]];
                same &= (k == place - 1 ? 'w' : sky_order_names[i][color++]) == letters[k];
            }
        }
    }
    ok(same, "a white LED's byte is sent in each place, among the others in their order");
}

int main(int argc, char **argv)
{
    static const size_t lengths[] = {1, 63, 64, 65, 288, 5000};
    const char *page = argc > 1 ? argv[1] : "man/sky-push.1";
    for (const struct sky_chip *chip = sky_chips; chip->name; chip++) {
        const struct model *model = NULL;
        for (size_t i = 0; i < sizeof models / sizeof *models; i++)
            if (strcmp(models[i].name, chip->name) == 0)
                model = &models[i];
        test_row(chip);
        if (ok(model != NULL, "%s has a model in tests/unit/chips.c", chip->name))
            for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
                test_chain(model, chip, lengths[i]);
        if (chip->encode_hdr)
            test_hdr(chip);
        if (!chip->clocked)
            test_rates(chip);
        test_page(chip, page);
    }
    test_steps();
    test_orders();
    return done();
}
