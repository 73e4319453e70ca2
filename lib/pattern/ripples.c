/* SPDX-License-Identifier: ISC */
/* Rain on a pond: rings that widen and fade. */
#include "pattern/field.h"

#include <math.h>

#include "base/random.h"

#define DROPS_MAX 64

struct ripples {
    int palette;
    double rain, speed, wave;
    struct sky_phase phase;
    double time; /* in lifetimes of a drop of mean life */
    struct sky_field field;
};

static const struct sky_param params[] = {
    SKY_PARAM_PALETTE(ripples, palette, "ocean", "colours, from trough to crest"),
    SKY_PARAM_INTEGER(ripples, rain, "14", 0, DROPS_MAX, "drops", "number on the pond at a time"),
    SKY_PARAM_NUMBER(ripples, speed, "0.35", 0, 100, "radii a second", "how fast the rings widen"),
    SKY_PARAM_NUMBER(ripples, wave, "0.075", 0.005, 2, "radii", "distance between crests"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    return sky_field_init(&((struct ripples *)self)->field, &canvas->geometry);
}

/* Adds a ring's waves to the pixels first to end - 1 of a vane. They are highest in the middle of the ring's width. */
static void swell(struct sky_field *field, uint32_t vane, uint32_t first, uint32_t end, const float centre[2],
                  float ring, float width, float wave, float height)
{
    const struct sky_plane *plane = &field->plane;
    float x = plane->sine[vane], y = plane->cosine[vane];
    float *value = field->values + (size_t)vane * plane->geometry.pixels;
    for (uint32_t pixel = first; pixel < end; pixel++) {
        float dx = x * plane->radius[pixel] - centre[0], dy = y * plane->radius[pixel] - centre[1];
        float away = sqrtf(dx * dx + dy * dy) - ring, part = away / width;
        float envelope = 1 - part * part;
        if (envelope > 0)
            value[pixel] += sky_wave(field, away / wave + 1024) * envelope * envelope * height;
    }
}

/* What the threads that draw a frame need. */
struct work {
    struct ripples *ripples;
    uint64_t seed;
    uint8_t *frame;
};

/* Draws drop `number`, which falls again at another place when its ring has faded, on vanes `from` to `to` - 1. */
static void draw_drop(struct ripples *ripples, uint64_t seed, uint64_t number, uint32_t from, uint32_t to)
{
    struct sky_field *field = &ripples->field;
    uint64_t drop = sky_random_hash(seed, number);
    double lives = ripples->time * (0.8 + 0.4 * sky_random_unit(drop, 0)) + sky_random_unit(drop, 1),
           life = floor(lives);
    uint64_t fall = sky_random_hash(drop, 2 + (uint64_t)(int64_t)life);
    float part = (float)(lives - life), ring = part * 1.2f;
    float wave = (float)ripples->wave, width = wave * (1.2f + part * 1.5f);
    float centre[2] = {(float)sky_random_unit(fall, 0) * 2 - 1, (float)sky_random_unit(fall, 1) * 2 - 1};
    float height =
        (1 - part) * (1 - part) * (part < 0.05f ? part * 20 : 1) * (0.35f + 0.4f * (float)sky_random_unit(fall, 2));
    for (uint32_t vane = from; vane < to; vane++) {
        uint32_t first, end, inner_first, inner_end;
        if (!sky_plane_in_circle(&field->plane, vane, centre, ring + width, &first, &end))
            continue;
        if (!sky_plane_in_circle(&field->plane, vane, centre, ring - width, &inner_first, &inner_end))
            inner_first = inner_end = end;
        swell(field, vane, first, inner_first, centre, ring, width, wave, height);
        swell(field, vane, inner_end, end, centre, ring, width, wave, height);
    }
}

static void draw_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct work *work = context;
    struct ripples *ripples = work->ripples;
    struct sky_field *field = &ripples->field;
    size_t pixels = field->plane.geometry.pixels;
    (void)worker;
    /* A slow, wide swell keeps the pond moving without rain. */
    float time = (float)sky_fraction(ripples->time * 0.25);
    for (size_t i = first * pixels; i < end * pixels; i++)
        field->values[i] = 0.05f * sky_wave(field, field->x[i] * 0.6f + field->y[i] * 0.4f + time) +
                           0.05f * sky_wave(field, field->y[i] * 0.9f - field->x[i] * 0.3f - time + 8);
    for (uint64_t i = 0; i < (uint64_t)ripples->rain; i++)
        draw_drop(ripples, work->seed, i, first, end);
    sky_field_paint(field, work->frame, first, end, 0.85f, 0.36f);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct ripples *ripples = self;
    struct work work = {ripples, canvas->seed, frame};
    ripples->time = sky_phase_at(&ripples->phase, ripples->speed / 1.2, now->t);
    sky_palette_choose(&ripples->field.palette, ripples->palette);
    sky_workers_run(canvas->workers, canvas->geometry.vanes, draw_vanes, &work);
    return 0;
}

static void finish(void *self)
{
    sky_field_finish(&((struct ripples *)self)->field);
}

const struct sky_pattern sky_pattern_ripples = {
    .name = "ripples",
    .text = "rain on a pond",
    .params = params,
    .size = sizeof(struct ripples),
    .init = init,
    .draw = draw,
    .finish = finish,
};
