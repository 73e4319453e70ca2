/* From a frame of duties to the bytes on each data wire. */
#ifndef SKY_LED_WIRING_H
#define SKY_LED_WIRING_H

#include "led/chip.h"
#include "led/layout.h"

/* How duties become bytes, in a driver's words. */
struct sky_coding {
    int chip;    /* counts SKY_CHIP_WORDS */
    int order;   /* counts SKY_ORDER_WORDS */
    int hdr;     /* 0 or 1: the chip's brightness field makes finer dark colours */
    int dither;  /* 0 or 1: rounding errors are carried to the next frame */
};

struct sky_wiring {
    struct sky_layout layout;
    const struct sky_chip *chip;
    sky_chip_encoder *encode;
    uint8_t order[3];
    size_t lane_bytes; /* of every lane: what the longest needs; the others end in further zeros */
    uint8_t *bytes;    /* lane after lane */
    uint16_t *dithered, *left; /* with dither: a frame of duties, and what is left of each; or NULL */
};

/* Can the chip do it? Returns 0, or -1 with the error kept. */
int sky_coding_check(const struct sky_coding *coding);

/* Allocates the buffers, for a coding that was checked. Returns 0, or -1 with the error kept. */
int sky_wiring_init(struct sky_wiring *wiring, const struct sky_layout *layout, const struct sky_coding *coding);
void sky_wiring_finish(struct sky_wiring *wiring); /* accepts a zeroed one */

/* Fills the buffer from a frame of duties. */
void sky_wiring_draw(struct sky_wiring *wiring, const uint16_t *duties);

#endif
