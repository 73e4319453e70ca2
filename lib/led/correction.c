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

void sky_correction_white(const struct sky_correction_settings *settings, double light[3])
{
    const uint8_t white[3] = {settings->white.r, settings->white.g, settings->white.b};
    sky_kelvin_to_light(settings->kelvin, light);
    for (int c = 0; c < 3; c++)
        light[c] *= sky_srgb_to_light(white[c] / 255.0);
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
