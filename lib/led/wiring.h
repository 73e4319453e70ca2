/* SPDX-License-Identifier: ISC */
/* From a frame of duties to the bytes on each data wire. */
#ifndef SKY_LED_WIRING_H
#define SKY_LED_WIRING_H

#include "led/chip.h"
#include "led/layout.h"
#include "led/power.h"

/* How duties become bytes, in a driver's words. */
struct sky_coding {
    int chip;    /* index in sky_chips */
    int order;   /* index in sky_order_names */
    int hdr;     /* 0 or 1: the chip's brightness field makes finer dark colours */
    int dither;  /* 0 or 1: rounding errors are carried to the next frame */
    struct sky_budget budget;
};

struct sky_wiring {
    struct sky_layout layout;
    struct sky_coding coding;
    const struct sky_chip *chip;
    sky_chip_encoder *encode;
    uint8_t order[3];
    struct sky_power power; /* of the frames drawn so far */
    size_t lane_bytes; /* of every lane: what the longest needs; the others end in further zeros */
    uint8_t *bytes;    /* lane after lane */

    /* Duties in the order of lanes, after each stage that this wiring has; NULL for the others. */
    uint16_t *gathered; /* by a layout's table */
    uint16_t *limited;  /* by amps */
    uint16_t *dithered; /* with hdr the encoder does it */
    uint16_t *left;     /* of dither, what is left of each */
};

/* Can the chip do it? Returns 0, or -1 with the error set. */
int sky_coding_check(const struct sky_coding *coding);

/* Allocates the buffers, for a coding that was checked. The layout's table belongs to the wiring from now on, also
 * when this fails. Returns 0, or -1 with the error set. */
int sky_wiring_init(struct sky_wiring *wiring, const struct sky_layout *layout, const struct sky_coding *coding);
void sky_wiring_finish(struct sky_wiring *wiring); /* accepts a zeroed one */

/* Goes on with another layout, which it takes likewise; what LEDs it no longer has are sent black from then on; the
 * figures of power stay. Returns 0, or -1 with the error
 * kept and all as it was. */
int sky_wiring_change(struct sky_wiring *wiring, const struct sky_layout *layout);

/* Fills the buffer from a frame of duties. */
void sky_wiring_draw(struct sky_wiring *wiring, const uint16_t *duties);

#endif
