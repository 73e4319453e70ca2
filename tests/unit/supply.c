/* SPDX-License-Identifier: ISC */
/* Outputs that share a power supply: 10,000 frames, by the bytes that they send. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "sky-push/drivers/chains.h"
#include "sky-push/supply.h"
#include "tap.h"

enum { VANES = 12, PIXELS = 4, LEDS = VANES * PIXELS, FRAMES = 10000 };

/* A frame of random bytes: of any brightness, plain or not, and black in parts. */
static void fill(uint8_t *frame, uint64_t seed)
{
    unsigned shift = seed % 8;
    for (size_t i = 0; i < LEDS * 3; i++)
        frame[i] = (uint8_t)((seed % 3 == 0 ? 255 : (uint8_t)sky_random_hash(seed, i)) >> shift);
    memset(frame, 0, sky_random_hash(seed, LEDS) % (LEDS * 2));
}

/* Of a chain of apa102 without hdr, with 1 mA for a dark LED. */
static double amps_of(const struct sky_encoder *encoder, double ma)
{
    double sum = 0;
    for (size_t i = 0; i < LEDS; i++)
        for (size_t c = 1; c < 4; c++)
            sum += encoder->bytes[4 + 4 * i + c] / 255.0;
    return 0.001 * LEDS + sum * ma / 1000;
}

/* Light of a frame: how much of one LED that is always on. */
static double light_of(const struct sky_correction *correction, const uint8_t *frame)
{
    double light = 0;
    for (size_t i = 0; i < LEDS * 3; i++)
        light += correction->duty[i % 3][frame[i]] / 65535.0;
    return light;
}

int main(void)
{
    static const char *const texts[] = {"wire:a,dither=yes,supply=5V:0.5", "wire:b,ma=10,amps=0.25,supply=5V:0.5",
                                        "wire:c,ma=30"};
    static const double ma[] = {20, 10, 30};
    static const struct sky_correction_settings light = {1, 0, {255, 255, 255}, SKY_KELVIN_NEUTRAL};
    const struct sky_geometry geometry = {VANES, PIXELS, 0};
    struct output *outputs[3];
    struct sky_encoder encoders[3];
    struct supplies *supplies;
    struct sky_correction correction = {0};
    uint8_t frame[LEDS * 3];
    uint64_t budgets[3];
    double most = 0, most_own = 0, unequal = 0, least = 1, alone = 0;
    int over = 0;
    static const struct sky_param general[] = {SKY_PARAMS_END};

    sky_correction_update(&correction, &light, 1);
    for (size_t i = 0; i < 3; i++) {
        outputs[i] = output_create(texts[i], general, &geometry, 100);
        const struct sky_encoder_settings settings = chains_encoder(&outputs[i]->args);
        if (sky_encoder_init(&encoders[i], outputs[i]->args.plan, &settings) < 0)
            abort();
    }
    if (supplies_create(&supplies, outputs, 3) < 0)
        abort();
    for (uint64_t seed = 0; seed < FRAMES; seed++) {
        struct picture picture = {.frame = frame, .correction = &correction};
        double amps[3], wanted[3];
        fill(frame, seed);
        supplies_share(supplies, &picture, budgets);
        for (size_t i = 0; i < 3; i++) {
            picture.budget_ua = budgets[i];
            chains_encode(&encoders[i], &picture);
            amps[i] = amps_of(&encoders[i], ma[i]);
            wanted[i] = 0.001 * LEDS + light_of(&correction, frame) * ma[i] / 1000;
        }
        wanted[1] = fmin(wanted[1], 0.25);
        most = fmax(most, amps[0] + amps[1]);
        most_own = fmax(most_own, amps[1]);
        alone = fmax(alone, fabs(amps[2] - wanted[2]) - LEDS * 3 * 0.5 / 255 * 0.03);
        if (wanted[0] + wanted[1] < 0.51)
            continue;
        over++;
        least = fmin(least, amps[0] + amps[1]);
        double parts[2];
        for (size_t i = 0; i < 2; i++)
            parts[i] = (amps[i] - 0.001 * LEDS) / (wanted[i] - 0.001 * LEDS);
        unequal = fmax(unequal, fabs(parts[0] - parts[1]));
    }
    ok(over > 1000 && over < FRAMES - 1000, "of %d frames, %d are too much for a supply", FRAMES, over);
    ok(most <= 0.5 + 1e-9 && most_own <= 0.25 + 1e-9,
       "as sent, no frame draws more than its supply gives (%.4f A of 0.5)", most);
    ok(least > 0.48, "what it gives is used (%.4f A)", least);
    ok(unequal < 0.05, "each output gets the same part of what it wants (%.3f)", unequal);
    ok(alone < 1e-6 && budgets[2] == UINT64_MAX, "an output without that supply is left alone");

    supplies_destroy(supplies);
    for (size_t i = 0; i < 3; i++) {
        sky_encoder_finish(&encoders[i]);
        output_destroy(outputs[i]);
    }
    return done();
}
