/* SPDX-License-Identifier: ISC */
/* What a frame of 360x288 costs on its way to the wires, one core, without the wires: colours, then power,
 * dither and the chip's encoding, on one lane; and on lanes of GPIO also the bit planes. The least of several
 * rounds.
 *
 * Printed are frames a second through all of it, and microseconds of each part; `make bench` runs it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/random.h"
#include "led/correction.h"
#include "led/planes.h"
#include "led/wiring.h"

enum { VANES = 360, PIXELS = 288, LEDS = VANES * PIXELS, ROUNDS = 200, CHUNK = 64 };

static uint8_t frame[LEDS * 3];
static uint16_t duties[LEDS * 3];
static struct sky_correction correction;
static volatile uint64_t sink; /* where the planes go, instead of lines */

static void draw_colors(void *unused)
{
    (void)unused;
    sky_correction_duties(&correction, duties, frame, LEDS);
}

static void draw_bytes(void *wiring)
{
    sky_wiring_draw(wiring, duties);
}

/* Of that, the chip's encoding alone. */
static void encode(void *context)
{
    const struct sky_wiring *wiring = context;
    for (unsigned lane = 0; lane < wiring->layout.lanes; lane++)
        wiring->encode(wiring->bytes + lane * wiring->lane_bytes,
                       duties + sky_layout_first(&wiring->layout, lane) * 3,
                       sky_layout_leds(&wiring->layout, lane), wiring->order);
}

typedef void planes(uint64_t *out, const uint8_t *bytes, size_t stride, unsigned lanes, size_t count);

static void draw_planes(const struct sky_wiring *wiring, planes *make)
{
    uint64_t words[CHUNK * 8];
    for (size_t i = 0; i < wiring->lane_bytes; i += CHUNK) {
        size_t left = wiring->lane_bytes - i, count = left < CHUNK ? left : CHUNK;
        make(words, wiring->bytes + i, wiring->lane_bytes, wiring->layout.lanes, count);
        for (size_t word = 0; word < count * 8; word++)
            sink = words[word];
    }
}

static void draw_fast_planes(void *wiring)
{
    draw_planes(wiring, sky_planes);
}

static void draw_plain_planes(void *wiring)
{
    draw_planes(wiring, sky_planes_plain);
}

/* Microseconds of the fastest of `rounds` calls. */
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

static void init_wiring(struct sky_wiring *wiring, unsigned lanes, const struct sky_coding *coding)
{
    const struct sky_layout layout = {.geometry = {.vanes = VANES, .pixels = PIXELS}, .lanes = lanes};
    if (sky_wiring_init(wiring, &layout, coding) < 0)
        exit(1);
}

static void print_row(const char *name, struct sky_wiring *wiring, double planes_us, const char *goal)
{
    double colors = least(draw_colors, NULL, ROUNDS), bytes = least(draw_bytes, wiring, ROUNDS);
    double encoding = least(encode, wiring, ROUNDS);
    printf("%-28s %9.0f %9.1f %9.1f %9.1f %9.1f %9s\n", name, 1e6 / (colors + bytes + planes_us), colors,
           bytes - encoding, encoding, planes_us, goal);
}

static void one_lane(const char *words, int chip, struct sky_coding coding, const char *goal)
{
    struct sky_wiring wiring;
    char name[64];
    coding.chip = chip;
    coding.budget.ma = 20;
    init_wiring(&wiring, 1, &coding);
    snprintf(name, sizeof name, "%s%s", sky_chips[chip].name, words);
    print_row(name, &wiring, 0, goal);
    sky_wiring_finish(&wiring);
}

static void many_lanes(unsigned lanes, const char *goal)
{
    const struct sky_coding coding = {.budget = {.ma = 20}};
    struct sky_wiring wiring;
    char name[64];
    init_wiring(&wiring, lanes, &coding);
    draw_bytes(&wiring);
    double words = least(draw_fast_planes, &wiring, ROUNDS), plain = least(draw_plain_planes, &wiring, ROUNDS / 10);
    snprintf(name, sizeof name, "apa102, %u lanes of GPIO", lanes);
    print_row(name, &wiring, words, goal);
    print_row("  with planes bit by bit", &wiring, plain, "");
    sky_wiring_finish(&wiring);
}

int main(void)
{
    const struct sky_correction_settings settings = {.brightness = 0.8, .white = {255, 240, 220}, .kelvin = SKY_KELVIN_NEUTRAL};
    for (size_t i = 0; i < sizeof frame; i++)
        frame[i] = (uint8_t)sky_random_hash(1, i);
    sky_correction_update(&correction, &settings, 1);
    draw_colors(NULL);
    printf("%-28s %9s %9s %9s %9s %9s %9s\n", "to the wires, one core", "fps", "us colors", "us power", "us chip",
           "us planes", "reach");
    for (int chip = 0; sky_chips[chip].name; chip++)
        one_lane("", chip, (struct sky_coding){0}, chip == 0 ? "1000" : "");
    one_lane(" hdr=1", 0, (struct sky_coding){.hdr = 1}, "");
    one_lane(" dither=yes", 0, (struct sky_coding){.dither = 1}, "");
    one_lane(" amps=100", 0, (struct sky_coding){.budget.amps = 100}, "");
    many_lanes(8, "");
    many_lanes(24, "500");
    many_lanes(63, "");
    return 0;
}
