/* SPDX-License-Identifier: ISC */
/* Every chip's bytes, sent through a chain of that chip, which is simulated bit by bit as its data sheet has it:
 * each LED shows its colour, and the one beyond the chain stays dark. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "led/chip.h"
#include "led/wiring.h"
#include "tap.h"

#define COLORS 3 /* channels of an LED */

/* ---- Chains whose chips give out a delayed clock ----
 *
 * A chip samples its data at the rising edge of its clock, and gives out data and the inverted clock, so that the
 * next one samples half a clock later: bit b reaches chip k in half 2 b + 1 + k, when the last half of all is that
 * of the last bit's rising edge. So each chip is one pass over the bits, which leaves there what the next one gets.
 * */

struct model {
    const char *name;
    unsigned zeros;     /* so many make a chip wait for a 1 */
    unsigned bits;      /* that it takes for itself from there, giving out zeros */
    unsigned leds;      /* of a chip */
    bool shows_late;    /* only after the zeros */
};

static const struct model models[] = {
    {"apa102", 32, 32, 1, false},
    {"sk9822", 32, 32, 1, true},
    {"hd107s", 32, 32, 1, false},
    {"hd108", 128, 64, 1, true},
    {"p9813", 32, 32, 1, true},
};

struct chip {
    uint64_t word, kept, shown;
    unsigned zeros, taken;
    bool waiting;
};

/* How many bits from `i` on change nothing but the count of zeros, which is brought up to them: of a chip that
 * waits and sees zeros, or has all its bits and sees no long run of zeros. Only to be quick. */
static size_t skip(const struct model *model, struct chip *chip, const uint8_t *bits, size_t i, size_t count)
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

/* One chip, for the bits that reach it. */
static void pass(const struct model *model, struct chip *kept, uint8_t *bits, size_t count)
{
    struct chip chip = *kept;
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
    *kept = chip;
}

static void send_delayed(const struct model *model, struct chip *chain, size_t chips, uint8_t *bits, size_t count)
{
    for (size_t k = 0; k < chips; k++)
        pass(model, &chain[k], bits, count > k / 2 + k % 2 ? count - k / 2 - k % 2 : 0);
}

/* ---- LPD8806 ----
 *
 * Each chip has two LEDs and the same delayed clock. A byte is shown when the first bit of the next arrives; bytes
 * are counted from the first 1 after a byte that began with 0, on whose first bit the chip begins anew. */

struct lpd8806 {
    uint8_t shown[2 * COLORS], byte;
    unsigned taken, bits; /* bytes it has, and bits of the one it takes */
};

