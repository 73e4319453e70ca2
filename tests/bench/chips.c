/* SPDX-License-Identifier: ISC */
/* What a frame of 360x288 costs on its way to the wires, on one core, without the wires: correction, power estimate,
 * dither and the chip's encoding, on one lane; for lanes of GPIO also the bit planes. The minimum of several rounds.
 *
 * Prints the frames a second through all of it, and the microseconds of the encoder and of the planes; and those of the
 * correction and the encoder by duties, as for --smooth, with the chip's part of them. `make bench` runs it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/random.h"
#include "led/correction.h"
#include "led/encoder.h"
#include "led/planes.h"

enum { VANES = 360, PIXELS = 288, LEDS = VANES * PIXELS, ROUNDS = 200, CHUNK = 64 };

static uint8_t frame[LEDS * 3];
static uint16_t duties[LEDS * 4]; /* chips with a white LED take four */
static struct sky_correction correction;
static volatile uint64_t lines; /* the planes go here instead of to GPIO lines */

static void encode(void *encoder)
{
    sky_encoder_encode(encoder, frame, &correction);
}

static void encode_by_duties(void *encoder)
{
    sky_correction_duties(&correction, duties, frame, LEDS);
    sky_encoder_encode_duties(encoder, duties);
}

/* The chip's part of that. */
static void encode_chip(void *context)
{
    const struct sky_encoder *encoder = context;
    const struct sky_chip *chip = encoder->chip;
    for (unsigned lane = 0; lane < encoder->layout.lanes; lane++) {
        uint8_t *bytes = encoder->bytes + lane * encoder->lane_bytes + chip->start_bytes;
        const uint16_t *first = duties + sky_layout_first(&encoder->layout, lane) * encoder->colors;
        size_t leds = sky_layout_leds(&encoder->layout, lane);
        if (encoder->settings.hdr)
            chip->encode_hdr(bytes, first, NULL, leds, encoder->order);
        else
            chip->encode(bytes, first, leds, encoder->order);
    }
}

typedef void make_planes(uint64_t *out, const uint8_t *bytes, size_t stride, unsigned lanes, size_t count);

static void run_planes(const struct sky_encoder *encoder, make_planes *make)
{
    uint64_t words[CHUNK * 8];
    for (size_t i = 0; i < encoder->lane_bytes; i += CHUNK) {
        size_t left = encoder->lane_bytes - i, count = left < CHUNK ? left : CHUNK;
        make(words, encoder->bytes + i, encoder->lane_bytes, encoder->layout.lanes, count);
        for (size_t word = 0; word < count * 8; word++)
            lines = words[word];
    }
}

static void planes(void *encoder)
{
    run_planes(encoder, sky_planes_make);
}

static void plain_planes(void *encoder)
{
    run_planes(encoder, sky_planes_make_plain);
}

/* The microseconds of the fastest of `rounds` calls. */
static double least(void (*work)(void *), void *context, int rounds)
{
    uint64_t best = UINT64_MAX;
    for (int i = 0; i < rounds; i++) {
        uint64_t begin = sky_clock_ns();
        work(context);
        uint64_t time = sky_clock_ns() - begin;
        best = time < best ? time : best;
    }
    return (double)best / 1e3;
}

static void init_encoder(struct sky_encoder *encoder, unsigned lanes, const struct sky_encoder_settings *settings)
{
    const struct sky_layout layout = {.geometry = {.vanes = VANES, .pixels = PIXELS}, .lanes = lanes};
    if (sky_encoder_init(encoder, &layout, settings) < 0)
        exit(1);
}

static void print_row(const char *name, struct sky_encoder *encoder, double planes_us, const char *goal)
{
    double encoder_us = least(encode, encoder, ROUNDS), duties_us = least(encode_by_duties, encoder, ROUNDS);
    double chip_us = least(encode_chip, encoder, ROUNDS);
    printf("%-28s %9.0f %9.1f %9.1f %9.1f %9.1f %9s\n", name, 1e6 / (encoder_us + planes_us), encoder_us, planes_us,
           duties_us, chip_us, goal);
}

static void one_lane(const char *words, int chip, struct sky_encoder_settings settings, const char *goal)
{
    struct sky_encoder encoder;
    char name[64];
    settings.chip = chip;
    settings.power.ma = 20;
    init_encoder(&encoder, 1, &settings);
    snprintf(name, sizeof name, "%s%s", sky_chips[chip].name, words);
    print_row(name, &encoder, 0, goal);
    sky_encoder_finish(&encoder);
}

static void many_lanes(unsigned lanes, const char *goal)
{
    const struct sky_encoder_settings settings = {.power = {.ma = 20}};
    struct sky_encoder encoder;
    char name[64];
    init_encoder(&encoder, lanes, &settings);
    encode(&encoder);
    double words = least(planes, &encoder, ROUNDS), plain = least(plain_planes, &encoder, ROUNDS / 10);
    snprintf(name, sizeof name, "apa102, %u lanes of GPIO", lanes);
    print_row(name, &encoder, words, goal);
    print_row("  with planes bit by bit", &encoder, plain, "");
    sky_encoder_finish(&encoder);
}

int main(void)
{
    const struct sky_correction_settings settings = {
        .brightness = 0.8, .white = {255, 240, 220}, .kelvin = SKY_KELVIN_NEUTRAL};
    for (size_t i = 0; i < sizeof frame; i++)
        frame[i] = (uint8_t)sky_random_hash(1, i);
    sky_correction_update(&correction, &settings, 1);
    printf("%-28s %9s %9s %9s %9s %9s %9s\n", "to the wires, one core", "fps", "us encode", "us planes", "by duties",
           "us chip", "reach");
    for (int chip = 0; sky_chips[chip].name; chip++)
        one_lane("", chip, (struct sky_encoder_settings){0}, chip == 0 ? "1000" : "");
    one_lane(" hdr=1", 0, (struct sky_encoder_settings){.hdr = 1}, "");
    one_lane(" dither=yes", 0, (struct sky_encoder_settings){.dither = 1}, "");
    one_lane(" amps=100", 0, (struct sky_encoder_settings){.power.amps = 100}, "");
    many_lanes(8, "");
    many_lanes(24, "500");
    many_lanes(63, "");
    return 0;
}
