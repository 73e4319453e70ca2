/* SPDX-License-Identifier: ISC */
/* Palettes: tables that turn a number from 0 to 1 into a colour, sRGB encoded. */
#ifndef SKY_BASE_PALETTE_H
#define SKY_BASE_PALETTE_H

#include <stddef.h>
#include <stdint.h>

#include <sky/value.h>

#define SKY_PALETTE_STEPS 1024

struct sky_palette {
    int filled; /* by sky_palette_choose(): the name plus 1; else 0 */
    uint8_t rgb[SKY_PALETTE_STEPS + 1][3]; /* one more, since a colour is copied as four bytes */
};

/* The built-in palettes, whose colours stand in palette.c. */
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

/* Their names in this order, ended by NULL. */
extern const char *const sky_palette_names[];

/* Fills the table with a built-in palette, unless it is there already. */
void sky_palette_choose(struct sky_palette *palette, enum sky_palette_name name);

/* The table of a built-in palette, of SKY_PALETTE_STEPS rows: made on first use and shared by all. */
const uint8_t (*sky_palette_table(enum sky_palette_name name))[3];

/* Fills the table with `count` colours, 0xrrggbb, spread evenly from 0 to 1, and linear interpolation between them. If
 * the last colour is the first one again, a palette that wraps has no seam. */
void sky_palette_fill(struct sky_palette *palette, const uint32_t *colors, size_t count);

/* Paint `count` pixels of 3 bytes with the colours at values[i] * scale + offset. paint() clamps that to 0..1, wrap()
 * takes its fraction. */
void sky_palette_paint(const struct sky_palette *palette, uint8_t *out, const float *values, size_t count,
                       float scale, float offset);
void sky_palette_wrap(const struct sky_palette *palette, uint8_t *out, const float *values, size_t count,
                      float scale, float offset);

/* The colour at a place: at() clamps the place to 0..1, around() takes its fraction. */
struct sky_color sky_palette_at(const struct sky_palette *palette, double place);
struct sky_color sky_palette_around(const struct sky_palette *palette, double place);

/* The colour of a hue in turns, which wraps, and a saturation and value from 0 to 1: the hexcone of A. R. Smith, "Color
 * Gamut Transform Pairs", SIGGRAPH 1978. */
struct sky_color sky_color_hsv(double hue, double saturation, double value);

#endif
