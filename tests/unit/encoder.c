/* SPDX-License-Identifier: ISC */
/* The encoder of LED chains: lanes, null LEDs, dither and the power limit come out as bytes. tests/unit/chips.c has
 * what chips make of them. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>
#include <sky/value.h>

#include "base/random.h"
#include "led/encoder.h"
#include "tap.h"

static int chip_named(const char *name)
{
    const struct sky_choices chips = SKY_CHOICES_OF_TABLE(sky_chips);
    int chip;
    if (sky_choice_parse(&chips, name, &chip) < 0)
        abort();
    return chip;
}

static struct sky_layout parse(const char *text, struct sky_geometry geometry)
{
    struct sky_layout layout;
    if (sky_layout_parse(&layout, text, strlen(text), "layout", &geometry) < 0)
        abort();
    return layout;
}

static struct sky_encoder create(const struct sky_layout *layout, const struct sky_encoder_settings *settings)
{
    struct sky_encoder encoder;
    if (sky_encoder_init(&encoder, layout, settings) < 0)
        abort();
    return encoder;
}

static void fill(uint16_t *duties, size_t count, uint64_t seed)
{
    for (size_t i = 0; i < count; i++)
        duties[i] = (uint16_t)sky_random_hash(seed, i);
}

/* ---- Settings ---- */

static void test_settings(void)
{
    for (int chip = 0; sky_chips[chip].name; chip++) {
        struct sky_encoder_settings dither = {.chip = chip, .dither = 1, .white_color = {255, 255, 255}};
        struct sky_encoder_settings hdr = {.chip = chip, .hdr = 1, .white_color = {255, 255, 255}};
        bool has_field = sky_chips[chip].encode_hdr != NULL;
        ok((sky_encoder_validate(&hdr) == 0) == has_field, "hdr on %s is %s", sky_chips[chip].name,
           has_field ? "accepted" : "refused");
        ok(sky_encoder_validate(&dither) == 0, "dither on %s is accepted", sky_chips[chip].name);
    }
    struct sky_encoder_settings hdr = {.chip = chip_named("ws2801"), .hdr = 1};
    ok(sky_encoder_validate(&hdr) < 0 &&
           strcmp(sky_error(), "hdr: ws2801 has no brightness field (must be one of apa102, sk9822, hd107s)") == 0,
       "the error names the chips that have a brightness field: %s", sky_error());
}

/* ---- Lanes ---- */

static void test_short_lane(void)
{
    struct sky_layout layout = {{5, 3, 0}, 2, NULL}; /* 2 and 3 vanes */
    struct sky_encoder encoder = create(&layout, &(struct sky_encoder_settings){.chip = chip_named("apa102")});
    uint16_t duties[45];
    memset(duties, 0x77, sizeof duties);
    sky_encoder_encode_duties(&encoder, duties);
    size_t lit = 0;
    for (size_t i = 0; i < encoder.lane_bytes; i++)
        lit += encoder.bytes[i] == 0x77;
    ok(encoder.lane_bytes == sky_chip_bytes(encoder.chip, 9) && lit == 18,
       "a short lane is padded with zeros to the length of the longest");
    sky_encoder_finish(&encoder);
}

/* Is the LED at these bytes of an hd108 the one of this number, or black for -1? */
static bool shows_led(const uint8_t *bytes, int led, const uint16_t *duties)
{
    bool same = true;
    for (int c = 0; c < 3; c++)
        same &= (bytes[2 + 2 * c] << 8 | bytes[3 + 2 * c]) == (led < 0 ? 0 : duties[led * 3 + c]);
    return same;
}