static void pass_lpd8806(struct lpd8806 *chip, uint8_t *bits, size_t count)
{
    unsigned phase = 0; /* of the bytes that it passes on */
    for (size_t i = 0; i < count; i++) {
        uint8_t in = bits[i];
        if (chip->bits == 0 && phase == 0) {
            if (chip->taken > 0 && chip->taken <= 2 * COLORS) { /* the byte before is shown now */
                chip->shown[chip->taken - 1] = chip->byte;
                chip->taken += chip->taken == 2 * COLORS; /* and was the last */
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

static void send_lpd8806(struct lpd8806 *chain, size_t chips, uint8_t *bits, size_t count)
{
    for (size_t k = 0; k < chips; k++)
        pass_lpd8806(&chain[k], bits, count > k / 2 + k % 2 ? count - k / 2 - k % 2 : 0);
}

/* ---- Chains that pass on what they do not take: WS2801, WS2812 ----
 *
 * An LED that is full passes everything on, so a bit goes to the first that is not, until a pause shows the colours
 * and begins anew. */

struct relay {
    uint32_t *taken, *shown;
    size_t leds, full, bits;
};

static void relay_bit(struct relay *relay, uint8_t bit)
{
    if (relay->full == relay->leds)
        return;
    relay->taken[relay->full] = relay->taken[relay->full] << 1 | bit;
    if (++relay->bits == 24) {
        relay->bits = 0;
        relay->full++;
    }
}

static void relay_pause(struct relay *relay)
{
    for (size_t i = 0; i < relay->full; i++)
        relay->shown[i] = relay->taken[i] & 0xffffff;
    relay->full = relay->bits = 0;
}

/* The wire of a WS2812 at 2.4 MHz: pulses of 1 or 2 samples are 0 and 1, every 3 samples. False when it is none. */
static bool relay_pulses(struct relay *relay, const uint8_t *bits, size_t count)
{
    size_t last = 0;
    for (size_t i = 0; i < count;) {
        size_t high = 0;
        if (!bits[i]) {
            i++;
            continue;
        }
        if (i > 0 && i - last != 3)
            return false;
        last = i;
        for (; i < count && bits[i]; i++)
            high++;
        if (high > 2 || i == count)
            return false;
        relay_bit(relay, high == 2);
    }
    return true;
}

/* ---- Tests ---- */

/* The nearest of so many steps; exact, as the duties are whole and 65535 is odd. */
static unsigned step_of(uint16_t duty, unsigned steps)
{
    return (unsigned)floor((double)duty * steps / 65535 + 0.5);
}

static uint64_t expected_word(const struct sky_chip *chip, const uint16_t *duties)
{
    unsigned r = step_of(duties[0], 255), g = step_of(duties[1], 255), b = step_of(duties[2], 255);
    if (strcmp(chip->name, "hd108") == 0)
        return UINT64_C(0xffff) << 48 | (uint64_t)duties[0] << 32 | (uint64_t)duties[1] << 16 | duties[2];
    if (strcmp(chip->name, "p9813") == 0)
        return (uint64_t)(0xc0 | (3 - b / 64) << 4 | (3 - g / 64) << 2 | (3 - r / 64)) << 24 | b << 16 | g << 8 | r;
    if (strcmp(chip->name, "ws2801") == 0)
        return r << 16 | g << 8 | b;
    if (strcmp(chip->name, "ws2812") == 0)
        return g << 16 | r << 8 | b;
    return UINT64_C(0xff000000) | b << 16 | g << 8 | r;
}

static const struct model *model_of(const struct sky_chip *chip)
{
    for (size_t i = 0; i < sizeof models / sizeof *models; i++)
        if (strcmp(models[i].name, chip->name) == 0)
            return &models[i];
    return NULL;
}

/* A chain of `leds` and one more, and what each shows. */
struct chain {
    const struct sky_chip *chip;
    size_t leds;
    struct chip *delayed;
    struct lpd8806 *pairs;
    struct relay relay;
};

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory)
        abort();
    return memory;
}

/* Returns false when something was no bit at all. */
static bool send(struct chain *chain, uint8_t *bits, size_t count)
{
    const struct model *model = model_of(chain->chip);
    bool well = true;
    if (model) {
        send_delayed(model, chain->delayed, chain->leds + 2, bits, count);
    } else if (strcmp(chain->chip->name, "lpd8806") == 0) {
        send_lpd8806(chain->pairs, chain->leds / 2 + 2, bits, count);
    } else {
        if (chain->chip->clocked)
            for (size_t i = 0; i < count; i++)
                relay_bit(&chain->relay, bits[i]);
        else
            well = relay_pulses(&chain->relay, bits, count) && !bits[count - 1];
        if (chain->chip->pause_us >= (chain->chip->clocked ? 500 : 280))
            relay_pause(&chain->relay);
    }
    return well;
}

static bool shows(const struct chain *chain, size_t led, const uint16_t *duties)
{
    if (model_of(chain->chip))
        return chain->delayed[led].shown == expected_word(chain->chip, duties);
    if (strcmp(chain->chip->name, "lpd8806") != 0)
        return chain->relay.shown[led] == expected_word(chain->chip, duties);
    const uint8_t *shown = chain->pairs[led / 2].shown + led % 2 * COLORS;
    return shown[0] == (0x80 | step_of(duties[1], 127)) && shown[1] == (0x80 | step_of(duties[0], 127)) &&
           shown[2] == (0x80 | step_of(duties[2], 127));
}

static bool is_dark(const struct chain *chain, size_t led)
{
    if (model_of(chain->chip))
        return !chain->delayed[led].shown && !chain->delayed[led].taken;
    if (strcmp(chain->chip->name, "lpd8806") != 0)
        return !chain->relay.shown[led] && !chain->relay.taken[led];
    const uint8_t *shown = chain->pairs[led / 2].shown + led % 2 * COLORS;
    return !(shown[0] | shown[1] | shown[2]);
}

static void test_chain(const struct sky_chip *chip, size_t leds)
{
    size_t size = chip->bytes(leds), wrong = 0;
    struct chain chain = {.chip = chip, .leds = leds};
    chain.delayed = allocate(leds + 2, sizeof *chain.delayed);
    chain.pairs = allocate(leds / 2 + 2, sizeof *chain.pairs);
    chain.relay = (struct relay){allocate(leds + 1, 4), allocate(leds + 1, 4), leds + 1, 0, 0};
    uint16_t *duties = allocate(leds * COLORS, sizeof *duties);
    uint8_t *bytes = allocate(size + 1, 1), *bits = allocate(size * 8, 1), order[3];
    bool within = true, well = true, dark = true;
    for (size_t i = 0; i < leds + 2; i++)
        chain.delayed[i].waiting = true;
    sky_chip_order(chip, 0, order);
    /* Colours that run through every bit, the first with long zeros that must not pass for a start. */
    for (uint64_t frame = 0; frame < 2; frame++) {
        for (size_t i = 0; i < leds * COLORS; i++)
            duties[i] = (uint16_t)(frame == 0 && i % 5 ? 0 : sky_random_hash(frame, i));
        bytes[size] = 0xa5;
        chip->encode(bytes, duties, leds, order);
        within &= bytes[size] == 0xa5;
        for (size_t i = 0; i < size * 8; i++)
            bits[i] = bytes[i / 8] >> (7 - i % 8) & 1;
        well &= send(&chain, bits, size * 8);
        for (size_t i = 0; i < leds; i++)
            wrong += !shows(&chain, i, duties + COLORS * i);
        dark &= is_dark(&chain, leds);
    }
    ok(wrong == 0 && well, "%s: each of %zu LEDs shows its colour after one frame (%zu do not)", chip->name, leds,
       wrong);
    ok(dark, "%s: nothing lights beyond %zu LEDs", chip->name, leds);
    ok(within, "%s: %zu LEDs take the bytes that they are said to", chip->name, leds);
    free(chain.delayed);
    free(chain.pairs);
    free(chain.relay.taken);
    free(chain.relay.shown);
    free(duties);
    free(bytes);
    free(bits);
}

/* All duties, as the step that each chip sends. */
static void test_steps(void)
{
    static const uint8_t straight[3] = {0, 1, 2};
    uint16_t duties[3];
    uint8_t bytes[64];
    int off = 0;
    for (unsigned duty = 0; duty < 65536; duty++) {
        duties[0] = duties[1] = duties[2] = (uint16_t)duty;
        sky_chips[4].encode(bytes, duties, 1, straight);
        off += bytes[0] != step_of((uint16_t)duty, 255);
        sky_chips[5].encode(bytes, duties, 1, straight);
        off += bytes[0] != (0x80 | step_of((uint16_t)duty, 127));
    }
    ok(off == 0, "every duty is sent as the nearest step (%d are not)", off);
}

/* hdr: light is field / 31 * byte / 255. */
static void test_hdr(void)
{
    uint8_t bytes[64], order[3];
    int off = 0, coarse = 0, falls = 0, levels = 0;
    double before = -1;
    sky_chip_order(&sky_chips[0], 0, order);
    for (unsigned i = 0; i < 3 * 65536; i++) {
        uint16_t grey = (uint16_t)i;
        uint16_t duties[3] = {grey, grey, grey};
        if (i >= 65536) { /* any colour */
            duties[1] = (uint16_t)sky_random_hash(1, i);
            duties[2] = (uint16_t)(sky_random_hash(2, i) >> (i & 15));
        }
        sky_chips[0].encode_hdr(bytes, duties, 1, order);
        unsigned field = bytes[4] & 31;
        double part[3] = {duties[0] / 65535.0, duties[1] / 65535.0, duties[2] / 65535.0};
        double most = fmax(part[0], fmax(part[1], part[2]));
        /* a smaller field could not carry it */
        coarse += bytes[4] < 0xe1 || (field > 1 && most * 31 <= field - 1);
        for (int c = 0; c < 3; c++)
            off += fabs(field / 31.0 * bytes[7 - c] / 255 - part[c]) > 0.5 * field / 31 / 255 + 1e-9;
        double light = field * bytes[5];
        if (i < 65536) {
            falls += light < before - field / 2.0; /* another field may round the other way */
            levels += light > before;
            before = fmax(light, before);
        }
    }
    ok(off == 0, "hdr: light is within half a step of the field (%d are not)", off);
    ok(coarse == 0, "hdr: the field is the smallest that carries the colour (%d are not)", coarse);
    ok(falls == 0 && levels > 1000, "hdr: greys rise, in %d steps, within rounding", levels);
    for (int i = 0; i < 3; i++)
        ok(sky_chips[i].encode_hdr != NULL, "hdr: %s has it", sky_chips[i].name);
}

static void test_orders(void)
{
    static const char *const orders[] = {"rgb", "rbg", "grb", "gbr", "brg", "bgr"};
    bool same = true;
    for (int i = 0; i < 6; i++) {
        uint16_t duties[3] = {'r' * 257, 'g' * 257, 'b' * 257};
        uint8_t order[3], bytes[32];
        sky_chip_order(&sky_chips[0], i + 1, order);
        sky_chips[0].encode(bytes, duties, 1, order);
        same &= memcmp(bytes + 5, orders[i], 3) == 0;
    }
    ok(same, "every order of colours is sent as it is written");
}

int main(void)
{
    static const size_t lengths[] = {1, 63, 64, 65, 288, 5000};
    for (const struct sky_chip *chip = sky_chips; chip->name; chip++)
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
            test_chain(chip, lengths[i]);
    test_steps();
    test_hdr();
    test_orders();
    return done();
}
