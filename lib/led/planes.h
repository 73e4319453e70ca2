/* SPDX-License-Identifier: ISC */
/* Bit planes: from the bytes of lanes to what all data lines are at each clock. */
#ifndef SKY_LED_PLANES_H
#define SKY_LED_PLANES_H

#include <stddef.h>
#include <stdint.h>

#define SKY_PLANES_LANES_MAX 64

/* Writes 8 words for each of `count` bytes of the lanes, of which lane l has its first at bytes[l * stride]: the
 * most significant bits of the first bytes, lane l's in bit l, then their next bits, and so on. Bits beyond
 * `lanes`, which are 1 to SKY_PLANES_LANES_MAX, are 0. */
void sky_planes(uint64_t *out, const uint8_t *bytes, size_t stride, unsigned lanes, size_t count);

/* The same bit by bit, which says what is meant. For tests and measuring. */
void sky_planes_plain(uint64_t *out, const uint8_t *bytes, size_t stride, unsigned lanes, size_t count);

#endif
