#include "led/light.h"

#include <math.h>

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

static uint8_t to_byte(double part)
{
    return (uint8_t)floor(part * 255 + 0.5);
}

void sky_light_set(struct sky_light *light, double brightness, double gamma)
{
    if (light->made && light->brightness == brightness && light->gamma == gamma)
        return;
    for (int i = 0; i < 256; i++) {
        double encoded = i / 255.0;
        double part = brightness * (gamma > 0 ? sky_pow(encoded, gamma) : srgb_decode(encoded));
        light->duty[i] = to_byte(part);
        light->preview[i] = to_byte(srgb_encode(part));
    }
    light->brightness = brightness;
    light->gamma = gamma;
    light->made = 1;
}

void sky_light_apply(const uint8_t table[256], uint8_t *restrict out, const uint8_t *restrict in, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        out[i] = table[in[i]];
}
