/* SPDX-License-Identifier: ISC */
/* The LED part without hardware: layouts, wiring, and the lateness histogram. chips.c has the chips, light.c the
 * colours. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/lateness.h"
#include "base/random.h"
#include "led/chip.h"
#include "led/layout.h"
#include "led/wiring.h"
#include "tap.h"

/* ---- Layout and wiring ---- */

static void test_layout(void)
{
    bool whole = true, even = true;
    for (uint32_t vanes = 1; vanes <= 80; vanes++) {
        for (unsigned lanes = 1; lanes <= vanes && lanes <= SKY_LANES_MAX; lanes++) {
            struct sky_layout layout = {{vanes, 7, 0}, lanes, NULL};
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
    struct sky_layout layout = {{5, 3, 0}, 2, NULL}; /* 2 and 3 vanes */
    struct sky_wiring wiring;
    uint16_t duties[45];
    memset(duties, 0x77, sizeof duties);
    if (sky_wiring_init(&wiring, &layout, &(struct sky_coding){0}) < 0)
        abort();
    sky_wiring_draw(&wiring, duties);
    size_t size = wiring.lane_bytes, lit = 0;
    for (size_t i = 0; i < size; i++)
        lit += wiring.bytes[i] == 0x77;
    ok(size == sky_chips[0].bytes(9) && lit == 18, "a short lane is as long as the longest, in zeros");
    sky_wiring_finish(&wiring);
}

/* Over 64 frames of each of these duties every LED's mean is right, and black is black. */
static void test_dithered_wiring(void)
{
    struct sky_layout layout = {{5, 3, 0}, 2, NULL};
    struct sky_wiring wiring;
    uint16_t duties[45] = {0};
    bool dark = true, even = true, together = true;
    if (sky_wiring_init(&wiring, &layout, &(struct sky_coding){.dither = true}) < 0)
        abort();
    for (uint16_t duty = 1; duty < 60000; duty = (uint16_t)(duty * 2 + 5)) {
        unsigned sum[15] = {0};
        for (int frame = 0; frame < 64; frame++) {
            for (int i = 0; i < 45; i++)
                duties[i] = duty;
            sky_wiring_draw(&wiring, duties);
            for (size_t i = 0; i < 15; i++) /* the last colour byte of each LED */
                sum[i] += wiring.bytes[i < 6 ? 4 + 4 * i + 3 : wiring.lane_bytes + 4 + 4 * (i - 6) + 3];
        }
        for (int i = 0; i < 15; i++)
            even &= sum[i] * 257 + 257 >= 64u * duty && sum[i] * 257 <= 64u * duty + 257;
        memset(duties, 0, sizeof duties);
        sky_wiring_draw(&wiring, duties);
        for (size_t i = 4; i < 4 + 4 * 6; i++)
            dark &= wiring.bytes[i] == (i % 4 ? 0 : 0xff);
    }
    for (int i = 0; i < 45; i++)
        duties[i] = 128; /* half a step: LEDs must not all change in the same frame */
    sky_wiring_draw(&wiring, duties);
    for (size_t i = 1; i < 6; i++)
        together &= wiring.bytes[4 + 4 * i + 1] == wiring.bytes[5];
    ok(even, "dithered, the mean of 64 frames is right");
    ok(dark, "dithered black is black");
    ok(!together, "dithered LEDs do not change all at once");
    sky_wiring_finish(&wiring);
}

/* With hdr: the mean of 64 frames is right within a 64th of the field's step, and it is a field that changes
 * nothing. */
static void test_dithered_hdr(void)
{
    struct sky_layout layout = {{5, 3, 0}, 2, NULL};
    struct sky_wiring wiring, plain;
    uint16_t duties[45];
    bool even = true, dark = true, fields = true, finer = false;
    const struct sky_coding coding = {.hdr = true, .dither = true}, undithered = {.hdr = true};
    if (sky_wiring_init(&wiring, &layout, &coding) < 0 || sky_wiring_init(&plain, &layout, &undithered) < 0)
        abort();
    for (uint64_t round = 0; round < 400; round++) {
        double sum[18] = {0};
        for (uint64_t i = 0; i < 45; i++) /* bright after dark, and dark after bright */
            duties[i] = i % 3 == round % 3
                            ? 0
                            : (uint16_t)(sky_random_hash(round, i) >> sky_random_hash(round, 99) % 15);
        for (int frame = 0; frame < 64; frame++) {
            sky_wiring_draw(&wiring, duties);
            sky_wiring_draw(&plain, duties);
            for (size_t i = 0; i < 18; i++) { /* the first lane's LEDs: B, G, R */
                const uint8_t *led = wiring.bytes + 4 + 4 * (i / 3);
                double light = (led[0] & 31) * led[1 + i % 3] / 7905.0;
                sum[i] += light;
                dark &= duties[i / 3 * 3 + 2 - i % 3] > 0 || light == 0;
                fields &= led[0] == plain.bytes[4 + 4 * (i / 3)];
                finer |= led[1 + i % 3] != plain.bytes[4 + 4 * (i / 3) + 1 + i % 3];
            }
        }
        for (size_t i = 0; i < 18; i++) {
            unsigned field = wiring.bytes[4 + 4 * (i / 3)] & 31;
            uint16_t duty = duties[i / 3 * 3 + 2 - i % 3];
            double wanted = duty / 65535.0;
            even &= fabs(sum[i] / 64 - wanted) <= (1.0 / 64 + 0.001) * field / 7905;
        }
    }
    ok(even && finer, "dithered with hdr, the mean of 64 frames is right");
    ok(dark, "dithered with hdr, what is off stays off");
    ok(fields, "dithered with hdr, LEDs keep their brightness fields");
    sky_wiring_finish(&wiring);
    sky_wiring_finish(&plain);
}

static void test_coding(void)
{
    int wrong = 0;
    for (int chip = 0; sky_chips[chip].name; chip++) {
        struct sky_coding coding = {.chip = chip, .hdr = true};
        wrong += (sky_coding_check(&coding) == 0) != (sky_chips[chip].encode_hdr != NULL);
        coding = (struct sky_coding){.chip = chip, .dither = true};
        wrong += sky_coding_check(&coding) < 0;
    }
    ok(wrong == 0, "hdr is for chips with a brightness field, dither for all");
}

/* ---- Lateness ---- */

static void test_lateness(void)
{
    struct sky_lateness lateness = {0};
    ok(sky_lateness_within(&lateness, 0.5) == 0, "nothing was late when nothing was noted");
    for (uint64_t i = 1; i <= 1000; i++)
        sky_lateness_record(&lateness, i * 1000);
    uint64_t half = sky_lateness_within(&lateness, 0.5), most = sky_lateness_within(&lateness, 0.99);
    ok(half >= 500000 && half <= 562500, "half of all is found within an eighth (%llu)", (unsigned long long)half);
    ok(most >= 990000 && most <= 1000000, "99 %% are found, never above the greatest (%llu)",
       (unsigned long long)most);
    bool holds = true;
    for (int shift = 0; shift < 64; shift++) {
        struct sky_lateness one = {0};
        uint64_t ns = (UINT64_C(1) << shift) + sky_random_hash(1, (uint64_t)shift) % (UINT64_C(1) << shift);
        sky_lateness_record(&one, ns);
        sky_lateness_record(&one, UINT64_MAX);
        uint64_t found = sky_lateness_within(&one, 0.5);
        holds &= found >= ns && found - ns <= ns / 8;
    }
    ok(holds, "times of every size are found within an eighth");
}

int main(void)
{
    test_layout();
    test_wiring();
    test_dithered_wiring();
    test_dithered_hdr();
    test_coding();
    test_lateness();
    return done();
}
