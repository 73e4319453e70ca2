/* SPDX-License-Identifier: ISC */
/* The colour pipeline, stage by stage, against double arithmetic and libm. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "led/light.h"
#include "tap.h"

static double decode(double v)
{
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double encode(double v)
{
    return v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055;
}

/* Is this the nearest step, or one of both where the number is as good as in the middle? */
static bool is_nearest(unsigned step, double part, double steps)
{
    return fabs(part * steps - step) < 0.5 + 1e-7;
}

static struct sky_look plain_look(double brightness, double gamma)
{
    return (struct sky_look){brightness, gamma, {255, 255, 255}, SKY_KELVIN_NEUTRAL};
}

static void test_tables(void)
{
    static const double brightnesses[] = {1, 0.5, 0.123, 0}, gammas[] = {0, 1, 2.2, 5};
    static const struct sky_color whites[] = {{255, 255, 255}, {255, 180, 99}, {0, 1, 255}};
    struct sky_light light = {0};
    int off = 0, off_preview = 0;
    for (int n = 0; n < 48; n++) {
        struct sky_look look = plain_look(brightnesses[n % 4], gammas[n / 4 % 4]);
        look.white = whites[n / 16];
        const uint8_t white[3] = {look.white.r, look.white.g, look.white.b};
        sky_light_set(&light, &look, 0.5);
        sky_light_set(&light, &look, 1);
        for (int i = 0; i < 768; i++) {
            int c = i / 256;
            double v = i % 256 / 255.0;
            double decoded = look.gamma > 0 ? pow(v, look.gamma) : decode(v);
            double part = decoded * look.brightness * decode(white[c] / 255.0);
            off += !is_nearest(light.duty[c][i % 256], part, 65535);
            off_preview += !is_nearest(light.preview[c][i % 256], encode(part), 255);
        }
    }
    ok(off == 0, "duties are libm's (%d of 36864 differ)", off);
    ok(off_preview == 0, "previews are libm's (%d of 36864 differ)", off_preview);

    struct sky_look look = plain_look(1, 0);
    int round_trip = 0, halves = 0;
    sky_light_set(&light, &look, 1);
    for (int i = 0; i < 256; i++)
        round_trip += light.preview[i % 3][i] != i || light.duty[0][i] != light.duty[2][i];
    ok(round_trip == 0, "at full brightness the preview is the frame");
    sky_light_set(&light, &look, 0.25);
    for (int i = 0; i < 256; i++)
        halves += !is_nearest(light.duty[1][i], decode(i / 255.0) / 4, 65535);
    ok(halves == 0, "a level dims as brightness does");
}

static void test_frames(void)
{
    struct sky_light light = {0};
    struct sky_look look = {0.7, 0, {255, 200, 150}, 4000};
    uint8_t frame[300], shown[301];
    uint16_t duties[301];
    bool right = true;
    sky_light_set(&light, &look, 1);
    for (size_t i = 0; i < 300; i++)
        frame[i] = (uint8_t)sky_random_hash(5, i);
    duties[300] = 12345;
    shown[300] = 123;
    sky_light_duties(&light, duties, frame, 100);
    sky_light_preview(&light, shown, frame, 100);
    for (size_t i = 0; i < 300; i++)
        right &= duties[i] == light.duty[i % 3][frame[i]] && shown[i] == light.preview[i % 3][frame[i]];
    ok(right && duties[300] == 12345 && shown[300] == 123, "a frame goes through the table of each channel");
}

/* Planck's law would need colour matching functions; these are points of published tables instead: the chromaticity
 * of a black body, CIE 1931, rounded to four digits (Wyszecki and Stiles; CIE illuminant A is 2856 K). */
