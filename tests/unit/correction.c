/* SPDX-License-Identifier: ISC */
/* Colour correction, against double arithmetic and libm. */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/random.h"
#include "led/correction.h"
#include "tap.h"

static double decode(double v)
{
    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double encode(double v)
{
    return v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055;
}

/* The nearest step; either of two steps when the exact value is halfway within the error of libm. */
static bool is_nearest(unsigned step, double light, double steps)
{
    return fabs(light * steps - step) < 0.5 + 1e-7;
}

static struct sky_correction_settings settings_of(double brightness, double gamma)
{
    return (struct sky_correction_settings){brightness, gamma, {255, 255, 255}, SKY_KELVIN_NEUTRAL};
}

static void test_tables(void)
{
    static const double brightnesses[] = {1, 0.5, 0.123, 0}, gammas[] = {0, 1, 2.2, 5};
    static const struct sky_color whites[] = {{255, 255, 255}, {255, 180, 99}, {0, 1, 255}};
    struct sky_correction correction = {0};
    int wrong_duties = 0, wrong_previews = 0;
    for (int n = 0; n < 48; n++) {
        struct sky_correction_settings settings = settings_of(brightnesses[n % 4], gammas[n / 4 % 4]);
        settings.white = whites[n / 16];
        const uint8_t white[3] = {settings.white.r, settings.white.g, settings.white.b};
        sky_correction_update(&correction, &settings, 0.5);
        sky_correction_update(&correction, &settings, 1);
        for (int i = 0; i < 768; i++) {
            int c = i / 256;
            double v = i % 256 / 255.0;
            double decoded = settings.gamma > 0 ? pow(v, settings.gamma) : decode(v);
            double light = decoded * settings.brightness * decode(white[c] / 255.0);
            wrong_duties += !is_nearest(correction.duty[c][i % 256], light, 65535);
            wrong_previews += !is_nearest(correction.preview[c][i % 256], encode(light), 255);
        }
    }
    ok(wrong_duties == 0, "duties for 48 settings are those of libm (%d of 36864 differ)", wrong_duties);
    ok(wrong_previews == 0, "previews for 48 settings are those of libm (%d of 36864 differ)", wrong_previews);

    struct sky_correction_settings settings = settings_of(1, 0);
    int changed = 0, wrong_levels = 0;
    sky_correction_update(&correction, &settings, 1);
    for (int i = 0; i < 256; i++)
        changed += correction.preview[i % 3][i] != i || correction.duty[0][i] != correction.duty[2][i];
    ok(changed == 0, "the preview at full brightness is the frame itself");
    int wrong_bytes = 0, before = 0;
    for (int duty = 0; duty < 65536; duty++) {
        wrong_bytes += !is_nearest(sky_correction_srgb((uint16_t)duty), encode(duty / 65535.0), 255) ||
                       sky_correction_srgb((uint16_t)duty) < before;
        before = sky_correction_srgb((uint16_t)duty);
    }
    ok(wrong_bytes == 0, "the byte for a duty looks as bright (%d of 65536 do not)", wrong_bytes);
    sky_correction_update(&correction, &settings, 0.25);
    for (int i = 0; i < 256; i++)
        wrong_levels += !is_nearest(correction.duty[1][i], decode(i / 255.0) / 4, 65535);
    ok(wrong_levels == 0, "a level of 0.25 dims as a brightness of 0.25 does");
}

static void test_frames(void)
{
    struct sky_correction correction = {0};
    struct sky_correction_settings settings = {0.7, 0, {255, 200, 150}, 4000};
    uint8_t frame[300], preview[301];
    uint16_t duties[301];
    bool right = true;
    sky_correction_update(&correction, &settings, 1);
    for (size_t i = 0; i < 300; i++)
        frame[i] = (uint8_t)sky_random_hash(5, i);
    duties[300] = 12345;
    preview[300] = 123;
    sky_correction_duties(&correction, duties, frame, 100);
    sky_correction_preview(&correction, preview, frame, 100);
    for (size_t i = 0; i < 300; i++)
        right &= duties[i] == correction.duty[i % 3][frame[i]] && preview[i] == correction.preview[i % 3][frame[i]];
    ok(right, "each byte of a frame is looked up in the table of its channel");
    ok(duties[300] == 12345 && preview[300] == 123, "nothing is written beyond the end of a frame");
}

/* Planck's law would need the colour matching functions. These are points of published tables instead: the chromaticity
 * of a black body, CIE 1931, rounded to four digits (Wyszecki and Stiles; CIE illuminant A is 2856 K). */
static void test_kelvin(void)
{
    static const struct {
        double kelvin, x, y;
    } points[] = {{2000, 0.5267, 0.4133}, {2856, 0.4476, 0.4074}, {4000, 0.3805, 0.3768},
                  {5000, 0.3451, 0.3516}, {6500, 0.3135, 0.3237}, {10000, 0.2807, 0.2884}};
    struct sky_correction_settings settings = settings_of(1, 0);
    double white[3], neutral[3], base[3] = {0}, worst = 0;
    for (int i = 0; i < 6; i++) { /* by the matrix of IEC 61966-2-1, relative to 6500 K */
        double light[3], strongest = 0;
        for (int pass = 0; pass < 2; pass++) {
            double x = points[pass ? i : 4].x, y = points[pass ? i : 4].y, X = x / y, Z = (1 - x - y) / y;
            light[0] = 3.2406 * X - 1.5372 - 0.4986 * Z;
            light[1] = -0.9689 * X + 1.8758 + 0.0415 * Z;
            light[2] = 0.0557 * X - 0.2040 + 1.0570 * Z;
            if (pass == 0)
                memcpy(base, light, sizeof base);
        }
        for (int c = 0; c < 3; c++)
            strongest = fmax(strongest, light[c] /= base[c]);
        settings.kelvin = points[i].kelvin;
        sky_correction_white(&settings, white);
        for (int c = 0; c < 3; c++)
            worst = fmax(worst, fabs(white[c] - light[c] / strongest));
    }
    ok(worst < 0.01, "white at six temperatures is that of a black body within 1 %% (%.4f)", worst);

    settings.kelvin = SKY_KELVIN_NEUTRAL;
    sky_correction_white(&settings, neutral);
    ok(neutral[0] == 1 && neutral[1] == 1 && neutral[2] == 1, "white at 6500 K is the LEDs' own white");
    bool within = true, rises = true;
    double ratio_before = -1;
    for (settings.kelvin = SKY_KELVIN_MIN; settings.kelvin <= SKY_KELVIN_MAX; settings.kelvin += 1) {
        double strongest = 0;
        sky_correction_white(&settings, white);
        for (int c = 0; c < 3; c++) {
            within &= white[c] >= 0 && white[c] <= 1;
            strongest = fmax(strongest, white[c]);
        }
        double ratio = white[2] / white[0];
        within &= strongest == 1;
        rises &= ratio >= ratio_before - 2e-3; /* the cubic pieces of the approximation do not quite meet */
        ratio_before = ratio;
    }
    ok(within, "the strongest channel of white is at full light at every temperature");
    ok(rises, "a higher temperature makes white bluer");
}

int main(void)
{
    test_tables();
    test_frames();
    test_kelvin();
    return done();
}
