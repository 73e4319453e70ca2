/* SPDX-License-Identifier: ISC */
#include "led/light.h"

#include <math.h>

#include "base/random.h"
#include "kernel/kernel.h"
#include "kernel/math.h"

/* IEC 61966-2-1, both ways. */
static double srgb_decode(double encoded)
{
    return encoded <= 0.04045 ? encoded / 12.92 : sky_pow((encoded + 0.055) / 1.055, 2.4);
}

static double srgb_encode(double light)
{
    return light <= 0.0031308 ? light * 12.92 : 1.055 * sky_pow(light, 1 / 2.4) - 0.055;
}

/* ---- White ---- */

/* The light of a black body in the primaries of sRGB, at some luminance. Its chromaticity is the cubic
 * approximation of Kim et al., "Design of Advanced Color Temperature Control System for HDTV Applications", Journal
 * of the Korean Physical Society 41 (2002), from 1667 to 25000 K. The matrix is IEC 61966-2-1's. */
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

void sky_light_white(const struct sky_look *look, double parts[3])
{
    const uint8_t white[3] = {look->white.r, look->white.g, look->white.b};
    double body[3], neutral[3], most = 0;
    black_body(look->kelvin, body);
    black_body(SKY_KELVIN_NEUTRAL, neutral);
    for (int c = 0; c < 3; c++) {
        body[c] = body[c] > 0 ? body[c] / neutral[c] : 0; /* below 1900 K blue is less than none */
        most = body[c] > most ? body[c] : most;
    }
    for (int c = 0; c < 3; c++)
        parts[c] = srgb_decode(white[c] / 255.0) * (body[c] / most);
}

/* ---- Tables ---- */

static int same_look(const struct sky_look *a, const struct sky_look *b)
{
    return a->brightness == b->brightness && a->gamma == b->gamma && a->kelvin == b->kelvin &&
           a->white.r == b->white.r && a->white.g == b->white.g && a->white.b == b->white.b;
}

void sky_light_set(struct sky_light *light, const struct sky_look *look, double level)
{
    double white[3];
    if (light->made && light->level == level && same_look(&light->look, look))
        return;
    sky_light_white(look, white);
    for (int i = 0; i < 256; i++) {
        double encoded = i / 255.0;
        double decoded = look->gamma > 0 ? sky_pow(encoded, look->gamma) : srgb_decode(encoded);
        double dimmed = look->brightness * level * decoded;
        for (int c = 0; c < 3; c++) {
            double part = dimmed * white[c];
            light->duty[c][i] = (uint16_t)floor(part * 65535 + 0.5);
            light->preview[c][i] = (uint8_t)floor(srgb_encode(part) * 255 + 0.5);
        }
    }
    light->look = *look;
    light->level = level;
    light->made = 1;
}

void sky_light_duties(const struct sky_light *light, uint16_t *restrict out, const uint8_t *restrict in,
                      size_t leds)
{
    for (size_t i = 0; i < leds; i++, out += 3, in += 3) {
        out[0] = light->duty[0][in[0]];
        out[1] = light->duty[1][in[1]];
        out[2] = light->duty[2][in[2]];
    }
}

void sky_light_preview(const struct sky_light *light, uint8_t *restrict out, const uint8_t *restrict in,
                       size_t leds)
{
    for (size_t i = 0; i < leds; i++, out += 3, in += 3) {
        out[0] = light->preview[0][in[0]];
        out[1] = light->preview[1][in[1]];
        out[2] = light->preview[2][in[2]];
    }
}

void sky_light_mix(uint16_t *restrict duties, const uint16_t *restrict from, size_t count, unsigned step,
                   unsigned steps)
{
    uint32_t part = (uint32_t)(65536 * (uint64_t)step / steps), rest = 65536 - part;
    for (size_t i = 0; i < count; i++)
        duties[i] = (uint16_t)((from[i] * rest + duties[i] * part + 32768) >> 16);
}

/* ---- Dither ---- */

void sky_light_dither(uint16_t *restrict out, const uint16_t *restrict duties, uint16_t *restrict left,
                      size_t count, unsigned steps)
{
    if (steps == 255) { /* as most chips have */
        sky_kernels()->dither(out, duties, left, count);
        return;
    }
    /* What is left is kept as the remainder of the division that finds the step, with half a step in it already, so
     * that rounding down is rounding to the nearest. */
    for (size_t i = 0; i < count; i++) {
        uint32_t sum = duties[i] * steps + left[i];
        uint32_t step = sum / 65535; /* of a duty of 0 it is 0, as `left` is less */
        left[i] = (uint16_t)(sum - step * 65535);
        out[i] = (uint16_t)((step * 65535 + steps / 2) / steps);
    }
}

void sky_light_dither_begin(uint16_t *left, size_t count)
{
    for (size_t i = 0; i < count; i++)
        left[i] = (uint16_t)(sky_random_hash(0, i) % 65535);
}
