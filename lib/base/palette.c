/* SPDX-License-Identifier: ISC */
#include "base/palette.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

const char *const sky_palette_names[] = {
    [SKY_PALETTE_BLOOM] = "bloom",
    [SKY_PALETTE_BLUEGREEN] = "bluegreen",
    [SKY_PALETTE_CYTOPLASM] = "cytoplasm",
    [SKY_PALETTE_PERSIAN] = "persian",
    [SKY_PALETTE_PINKSKY] = "pinksky",
    [SKY_PALETTE_RORSCHACH] = "rorschach",
    [SKY_PALETTE_SPACECLOUDS] = "spaceclouds",
    [SKY_PALETTE_SPACERIBBONS] = "spaceribbons",
    [SKY_PALETTE_SUPERNOVA] = "supernova",
    [SKY_PALETTE_FIRE] = "fire",
    [SKY_PALETTE_EMBER] = "ember",
    [SKY_PALETTE_OCEAN] = "ocean",
    [SKY_PALETTE_NEON] = "neon",
    [SKY_PALETTE_RAINBOW] = "rainbow",
    [SKY_PALETTE_GRAY] = "gray",
    [SKY_PALETTE_LAVA] = "lava",
    [SKY_PALETTE_FOREST] = "forest",
    [SKY_PALETTE_PARTY] = "party",
    [SKY_PALETTE_HEAT] = "heat",
    [SKY_PALETTE_CLOUD] = "cloud",
    [SKY_PALETTE_VIRIDIS] = "viridis",
    [SKY_PALETTE_MAGMA] = "magma",
    [SKY_PALETTE_INFERNO] = "inferno",
    [SKY_PALETTE_PLASMA] = "plasma",
    [SKY_PALETTE_TURBO] = "turbo",
    [SKY_PALETTE_COUNT] = NULL,
};

#define PIECE 128 /* places that are computed together */

struct stops {
    size_t count;
    uint32_t colors[16]; /* 0xrrggbb */
};

/* Most are dark at 0, for patterns with a background, and their brightest colours are a small part: that gives a
 * picture depth. */
