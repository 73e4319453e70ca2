/* SPDX-License-Identifier: ISC */
/* LED chips: how the duties of a chain become the bytes on its data wire. The table is in chip.c. */
#ifndef SKY_LED_CHIP_H
#define SKY_LED_CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Write the bytes of `leds` LEDs, chip->led_bytes each, without the zeros before and after them. `duties` has three for
 * each LED, R, G, B, or four, with W, as sky_chip_colors() says, 65535 = always on; `order` is from sky_chip_order() or
 * sky_chip_order_white(). */
typedef void sky_chip_encode(uint8_t *out, const uint16_t *duties, size_t leds, const uint8_t *order);

/* The same, with the chip's brightness field for finer steps. With `residue`, three numbers for each LED that may have
 * any value before the first frame, rounding errors are carried to the next frame; NULL rounds to the nearest. A duty
 * of 0 stays 0. */
typedef void sky_chip_encode_hdr(uint8_t *out, const uint16_t *duties, uint16_t *residue, size_t leds,
                                 const uint8_t order[3]);

struct sky_chip {
    const char *name;
    const char *order; /* the usual order of the colours on the wire: "rgb", "grb", ..., or with a white LED "grbw" */
    unsigned steps;    /* a duty is sent as the nearest of 0/steps to steps/steps */

    bool clocked;      /* has a clock wire. Without one, the timing of the data wire counts: a frame cannot be split. */
    uint32_t clock_hz; /* default rate of the bits that the encoder writes */
    unsigned pulse_bits, high_bits[2]; /* without a clock wire: the bits on the wire for a bit of data, and how many of
                                        * these, the first ones, are high for a 0 and for a 1 */
    unsigned latch_us; /* the wires must be low for this long after a frame, or the chip does not show it; 0: no need */

    /* The bytes for n LEDs are `start_bytes` zeros, `led_bytes` for each LED, and at the end
     *
     *     end_bytes + (n + end_more_leds) / leds_per_end_byte, rounded up
     *
     * zeros: the clocks that the last LED needs. A leds_per_end_byte of 0 stands for no quotient. */
    unsigned start_bytes, led_bytes, end_bytes, leds_per_end_byte, end_more_leds;

    /* Of an LED with more than four bytes: where those begin that hold the second and third colour on the wire; the
     * first colour's begin at 0. These three parts have up to four bytes each. */
    unsigned word_at[3];

    sky_chip_encode *encode; /* the bits of each colour depend on that colour alone */
    sky_chip_encode_hdr *encode_hdr; /* optional: the chip has a brightness field; */
    unsigned hdr_steps; /* then the steps of full light, */
    uint64_t (*hdr_sum)(const uint8_t *bytes, size_t leds); /* and of what encode_hdr() wrote, in all */
    bool steady_field; /* which sets the current, so that dim LEDs do not flicker */
    const char *shorter; /* optional: the chip that needs fewer bytes for the same LEDs, where these do not fit */
};

/* All chips, ended by one without a name. */
extern const struct sky_chip sky_chips[];

/* The colours of an LED: 3, or 4 with a white one. */
unsigned sky_chip_colors(const struct sky_chip *chip);

/* Bytes on the wire for a chain of `leds` LEDs. */
size_t sky_chip_bytes(const struct sky_chip *chip, size_t leds);

/* Orders of colours, ended by NULL. The first, "chip", stands for the chip's usual one. */
extern const char *const sky_order_names[];

/* Which channel (0 R, 1 G, 2 B) is sent first, second and third, for an index in sky_order_names. That of a white LED
 * is left out. */
void sky_chip_order(const struct sky_chip *chip, int index, uint8_t order[3]);

/* The same for a chip with a white LED, which is channel 3: it is sent as number `place`, 1 to 4, or 0 for the chip's
 * usual place. */
void sky_chip_order_white(const struct sky_chip *chip, int index, int place, uint8_t order[4]);

#endif