static void test_layout_table(void)
{
    static const int leds[2][6] = {{-1, 14, 1, -1, -1}, {8, 7, 6, 5, 4, 3}};
    const struct sky_encoder_settings settings = {.chip = chip_named("hd108"), .dither = 1};
    struct sky_layout layout =
        parse("lane\nskip 1\nled 4,2 0,1\nskip 2\nlane\nvanes 1..2 reverse\n", (struct sky_geometry){5, 3, 0});
    struct sky_encoder encoder = create(&layout, &settings);
    uint16_t duties[45];
    bool right = true;
    fill(duties, 45, 3);
    for (int frame = 0; frame < 3; frame++)
        sky_encoder_encode_duties(&encoder, duties);
    for (size_t lane = 0; lane < 2; lane++) {
        const uint8_t *lane_bytes = encoder.bytes + lane * encoder.lane_bytes, *led = lane_bytes + 16;
        for (size_t i = 0; i < (lane == 0 ? 5 : 6); i++, led += 8)
            right &= shows_led(led, leds[lane][i], duties);
        for (; led < lane_bytes + encoder.lane_bytes; led++)
            right &= *led == 0;
    }
    ok(right, "each position on the wires has its LED's colour, and null LEDs are black");
    sky_layout_finish(&layout);

    struct sky_layout other = {{5, 3, 0}, 3, NULL};
    ok(encoder.power.frames == 3 && sky_encoder_change_layout(&encoder, &other) == 0 && encoder.power.frames == 3 &&
           encoder.layout.lanes == 3,
       "another layout takes the place of the first, and the statistics go on");
    sky_encoder_encode_duties(&encoder, duties);
    ok(shows_led(encoder.bytes + 16, 0, duties), "frames are encoded by the new layout");

    /* lane 0 had five LEDs and has three, which are the first vane; lane 1 had six, and has the two vanes after it */
    right = sky_layout_leds(&encoder.layout, 0) == 5 && sky_layout_leds(&encoder.layout, 1) == 6;
    for (size_t i = 0; i < 5; i++)
        right &= sky_layout_led(&encoder.layout, 0, i) == (i < 3 ? i : SKY_LED_NULL);
    for (size_t i = 0; i < 6; i++)
        right &= sky_layout_led(&encoder.layout, 1, i) == 3 + i;
    for (size_t i = 3; i < 5; i++)
        right &= shows_led(encoder.bytes + 16 + i * 8, -1, duties);
    ok(right, "LEDs that the new layout no longer has are null LEDs, which are sent black");
    sky_encoder_finish(&encoder);
}

static void test_straight_table(void)
{
    static const char text[] = "lane\nvanes 0..1\nlane\nvanes 2..4\n";
    const struct sky_layout straight = {{5, 3, 0}, 2, NULL};
    uint16_t duties[45];
    for (int chip = 0; sky_chips[chip].name; chip++) {
        const struct sky_encoder_settings settings = {
            .chip = chip, .dither = 1, .power = {.amps = 0.2, .ma = 20, .idle_ma = 1}};
        struct sky_layout table = parse(text, straight.geometry);
        struct sky_encoder a = create(&table, &settings), b = create(&straight, &settings);
        int different = a.lane_bytes != b.lane_bytes;
        for (uint64_t frame = 0; frame < 20 && !different; frame++) {
            fill(duties, 45, frame);
            sky_encoder_encode_duties(&a, duties);
            sky_encoder_encode_duties(&b, duties);
            different += memcmp(a.bytes, b.bytes, 2 * a.lane_bytes) != 0;
        }
        ok(different == 0, "a file with the straight layout gives the same bytes for %s as no file",
           sky_chips[chip].name);
        sky_encoder_finish(&a);
        sky_encoder_finish(&b);
        sky_layout_finish(&table);
    }
}

/* ---- Tables of codes ---- */

/* Encodes some frames by the tables and by duties, and tells whether all bytes and statistics are the same. */
static bool encodes_alike(const struct sky_layout *layout, const struct sky_encoder_settings *settings)
{
    static const struct sky_correction_settings corrections[] = {
        {.brightness = 1, .white = {255, 255, 255}, .kelvin = SKY_KELVIN_NEUTRAL},
        {.brightness = 0.3, .gamma = 2.2, .white = {255, 200, 40}, .kelvin = 3000},
        {.brightness = 0.02, .white = {255, 0, 255}, .kelvin = SKY_KELVIN_NEUTRAL},
    };
    struct sky_encoder a = create(layout, settings), b = create(layout, settings);
    struct sky_correction correction = {0};
    uint8_t frame[105];
    uint16_t duties[105];
    bool alike = a.by_codes == (sky_chip_colors(a.chip) == 3); /* a white LED depends on all channels */
    for (uint64_t n = 0; n < 12; n++) {
        for (size_t i = 0; i < sizeof frame; i++)
            frame[i] = n < 3 ? 255 : (uint8_t)(sky_random_hash(n, i) >> n % 4);
        sky_correction_update(&correction, &corrections[n % 3], 1);
        sky_correction_duties(&correction, duties, frame, 35);
        sky_encoder_encode(&a, frame, &correction);
        sky_encoder_encode_duties(&b, duties);
        alike &= memcmp(a.bytes, b.bytes, layout->lanes * a.lane_bytes) == 0;
    }
    alike &= a.power.total_ua == b.power.total_ua && a.power.max_ua == b.power.max_ua &&
             a.power.limited == b.power.limited && (settings->power.amps == 0 || a.power.limited > 3);
    sky_encoder_finish(&a);
    sky_encoder_finish(&b);
    return alike;
}

