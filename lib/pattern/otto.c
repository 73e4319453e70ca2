/* SPDX-License-Identifier: ISC */
/* Sine lines, one above the other, that swell and run across the disc. */
#include "pattern/field.h"

#include "kernel/math.h"

struct otto {
    int palette;
    double lines, waves, height, width, speed, hues;
    double age;
    struct sky_palette colors;
    struct sky_field field;
};

static const struct sky_param params[] = {
    SKY_PARAM_CHOICE(otto, palette, "rainbow", sky_palette_names, "the colours, from the lowest line to the highest"),
    SKY_PARAM_NUMBER(otto, lines, "9", 0.1, 200, "", "how many, from hub to rim"),
    SKY_PARAM_NUMBER(otto, waves, "1.4", 0, 50, "", "of a line, from hub to rim"),
    SKY_PARAM_NUMBER(otto, height, "0.12", 0, 2, "radii", "of a wave"),
    SKY_PARAM_NUMBER(otto, width, "0.4", 0, 1, "", "of a line, as a part of the way to the next"),
    SKY_PARAM_NUMBER(otto, speed, "1", -100, 100, "", "how fast they run"),
    SKY_PARAM_NUMBER(otto, hues, "1", -20, 20, "", "how often the palette is gone through"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    return sky_field_init(&((struct otto *)self)->field, &canvas->geometry);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct otto *otto = self;
    struct sky_field *field = &otto->field;
    enum { STEPS = 1024 };
    uint16_t profile[STEPS]; /* across a line and the dark beside it: 0 to 256 */
    double age = otto->age;
    (void)canvas;
    for (int i = 0; i < STEPS; i++) {
        double away = (i + 0.5) / STEPS * 2 - 1; /* -1 to 1, the line is at 0 */
        double inside = ((otto->width > 0.01 ? otto->width : 0.01) - (away < 0 ? -away : away)) / 0.25 + 0.5;
        inside = inside < 0 ? 0 : inside > 1 ? 1 : inside;
        profile[i] = (uint16_t)(inside * inside * (3 - 2 * inside) * 256);
    }
    sky_palette_choose(&otto->colors, (enum sky_palette_name)otto->palette);
    float waves = (float)otto->waves, lines = (float)otto->lines, tall = (float)otto->height;
    float run = (float)sky_fraction(age * 0.21) + 64, back = (float)sky_fraction(age * 0.13) + 64;
    float lift = (float)sky_fraction(age * 0.3) + 512;
    float swell = (float)(0.75 + 0.25 * sky_sin_turns(age * 0.11)),
          hues = (float)otto->hues * SKY_PALETTE_STEPS / 2;
    for (size_t i = 0; i < field->count; i++, frame += 3) {
        float x = field->x[i], y = field->y[i];
        float bend = sky_wave(field, x * waves + y * 0.35f - run) +
                     0.6f * sky_wave(field, x * waves * 0.37f - y * 0.8f + back);
        float place = y - tall * swell * bend;
        unsigned across = (unsigned)(int)((place * lines + lift) * STEPS) % STEPS, light = profile[across];
        const uint8_t *rgb = otto->colors.rgb[(unsigned)(int)((place + 32) * hues) % SKY_PALETTE_STEPS];
        for (int k = 0; k < 3; k++)
            frame[k] = (uint8_t)(rgb[k] * light >> 8);
    }
    otto->age += otto->speed / now->fps;
    return 0;
}

static void finish(void *self)
{
    sky_field_finish(&((struct otto *)self)->field);
}

const struct sky_pattern sky_pattern_otto = {
    .name = "otto",
    .text = "sine lines, one above the other, that run across the disc",
    .params = params,
    .size = sizeof(struct otto),
    .init = init,
    .draw = draw,
    .finish = finish,
};
