/* SPDX-License-Identifier: ISC */
/* sRGB codes and the light that they stand for: IEC 61966-2-1. Means are right only in light. */
#ifndef SKY_KERNEL_LIGHT_H
#define SKY_KERNEL_LIGHT_H

#include <stdint.h>

/* Both from 0 to 1. */
double sky_srgb_to_light(double code);
double sky_srgb_from_light(double light);

/* A colour temperature: the light of R, G and B, 0 to 1, the strongest of them 1, in what is white at 6500 K. */
#define SKY_KELVIN_MIN 1667
#define SKY_KELVIN_MAX 25000
#define SKY_KELVIN_NEUTRAL 6500
void sky_kelvin_to_light(double kelvin, double light[3]);

/* Light in whole numbers: 0 is black, and SKY_LIGHT_FULL what code 255 emits. */
#define SKY_LIGHT_FULL 32767

/* Light is turned into codes by its upper bits alone. */
#define SKY_LIGHT_CODE_SHIFT 1

struct sky_light_tables {
    uint16_t of_code[256]; /* the light of each code, 0 to SKY_LIGHT_FULL */

    /* The nearest code, by light >> SKY_LIGHT_CODE_SHIFT. */
    uint8_t code_of[(SKY_LIGHT_FULL >> SKY_LIGHT_CODE_SHIFT) + 1];
};

/* Made by the first call, from any thread. code_of[of_code[c] >> SKY_LIGHT_CODE_SHIFT] is c. */
const struct sky_light_tables *sky_light_tables(void);

/* Takes light apart into colour and opacity: R, G, B, multiplied by it, and opacity, each 0 to
 * SKY_LIGHT_FULL >> SKY_LIGHT_CODE_SHIFT. What is not there is black. Returns the opacity, 0 to 255. */
static inline uint8_t sky_light_split(const struct sky_light_tables *tables, uint8_t rgb[3], const uint16_t light[4])
{
    const unsigned full = SKY_LIGHT_FULL >> SKY_LIGHT_CODE_SHIFT, part = light[3];
    for (int channel = 0; channel < 3; channel++) {
        unsigned alone = part > 0 ? (light[channel] * full + part / 2) / part : 0;
        rgb[channel] = tables->code_of[alone < full ? alone : full];
    }
    return (uint8_t)((part * 255 + full / 2) / full);
}

#endif
