/* SPDX-License-Identifier: ISC */
/* The timing of LEDs without a clock wire. Each bit is a pulse, which is short for a 0 and long for a 1; a part's data
 * sheet says how long the wire may be high and low for both. The bits of SPI that a row of sky_chips makes a pulse of
 * must keep to that for every part that the row serves, which gives the rates of the SPI clock. */
#ifndef SKY_LED_PARTS_H
#define SKY_LED_PARTS_H

#include "led/chip.h"

/* A window, in nanoseconds. */
struct sky_window {
    unsigned min, max;
};

struct sky_part {
    const char *name;
    const char *chip;                    /* the row of sky_chips that is for it */
    struct sky_window high[2], low[2];   /* of a 0 and of a 1 */
};

/* All parts, ended by one without a name. */
extern const struct sky_part sky_parts[];

/* The lowest and the highest rate in Hz at which the pulses of a chip without a clock wire are within the windows of
 * all its parts. The longest time that the wire may be low after a 1 is not among them: see parts.c. */
void sky_part_rates(const struct sky_chip *chip, uint32_t *min, uint32_t *max);

#endif
