#include "pattern/pattern.h"

#include "kernel/math.h"

struct gradients {
    struct sky_color from, to;
    int across;
    double speed, repeat;
    double phase; /* gradients that have gone by */
};

enum { RADIUS, ANGLE, HEIGHT };

static const struct sky_param params[] = {
    SKY_PARAM_COLOR(gradients, from, "#ff2a6d", "where the gradient begins: hub, 12 o'clock or top"),
    SKY_PARAM_COLOR(gradients, to, "#05d9e8", "where it ends"),
    SKY_PARAM_WORD(gradients, across, "radius", "radius|angle|height", "what it runs along"),
    SKY_PARAM_NUMBER(gradients, repeat, "1", 0, 1000, "", "how often it goes there and back"),
    SKY_PARAM_NUMBER(gradients, speed, "0.1", -1000, 1000, "a second", "how fast it runs"),
    SKY_PARAMS_END,
};

/* There and back, so that it has no edge wherever it has run to: 0 at whole numbers, 1 half-way. */
static struct sky_color color_at(const struct gradients *gradients, double place)
{
    double part = sky_fraction(place * gradients->repeat - gradients->phase) * 2;
    return sky_color_mix(gradients->from, gradients->to, part < 1 ? part : 2 - part);
}

static void draw_vane(const struct gradients *gradients, const struct sky_geometry *geometry, uint32_t vane,
                      uint8_t *frame)
{
    double up = sky_cos_turns((double)vane / geometry->vanes);
    double rim = geometry->hub + geometry->pixels;
    for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++) {
        double radius = (geometry->hub + pixel + 0.5) / rim;
        double place = gradients->across == RADIUS ? (pixel + 0.5) / geometry->pixels / 2 : (1 - up * radius) / 4;
        sky_put(frame, geometry, vane, pixel, color_at(gradients, place));
    }
}

static void draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct gradients *gradients = self;
    const struct sky_geometry *geometry = &canvas->geometry;
    if (gradients->across == RADIUS) {
        draw_vane(gradients, geometry, 0, frame);
        sky_repeat_vane(geometry, frame);
    } else {
        for (uint32_t vane = 0; vane < geometry->vanes; vane++)
            if (gradients->across == HEIGHT)
                draw_vane(gradients, geometry, vane, frame);
            else
                sky_fill(frame + vane * sky_vane_bytes(geometry), geometry->pixels,
                         color_at(gradients, (double)vane / geometry->vanes));
    }
    gradients->phase = sky_fraction(gradients->phase + gradients->speed / now->fps);
}

const struct sky_pattern sky_pattern_gradients = {
    .name = "gradients",
    .text = "one colour into another, along the radius, around, or from top to bottom",
    .params = params,
    .size = sizeof(struct gradients),
    .draw = draw,
};
