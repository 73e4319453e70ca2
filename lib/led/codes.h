/* SPDX-License-Identifier: ISC */
/* Codes: what a chip is sent for each byte of a frame, as a table for each channel. With these, a frame becomes the
 * bytes for the wire in one pass of three look-ups for each LED, which also add up the current.
 *
 * This is possible where the bits of a channel depend on nothing else than the byte of that channel of that LED. That
 * is so for every chip, but not with hdr, where the channels share a brightness field, and not with dither, which
 * depends on the frame before. The tables are made by the chip's own encoder. */
#ifndef SKY_LED_CODES_H
#define SKY_LED_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "led/chip.h"

/* Starts zeroed. */
struct sky_codes {
    const struct sky_chip *chip; /* what the tables are for; NULL before the first */
    uint8_t order[3];
    uint16_t duties[3 * 256];

    /* The steps that are sent, times 2^32, and up to four bytes for the wire, as they lie in memory. */
    uint64_t words[3][256];
};

/* What is written beyond the last LED: zeros. */
#define SKY_CODES_BEYOND 2

/* Makes the tables for this chip, this order of sky_chip_order(), and these duties for the bytes of a frame: 256 of R,
 * then of G and B. Does nothing if they are made already. */
void sky_codes_make(struct sky_codes *codes, const struct sky_chip *chip, const uint8_t order[3],
                    const uint16_t duties[3 * 256]);

/* Writes what chip->encode() writes for the duties of `leds` LEDs of a frame, and up to SKY_CODES_BEYOND zeros. Returns
 * the sum of their steps, as sky_power_sum() would. */
uint64_t sky_codes_encode(const struct sky_codes *codes, uint8_t *restrict out, const uint8_t *restrict frame,
                          size_t leds);

#endif