static void test_kelvin(void)
{
    static const struct {
        double kelvin, x, y;
    } points[] = {{2000, 0.5267, 0.4133}, {2856, 0.4476, 0.4074}, {4000, 0.3805, 0.3768},
                  {5000, 0.3451, 0.3516}, {6500, 0.3135, 0.3237}, {10000, 0.2807, 0.2884}};
    struct sky_look look = plain_look(1, 0);
    double parts[3], neutral[3], base[3] = {0}, worst = 0;
    for (int i = 0; i < 6; i++) { /* of the matrix of IEC 61966-2-1, relative to 6500 K */
        double light[3], most = 0;
        for (int pass = 0; pass < 2; pass++) {
            double x = points[pass ? i : 4].x, y = points[pass ? i : 4].y, X = x / y, Z = (1 - x - y) / y;
            light[0] = 3.2406 * X - 1.5372 - 0.4986 * Z;
            light[1] = -0.9689 * X + 1.8758 + 0.0415 * Z;
            light[2] = 0.0557 * X - 0.2040 + 1.0570 * Z;
            if (pass == 0)
                memcpy(base, light, sizeof base);
        }
        for (int c = 0; c < 3; c++)
            most = fmax(most, light[c] /= base[c]);
        look.kelvin = points[i].kelvin;
        sky_light_white(&look, parts);
        for (int c = 0; c < 3; c++)
            worst = fmax(worst, fabs(parts[c] - light[c] / most));
    }
    ok(worst < 0.01, "white's channels are a black body's within 1 %% (%.4f)", worst);

    look.kelvin = SKY_KELVIN_NEUTRAL;
    sky_light_white(&look, neutral);
    ok(neutral[0] == 1 && neutral[1] == 1 && neutral[2] == 1, "6500 K changes nothing");
    bool within = true, warm = true;
    double blue = -1;
    for (look.kelvin = SKY_KELVIN_MIN; look.kelvin <= SKY_KELVIN_MAX; look.kelvin += 1) {
        double most = 0;
        sky_light_white(&look, parts);
        for (int c = 0; c < 3; c++) {
            within &= parts[c] >= 0 && parts[c] <= 1;
            most = fmax(most, parts[c]);
        }
        double ratio = parts[2] / parts[0];
        within &= most == 1;
        warm &= ratio >= blue - 2e-3; /* the pieces of the approximation meet nearly */
        blue = ratio;
    }
    ok(within, "the strongest channel of white stays full at every temperature");
    ok(warm, "the hotter, the bluer");
}

static void test_dither(void)
{
    static const unsigned steps[] = {255, 127, 65535};
    enum { COUNT = 600, FRAMES = 200 };
    uint16_t duties[COUNT], out[COUNT], left[COUNT];
    for (int s = 0; s < 3; s++) {
        double sum[COUNT] = {0}, worst = 0, widest = 0;
        bool steps_only = true;
        sky_light_dither_begin(left, COUNT);
        for (size_t i = 0; i < COUNT; i++)
            duties[i] = (uint16_t)(i < 3 ? i * 32767 + i / 2 : sky_random_hash(9, i) >> (i % 16));
        for (int frame = 0; frame < FRAMES; frame++) {
            sky_light_dither(out, duties, left, COUNT, steps[s]);
            for (int i = 0; i < COUNT; i++) {
                double step = out[i] / 65535.0 * steps[s];
                sum[i] += out[i] / 65535.0;
                steps_only &= fabs(step - rint(step)) * 65535 <= 0.5 * steps[s] + 1e-6;
                widest = fmax(widest, fabs(rint(step) - duties[i] / 65535.0 * steps[s]));
            }
        }
        for (int i = 0; i < COUNT; i++)
            worst = fmax(worst, fabs(rint(sum[i] * steps[s]) - FRAMES * (duties[i] / 65535.0 * steps[s])));
        ok(worst < 1 + FRAMES * 1e-3 && widest < 1,
           "dither to %u: the sum of frames is never a step off (%.3f, %.3f)", steps[s], worst, widest);
        ok(steps_only, "dither to %u gives whole steps", steps[s]);
    }
    memset(duties, 0, sizeof duties);
    memset(left, 0xfe, sizeof left);
    sky_light_dither(out, duties, left, COUNT, 255);
    bool dark = true;
    for (int i = 0; i < COUNT; i++)
        dark &= out[i] == 0 && left[i] == 0xfefe;
    ok(dark, "dither leaves black black, and what is left for later");
}

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
            sky_light_mix(mixed, from, COUNT, step, steps);
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
    ok(worst <= 1.5, "a mix is what it should be, to 1.5 of 65535 (%g)", worst);
    ok(ends, "it begins with the one and ends with the other, exactly");
    ok(still && onwards, "what is alike stays, and the rest goes one way");
    ok(inside, "nothing is written beyond the end");
}

int main(void)
{
    test_tables();
    test_frames();
    test_mix();
    test_kelvin();
    test_dither();
    return done();
}
