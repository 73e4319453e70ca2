/* SPDX-License-Identifier: ISC */
/* Rings of hues: ring i has the hue i * n modulo N, and n grows. */
#include <float.h>
#include <math.h>

#include "base/palette.h"
#include "pattern/pattern.h"

struct lewis {
    int palette;
    double modulus, speed, start, twist;
    struct sky_phase grown;
    struct sky_palette colors;
};

static const struct sky_param params[] = {
    SKY_PARAM_PALETTE(lewis, palette, "rainbow", "colours"),
    SKY_PARAM_INTEGER(lewis, modulus, "288", 1, 1000000, "", "N, the number of steps around the hues"),
    SKY_PARAM_NUMBER(lewis, start, "6", -DBL_MAX, DBL_MAX, "", "n at the time 0"),
    SKY_PARAM_NUMBER(lewis, speed, "0.4", -100000, 100000, "a second", "how fast n grows"),
    SKY_PARAM_INTEGER(lewis, twist, "3", -1000, 1000, "turns", "turns of hue around the circle; 0 draws plain rings"),
    SKY_PARAMS_END,
};

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct lewis *lewis = self;
    const struct sky_geometry *geometry = &canvas->geometry;
    double n = fmod(lewis->start + sky_phase_at(&lewis->grown, lewis->speed, now->t), lewis->modulus);
    sky_palette_choose(&lewis->colors, lewis->palette);
    /* Hues are counted in steps of the palette, modulo their number. */
    for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++) {
        unsigned ring = (unsigned)(sky_fraction(-(double)pixel * n / lewis->modulus) * SKY_PALETTE_STEPS);
        for (uint32_t vane = 0; vane < geometry->vanes; vane++) {
            unsigned turned =
                (unsigned)((uint64_t)vane * SKY_PALETTE_STEPS / geometry->vanes) * (unsigned)(int)lewis->twist;
            const uint8_t *rgb = lewis->colors.rgb[(ring + turned) % SKY_PALETTE_STEPS];
            memcpy(frame + ((size_t)vane * geometry->pixels + pixel) * 3, rgb, 3);
        }
    }
    return 0;
}

const struct sky_pattern sky_pattern_lewis = {
    .name = "lewis",
    .text = "rings with the hue i * n modulo N, for a growing n",
    .params = params,
    .size = sizeof(struct lewis),
    .is_single = true,
    .draw = draw,
};
