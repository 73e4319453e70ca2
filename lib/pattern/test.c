/* SPDX-License-Identifier: ISC */
/* A picture to commission a real screen with. What each part tells is in sky-gen(1). */
#include "pattern/pattern.h"

struct test {
    double turn, ring;
    double sweep, run; /* where the moving vane and ring are, 0 to 1 */
};

static const struct sky_param params[] = {
    SKY_PARAM_NUMBER(test, turn, "8", 0.1, 3600, "seconds", "the cyan vane's time for one turn, clockwise"),
    SKY_PARAM_NUMBER(test, ring, "4", 0.1, 3600, "seconds", "the magenta ring's time from hub to rim"),
    SKY_PARAMS_END,
};

static const struct sky_color black = {0, 0, 0}, white = {255, 255, 255}, red = {255, 0, 0}, green = {0, 255, 0},
                              blue = {0, 0, 255}, cyan = {0, 255, 255}, magenta = {255, 0, 255},
                              yellow = {255, 255, 0};

/* Fills the LEDs between two angles (turns) and two radii (0 hub, 1 rim); the colour fades to `end` clockwise. */
static void sector(uint8_t *frame, const struct sky_geometry *geometry, const double angle[2], const double radius[2],
                   struct sky_color begin, struct sky_color end)
{
    uint32_t from = (uint32_t)(angle[0] * geometry->vanes), to = (uint32_t)(angle[1] * geometry->vanes);
    uint32_t inner = (uint32_t)(radius[0] * geometry->pixels), outer = (uint32_t)(radius[1] * geometry->pixels);
    for (uint32_t vane = from; vane < to; vane++) {
        struct sky_color color = sky_color_mix(begin, end, (double)(vane - from) / (to - from));
        for (uint32_t pixel = inner; pixel < outer; pixel++)
            sky_put(frame, geometry, vane, pixel, color);
    }
}

static void ring(uint8_t *frame, const struct sky_geometry *geometry, uint32_t pixel, struct sky_color color)
{
    for (uint32_t vane = 0; vane < geometry->vanes; vane++)
        sky_put(frame, geometry, vane, pixel, color);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct test *test = self;
    const struct sky_geometry *geometry = &canvas->geometry;
    size_t vane_bytes = sky_vane_bytes(geometry);

    memset(frame, 0, sky_frame_bytes(geometry));
    /* Direction: a wedge that is brightest at vane 0 and fades clockwise. */
    sector(frame, geometry, (double[]){0, 0.125}, (double[]){0.3, 0.5}, white, black);
    /* Channels: red at 3 o'clock, green at 6, blue at 9. */
    sector(frame, geometry, (double[]){0.21, 0.29}, (double[]){0.55, 0.85}, red, red);
    sector(frame, geometry, (double[]){0.46, 0.54}, (double[]){0.55, 0.85}, green, green);
    sector(frame, geometry, (double[]){0.71, 0.79}, (double[]){0.55, 0.85}, blue, blue);

    ring(frame, geometry, (uint32_t)(test->run * geometry->pixels), magenta);
    sky_fill(frame + (size_t)(test->sweep * geometry->vanes) * vane_bytes, geometry->pixels, cyan);
    sky_fill(frame, geometry->pixels, white);
    /* The first and the last LED of every vane. */
    ring(frame, geometry, 0, yellow);
    ring(frame, geometry, geometry->pixels - 1, red);

    test->sweep = sky_fraction(test->sweep + 1 / (test->turn * now->fps));
    test->run = sky_fraction(test->run + 1 / (test->ring * now->fps));
    return 0;
}

const struct sky_pattern sky_pattern_test = {
    .name = "test",
    .text = "to commission a screen: vane 0 white, wedge fading clockwise, hub yellow, rim red, R 3h, G 6h, B 9h",
    .params = params,
    .size = sizeof(struct test),
    .draw = draw,
};
