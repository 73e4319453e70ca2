/* The LED part without hardware: chains of LEDs simulated clock by clock, the colour tables against libm, layouts,
 * and the lateness histogram. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/lateness.h"
#include "core/random.h"
#include "led/chip.h"
#include "led/layout.h"
#include "led/light.h"
#include "led/wiring.h"
#include "tap.h"

/* ---- A chain ---- */

/* An LED samples its data at the rising edge of its clock, and then gives out data and the inverted clock: what the
 * next one samples half a clock later. After 32 zeros it waits for a 1, takes 32 bits from there for itself, giving
 * out zeros, and passes on what follows. An SK9822 shows what it took only after the next 32 zeros. */
struct led {
    uint32_t word, shown, kept;
    unsigned zeros, taken;
    bool waiting, out;
};

static void rising_edge(struct led *led, bool in, bool shows_late)
{
    led->zeros = in ? 0 : led->zeros + 1;
    led->out = in;
    if (led->taken > 0 && led->taken < 32) {
        led->word = led->word << 1 | in;
        led->out = false;
        if (++led->taken == 32) {
            led->kept = led->word;
            if (!shows_late)
                led->shown = led->kept;
        }
    } else if (led->waiting && in) {
        led->waiting = led->out = false;
        led->word = led->taken = 1;
    } else if (led->zeros >= 32) {
        led->waiting = true;
        led->taken = 0;
        led->shown = led->kept;
    }
}

/* Sends bytes, leaving the clock high as the gpio driver does. Only LEDs that have seen a 1 matter: before that,
 * they give out the zeros that they get. */
static void clock_bytes(struct led *chain, size_t count, const uint8_t *bytes, size_t size, bool shows_late)
{
    for (size_t half = 0; half < size * 16; half++) {
        bool bit = bytes[half / 16] >> (7 - half / 2 % 8) & 1;
        size_t awake = half / 64 + 2 < count ? half / 64 + 2 : count;
        /* The master's clock rises in odd halves; every other LED's clock is inverted. */
        for (size_t i = half & 1 ? 0 : 1; i < awake; i += 2)
            rising_edge(&chain[i], i ? chain[i - 1].out : bit, shows_late);
    }
}

static void test_chain(const struct sky_chip *chip, size_t leds)
{
    bool shows_late = strcmp(chip->name, "sk9822") == 0;
    size_t size = chip->bytes(leds), wrong = 0, beyond = 0;
    struct led *chain = calloc(leds + 2, sizeof *chain);
    uint8_t *duties = malloc(leds * 3), *bytes = malloc(size + 1), order[3];
    bool within = true;
    if (!chain || !duties || !bytes)
        abort();
    for (size_t i = 0; i < leds + 2; i++)
        chain[i] = (struct led){.zeros = 32, .waiting = true};
    sky_chip_order(chip, 0, order);
    /* Colours that run through every bit, the first with long zeros that must not pass for a start. */
    for (uint64_t frame = 0; frame < 2; frame++) {
        for (size_t i = 0; i < leds * 3; i++)
            duties[i] = (uint8_t)(frame == 0 && i % 5 ? 0 : sky_random_hash(frame, i));
        bytes[size] = 0xa5;
        chip->encode(bytes, duties, leds, order);
        within &= bytes[size] == 0xa5;
        clock_bytes(chain, leds + 2, bytes, size, shows_late);
        for (size_t i = 0; i < leds; i++)
            wrong += chain[i].shown != (0xff000000u | (uint32_t)duties[3 * i + 2] << 16 |
                                        (uint32_t)duties[3 * i + 1] << 8 | duties[3 * i]);
        beyond += chain[leds].shown || chain[leds + 1].shown || chain[leds].taken;
    }
    ok(wrong == 0, "%s: each of %zu LEDs shows its colour after one frame (%zu do not)", chip->name, leds, wrong);
    ok(beyond == 0, "%s: nothing lights beyond %zu LEDs", chip->name, leds);
    ok(within, "%s: %zu LEDs take the bytes that they are said to", chip->name, leds);
    free(chain);
    free(duties);
    free(bytes);
}

static void test_words(void)
{
    char words[256] = "";
    size_t length = 0;
    for (const struct sky_chip *chip = sky_chips; chip->name; chip++)
        length += (size_t)snprintf(words + length, sizeof words - length, "%s%s", length ? "|" : "", chip->name);
    ok(strcmp(words, SKY_CHIP_WORDS) == 0, "the chips' words are the table's");

    static const char *const orders[] = {"rgb", "rbg", "grb", "gbr", "brg", "bgr"};
    bool same = true;
    for (int i = 0; i < 6; i++) {
        uint8_t order[3], duties[3] = {'r', 'g', 'b'}, bytes[32];
        sky_chip_order(&sky_chips[0], i + 1, order);
        sky_chips[0].encode(bytes, duties, 1, order);
        same &= memcmp(bytes + 5, orders[i], 3) == 0;
    }
    ok(same, "every order of colours is sent as it is written");
}