static const struct stops stops[SKY_PALETTE_COUNT] = {
    [SKY_PALETTE_BLOOM] = {9,
                           {0x10021f, 0x2d0a4e, 0x6a1b8a, 0xc2267f, 0xff5c5c, 0xffa14f, 0xffe08a, 0xfff6d8,
                            0xffffff}},
    [SKY_PALETTE_BLUEGREEN] = {8, {0x000814, 0x001d3d, 0x003f6b, 0x006d77, 0x0fa3a0, 0x3ddc97, 0xb8f5b0, 0xf4ffe8}},
    [SKY_PALETTE_CYTOPLASM] = {11,
                               {0x020c06, 0x04210f, 0x0b4a1e, 0x1f8a2e, 0x0b4a1e, 0x3fbf3a, 0xa6ec4a, 0xf2ff9e,
                                0xa6ec4a, 0x2a9a6a, 0x063a34}},
    [SKY_PALETTE_PERSIAN] = {13,
                             {0x2b0508, 0x7a0f1a, 0xb3202a, 0xe8c15a, 0x7a0f1a, 0x14244f, 0x1f4f8f, 0xe9dcc0,
                              0x14244f, 0xb3202a, 0xf0d58a, 0x8a1a22, 0x2b0508}},
    [SKY_PALETTE_PINKSKY] = {9,
                             {0x1a1446, 0x3b2a7a, 0x7a3f9d, 0xc4569f, 0xf47ba0, 0xffa6a6, 0xffd0b5, 0xffeedd,
                              0xffffff}},
    [SKY_PALETTE_RORSCHACH] = {15,
                               {0xf6f1e7, 0xf6f1e7, 0xf6f1e7, 0xf4eee2, 0xf1e9da, 0xece2d0, 0xd8cdbb, 0x2a2326,
                                0x0c0a0d, 0x0c0a0d, 0x241a22, 0x6a1420, 0x0c0a0d, 0x0c0a0d, 0x0c0a0d}},
    [SKY_PALETTE_SPACECLOUDS] = {10,
                                 {0x000004, 0x02030f, 0x070a2a, 0x141452, 0x2e1e7a, 0x5a2f9c, 0x9a4fb0, 0xe08fb8,
                                  0xffd9c9, 0xffffff}},
    [SKY_PALETTE_SPACERIBBONS] = {15,
                                  {0x000006, 0x03041a, 0x000006, 0x0a1f6b, 0x2f7bff, 0x0a1f6b, 0x04000c, 0x4a0a6b,
                                   0xff3fd0, 0x4a0a6b, 0x04000c, 0x064a4a, 0x3ff5d0, 0xeafff8, 0x064a4a}},
    [SKY_PALETTE_SUPERNOVA] = {11,
                               {0x000000, 0x050010, 0x1a0533, 0x4a0a4a, 0x9a1030, 0xe03a10, 0xff8a10, 0xffd040,
                                0xfff3b0, 0xd8f0ff, 0x8fc8ff}},
    [SKY_PALETTE_FIRE] = {9,
                          {0x000000, 0x1a0200, 0x5a0800, 0xa81a00, 0xe84a00, 0xff8a0a, 0xffc43a, 0xffec9a,
                           0xfffdf0}},
    [SKY_PALETTE_EMBER] = {7, {0x000000, 0x16000a, 0x4a0512, 0xa01818, 0xf04a20, 0xff9a50, 0xffe0b0}},
    [SKY_PALETTE_OCEAN] = {9,
                           {0x000510, 0x001a38, 0x003a66, 0x00639a, 0x0a94c4, 0x3cc4dc, 0x8ae6ea, 0xd8fbf6,
                            0xffffff}},
    [SKY_PALETTE_NEON] = {9,
                          {0x08001a, 0x3a0068, 0xb000b8, 0xff2a7a, 0xff9a2a, 0xff2a7a, 0x7a1aff, 0x00c8ff,
                           0x08001a}},
    [SKY_PALETTE_RAINBOW] = {13,
                             {0xff1e1e, 0xff7a00, 0xffc800, 0xc8ff00, 0x4bff1e, 0x00ff78, 0x00ffd2, 0x00b4ff,
                              0x1e5aff, 0x5a1eff, 0xb400ff, 0xff00b4, 0xff1e1e}},
    [SKY_PALETTE_GRAY] = {2, {0x000000, 0xffffff}},
    /* Moods that LED programs have under these names, in colours of our own. All but heat end as they begin. */
    [SKY_PALETTE_LAVA] = {13,
                          {0x0a0000, 0x2a0200, 0x640800, 0xa81000, 0xe02400, 0xff5a00, 0xffb030, 0xfff0b0, 0xffb030,
                           0xff5a00, 0xc01800, 0x5a0600, 0x0a0000}},
    [SKY_PALETTE_FOREST] = {13,
                            {0x021a06, 0x0a3a10, 0x1c5c1a, 0x2f8a2a, 0x62a832, 0x9cc84a, 0x5a8f2e, 0x2e6e3c, 0x1f8a5a,
                             0x4ab88a, 0x24704a, 0x0c3a1c, 0x021a06}},
    [SKY_PALETTE_PARTY] = {13,
                           {0x6a00c8, 0xa000b4, 0xd80080, 0xf81048, 0xff4a10, 0xff9000, 0xffd000, 0xff7a28, 0xf02a70,
                            0xb414c0, 0x5a28f0, 0x2a48ff, 0x6a00c8}},
    [SKY_PALETTE_HEAT] = {9,
                          {0x000000, 0x4a0000, 0x960000, 0xe01000, 0xff5a00, 0xff9c00, 0xffdc10, 0xffff80, 0xffffff}},
    [SKY_PALETTE_CLOUD] = {9,
                           {0x0a2a78, 0x1c50b0, 0x3c82d8, 0x7cb4ee, 0xc8e2fa, 0xffffff, 0xa0cef4, 0x3c82d8, 0x0a2a78}},
    /* Fitted to the colour maps of matplotlib by S. van der Walt, N. Smith and E. Firing (CC0), at most 4 of 255 off,
     * and to that of A. Mikhailov, "Turbo, An Improved Rainbow Colormap for Visualization", 2019, at most 5. */
    [SKY_PALETTE_VIRIDIS] = {16,
                             {0x440155, 0x481a6c, 0x472f7e, 0x414488, 0x39578c, 0x30688e, 0x2a788e, 0x23888e, 0x1e988b,
                              0x21a884, 0x34b779, 0x53c669, 0x79d250, 0xa5db38, 0xd3e218, 0xfee722}},
    [SKY_PALETTE_MAGMA] = {16,
                           {0x000003, 0x0a0923, 0x1f124c, 0x3b0e71, 0x57147f, 0x712081, 0x8c2981, 0xa8327d, 0xc43b75,
                            0xde4968, 0xf2605c, 0xfb7f5d, 0xfe9f6c, 0xfebf83, 0xfdde9f, 0xfcfdbf}},
    [SKY_PALETTE_INFERNO] = {16,
                             {0x000003, 0x0b0925, 0x240d50, 0x42096a, 0x5d126e, 0x781c6e, 0x932668, 0xae305c, 0xc73d4d,
                              0xdd503a, 0xed6826, 0xf8850c, 0xfba407, 0xfcc52c, 0xf0e760, 0xfaffa6}},
    [SKY_PALETTE_PLASMA] = {16,
                            {0x0f0788, 0x340498, 0x5002a3, 0x6b00a8, 0x8404a7, 0x9c179f, 0xb12a90, 0xc33d80, 0xd35171,
                             0xe16462, 0xed7853, 0xf68e44, 0xfca636, 0xfec028, 0xfadc25, 0xf0f924}},
    [SKY_PALETTE_TURBO] = {16,
                           {0x31123e, 0x4143aa, 0x4871ed, 0x409bff, 0x1fc6e3, 0x17e5b7, 0x44f985, 0x89ff4b, 0xbaf732,
                            0xe2de38, 0xfcbb3a, 0xfe8e28, 0xf15a11, 0xd73405, 0xb01801, 0x7b0302}},
};

