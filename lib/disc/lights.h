/* SPDX-License-Identifier: ISC */
/* A picture in light, perhaps reduced: a cell of the grid is the mean of `across` x `down` pixels. It has four numbers,
 * R, G, B and opacity, 0 to SKY_LIGHT_FULL; colours are multiplied by the opacity. Then back from light to sRGB
 * codes. */
#ifndef SKY_DISC_LIGHTS_H
#define SKY_DISC_LIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include <sky/value.h>

#include "image/image.h"

struct sky_lights {
    uint32_t width, height;    /* of the picture */
    uint32_t across, down;     /* pixels a cell */
    uint32_t columns, rows;    /* cells; the grid and the picture have the same middle */
    int32_t left, top;         /* of the grid's corner, in pixels of the picture: 0 or less */
    uint32_t *starts_across, *starts_down; /* where the cells begin in the picture, and its end */
    uint64_t (*sums)[4];       /* of a row of cells, each of which may be the whole picture */
};

/* The least factor from `wish` on with which the grid can have the picture's middle: it must be odd if the side is. */
uint32_t sky_lights_factor(uint32_t side, uint32_t wish);

/* `across` and `down` are as sky_lights_factor() returns them. Returns 0, or -1 with the error set; call
 * sky_lights_finish() in either case. */
int sky_lights_init(struct sky_lights *lights, uint32_t width, uint32_t height, uint32_t across,
                    uint32_t down);
void sky_lights_finish(struct sky_lights *lights);

/* Converts cells `first` to `end` - 1 of a row of a picture of that size. */
void sky_lights_row(struct sky_lights *lights, uint16_t (*cells)[4], const struct sky_image *image, uint32_t row,
                    uint32_t first, uint32_t end);

/* Writes `count` pixels of three bytes. `means` are in light as such cells are, but shifted down by
 * SKY_LIGHT_CODE_SHIFT; they are laid over the background. With `opacity` they are not: colours are not multiplied by
 * their opacity then, which is written there, 0 to 255, three times for each pixel. */
void sky_lights_encode(uint8_t *out, uint8_t *opacity, const uint16_t (*means)[4], size_t count,
                       struct sky_color background);

#endif
