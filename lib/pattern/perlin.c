/* SPDX-License-Identifier: ISC */
/* Clouds of gradient noise: flat, folded into mirrored panes, or as the walls of a tunnel. */
#include "pattern/field.h"

#include "base/random.h"
#include "kernel/noise.h"

struct perlin {
    int palette, form;
    double scale, octaves, gain, contrast, bias, speed, flow, panes;
    struct sky_phase changed, flowed; /* in features */
    struct sky_field field;
    double made_for; /* the form and panes that the field's coordinates are for; see place() */
};

enum { FLAT, TUNNEL };
static const char *const form_names[] = {[FLAT] = "flat", [TUNNEL] = "tunnel", NULL};

static const struct sky_param params[] = {
    SKY_PARAM_PALETTE(perlin, palette, "bloom", "colours"),
    SKY_PARAM_CHOICE(perlin, form, "flat", form_names, "a flat sky, or a tunnel to fly through"),
    SKY_PARAM_NUMBER(perlin, scale, "1.6", 0.01, 100, "",
                     "features from hub to rim; a tunnel has about three times as many around"),
    SKY_PARAM_INTEGER(perlin, octaves, "5", 1, 10, "", "layers of detail, each half as large as the one before"),
    SKY_PARAM_NUMBER(perlin, gain, "0.5", 0, 1, "", "strength of a layer, relative to the one before"),
    SKY_PARAM_NUMBER(perlin, contrast, "1", 0, 20, "", "how much of the palette is used"),
    SKY_PARAM_NUMBER(perlin, bias, "0.5", -2, 3, "", "place in the palette of the middle value"),
    SKY_PARAM_NUMBER(perlin, speed, "0.25", -100, 100, "features a second", "how fast the clouds change"),
    SKY_PARAM_NUMBER(perlin, flow, "0.1", -100, 100, "features a second",
                     "speed across the disc, or outwards in a tunnel"),
    SKY_PARAM_INTEGER(perlin, panes, "0", 0, 360, "sectors",
                      "number around the circle, mirrored if form is flat; 1 is an ink blot, 0 none"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    struct perlin *perlin = self;
    perlin->made_for = -1;
    return sky_field_init(&perlin->field, &canvas->geometry);
}

/* Features around one pane of a tunnel, or around the circle without panes: an integer, for a seamless circle. */
static double around(const struct perlin *perlin)
{
    double panes = perlin->panes > 1 ? perlin->panes : 1;
    double features = (double)(int)(perlin->scale * 3 / panes + 0.5);
    return features >= 1 ? features : 1;
}

/* Sets the coordinates of the noise, if they are not for this form and these panes. */
static void place(struct perlin *perlin)
{
    double wanted =
        perlin->form == TUNNEL ? 1000 + around(perlin) * (perlin->panes > 1 ? perlin->panes : 1) : perlin->panes;
    if (perlin->made_for == wanted)
        return;
    perlin->made_for = wanted;
    if (perlin->form == TUNNEL)
        sky_field_tunnel(&perlin->field, around(perlin) * (perlin->panes > 1 ? perlin->panes : 1));
    else
        sky_field_fold(&perlin->field, (unsigned)perlin->panes);
}

/* What the threads that draw a frame need. */
struct work {
    struct perlin *perlin;
    const struct sky_fbm *fbm;
    double changed; /* features */
    uint8_t *frame;
};

static void draw_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct work *work = context;
    struct perlin *perlin = work->perlin;
    (void)worker;
    sky_field_noise(&perlin->field, work->fbm, work->changed, first, end);
    sky_field_paint(&perlin->field, work->frame, first, end, (float)perlin->contrast, (float)perlin->bias);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct perlin *perlin = self;
    place(perlin);
    bool tunnel = perlin->form == TUNNEL;
    double offset = sky_field_wrap(sky_phase_at(&perlin->flowed, perlin->flow, now->t));
    const struct sky_fbm fbm = {
        .octaves = (unsigned)perlin->octaves,
        .gain = (float)perlin->gain,
        .scale = tunnel ? 1 : (float)perlin->scale,
        .offset = {tunnel ? 0 : 50, (float)(tunnel ? -offset : offset)},
        .period = tunnel ? (float)around(perlin) : 0,
        .seed = (uint32_t)sky_random_hash(canvas->seed, 1),
    };
    sky_palette_choose(&perlin->field.palette, perlin->palette);
    struct work work = {perlin, &fbm, sky_phase_at(&perlin->changed, perlin->speed, now->t), frame};
    sky_workers_run(canvas->workers, canvas->geometry.vanes, draw_vanes, &work);
    return 0;
}

static void finish(void *self)
{
    sky_field_finish(&((struct perlin *)self)->field);
}

const struct sky_pattern sky_pattern_perlin = {
    .name = "perlin",
    .text = "clouds of gradient noise, plain or folded into panes",
    .params = params,
    .size = sizeof(struct perlin),
    .init = init,
    .draw = draw,
    .finish = finish,
};
