/* From a frame of duties to the bytes on each data wire. */
#ifndef SKY_LED_WIRING_H
#define SKY_LED_WIRING_H

#include "led/chip.h"
#include "led/layout.h"

struct sky_wiring {
    struct sky_layout layout;
    const struct sky_chip *chip;
    uint8_t order[3];
    size_t lane_bytes; /* of every lane: what the longest needs; the others end in further zeros */
    uint8_t *bytes;    /* lane after lane */
};

/* Allocates the buffer. `order` counts SKY_ORDER_WORDS. Returns 0, or -1 with the error kept. */
int sky_wiring_init(struct sky_wiring *wiring, const struct sky_layout *layout, const struct sky_chip *chip,
                    int order);
void sky_wiring_finish(struct sky_wiring *wiring); /* accepts a zeroed one */

/* Fills the buffer from a frame of duties. */
void sky_wiring_draw(struct sky_wiring *wiring, const uint8_t *duties);

#endif
