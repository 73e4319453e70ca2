/* SPDX-License-Identifier: ISC */
/* The colour pipeline: from the sRGB-encoded bytes of a frame to how long each LED is on. */
#ifndef SKY_LED_LIGHT_H
#define SKY_LED_LIGHT_H

#include <stddef.h>
#include <stdint.h>

#include "base/color.h"

/* How a frame is to look. */
struct sky_look {
    double brightness;      /* 0 to 1 */
    double gamma;           /* 0 to 5: bytes are decoded by this power; when it is 0, by IEC 61966-2-1's curve */
    struct sky_color white; /* what white becomes, beside the LEDs' own white */
    double kelvin;          /* SKY_KELVIN_MIN to SKY_KELVIN_MAX: white's colour temperature; 6500 changes nothing */
};

#define SKY_KELVIN_MIN 1667
#define SKY_KELVIN_MAX 25000
#define SKY_KELVIN_NEUTRAL 6500

/* What each byte of a frame becomes, by channel. Zeroed, it is ready for sky_light_set(). */
struct sky_light {
    struct sky_look look;    /* that the tables were made for, */
    double level;            /* and this */
    uint8_t made;            /* the tables are filled */
    uint16_t duty[3][256];   /* for LEDs: the part of the time that a colour is on, 65535 = always */
    uint8_t preview[3][256]; /* for screens: sRGB-encoded, as bright as the LED at this duty would look */
};

/* Makes the tables anew when something has changed: light = level * brightness * decoded byte * white's part of the
 * channel, to the nearest step. `level` is 0 to 1. */
void sky_light_set(struct sky_light *light, const struct sky_look *look, double level);

/* The parts of R, G and B in light that make white of this colour and temperature, 0 to 1. */
void sky_light_white(const struct sky_look *look, double parts[3]);

/* A frame of `leds` through the tables. */
void sky_light_duties(const struct sky_light *light, uint16_t *restrict out, const uint8_t *restrict in,
                      size_t leds);
void sky_light_preview(const struct sky_light *light, uint8_t *restrict out, const uint8_t *restrict in,
                       size_t leds);

/* A picture on its way from one to the next, in `steps` even steps of light: brings `count` duties of the next to
 * step `step`, 0 to `steps`, where 0 is `from` and `steps` changes nothing. With w = floor(65536 step / steps) a
 * duty becomes floor((from (65536 - w) + next w + 32768) / 65536). `steps` is 1 to 65536. */
void sky_light_mix(uint16_t *restrict duties, const uint16_t *restrict from, size_t count, unsigned step,
                   unsigned steps);

/* Temporal dither: brings `count` duties to the nearest of 0/steps to steps/steps with what was left over of the
 * ones before, so that the mean over frames is right. `left` is what is left of each, 0 to 65534 in 1 / (65535
 * steps) of full light, half of that at rest. What is off stays off, and keeps what is left. */
void sky_light_dither(uint16_t *restrict out, const uint16_t *restrict duties, uint16_t *restrict left,
                      size_t count, unsigned steps);

/* Fills `left` for the first frame: each LED channel begins elsewhere, or a plain surface would flicker as one. */
void sky_light_dither_begin(uint16_t *left, size_t count);

#endif
