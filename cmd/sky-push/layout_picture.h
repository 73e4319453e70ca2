/* SPDX-License-Identifier: ISC */
/* A picture of a layout: each LED a dot where it is, in the colour of its lane, which fades from the first LED of the
 * chain to the last, with a line from LED to LED; and the part of the disc that each shows, if it shows an area. */
#ifndef SKY_PUSH_LAYOUT_PICTURE_H
#define SKY_PUSH_LAYOUT_PICTURE_H

#include "image/image.h"
#include "led/layout.h"

struct layout_color {
    uint8_t rgb[3];
};

/* A lane's colour at a level, 0 to 1. Neighbours differ a lot, and many lanes still differ. */
struct layout_color layout_lane_color(unsigned lane, double level);

/* Draws the sides of a layout that have LEDs, as their viewers see them, one beside the other. `image` is zeroed; the
 * caller must finish it. Returns 0, or -1 with the error set. */
int layout_picture_draw(struct sky_image *image, const struct sky_layout *layout);

#endif
