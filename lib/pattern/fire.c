/* SPDX-License-Identifier: ISC */
/* Flames that rise from the hub: noise around the circle, stretched along the radius, and cooler towards the rim. */
#include "pattern/field.h"

#include "base/random.h"

struct fire {
    int palette;
    double tongues, speed, height, wild;
    struct sky_phase risen;
    double tongues_of_field; /* the value of `tongues` that the field's coordinates are for */
    struct sky_field field;
};

static const struct sky_param params[] = {
    SKY_PARAM_PALETTE(fire, palette, "fire", "colours, from cold to hot"),
    SKY_PARAM_INTEGER(fire, tongues, "9", 1, 200, "", "flames around the circle"),
    SKY_PARAM_NUMBER(fire, height, "0.8", 0, 4, "radii", "how far the flames reach"),
    SKY_PARAM_NUMBER(fire, speed, "1.3", -100, 100, "radii a second", "how fast the flames rise"),
    SKY_PARAM_NUMBER(fire, wild, "1", 0, 10, "", "how ragged the flames are"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    return sky_field_init(&((struct fire *)self)->field, &canvas->geometry);
}

/* Sets the coordinates of the noise, whose features are longer towards the rim, as they are wider there. */
static void place(struct fire *fire)
{
    const struct sky_plane *plane = &fire->field.plane;
    struct sky_field *field = &fire->field;
    field->polar = true;
    for (uint32_t vane = 0; vane < plane->geometry.vanes; vane++)
        field->x[vane] = (float)((vane + 0.5) / plane->geometry.vanes * fire->tongues);
    for (uint32_t pixel = 0; pixel < plane->geometry.pixels; pixel++)
        field->y[pixel] = plane->radius[pixel] * (3.2f - plane->radius[pixel]);
    fire->tongues_of_field = fire->tongues;
}

/* What the threads that draw a frame need. */
struct work {
    struct fire *fire;
    const struct sky_fbm *fbm;
    double risen; /* radii */
    uint8_t *frame;
};

/* It is hot in the middle whatever the noise is, whose influence grows outwards. */
static void draw_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct work *work = context;
    struct fire *fire = work->fire;
    struct sky_field *field = &fire->field;
    const struct sky_plane *plane = &field->plane;
    (void)worker;
    sky_field_noise(field, work->fbm, work->risen * 0.5, first, end);
    float wild = (float)fire->wild, reach = (float)(fire->height > 0.01 ? 1 / fire->height : 100);
    float *value = field->values + (size_t)first * plane->geometry.pixels;
    for (uint32_t vane = first; vane < end; vane++)
        for (uint32_t pixel = 0; pixel < plane->geometry.pixels; pixel++, value++) {
            float out = plane->radius[pixel] * reach, weight = wild * (out < 0.6f ? 0.3f + out * 1.5f : 1.2f);
            *value = 0.95f - 0.72f * out + *value * weight;
        }
    sky_field_paint(field, work->frame, first, end, 1, 0);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct fire *fire = self;
    double risen = sky_phase_at(&fire->risen, fire->speed, now->t);
    if (fire->tongues_of_field != fire->tongues)
        place(fire);
    const struct sky_fbm fbm = {
        .octaves = 4,
        .gain = 0.55f,
        .scale = 1,
        .offset = {0, (float)-sky_field_wrap(risen * 2)},
        .period = (float)fire->tongues,
        .seed = (uint32_t)sky_random_hash(canvas->seed, 1),
    };
    sky_palette_choose(&fire->field.palette, fire->palette);
    struct work work = {fire, &fbm, risen, frame};
    sky_workers_run(canvas->workers, canvas->geometry.vanes, draw_vanes, &work);
    return 0;
}

static void finish(void *self)
{
    sky_field_finish(&((struct fire *)self)->field);
}

const struct sky_pattern sky_pattern_fire = {
    .name = "fire",
    .text = "flames that rise from the hub",
    .params = params,
    .size = sizeof(struct fire),
    .init = init,
    .draw = draw,
    .finish = finish,
};
