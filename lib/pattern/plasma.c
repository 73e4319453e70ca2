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
    SKY_PARAM_CHOICE(plasma, palette, "neon", sky_palette_names, "colours, which repeat"),
    SKY_PARAM_NUMBER(plasma, scale, "1.2", 0.01, 50, "waves", "number from hub to rim"),
    SKY_PARAM_NUMBER(plasma, speed, "0.15", -100, 100, "waves a second", "how fast the waves move"),
    SKY_PARAM_NUMBER(plasma, cycle, "0.05", -100, 100, "turns a second", "how fast the colours cycle"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    return sky_field_init(&((struct plasma *)self)->field, &canvas->geometry);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct plasma *plasma = self;
    struct sky_field *field = &plasma->field;
    (void)canvas;
    double t = sky_phase_at(&plasma->moved, plasma->speed, now->t);
    float scale = (float)plasma->scale, run = (float)sky_fraction(t), back = (float)sky_fraction(t * 1.3);
    float turn_x = scale * (float)sky_cos_turns(t * 0.13), turn_y = scale * (float)sky_sin_turns(t * 0.13);
    float lean_x = scale * 0.7f * (float)sky_cos_turns(t * -0.09 + 0.3);
    float lean_y = scale * 0.7f * (float)sky_sin_turns(t * -0.09 + 0.3);
    float a[2] = {0.7f * (float)sky_sin_turns(t * 0.23), 0.7f * (float)sky_cos_turns(t * 0.19)};
    float b[2] = {0.6f * (float)sky_cos_turns(t * 0.29 + 0.4), 0.6f * (float)sky_sin_turns(t * 0.17 + 0.2)};

    for (size_t i = 0; i < field->count; i++) {
        float x = field->x[i], y = field->y[i];
        float ax = x - a[0], ay = y - a[1], bx = x - b[0], by = y - b[1];
        field->values[i] = sky_wave(field, x * turn_x + y * turn_y + run) +
                           sky_wave(field, x * lean_x + y * lean_y - back) +
                           sky_wave(field, sqrtf(ax * ax + ay * ay) * scale - run) +
                           sky_wave(field, sqrtf(bx * bx + by * by) * scale * 1.4f - back);
    }
    sky_palette_choose(&field->palette, (enum sky_palette_name)plasma->palette);
    sky_palette_wrap(&field->palette, frame, field->values, field->count, 0.16f,
                     (float)sky_fraction(sky_phase_at(&plasma->cycled, plasma->cycle, now->t)));
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
