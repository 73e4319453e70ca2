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
