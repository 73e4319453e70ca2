/* SPDX-License-Identifier: ISC */
/* Palettes: a number from 0 to 1 becomes a colour, through a table. */
#ifndef SKY_BASE_PALETTE_H
#define SKY_BASE_PALETTE_H

#include <stddef.h>
#include <stdint.h>

#include "base/color.h"

#define SKY_PALETTE_STEPS 1024

struct sky_palette {
    int which; /* what it was filled with, plus 1; 0 before */
    uint8_t rgb[SKY_PALETTE_STEPS][3];
};

/* The palettes: rows of a table in palette.c. */
enum sky_palette_name {
    SKY_PALETTE_BLOOM,
    SKY_PALETTE_BLUEGREEN,
    SKY_PALETTE_CYTOPLASM,
    SKY_PALETTE_PERSIAN,
    SKY_PALETTE_PINKSKY,
    SKY_PALETTE_RORSCHACH,
    SKY_PALETTE_SPACECLOUDS,
    SKY_PALETTE_SPACERIBBONS,
    SKY_PALETTE_SUPERNOVA,
    SKY_PALETTE_FIRE,
    SKY_PALETTE_EMBER,
    SKY_PALETTE_OCEAN,
    SKY_PALETTE_NEON,
    SKY_PALETTE_RAINBOW,
    SKY_PALETTE_GRAY,
    SKY_PALETTE_COUNT,
};

/* Their names, ended by NULL. */
extern const char *const sky_palette_names[];

/* Fills the table, unless it holds this palette already. */
void sky_palette_choose(struct sky_palette *palette, enum sky_palette_name name);

/* The table of a palette, which is filled once and shared by all. */
const uint8_t (*sky_palette_table(enum sky_palette_name name))[3];

/* Fills a table from colours spread evenly from 0 to 1. A first colour that comes again at the end makes a
 * palette without a seam. */
void sky_palette_fill(struct sky_palette *palette, const uint32_t *stops, size_t count);

/* Paints `count` pixels: value * scale + offset, held between 0 and 1, is the place in the palette. */
void sky_palette_paint(const struct sky_palette *palette, uint8_t *out, const float *values, size_t count,
                       float scale, float offset);

/* The same, but places beyond 0 to 1 begin again at the other end. */
void sky_palette_wrap(const struct sky_palette *palette, uint8_t *out, const float *values, size_t count,
                      float scale, float offset);

/* The colour at a place, held between 0 and 1; and one that begins again. */
struct sky_color sky_palette_at(const struct sky_palette *palette, double place);
struct sky_color sky_palette_around(const struct sky_palette *palette, double place);

/* The colour of this hue (in turns), saturation and value; HSV as in A. R. Smith, "Color Gamut Transform Pairs",
 * 1978. */
struct sky_color sky_color_hsv(double hue, double saturation, double value);

#endif
