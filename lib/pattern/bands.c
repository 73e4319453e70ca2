/* SPDX-License-Identifier: ISC */
#include "pattern/pattern.h"

struct bands {
    double count, speed, soft;
    struct sky_color color, background;
    int across;
    double phase; /* bands that have gone by */
};

enum { RADIUS, ANGLE };
static const char *const across_names[] = {[RADIUS] = "radius", [ANGLE] = "angle", NULL};

static const struct sky_param params[] = {
    SKY_PARAM_NUMBER(bands, count, "6", 0, 1000, "bands", "how many, from hub to rim or around the circle"),
    SKY_PARAM_NUMBER(bands, speed, "1", -1000, 1000, "bands a second", "outwards, or clockwise"),
    SKY_PARAM_NUMBER(bands, soft, "0.5", 0, 1, "", "0 has hard edges, 1 is a smooth wave"),
    SKY_PARAM_COLOR(bands, color, "#ff5a1e", "of the bands"),
    SKY_PARAM_COLOR(bands, background, "#08003a", "between them"),
    SKY_PARAM_CHOICE(bands, across, "radius", across_names, "rings, or spokes"),
    SKY_PARAMS_END,
};

/* A band is lit for the first half of its period; `soft` of each half is a smooth step. */
static double lit(double position, double soft)
{
    double away = sky_fraction(position) * 2 - 0.5; /* the middle of the lit half is at 0.5 */
    double edge = away < 0.5 ? away : 1 - away;     /* from -0.5 in the dark to 0.5 in the light, 0 at the edge */
    double x = soft > 0 ? edge / soft + 0.5 : edge >= 0;
    x = x < 0 ? 0 : x > 1 ? 1 : x;
    return x * x * (3 - 2 * x);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct bands *bands = self;
    const struct sky_geometry *geometry = &canvas->geometry;
    size_t steps = bands->across == RADIUS ? geometry->pixels : geometry->vanes;
    for (size_t i = 0; i < steps; i++) {
        double place = ((double)i + 0.5) / (double)steps;
        struct sky_color color = sky_color_mix(bands->background, bands->color,
                                               lit(place * bands->count - bands->phase, bands->soft));
        if (bands->across == RADIUS)
            sky_put(frame, geometry, 0, (uint32_t)i, color);
        else
            sky_fill(frame + i * sky_vane_bytes(geometry), geometry->pixels, color);
    }
    if (bands->across == RADIUS)
        sky_repeat_vane(geometry, frame);
    bands->phase = sky_fraction(bands->phase + bands->speed / now->fps);
    return 0;
}

const struct sky_pattern sky_pattern_bands = {
    .name = "bands",
    .text = "rings that run outwards, or spokes that turn",
    .params = params,
    .size = sizeof(struct bands),
    .draw = draw,
};
