/* SPDX-License-Identifier: ISC */
#include "led/white.h"

#include <math.h>

#include "kernel/light.h"

#define FULL 65535 /* the duty of a colour that is always on */

const char *const sky_white_names[] = {
    [SKY_WHITE_EXTRACT] = "extract", [SKY_WHITE_OFF] = "off", [SKY_WHITE_ONLY] = "only", NULL};

void sky_white_init(struct sky_white *white, enum sky_white_mode mode, const struct sky_color *color)
{
    const uint8_t bytes[3] = {color->r, color->g, color->b};
    white->mode = mode;
    for (int c = 0; c < 3; c++)
        white->own[c] = (uint32_t)floor(sky_srgb_to_light(bytes[c] / 255.0) * FULL + 0.5);
}

static inline void extract(uint16_t out[4], const uint16_t duties[3], const uint32_t own[3])
{
    uint32_t white = FULL;
    for (int c = 0; c < 3; c++)
        if (own[c] > 0 && duties[c] * (uint32_t)FULL / own[c] < white)
            white = duties[c] * (uint32_t)FULL / own[c];
    for (int c = 0; c < 3; c++) /* not below 0: what is at most a whole duty is not rounded beyond it */
        out[c] = (uint16_t)(duties[c] - (white * own[c] + FULL / 2) / FULL);
    out[3] = (uint16_t)white;
}

static inline uint64_t luminance(uint32_t r, uint32_t g, uint32_t b)
{
    return UINT64_C(13933) * r + UINT64_C(46871) * g + UINT64_C(4732) * b;
}

static inline void replace(uint16_t out[4], const uint16_t duties[3], uint64_t own)
{
    uint64_t white = (luminance(duties[0], duties[1], duties[2]) * FULL + own / 2) / own;
    out[0] = out[1] = out[2] = 0;
    out[3] = (uint16_t)(white < FULL ? white : FULL);
}

void sky_white_split(const struct sky_white *white, uint16_t *restrict out, const uint16_t *restrict duties,
                     size_t leds)
{
    const uint64_t own = luminance(white->own[0], white->own[1], white->own[2]);
    for (size_t i = 0; i < leds; i++, out += 4, duties += 3) {
        if (white->mode == SKY_WHITE_EXTRACT) {
            extract(out, duties, white->own);
        } else if (white->mode == SKY_WHITE_ONLY) {
            replace(out, duties, own);
        } else {
            out[0] = duties[0];
            out[1] = duties[1];
            out[2] = duties[2];
            out[3] = 0;
        }
    }
}
