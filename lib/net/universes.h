/* SPDX-License-Identifier: ISC */
/* Pixels in DMX512 universes, of Art-Net and E1.31: which bytes of a picture are in which channels. They begin at some
 * channel of the first universe, and fill the universes after it from channel 1. */
#ifndef SKY_NET_UNIVERSES_H
#define SKY_NET_UNIVERSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SKY_UNIVERSE_CHANNELS 512
#define SKY_UNIVERSE_WHOLE 510 /* the channels of the 170 LEDs that are whole in a universe */

struct sky_universes {
    uint16_t first;   /* the number of the first universe */
    uint16_t channel; /* of it, where the pixels begin, 1 to 512; to 510 with `whole` */
    bool whole;       /* an LED is never split: a universe has 510 channels at most, else 512 */
    size_t bytes;     /* of the pixels, a multiple of 3 */
};

struct sky_universe {
    uint32_t number;
    uint16_t before; /* channels before the first byte: those are not of the pixels */
    uint16_t bytes;  /* that it holds, which come next */
    size_t at;       /* where these are in the pixels */
};

/* Fails when no LED fits after the channel, or universes beyond `highest` are needed. Returns 0, or -1 with the error
 * set, which begins with the parameter that is wrong. */
int sky_universes_validate(const struct sky_universes *universes, size_t highest);

/* How many universes there are: none for no pixels. */
size_t sky_universes_count(const struct sky_universes *universes);

/* The one at an index, 0 to sky_universes_count() - 1. */
struct sky_universe sky_universes_get(const struct sky_universes *universes, size_t index);

#endif
