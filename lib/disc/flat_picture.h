/* SPDX-License-Identifier: ISC */
/* A flat picture: its size, its pixels and how it shows LEDs. */
#ifndef SKY_DISC_FLAT_PICTURE_H
#define SKY_DISC_FLAT_PICTURE_H

#include <stdint.h>

#include <sky/geometry.h>

/* The most pixels along each side of a picture. */
#define SKY_FLAT_SIZE_MAX 4096

enum sky_flat_style {
    SKY_FLAT_SMOOTH,  /* linear between LEDs; where a pixel is wider than LEDs, along or across a vane, their mean */
    SKY_FLAT_SECTORS, /* an LED fills its own sector of a ring; a pixel is the exact mean of what it shows */
    SKY_FLAT_DOTS,    /* LEDs are round, on the background, with a faint glow */
    SKY_FLAT_STRIP,   /* no disc: vanes from left to right, each with its hub at the bottom; it fills the picture */
};

/* By enum sky_flat_style, ended by NULL. */
extern const char *const sky_flat_style_names[];

struct sky_flat_picture {
    uint32_t width, height; /* in pixels */
    double aspect;          /* the width of a pixel over its height; 1 is square */
    enum sky_flat_style style;
};

/* Sets a picture of square pixels that is so wide; if `width` is 0, as wide as the disc in LED pitches or as a strip in
 * vanes, within the limit. A disc's picture is square, and a strip has its vanes and pixels in proportion. */
void sky_flat_picture_init(struct sky_flat_picture *picture, const struct sky_geometry *geometry,
                           enum sky_flat_style style, uint32_t width);

#endif
