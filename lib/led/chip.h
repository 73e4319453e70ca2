/* SPDX-License-Identifier: ISC */
/* LED chips: how colours become the bytes on the wire. */
#ifndef SKY_LED_CHIP_H
#define SKY_LED_CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Orders of colour bytes, ended by NULL; the first one, "chip", is the chip's usual order. */
extern const char *const sky_order_names[];

/* Writes the bytes of a chain. `duties` has 3 numbers an LED, R, G, B: how long each colour is on, 65535 = always;
 * `order` is from sky_chip_order(). */
typedef void sky_chip_encoder(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t order[3]);

struct sky_chip {
    const char *name;
    const char *order;  /* its usual order of colour bytes on the wire */
    unsigned clock_hz;  /* of the clock wire, by default; without one, of the bits that are written here */
    unsigned pause_us;  /* after each frame the wires, the clock too, must be low for so long; 0: no matter */
    bool clocked;       /* it has a clock wire; without one timing counts, and a frame must not be split */
    unsigned steps;     /* of a colour's duty, beside 0: it is sent as the nearest of 0/steps to steps/steps */

    /* Bytes that light `leds` LEDs of a chain, with everything before and after them. */
    size_t (*bytes)(size_t leds);

    sky_chip_encoder *encode;

    /* Optional: makes dark colours by the chip's brightness field too, in finer steps. */
    sky_chip_encoder *encode_hdr;

    /* Beside encode_hdr: carries what is lost by rounding to the next frame. `left` has 3 numbers an LED, which are
     * any before the first frame, best at random. What is off stays off. */
    void (*encode_hdr_dithered)(uint8_t *out, const uint16_t *duties, uint16_t *left, size_t leds,
                                const uint8_t order[3]);
};

/* The chips, ended by one without a name. */
extern const struct sky_chip sky_chips[];

/* Which channel (0 R, 1 G, 2 B) is sent first, second and third: `index` is one of sky_order_names, 0 is the chip's
 * usual order. */
void sky_chip_order(const struct sky_chip *chip, int index, uint8_t order[3]);

#endif
