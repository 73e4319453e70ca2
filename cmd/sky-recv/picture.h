/* SPDX-License-Identifier: ISC */
/* The way back from the bytes of LEDs to a frame: their order and encoding, and which part of the disc each shows. */
#ifndef SKY_RECV_PICTURE_H
#define SKY_RECV_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sky-recv/source.h"

struct picture {
    const struct sky_layout *layout; /* NULL: the LEDs of the frame */
    size_t first, count;             /* which of them come */
    bool is_plain;         /* its bytes are those of the frame, in the same order, */
    bool is_whole;         /* and these are all */
    uint8_t order[3];      /* where R, G and B are */
    uint8_t encode[256];   /* from a byte that comes to one of a frame */
};

/* After source_plan(), whose source must stay. */
void picture_init(struct picture *picture, const struct source *source);

/* Draws the LEDs' bytes into a frame. What no LED shows is left as it is. */
void picture_draw(const struct picture *picture, uint8_t *frame, const uint8_t *leds);

#endif