static double channel(uint32_t color, int shift)
{
    return color >> shift & 255;
}

void sky_palette_fill(struct sky_palette *palette, const uint32_t *colors, size_t count)
{
    palette->filled = 0;
    for (size_t i = 0; i < SKY_PALETTE_STEPS; i++) {
        double place = (double)i / (SKY_PALETTE_STEPS - 1) * (double)(count - 1);
        size_t low = (size_t)place < count - 1 ? (size_t)place : count - 1;
        size_t high = low + 1 < count ? low + 1 : low;
        double part = place - (double)low;
        for (int k = 0; k < 3; k++) {
            double a = channel(colors[low], 16 - 8 * k), b = channel(colors[high], 16 - 8 * k);
            palette->rgb[i][k] = (uint8_t)(a + (b - a) * part + 0.5);
        }
    }
}

/* Palettes from files, whose numbers go on after those of the built-in ones. */
static struct sky_palette *kept[SKY_PALETTES_KEPT_MAX];
static int kept_count;

int sky_palette_keep(const struct sky_palette *palette)
{
    if (kept_count == SKY_PALETTES_KEPT_MAX)
        return sky_fail("more than %d files of palettes", SKY_PALETTES_KEPT_MAX);
    struct sky_palette *copy = malloc(sizeof *copy);
    if (!copy)
        return sky_fail("out of memory");
    *copy = *palette;
    copy->filled = SKY_PALETTE_COUNT + kept_count + 1;
    kept[kept_count] = copy;
    return SKY_PALETTE_COUNT + kept_count++;
}

