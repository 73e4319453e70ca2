/* SPDX-License-Identifier: ISC */
/* Bit planes: from the bytes of each lane to the state of all data lines at each clock. */
#ifndef SKY_LED_PLANES_H
#define SKY_LED_PLANES_H

#include <stddef.h>
#include <stdint.h>

#define SKY_PLANES_LANES_MAX 64

/* Transposes `count` bytes of each lane, of which lane l has its first at bytes[l * stride]. Writes 8 words for each
 * byte: the most significant bits of the first bytes, lane l's in bit l, then their next bits, and so on. Bits from
 * `lanes` on are 0. `lanes` is 1 to SKY_PLANES_LANES_MAX. */
void sky_planes_make(uint64_t *out, const uint8_t *bytes, size_t stride, unsigned lanes, size_t count);

/* The same bit by bit: the specification, for tests and for measuring. */
void sky_planes_make_plain(uint64_t *out, const uint8_t *bytes, size_t stride, unsigned lanes, size_t count);

#endif
