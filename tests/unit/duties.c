/* SPDX-License-Identifier: ISC */
/* Arithmetic on duties: mixing two frames, and temporal dither. */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/random.h"
#include "led/duties.h"
#include "tap.h"

static void test_mix(void)
{
    enum { COUNT = 300 };
    uint16_t from[COUNT], to[COUNT], mixed[COUNT + 1];
    double worst = 0;
    bool ends = true, still = true, onwards = true, inside = true;
    for (unsigned steps = 1; steps <= 65536; steps = steps < 8 ? steps + 1 : steps * 2) {
        for (size_t i = 0; i < COUNT; i++) {
            from[i] = (uint16_t)(i < 4 ? (i & 1) * 65535 : sky_random_hash(1, i));
            to[i] = (uint16_t)(i < 4 ? (i >> 1) * 65535 : i % 7 == 0 ? from[i] : sky_random_hash(2, i));
        }
        uint16_t last[COUNT];
        memcpy(last, from, sizeof last);
        for (unsigned step = 0; step <= steps; step += steps > 100 ? steps / 64 : 1) {
            memcpy(mixed, to, sizeof to);
            mixed[COUNT] = 12345;
            sky_duties_mix(mixed, from, COUNT, step, steps);
            for (size_t i = 0; i < COUNT; i++) {
                double part = (double)step / steps, wanted = from[i] * (1 - part) + to[i] * part;
                worst = fmax(worst, fabs(mixed[i] - wanted));
                still &= from[i] != to[i] || mixed[i] == from[i];
                onwards &= from[i] <= to[i] ? mixed[i] >= last[i] : mixed[i] <= last[i];
                last[i] = mixed[i];
            }
            ends &= (step > 0 || memcmp(mixed, from, sizeof from) == 0) &&
                    (step < steps || memcmp(mixed, to, sizeof to) == 0);
            inside &= mixed[COUNT] == 12345;
        }
    }
    ok(worst <= 1.5, "a mix is linear in light within 1.5 of 65535 (%g)", worst);
    ok(ends, "the first step is the one frame and the last is the other, exactly");
    ok(still, "a duty that both frames share is the same in every step");
    ok(onwards, "from step to step a duty only rises or only falls");
    ok(inside, "nothing is written beyond the end of a mix");
}

static void test_dither(void)
{
    static const unsigned steps[] = {255, 127, 65535};
    enum { COUNT = 600, FRAMES = 200 };
    uint16_t duties[COUNT], out[COUNT], residue[COUNT];
    for (int s = 0; s < 3; s++) {
        double sum[COUNT] = {0}, worst = 0, widest = 0;
        bool steps_only = true;
        sky_duties_dither_init(residue, COUNT);
        for (size_t i = 0; i < COUNT; i++)
            duties[i] = (uint16_t)(i < 3 ? i * 32767 + i / 2 : sky_random_hash(9, i) >> (i % 16));
        for (int frame = 0; frame < FRAMES; frame++) {
            sky_duties_dither(out, duties, residue, COUNT, steps[s]);
            for (int i = 0; i < COUNT; i++) {
                double step = out[i] / 65535.0 * steps[s];
                sum[i] += out[i] / 65535.0;
                steps_only &= fabs(step - rint(step)) * 65535 <= 0.5 * steps[s] + 1e-6;
                widest = fmax(widest, fabs(rint(step) - duties[i] / 65535.0 * steps[s]));
            }
        }
        for (int i = 0; i < COUNT; i++)
            worst = fmax(worst, fabs(rint(sum[i] * steps[s]) - FRAMES * (duties[i] / 65535.0 * steps[s])));
        ok(worst < 1 + FRAMES * 1e-3, "the sum of 200 frames dithered to %u steps is right within a step (%.3f)",
           steps[s], worst);
        ok(widest < 1, "no frame dithered to %u steps is a whole step off (%.3f)", steps[s], widest);
        ok(steps_only, "dither to %u steps gives whole steps", steps[s]);
    }
    memset(duties, 0, sizeof duties);
    memset(residue, 0xfe, sizeof residue);
    sky_duties_dither(out, duties, residue, COUNT, 255);
    bool dark = true;
    for (int i = 0; i < COUNT; i++)
        dark &= out[i] == 0 && residue[i] == 0xfefe;
    ok(dark, "dither keeps black black, and its residue for later");
}

int main(void)
{
    test_mix();
    test_dither();
    return done();
}
