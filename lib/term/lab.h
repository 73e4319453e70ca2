/* SPDX-License-Identifier: ISC */
/* Colours as an eye compares them: OKLab (Bjoern Ottosson, "A perceptual color space for image processing", 2020), in
 * whole numbers. Its cube root has the toe of CIE L*: without that, differences near black, which nobody sees on a
 * screen, would count as large. */
#ifndef SKY_TERM_LAB_H
#define SKY_TERM_LAB_H

#include <stdint.h>

#define SKY_LAB_FULL 8192 /* the lightness of white */

/* The squared distance of a difference that can just be seen where two colours touch: 0.02. */
#define SKY_LAB_VISIBLE (164 * 164)

struct sky_lab {
    int32_t l, a, b;
};

/* Of an sRGB colour of three bytes. */
struct sky_lab sky_lab_of(const uint8_t *rgb);

/* The squared distance of two colours. */
uint32_t sky_lab_distance(struct sky_lab one, struct sky_lab other);

#endif