void sky_palette_choose(struct sky_palette *palette, int number)
{
    if (palette->filled == number + 1)
        return;
    if (number >= SKY_PALETTE_COUNT) {
        *palette = *kept[number - SKY_PALETTE_COUNT];
        return;
    }
    sky_palette_fill(palette, stops[number].colors, stops[number].count);
    palette->filled = number + 1;
}

const uint8_t (*sky_palette_table(int number))[3]
{
    static struct sky_palette palettes[SKY_PALETTE_COUNT];
    if (number >= SKY_PALETTE_COUNT)
        return (const uint8_t (*)[3])kept[number - SKY_PALETTE_COUNT]->rgb;
    sky_palette_choose(&palettes[number], number);
    return (const uint8_t (*)[3])palettes[number].rgb;
}

/* The colours of `count` places, which are whole numbers below SKY_PALETTE_STEPS. Each is copied with the byte that
 * follows it, which the next one overwrites: one load and one store instead of two. */
static void copy_colors(uint8_t *out, const struct sky_palette *palette, const int32_t *places, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++, out += 3)
        memcpy(out, palette->rgb[places[i]], 4);
    if (count > 0)
        memcpy(out, palette->rgb[places[count - 1]], 3);
}

void sky_palette_paint(const struct sky_palette *palette, uint8_t *out, const float *values, size_t count,
                       float scale, float offset)
{
    int32_t places[PIECE];
    scale *= SKY_PALETTE_STEPS;
    offset *= SKY_PALETTE_STEPS;
    for (size_t piece; count > 0; count -= piece, values += piece, out += piece * 3) {
        piece = count < PIECE ? count : PIECE;
        for (size_t i = 0; i < piece; i++) {
            float place = values[i] * scale + offset;
            place = place > 0 ? place : 0;
            place = place < SKY_PALETTE_STEPS - 1 ? place : SKY_PALETTE_STEPS - 1;
            places[i] = (int32_t)place;
        }
        copy_colors(out, palette, places, piece);
    }
}

void sky_palette_wrap(const struct sky_palette *palette, uint8_t *out, const float *values, size_t count,
                      float scale, float offset)
{
    scale *= SKY_PALETTE_STEPS;
    offset = (offset - floorf(offset)) * SKY_PALETTE_STEPS;
    for (size_t i = 0; i < count; i++, out += 3)
        memcpy(out, palette->rgb[(unsigned)(int)(values[i] * scale + offset) % SKY_PALETTE_STEPS], 3);
}

struct sky_color sky_palette_at(const struct sky_palette *palette, double place)
{
    place = place > 0 ? place < 1 ? place : 1 : 0;
    const uint8_t *rgb = palette->rgb[(int)(place * (SKY_PALETTE_STEPS - 1) + 0.5)];
    return (struct sky_color){rgb[0], rgb[1], rgb[2]};
}

struct sky_color sky_palette_around(const struct sky_palette *palette, double place)
{
    return sky_palette_at(palette, place - floor(place));
}

struct sky_color sky_color_hsv(double hue, double saturation, double value)
{
    double sixth = (hue - floor(hue)) * 6, whole = floor(sixth), part = sixth - whole;
    double p = value * (1 - saturation), q = value * (1 - saturation * part),
           t = value * (1 - saturation * (1 - part));
    const double rgb[6][3] = {{value, t, p}, {q, value, p}, {p, value, t},
                              {p, q, value}, {t, p, value}, {value, p, q}};
    const double *color = rgb[(int)whole % 6];
    return (struct sky_color){(uint8_t)(color[0] * 255 + 0.5), (uint8_t)(color[1] * 255 + 0.5),
                              (uint8_t)(color[2] * 255 + 0.5)};
}
