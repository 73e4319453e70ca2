/* SPDX-License-Identifier: ISC */
/* Sine waves, one above the other, that swell and move across the disc. */
#include "pattern/field.h"

#include "kernel/math.h"

struct otto {
    int palette;
    double lines, waves, height, width, speed, hues;
    struct sky_phase phase; /* seconds times speed */
    struct sky_palette colors;
    struct sky_field field;
};

static const struct sky_param params[] = {
    SKY_PARAM_PALETTE(otto, palette, "rainbow", "colours, from the lowest line to the highest"),
    SKY_PARAM_NUMBER(otto, lines, "9", 0.1, 200, "", "number from hub to rim"),
    SKY_PARAM_NUMBER(otto, waves, "1.4", 0, 50, "", "waves of a line from hub to rim"),
    SKY_PARAM_NUMBER(otto, height, "0.12", 0, 2, "radii", "height of a wave"),
    SKY_PARAM_NUMBER(otto, width, "0.4", 0, 1, "", "width of a line, as a part of the distance between lines"),
    SKY_PARAM_NUMBER(otto, speed, "1", -100, 100, "", "how fast the waves move"),
    SKY_PARAM_NUMBER(otto, hues, "1", -20, 20, "", "passes through the palette from the lowest line to the highest"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    return sky_field_init(&((struct otto *)self)->field, &canvas->geometry);
}

#define STEPS 1024

/* The waves of a frame, and where it goes: what the threads that draw it need. */
struct work {
    const struct otto *otto;
    float run, back, lift, swell;
    uint16_t profile[STEPS]; /* light across a line and the dark beside it: 0 to 256 */
    uint8_t *frame;
};

static void draw_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct work *work = context;
    const struct otto *otto = work->otto;
    const struct sky_field *field = &otto->field;
    size_t pixels = field->plane.geometry.pixels;
    float waves = (float)otto->waves, lines = (float)otto->lines, tall = (float)otto->height;
    float hues = (float)otto->hues * SKY_PALETTE_STEPS / 2;
    const float run = work->run, back = work->back, lift = work->lift, swell = work->swell;
    uint8_t *frame = work->frame + first * pixels * 3;
    (void)worker;
    for (size_t i = first * pixels; i < end * pixels; i++, frame += 3) {
        float x = field->x[i], y = field->y[i];
        float bend = sky_wave(field, x * waves + y * 0.35f - run) +
                     0.6f * sky_wave(field, x * waves * 0.37f - y * 0.8f + back);
        float place = y - tall * swell * bend;
        unsigned across = (unsigned)(int)((place * lines + lift) * STEPS) % STEPS, light = work->profile[across];
        const uint8_t *rgb = otto->colors.rgb[(unsigned)(int)((place + 32) * hues) % SKY_PALETTE_STEPS];
        for (int k = 0; k < 3; k++)
            frame[k] = (uint8_t)(rgb[k] * light >> 8);
    }
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct otto *otto = self;
    double time = sky_phase_at(&otto->phase, otto->speed, now->t);
    struct work work = {
        .otto = otto,
        .run = (float)sky_fraction(time * 0.21) + 64,
        .back = (float)sky_fraction(time * 0.13) + 64,
        .lift = (float)sky_fraction(time * 0.3) + 512,
        .swell = (float)(0.75 + 0.25 * sky_sin_turns(time * 0.11)),
        .frame = frame,
    };
    for (int i = 0; i < STEPS; i++) {
        double away = (i + 0.5) / STEPS * 2 - 1; /* from the middle of the line, -1 to 1 */
        double inside = ((otto->width > 0.01 ? otto->width : 0.01) - (away < 0 ? -away : away)) / 0.25 + 0.5;
        inside = inside < 0 ? 0 : inside > 1 ? 1 : inside;
        work.profile[i] = (uint16_t)(inside * inside * (3 - 2 * inside) * 256);
    }
    sky_palette_choose(&otto->colors, otto->palette);
    sky_workers_run(canvas->workers, canvas->geometry.vanes, draw_vanes, &work);
    return 0;
}

static void finish(void *self)
{
    sky_field_finish(&((struct otto *)self)->field);
}

const struct sky_pattern sky_pattern_otto = {
    .name = "otto",
    .text = "sine waves, one above the other, that move across the disc",
    .params = params,
    .size = sizeof(struct otto),
    .init = init,
    .draw = draw,
    .finish = finish,
};
