/* SPDX-License-Identifier: ISC */
/* Colours as people write them: #rrggbb or a CSS name. sRGB encoded. */
#ifndef SKY_BASE_COLOR_H
#define SKY_BASE_COLOR_H

#include <stdint.h>

struct sky_color {
    uint8_t r, g, b;
};

/* Reads "#rrggbb" or a CSS Color Level 4 name (lower or upper case). Returns 0, or -1 with the error set. */
int sky_color_parse(struct sky_color *color, const char *text);

#endif