static void test_codes(void)
{
    const struct sky_geometry geometry = {7, 5, 0};
    const struct sky_layout straight = {geometry, 3, NULL};
    struct sky_layout table =
        parse("lane\nskip 1\nvanes 5..6 reverse\nlane\nled 0,4 3,2\nskip 2\nvanes 1..2\n", geometry);
    for (int chip = 0; sky_chips[chip].name; chip++) {
        bool alike = true;
        for (int order = 0; sky_order_names[order]; order++) {
            struct sky_encoder_settings settings = {
                .chip = chip, .order = order, .power = {0, 20, 1}, .white_color = {255, 230, 180}};
            alike &= encodes_alike(&straight, &settings) && encodes_alike(&table, &settings);
            settings.power.amps = 0.1;
            alike &= encodes_alike(&straight, &settings) && encodes_alike(&table, &settings);
        }
        ok(alike, "%s is sent the same bytes by tables as by duties, in every order, layout and limit",
           sky_chips[chip].name);
    }
    sky_layout_finish(&table);
}

/* ---- Dither ---- */

static void test_dither(void)
{
    struct sky_layout layout = {{5, 3, 0}, 2, NULL};
    struct sky_encoder encoder =
        create(&layout, &(struct sky_encoder_settings){.chip = chip_named("apa102"), .dither = 1});
    uint16_t duties[45] = {0};
    bool dark = true, even = true, together = true;
    for (uint16_t duty = 1; duty < 60000; duty = (uint16_t)(duty * 2 + 5)) {
        unsigned sum[15] = {0};
        for (int frame = 0; frame < 64; frame++) {
            for (int i = 0; i < 45; i++)
                duties[i] = duty;
            sky_encoder_encode_duties(&encoder, duties);
            for (size_t i = 0; i < 15; i++) /* the last colour byte of each LED */
                sum[i] += encoder.bytes[i < 6 ? 4 + 4 * i + 3 : encoder.lane_bytes + 4 + 4 * (i - 6) + 3];
        }
        for (int i = 0; i < 15; i++)
            even &= sum[i] * 257 + 257 >= 64u * duty && sum[i] * 257 <= 64u * duty + 257;
        memset(duties, 0, sizeof duties);
        sky_encoder_encode_duties(&encoder, duties);
        for (size_t i = 4; i < 4 + 4 * 6; i++)
            dark &= encoder.bytes[i] == (i % 4 ? 0 : 0xff);
    }
    for (int i = 0; i < 45; i++)
        duties[i] = 128; /* half a step: the LEDs must not all change in the same frame */
    sky_encoder_encode_duties(&encoder, duties);
    for (size_t i = 1; i < 6; i++)
        together &= encoder.bytes[4 + 4 * i + 1] == encoder.bytes[5];
    ok(even, "with dither the mean of 64 frames is right for every LED");
    ok(dark, "with dither black stays black");
    ok(!together, "with dither the LEDs of a plain area do not change all at once");
    sky_encoder_finish(&encoder);
}

