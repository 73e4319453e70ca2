/* SPDX-License-Identifier: ISC */
/* Colour correction: gamma, white point and brightness, from the bytes of a frame to light. */
#ifndef SKY_LED_CORRECTION_H
#define SKY_LED_CORRECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sky/value.h>

#include "kernel/light.h"

/* The parameters of the correction. */
struct sky_correction_settings {
    double brightness;      /* 0 to 1, in light */
    double gamma;           /* exponent that decodes bytes, 0 to 5; 0 stands for the curve of sRGB, IEC 61966-2-1 */
    struct sky_color white; /* the colour that the LEDs show where a frame is white */
    double kelvin;          /* colour temperature of white, SKY_KELVIN_MIN to SKY_KELVIN_MAX; SKY_KELVIN_NEUTRAL
                             * leaves it as it is */
};

/* One table for each channel, in the order R, G, B. Begin with a zeroed struct and sky_correction_update(). */
struct sky_correction {
    uint16_t duty[3][256];   /* for LEDs: the part of the time that the colour is on, 65535 = always */
    uint8_t preview[3][256]; /* for screens: the sRGB byte that looks as bright as an LED with this duty */

    /* What the tables were computed from. */
    bool valid;
    double level;
    struct sky_correction_settings settings;
};

/* Computes the tables if the settings or the level have changed:
 *
 *     light = level * brightness * decoded byte * part of the channel in white
 *
 * rounded to the nearest step. `level`, 0 to 1, is for fades. Returns true when the tables were computed. */
bool sky_correction_update(struct sky_correction *correction, const struct sky_correction_settings *settings,
                           double level);

/* The light of R, G and B in white of these settings, each 0 to 1. */
void sky_correction_white(const struct sky_correction_settings *settings, double light[3]);

/* The sRGB byte that looks as bright as an LED with this duty. */
uint8_t sky_correction_srgb(uint16_t duty);

/* Look up a frame of `leds` LEDs in the tables. */
void sky_correction_duties(const struct sky_correction *correction, uint16_t *restrict out,
                           const uint8_t *restrict frame, size_t leds);
void sky_correction_preview(const struct sky_correction *correction, uint8_t *restrict out,
                            const uint8_t *restrict frame, size_t leds);

#endif
