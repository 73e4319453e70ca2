/* SPDX-License-Identifier: ISC */
#include "led/correction.h"

#include <math.h>
#include <pthread.h>

#include "kernel/light.h"
#include "kernel/math.h"

static pthread_once_t srgb_once = PTHREAD_ONCE_INIT;
static uint8_t srgb_bytes[1 << 16];

static void make_srgb_bytes(void)
{
    for (int duty = 0; duty < 1 << 16; duty++)
        srgb_bytes[duty] = (uint8_t)floor(sky_srgb_from_light(duty / 65535.0) * 255 + 0.5);
}

uint8_t sky_correction_srgb(uint16_t duty)
{
    pthread_once(&srgb_once, make_srgb_bytes);
    return srgb_bytes[duty];
}

/* ---- White ---- */

/* The light of a black body in the primaries of sRGB, at some luminance. Its chromaticity is the cubic approximation
 * of Kim et al., "Design of Advanced Color Temperature Control System for HDTV Applications", Journal of the Korean
 * Physical Society 41 (2002), from 1667 to 25000 K. The matrix is that of IEC 61966-2-1. */
static void black_body(double kelvin, double rgb[3])
{
    double t = 1000 / kelvin;
    double x = kelvin <= 4000 ? ((-0.2661239 * t - 0.2343589) * t + 0.8776956) * t + 0.179910
                              : ((-3.0258469 * t + 2.1070379) * t + 0.2226347) * t + 0.240390;
    double y = kelvin <= 2222   ? ((-1.1063814 * x - 1.34811020) * x + 2.18555832) * x - 0.20219683
               : kelvin <= 4000 ? ((-0.9549476 * x - 1.37418593) * x + 2.09137015) * x - 0.16748867
                                : ((3.0817580 * x - 5.87338670) * x + 3.75112997) * x - 0.37001483;
    double X = x / y, Z = (1 - x - y) / y; /* at Y = 1 */
    rgb[0] = 3.2406 * X - 1.5372 - 0.4986 * Z;
    rgb[1] = -0.9689 * X + 1.8758 + 0.0415 * Z;
    rgb[2] = 0.0557 * X - 0.2040 + 1.0570 * Z;
}

void sky_correction_white(const struct sky_correction_settings *settings, double light[3])
{
    const uint8_t white[3] = {settings->white.r, settings->white.g, settings->white.b};
    double body[3], neutral[3], strongest = 0;
    black_body(settings->kelvin, body);
    black_body(SKY_KELVIN_NEUTRAL, neutral);
    for (int c = 0; c < 3; c++) {
        body[c] = body[c] > 0 ? body[c] / neutral[c] : 0; /* below 1900 K the formula gives a negative blue */
        strongest = body[c] > strongest ? body[c] : strongest;
    }
    for (int c = 0; c < 3; c++)
        light[c] = sky_srgb_to_light(white[c] / 255.0) * (body[c] / strongest);
}

/* ---- Tables ---- */

static bool same_settings(const struct sky_correction_settings *a, const struct sky_correction_settings *b)
{
    return a->brightness == b->brightness && a->gamma == b->gamma && a->kelvin == b->kelvin &&
           a->white.r == b->white.r && a->white.g == b->white.g && a->white.b == b->white.b;
}

bool sky_correction_update(struct sky_correction *correction, const struct sky_correction_settings *settings,
                           double level)
{
    double white[3];
    if (correction->valid && correction->level == level && same_settings(&correction->settings, settings))
        return false;
    sky_correction_white(settings, white);
    for (int i = 0; i < 256; i++) {
        double encoded = i / 255.0;
        double decoded = settings->gamma > 0 ? sky_pow(encoded, settings->gamma) : sky_srgb_to_light(encoded);
        double dimmed = settings->brightness * level * decoded;
        for (int c = 0; c < 3; c++) {
            double light = dimmed * white[c];
            correction->duty[c][i] = (uint16_t)floor(light * 65535 + 0.5);
            correction->preview[c][i] = (uint8_t)floor(sky_srgb_from_light(light) * 255 + 0.5);
        }
    }
    correction->settings = *settings;
    correction->level = level;
    correction->valid = true;
    return true;
}

/* ---- Frames ---- */

void sky_correction_duties(const struct sky_correction *correction, uint16_t *restrict out,
                           const uint8_t *restrict frame, size_t leds)
{
    for (size_t i = 0; i < leds; i++, out += 3, frame += 3) {
        out[0] = correction->duty[0][frame[0]];
        out[1] = correction->duty[1][frame[1]];
        out[2] = correction->duty[2][frame[2]];
    }
}

void sky_correction_preview(const struct sky_correction *correction, uint8_t *restrict out,
                            const uint8_t *restrict frame, size_t leds)
{
    for (size_t i = 0; i < leds; i++, out += 3, frame += 3) {
        out[0] = correction->preview[0][frame[0]];
        out[1] = correction->preview[1][frame[1]];
        out[2] = correction->preview[2][frame[2]];
    }
}