/* The mean of 64 frames is right within a 64th of the field's step, and dither changes no field. */
static void test_dither_hdr(void)
{
    struct sky_layout layout = {{5, 3, 0}, 2, NULL};
    const struct sky_encoder_settings hdr = {.chip = chip_named("apa102"), .hdr = 1};
    const struct sky_encoder_settings both = {.chip = hdr.chip, .hdr = 1, .dither = 1};
    struct sky_encoder dithered = create(&layout, &both), plain = create(&layout, &hdr);
    uint16_t duties[45];
    bool even = true, dark = true, fields = true, finer = false;
    for (uint64_t round = 0; round < 400; round++) {
        double sum[18] = {0};
        for (uint64_t i = 0; i < 45; i++) /* bright after dark, and dark after bright */
            duties[i] = i % 3 == round % 3
                            ? 0
                            : (uint16_t)(sky_random_hash(round, i) >> sky_random_hash(round, 99) % 15);
        for (int frame = 0; frame < 64; frame++) {
            sky_encoder_encode_duties(&dithered, duties);
            sky_encoder_encode_duties(&plain, duties);
            for (size_t i = 0; i < 18; i++) { /* the first lane's LEDs: B, G, R */
                const uint8_t *led = dithered.bytes + 4 + 4 * (i / 3), *other = plain.bytes + 4 + 4 * (i / 3);
                double light = (led[0] & 31) * led[1 + i % 3] / 7905.0;
                sum[i] += light;
                dark &= duties[i / 3 * 3 + 2 - i % 3] > 0 || light == 0;
                fields &= led[0] == other[0];
                finer |= led[1 + i % 3] != other[1 + i % 3];
            }
        }
        for (size_t i = 0; i < 18; i++) {
            unsigned field = dithered.bytes[4 + 4 * (i / 3)] & 31;
            size_t led = i / 3, channel = 2 - i % 3;
            double wanted = duties[led * 3 + channel] / 65535.0;
            even &= fabs(sum[i] / 64 - wanted) <= (1.0 / 64 + 0.001) * field / 7905;
        }
    }
    ok(even && finer, "with hdr and dither the mean of 64 frames is right in finer steps");
    ok(dark, "with hdr and dither a colour that is off stays off");
    ok(fields, "with hdr and dither LEDs keep their brightness fields");
    sky_encoder_finish(&dithered);
    sky_encoder_finish(&plain);
}

/* ---- Power ---- */

/* On an hd108, whose steps are those of duties, so that nothing is rounded. */
static void test_limit(void)
{
    const struct sky_layout layout = {{7, 11, 0}, 2, NULL};
    uint16_t duties[231];
    bool within = true, near = true, even = true;
    for (int limit = 1; limit <= 60; limit++) {
        const double amps = 0.077 + limit * 0.08;
        const struct sky_encoder_settings settings = {.chip = chip_named("hd108"), .power = {amps, 20, 1}};
        struct sky_encoder encoder = create(&layout, &settings);
        for (uint64_t seed = 0; seed < 20; seed++) {
            uint64_t sum = 0;
            for (size_t i = 0; i < 231; i++)
                duties[i] = seed % 5 == 0 ? 65535 : (uint16_t)(sky_random_hash(seed, i) >> seed % 7 << seed % 3);
            duties[0] = 40000;
            duties[1] = 20000;
            sky_encoder_encode_duties(&encoder, duties);
            for (size_t lane = 0; lane < 2; lane++)
                for (size_t i = 0; i < sky_layout_leds(&layout, (unsigned)lane); i++)
                    for (size_t c = 0; c < 3; c++) {
                        const uint8_t *bytes = encoder.bytes + lane * encoder.lane_bytes + 16 + 8 * i + 2 + 2 * c;
                        sum += (uint64_t)(bytes[0] << 8 | bytes[1]);
                    }
            double sent = 0.077 + (double)sum / 65535 * 0.020;
            double wanted = 0.077 + (double)sky_power_sum(duties, 231, 65535) / 65535 * 0.020;
            within &= sent <= amps + 1e-9;
            near &= sent > fmin(wanted, amps) * 0.99;
            int first = encoder.bytes[18] << 8 | encoder.bytes[19], second = encoder.bytes[20] << 8 | encoder.bytes[21];
            even &= abs(first - 2 * second) <= 2;
        }
        within &= sky_power_max(&encoder.power) <= amps + 1e-9;
        sky_encoder_finish(&encoder);
    }
    ok(within, "no frame on the wires exceeds the limit in amperes");
    ok(near, "a frame is not darkened by more than 1 %% beyond need");
    ok(even, "a frame that is limited keeps the proportions of its colours");
}

