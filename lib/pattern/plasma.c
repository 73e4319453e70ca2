/* SPDX-License-Identifier: ISC */
/* Four waves that run through each other: two straight ones, which turn, and two around moving points. */
#include "pattern/field.h"

#include <math.h>

#include "kernel/math.h"

struct plasma {
    int palette;
    double scale, speed, cycle;
    struct sky_phase moved, cycled; /* waves; turns of the palette */
    struct sky_field field;
};

static const struct sky_param params[] = {
    SKY_PARAM_PALETTE(plasma, palette, "neon", "colours, which repeat"),
    SKY_PARAM_NUMBER(plasma, scale, "1.2", 0.01, 50, "waves", "number from hub to rim"),
    SKY_PARAM_NUMBER(plasma, speed, "0.15", -100, 100, "waves a second", "how fast the waves move"),
    SKY_PARAM_NUMBER(plasma, cycle, "0.05", -100, 100, "turns a second", "how fast the colours cycle"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    return sky_field_init(&((struct plasma *)self)->field, &canvas->geometry);
}

/* The waves of a frame, and where it goes: what the threads that draw it need. */
struct work {
    struct plasma *plasma;
    float scale, run, back, turn_x, turn_y, lean_x, lean_y, a[2], b[2];
    float cycled; /* turns of the palette */
    uint8_t *frame;
};

static void draw_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct work w = *(const struct work *)context;
    struct sky_field *field = &w.plasma->field;
    size_t pixels = field->plane.geometry.pixels;
    (void)worker;
    for (size_t i = first * pixels; i < end * pixels; i++) {
        float x = field->x[i], y = field->y[i];
        float ax = x - w.a[0], ay = y - w.a[1], bx = x - w.b[0], by = y - w.b[1];
        field->values[i] = sky_wave(field, x * w.turn_x + y * w.turn_y + w.run) +
                           sky_wave(field, x * w.lean_x + y * w.lean_y - w.back) +
                           sky_wave(field, sqrtf(ax * ax + ay * ay) * w.scale - w.run) +
                           sky_wave(field, sqrtf(bx * bx + by * by) * w.scale * 1.4f - w.back);
    }
    sky_field_paint_around(field, w.frame, first, end, 0.16f, w.cycled);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct plasma *plasma = self;
    double t = sky_phase_at(&plasma->moved, plasma->speed, now->t);
    float scale = (float)plasma->scale;
    struct work work = {
        .plasma = plasma,
        .scale = scale,
        .run = (float)sky_fraction(t),
        .back = (float)sky_fraction(t * 1.3),
        .turn_x = scale * (float)sky_cos_turns(t * 0.13),
        .turn_y = scale * (float)sky_sin_turns(t * 0.13),
        .lean_x = scale * 0.7f * (float)sky_cos_turns(t * -0.09 + 0.3),
        .lean_y = scale * 0.7f * (float)sky_sin_turns(t * -0.09 + 0.3),
        .a = {0.7f * (float)sky_sin_turns(t * 0.23), 0.7f * (float)sky_cos_turns(t * 0.19)},
        .b = {0.6f * (float)sky_cos_turns(t * 0.29 + 0.4), 0.6f * (float)sky_sin_turns(t * 0.17 + 0.2)},
        .cycled = (float)sky_fraction(sky_phase_at(&plasma->cycled, plasma->cycle, now->t)),
        .frame = frame,
    };
    sky_palette_choose(&plasma->field.palette, plasma->palette);
    sky_workers_run(canvas->workers, canvas->geometry.vanes, draw_vanes, &work);
    return 0;
}

static void finish(void *self)
{
    sky_field_finish(&((struct plasma *)self)->field);
}

const struct sky_pattern sky_pattern_plasma = {
    .name = "plasma",
    .text = "waves that run through each other in cycling colours",
    .params = params,
    .size = sizeof(struct plasma),
    .init = init,
    .draw = draw,
    .finish = finish,
};
