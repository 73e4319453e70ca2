/* SPDX-License-Identifier: ISC */
#include "pattern/pattern.h"

struct bands {
    double count, speed, soft;
    struct sky_color color, background;
    int across;
    struct sky_phase phase; /* bands that have passed */
};

enum { RADIUS, ANGLE };
static const char *const across_names[] = {[RADIUS] = "radius", [ANGLE] = "angle", NULL};

static const struct sky_param params[] = {
    SKY_PARAM_NUMBER(bands, count, "6", 0, 1000, "bands", "number from hub to rim, or around the circle"),
    SKY_PARAM_NUMBER(bands, speed, "1", -1000, 1000, "bands a second", "speed, outwards or clockwise"),
    SKY_PARAM_NUMBER(bands, soft, "0.5", 0, 1, "", "softness of the edges: 0 is hard, 1 is a smooth wave"),
    SKY_PARAM_COLOR(bands, color, "#ff5a1e", "colour of the bands"),
    SKY_PARAM_COLOR(bands, background, "#08003a", "colour between the bands"),
    SKY_PARAM_CHOICE(bands, across, "radius", across_names, "rings (radius) or spokes (angle)"),
    SKY_PARAMS_END,
};

/* The light, 0 to 1, at a position in bands. The first half of each period is lit; its edges are smooth steps over the
 * part `soft` of each half. */
static double light_at(double position, double soft)
{
    double half = sky_fraction(position) * 2 - 0.5; /* 0.5 in the middle of the lit half */
    double edge = half < 0.5 ? half : 1 - half;     /* -0.5 in the middle of the dark, 0 at an edge, 0.5 in the light */
    double x = soft > 0 ? edge / soft + 0.5 : edge >= 0;
    x = x < 0 ? 0 : x > 1 ? 1 : x;
    return x * x * (3 - 2 * x);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct bands *bands = self;
    const struct sky_geometry *geometry = &canvas->geometry;
    size_t steps = bands->across == RADIUS ? geometry->pixels : geometry->vanes;
    double phase = sky_phase_at(&bands->phase, bands->speed, now->t);
    for (size_t i = 0; i < steps; i++) {
        double place = ((double)i + 0.5) / (double)steps;
        struct sky_color color = sky_color_mix(bands->background, bands->color,
                                               light_at(place * bands->count - phase, bands->soft));
        if (bands->across == RADIUS)
            sky_put(frame, geometry, 0, (uint32_t)i, color);
        else
            sky_fill(frame + i * sky_vane_bytes(geometry), geometry->pixels, color);
    }
    if (bands->across == RADIUS)
        sky_repeat_vane(geometry, frame);
    return 0;
}

const struct sky_pattern sky_pattern_bands = {
    .name = "bands",
    .text = "rings that run outwards, or spokes that turn",
    .params = params,
    .size = sizeof(struct bands),
    .is_single = true,
    .draw = draw,
};