/* What an LED of apa102 or lpd8806 draws: the part of full light of its three colours. */
static double light_of(const struct sky_chip *chip, const uint8_t *led)
{
    if (chip->steps == 127)
        return ((led[0] & 127) + (led[1] & 127) + (led[2] & 127)) / 127.0;
    return (led[0] & 31) * (led[1] + led[2] + led[3]) / 7905.0;
}

/* Amperes of a lane, by its bytes, with 20 mA a colour and 1 mA for a dark LED. */
static double amps_on_lane(const struct sky_encoder *encoder, unsigned lane)
{
    const struct sky_chip *chip = encoder->chip;
    size_t leds = sky_layout_leds(&encoder->layout, lane);
    double amps = 0.001 * (double)leds;
    for (size_t i = 0; i < leds; i++)
        amps += 0.02 * light_of(chip, encoder->bytes + lane * encoder->lane_bytes + chip->start_bytes +
                                          i * chip->led_bytes);
    return amps;
}

/* A frame of random bytes: of any brightness, plain or not, and black in parts. */
static void fill_frame(uint8_t *frame, size_t count, uint64_t seed)
{
    unsigned shift = seed % 8;
    for (size_t i = 0; i < count; i++)
        frame[i] = seed % 3 == 0 ? (uint8_t)(255 >> shift) : (uint8_t)((uint8_t)sky_random_hash(seed, i) >> shift);
    memset(frame, 0, sky_random_hash(seed, count) % count);
}

/* 10,000 frames, as sent. */
static void test_budgets(void)
{
    static const char text[] = "lane\namps 0.06\nvanes 0..4\nlane\nvanes 5..9\nlane\namps 0.3\nvanes 10..19\n";
    static const struct sky_correction_settings correction_settings = {1, 0, {255, 255, 255}, SKY_KELVIN_NEUTRAL};
    struct sky_layout layout = parse(text, (struct sky_geometry){20, 3, 0});
    struct sky_correction correction = {0};
    uint8_t frame[180];
    uint16_t duties[180];
    uint64_t limited = 0, frames = 0;
    double most[4] = {0}, off = 0;
    sky_correction_update(&correction, &correction_settings, 1);
    for (int kind = 0; kind < 5; kind++) {
        const struct sky_encoder_settings settings = {
            .chip = chip_named(kind == 4 ? "lpd8806" : "apa102"), .hdr = kind == 1 || kind == 3, .dither = kind >= 2,
            .power = {0.4, 20, 1}};
        struct sky_encoder encoder = create(&layout, &settings);
        for (uint64_t seed = 0; seed < 2000; seed++, frames++) {
            double all = 0, before = encoder.power.total_ua;
            fill_frame(frame, 180, seed);
            sky_correction_duties(&correction, duties, frame, 60);
            if (seed % 2)
                sky_encoder_encode(&encoder, frame, &correction);
            else
                sky_encoder_encode_duties(&encoder, duties);
            for (unsigned lane = 0; lane < 3; lane++) {
                double amps = amps_on_lane(&encoder, lane);
                most[lane] = fmax(most[lane], amps);
                all += amps;
            }
            most[3] = fmax(most[3], all);
            off = fmax(off, fabs(all * 1e6 - (encoder.power.total_ua - before)));
        }
        limited += encoder.power.limited;
        sky_encoder_finish(&encoder);
    }
    ok(frames == 10000 && limited > 1000 && limited < 8000, "of %d frames some exceed a limit (%d)", (int)frames,
       (int)limited);
    ok(most[0] <= 0.06 + 1e-9 && most[2] <= 0.3 + 1e-9, "as sent, each lane stays within its own amperes (%.4f, %.4f)",
       most[0], most[2]);
    ok(most[3] <= 0.4 + 1e-9, "as sent, all lanes stay within those of the output (%.4f)", most[3]);
    ok(most[0] > 0.0585 && most[3] > 0.39, "what the limits allow is used");
    ok(off < 1.5, "the statistics tell what is sent (%.2f uA)", off);
    sky_layout_finish(&layout);
}

int main(void)
{
    test_budgets();
    test_settings();
    test_short_lane();
    test_layout_table();
    test_straight_table();
    test_codes();
    test_dither();
    test_dither_hdr();
    test_limit();
    return done();
}
