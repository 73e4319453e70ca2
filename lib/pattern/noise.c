/* SPDX-License-Identifier: ISC */
#include "pattern/pattern.h"

#include "base/random.h"

struct noise {
    int color;
    double level;
};

enum { COLOR, GRAY };
static const char *const color_names[] = {[COLOR] = "color", [GRAY] = "gray", NULL};

static const struct sky_param params[] = {
    SKY_PARAM_CHOICE(noise, color, "color", color_names, "each channel by itself, or greys only"),
    SKY_PARAM_NUMBER(noise, level, "1", 0, 1, "", "the brightest value, as a part of full"),
    SKY_PARAMS_END,
};

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct noise *noise = self;
    uint64_t seed = sky_random_hash(canvas->seed, now->n);
    size_t bytes = sky_frame_bytes(&canvas->geometry), step = noise->color == GRAY ? 3 : 1;
    unsigned scale = (unsigned)(noise->level * 256 + 0.5);
    size_t at = 0;
    for (uint64_t place = 0; at < bytes; place++) {
        uint64_t random = sky_random_mix(seed + place * UINT64_C(0x9e3779b97f4a7c15));
        for (int i = 0; i < 8 && at < bytes; i++, at += step, random >>= 8)
            memset(frame + at, (int)((random & 255) * scale >> 8), step);
    }
    return 0;
}

const struct sky_pattern sky_pattern_noise = {
    .name = "noise",
    .text = "white noise, new in every frame",
    .params = params,
    .size = sizeof(struct noise),
    .is_single = true,
    .draw = draw,
};
