/* SPDX-License-Identifier: ISC */
#include "pattern/pattern.h"

struct solid {
    struct sky_color color;
};

static const struct sky_param params[] = {
    SKY_PARAM_COLOR(solid, color, "#ff6a3d", "colour of every LED"),
    SKY_PARAMS_END,
};

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct solid *solid = self;
    (void)now;
    sky_fill(frame, canvas->geometry.pixels, solid->color);
    sky_repeat_vane(&canvas->geometry, frame);
    return 0;
}

const struct sky_pattern sky_pattern_solid = {
    .name = "solid",
    .text = "one colour everywhere",
    .params = params,
    .size = sizeof(struct solid),
    .is_single = true,
    .draw = draw,
};
