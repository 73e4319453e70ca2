/* SPDX-License-Identifier: ISC */
/* A picture to commission a screen with. sky-gen(1) explains what each part of it shows. */
#include "pattern/pattern.h"

enum { CARD, ARMS };
static const char *const shows[] = {[CARD] = "card", [ARMS] = "arms", NULL};

struct test {
    int show;
    double turn, ring;
    struct sky_phase turned, widened; /* turns of the moving vane; ways of the ring from hub to rim */
};

static const struct sky_param params[] = {
    SKY_PARAM_CHOICE(test, show, "card", shows, "test card, or lines that are double where arms of a rotor are off"),
    SKY_PARAM_NUMBER(test, turn, "8", 0.1, 3600, "seconds", "time of one clockwise turn of the cyan vane"),
    SKY_PARAM_NUMBER(test, ring, "4", 0.1, 3600, "seconds", "time of the magenta ring from hub to rim"),
    SKY_PARAMS_END,
};

static const struct sky_color black = {0, 0, 0}, white = {255, 255, 255}, red = {255, 0, 0}, green = {0, 255, 0},
                              blue = {0, 0, 255}, cyan = {0, 255, 255}, magenta = {255, 0, 255},
                              yellow = {255, 255, 0};

/* Fills the LEDs between two angles (turns) and two radii (0 hub, 1 rim); the colour changes to `end` clockwise. */
static void draw_sector(uint8_t *frame, const struct sky_geometry *geometry, const double angle[2],
                        const double radius[2], struct sky_color begin, struct sky_color end)
{
    uint32_t from = (uint32_t)(angle[0] * geometry->vanes), to = (uint32_t)(angle[1] * geometry->vanes);
    uint32_t inner = (uint32_t)(radius[0] * geometry->pixels), outer = (uint32_t)(radius[1] * geometry->pixels);
    for (uint32_t vane = from; vane < to; vane++) {
        struct sky_color color = sky_color_mix(begin, end, (double)(vane - from) / (to - from));
        for (uint32_t pixel = inner; pixel < outer; pixel++)
            sky_put(frame, geometry, vane, pixel, color);
    }
}

static void draw_ring(uint8_t *frame, const struct sky_geometry *geometry, uint32_t pixel, struct sky_color color)
{
    for (uint32_t vane = 0; vane < geometry->vanes; vane++)
        sky_put(frame, geometry, vane, pixel, color);
}

#define LINES 4 /* around the disc */
#define STEPS 8 /* of a staircase */

/* Lines that are one vane wide from the hub to the middle. Beyond that each goes on clockwise by one vane a step. */
static void draw_arms(uint8_t *frame, const struct sky_geometry *geometry)
{
    for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++) {
        uint32_t step = pixel * 2 * STEPS / geometry->pixels;
        uint32_t clockwise = step < STEPS ? 0 : step - STEPS + 1;
        struct sky_color color = step < STEPS ? white : clockwise % 2 ? red : green;
        for (uint32_t line = 0; line < LINES; line++)
            sky_put(frame, geometry, (line * geometry->vanes / LINES + clockwise) % geometry->vanes, pixel, color);
    }
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct test *test = self;
    const struct sky_geometry *geometry = &canvas->geometry;
    size_t vane_bytes = sky_vane_bytes(geometry);
    double vane_place = sky_fraction(sky_phase_at(&test->turned, 1 / test->turn, now->t));
    double ring_place = sky_fraction(sky_phase_at(&test->widened, 1 / test->ring, now->t));

    memset(frame, 0, sky_frame_bytes(geometry));
    if (test->show == ARMS) {
        draw_arms(frame, geometry);
        return 0;
    }
    /* The direction: a wedge that is brightest at vane 0 and fades clockwise. */
    draw_sector(frame, geometry, (double[]){0, 0.125}, (double[]){0.3, 0.5}, white, black);
    /* The channels: red at 3 o'clock, green at 6, blue at 9. */
    draw_sector(frame, geometry, (double[]){0.21, 0.29}, (double[]){0.55, 0.85}, red, red);
    draw_sector(frame, geometry, (double[]){0.46, 0.54}, (double[]){0.55, 0.85}, green, green);
    draw_sector(frame, geometry, (double[]){0.71, 0.79}, (double[]){0.55, 0.85}, blue, blue);

    draw_ring(frame, geometry, (uint32_t)(ring_place * geometry->pixels), magenta);
    sky_fill(frame + (size_t)(vane_place * geometry->vanes) * vane_bytes, geometry->pixels, cyan);
    sky_fill(frame, geometry->pixels, white);
    /* The first and the last LED of every vane. */
    draw_ring(frame, geometry, 0, yellow);
    draw_ring(frame, geometry, geometry->pixels - 1, red);
    return 0;
}

const struct sky_pattern sky_pattern_test = {
    .name = "test",
    .text = "test card: vane 0 white, hub yellow, rim red, R 3h, G 6h, B 9h",
    .params = params,
    .size = sizeof(struct test),
    .is_single = true,
    .draw = draw,
};
