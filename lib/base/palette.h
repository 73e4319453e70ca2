/* SPDX-License-Identifier: ISC */
/* Palettes: tables that turn a number from 0 to 1 into a colour, sRGB encoded. */
#ifndef SKY_BASE_PALETTE_H
#define SKY_BASE_PALETTE_H

#include <stddef.h>
#include <stdint.h>

#include <sky/value.h>

#define SKY_PALETTE_STEPS 1024
#define SKY_PALETTES_KEPT_MAX 256 /* from files */

struct sky_palette {
    int filled; /* by sky_palette_choose(): the number plus 1; else 0 */
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
    SKY_PALETTE_LAVA,
    SKY_PALETTE_FOREST,
    SKY_PALETTE_PARTY,
    SKY_PALETTE_HEAT,
    SKY_PALETTE_CLOUD,
    SKY_PALETTE_VIRIDIS,
    SKY_PALETTE_MAGMA,
    SKY_PALETTE_INFERNO,
    SKY_PALETTE_PLASMA,
    SKY_PALETTE_TURBO,
    SKY_PALETTE_COUNT,
};

/* Their names in this order, ended by NULL. */
extern const char *const sky_palette_names[];

/* A row of a table of parameters, <sky/params.h>: a palette by name or from a file. Its member is an int, the palette's
 * number, which the two functions below take: an enum sky_palette_name, or that of a file. With the default "none" that
 * word is taken too, and is -1. */
#define SKY_PARAM_PALETTE(settings, member, default_value, text) \
    {#member, SKY_TYPE_PALETTE, offsetof(struct settings, member), default_value, 0, 0, "name or file", text, \
     SKY_CHOICES(sky_palette_names)}

/* Fills the table with a palette, unless it is there already. */
void sky_palette_choose(struct sky_palette *palette, int number);

/* The table of a palette, of SKY_PALETTE_STEPS rows, which is shared by all. That of a built-in palette is made on
 * first use. */
const uint8_t (*sky_palette_table(int number))[3];

/* Keeps a copy of a palette until the program ends. Returns its number, or -1 with the error set. */
int sky_palette_keep(const struct sky_palette *palette);

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