/* ---- Colours ---- */

/* Is this the nearest step, or one of both where the number is as good as in the middle? */
static bool is_nearest(uint8_t step, double part)
{
    return fabs(part * 255 - step) < 0.5 + 1e-9;
}

static void test_light(void)
{
    static const double brightnesses[] = {1, 0.5, 0.123, 0}, gammas[] = {0, 1, 2.2, 5};
    struct sky_light light = {0};
    int off = 0, off_preview = 0, round_trip = 0;
    for (int b = 0; b < 4; b++) {
        for (int g = 0; g < 4; g++) {
            sky_light_set(&light, brightnesses[b], gammas[g]);
            for (int i = 0; i < 256; i++) {
                double v = i / 255.0;
                double decoded = gammas[g] > 0 ? pow(v, gammas[g]) : v <= 0.04045 ? v / 12.92
                                                                                 : pow((v + 0.055) / 1.055, 2.4);
                double part = decoded * brightnesses[b];
                double encoded = part <= 0.0031308 ? part * 12.92 : 1.055 * pow(part, 1 / 2.4) - 0.055;
                off += !is_nearest(light.duty[i], part);
                off_preview += !is_nearest(light.preview[i], encoded);
            }
        }
    }
    ok(off == 0, "duties are libm's (%d of 4096 differ)", off);
    ok(off_preview == 0, "previews are libm's (%d of 4096 differ)", off_preview);
    sky_light_set(&light, 1, 0);
    for (int i = 0; i < 256; i++)
        round_trip += light.preview[i] != i;
    ok(round_trip == 0, "at full brightness the preview is the frame");
}

/* ---- Layout and wiring ---- */

static void test_layout(void)
{
    bool whole = true, even = true;
    for (uint32_t vanes = 1; vanes <= 80; vanes++) {
        for (unsigned lanes = 1; lanes <= vanes && lanes <= SKY_LANES_MAX; lanes++) {
            struct sky_layout layout = {{vanes, 7, 0}, lanes};
            size_t next = 0, least = SIZE_MAX, most = 0;
            for (unsigned lane = 0; lane < lanes; lane++) {
                size_t leds = sky_layout_leds(&layout, lane);
                whole &= sky_layout_first(&layout, lane) == next && leds % 7 == 0;
                next += leds;
                least = leds < least ? leds : least;
                most = leds > most ? leds : most;
            }
            whole &= next == (size_t)vanes * 7;
            even &= most - least <= 7 && least > 0 && most == sky_layout_longest(&layout);
        }
    }
    ok(whole, "lanes have all vanes, one after the other");
    ok(even, "lanes differ by one vane at most");
}

static void test_wiring(void)
{
    struct sky_layout layout = {{5, 3, 0}, 2}; /* 2 and 3 vanes */
    struct sky_wiring wiring;
    uint8_t duties[45];
    memset(duties, 0x77, sizeof duties);
    if (sky_wiring_init(&wiring, &layout, &sky_chips[0], 0) < 0)
        abort();
    sky_wiring_draw(&wiring, duties);
    size_t size = wiring.lane_bytes, lit = 0;
    for (size_t i = 0; i < size; i++)
        lit += wiring.bytes[i] == 0x77;
    ok(size == sky_chips[0].bytes(9) && lit == 18, "a short lane is as long as the longest, in zeros");
    sky_wiring_finish(&wiring);
}

/* ---- Lateness ---- */

static void test_lateness(void)
{
    struct sky_lateness lateness = {0};
    ok(sky_lateness_within(&lateness, 0.5) == 0, "nothing was late when nothing was noted");
    for (uint64_t i = 1; i <= 1000; i++)
        sky_lateness_note(&lateness, i * 1000);
    uint64_t half = sky_lateness_within(&lateness, 0.5), most = sky_lateness_within(&lateness, 0.99);
    ok(half >= 500000 && half <= 562500, "half of all is found within an eighth (%llu)", (unsigned long long)half);
    ok(most >= 990000 && most <= 1000000, "99 %% are found, never above the greatest (%llu)",
       (unsigned long long)most);
    bool holds = true;
    for (int shift = 0; shift < 64; shift++) {
        struct sky_lateness one = {0};
        uint64_t ns = (UINT64_C(1) << shift) + sky_random_hash(1, (uint64_t)shift) % (UINT64_C(1) << shift);
        sky_lateness_note(&one, ns);
        sky_lateness_note(&one, UINT64_MAX);
        uint64_t found = sky_lateness_within(&one, 0.5);
        holds &= found >= ns && found - ns <= ns / 8;
    }
    ok(holds, "times of every size are found within an eighth");
}

int main(void)
{
    static const size_t lengths[] = {1, 63, 64, 65, 288, 5000};
    for (const struct sky_chip *chip = sky_chips; chip->name; chip++)
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
            test_chain(chip, lengths[i]);
    test_words();
    test_light();
    test_layout();
    test_wiring();
    test_lateness();
    return done();
}
