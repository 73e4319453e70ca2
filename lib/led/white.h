/* SPDX-License-Identifier: ISC */
/* LEDs that have a white one beside red, green and blue: from three duties to four. */
#ifndef SKY_LED_WHITE_H
#define SKY_LED_WHITE_H

#include <stddef.h>
#include <stdint.h>

#include <sky/value.h>

enum sky_white_mode {
    SKY_WHITE_EXTRACT, /* it takes over as much of the colour as it can show, and the others show the rest */
    SKY_WHITE_OFF,     /* it stays dark */
    SKY_WHITE_ONLY,    /* it alone is lit, as bright as the colour */
};

/* By enum sky_white_mode, ended by NULL. */
extern const char *const sky_white_names[];

struct sky_white {
    enum sky_white_mode mode;
    uint32_t own[3]; /* the duties of R, G and B that together look as the white LED does when it is always on */
};

/* `color`, sRGB encoded and not black, is what the white LED looks like beside the others. */
void sky_white_init(struct sky_white *white, enum sky_white_mode mode, const struct sky_color *color);

/* Makes four duties, R, G, B and W, of the three of each LED:
 *
 *     extract: W = the least of 65535 duty / own over the channels that the white LED has light in, 65535 at most,
 *              rounded down; R, G, B = duty - W own / 65535, rounded to the nearest
 *     off:     W = 0; R, G, B = duty
 *     only:    W = 65535 Y(duty) / Y(own), 65535 at most, rounded to the nearest; R = G = B = 0
 *
 * Y is the luminance, 0.2126 R + 0.7152 G + 0.0722 B (ITU-R BT.709), with weights in 2^-16. */
void sky_white_split(const struct sky_white *white, uint16_t *restrict out, const uint16_t *restrict duties,
                     size_t leds);

#endif
