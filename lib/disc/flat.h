/* SPDX-License-Identifier: ISC */
/* From polar to flat: draws a frame as the disc that a viewer sees, as large as fits into a picture, in its middle. The
 * background fills the hole in the middle and what is outside. What several LEDs share is mixed in light. */
#ifndef SKY_DISC_FLAT_H
#define SKY_DISC_FLAT_H

#include <stdint.h>

#include <sky/geometry.h>
#include <sky/value.h>

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

struct sky_flat;

/* Plans how pictures are drawn. A plan takes at most some 20 bytes a pixel and 45 an LED while it is made, of which a
 * third stay. At 360x288 it is made in some 30 ms for 800 x 800 pixels, and in half a second for the largest picture.
 * Returns NULL with the error set on failure. */
struct sky_flat *sky_flat_create(const struct sky_geometry *geometry, const struct sky_flat_picture *picture);
void sky_flat_destroy(struct sky_flat *flat); /* accepts NULL */

/* Draws a frame: writes width * height pixels of three bytes to `rgb`, rows from the top, without padding. */
void sky_flat_draw(struct sky_flat *flat, const uint8_t *frame, struct sky_color background, uint8_t *rgb);

/* Sets a picture of square pixels that is so wide; if `width` is 0, as wide as the disc in LED pitches or as a strip in
 * vanes, within the limit. A disc's picture is square, and a strip has its vanes and pixels in proportion. */
void sky_flat_picture_init(struct sky_flat_picture *picture, const struct sky_geometry *geometry,
                           enum sky_flat_style style, uint32_t width);

#endif
