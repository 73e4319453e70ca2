/* SPDX-License-Identifier: ISC */
#include "kernel/light.h"

#include <math.h>
#include <pthread.h>

#include "kernel/math.h"

double sky_srgb_to_light(double code)
{
    return code <= 0.04045 ? code / 12.92 : sky_pow((code + 0.055) / 1.055, 2.4);
}

double sky_srgb_from_light(double light)
{
    return light <= 0.0031308 ? light * 12.92 : 1.055 * sky_pow(light, 1 / 2.4) - 0.055;
}

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

void sky_kelvin_to_light(double kelvin, double light[3])
{
    double body[3], neutral[3], strongest = 0;
    black_body(kelvin, body);
    black_body(SKY_KELVIN_NEUTRAL, neutral);
    for (int c = 0; c < 3; c++) {
        body[c] = body[c] > 0 ? body[c] / neutral[c] : 0; /* below 1900 K the formula gives a negative blue */
        strongest = body[c] > strongest ? body[c] : strongest;
    }
    for (int c = 0; c < 3; c++)
        light[c] = body[c] / strongest;
}

static struct sky_light_tables tables;

/* The nearest code changes half-way between two codes. An entry stands for 1 << SKY_LIGHT_CODE_SHIFT numbers, of which
 * it takes the middle. */
static void make_tables(void)
{
    const int numbers = 1 << SKY_LIGHT_CODE_SHIFT, entries = (SKY_LIGHT_FULL >> SKY_LIGHT_CODE_SHIFT) + 1;
    int entry = 0;
    for (int code = 0; code < 256; code++) {
        tables.of_code[code] = (uint16_t)floor(sky_srgb_to_light(code / 255.0) * SKY_LIGHT_FULL + 0.5);
        double limit = code < 255 ? sky_srgb_to_light((code + 0.5) / 255) * SKY_LIGHT_FULL : INFINITY;
        for (; entry < entries && entry * numbers + (numbers - 1) / 2.0 < limit; entry++)
            tables.code_of[entry] = (uint8_t)code;
    }
}

const struct sky_light_tables *sky_light_tables(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_tables);
    return &tables;
}
