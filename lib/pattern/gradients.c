/* SPDX-License-Identifier: ISC */
#include "pattern/field.h"

#include "base/random.h"
#include "kernel/math.h"

struct gradients {
    struct sky_color from, to;
    int across;
    double speed, repeat;
    struct sky_phase phase;
    double passed; /* gradients that have passed */
    struct sky_field field;
};

enum { RADIUS, ANGLE, HEIGHT, NOISE };
static const char *const across_names[] = {
    [RADIUS] = "radius",
    [ANGLE] = "angle",
    [HEIGHT] = "height",
    [NOISE] = "noise",
    NULL,
};

static const struct sky_param params[] = {
    SKY_PARAM_COLOR(gradients, from, "#ffb100", "colour at the start: hub, 12 o'clock or top"),
    SKY_PARAM_COLOR(gradients, to, "#b000c8", "colour at the end"),
    SKY_PARAM_CHOICE(gradients, across, "radius", across_names, "direction of the gradient; noise draws clouds"),
    SKY_PARAM_NUMBER(gradients, repeat, "1", 0, 1000, "", "how often the gradient goes there and back"),
    SKY_PARAM_NUMBER(gradients, speed, "0.1", -1000, 1000, "a second", "how fast the gradient moves"),
    SKY_PARAMS_END,
};

/* The colour at a place in gradients: `from` at whole numbers and `to` halfway between them, so that it has no
 * edge. */
static struct sky_color color_at(const struct gradients *gradients, double place)
{
    double part = sky_fraction(place * gradients->repeat - gradients->passed) * 2;
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

/* What the threads that draw a frame need. */
struct work {
    struct gradients *gradients;
    struct sky_fbm fbm;
    uint8_t *frame;
};

/* Draws clouds: noise, which changes as fast as the other gradients move, is the place between both colours. */
static void draw_noise(const struct work *work, uint32_t first, uint32_t end)
{
    struct gradients *gradients = work->gradients;
    struct sky_field *field = &gradients->field;
    size_t pixels = field->plane.geometry.pixels;
    uint8_t *frame = work->frame + first * pixels * 3;
    sky_field_noise(field, &work->fbm, gradients->passed * 5, first, end);
    for (size_t i = first * pixels; i < end * pixels; i++, frame += 3) {
        double part = field->values[i] * 1.2 + 0.5;
        struct sky_color color = sky_color_mix(gradients->from, gradients->to, part < 0 ? 0 : part > 1 ? 1 : part);
        frame[0] = color.r;
        frame[1] = color.g;
        frame[2] = color.b;
    }
}

static void draw_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct work *work = context;
    const struct gradients *gradients = work->gradients;
    const struct sky_geometry *geometry = &gradients->field.plane.geometry;
    (void)worker;
    if (gradients->across == NOISE)
        draw_noise(work, first, end);
    else
        for (uint32_t vane = first; vane < end; vane++)
            if (gradients->across == HEIGHT)
                draw_vane(gradients, geometry, vane, work->frame);
            else
                sky_fill(work->frame + vane * sky_vane_bytes(geometry), geometry->pixels,
                         color_at(gradients, (double)vane / geometry->vanes));
}

static int init(void *self, const struct sky_canvas *canvas)
{
    return sky_field_init(&((struct gradients *)self)->field, &canvas->geometry);
}

static void finish(void *self)
{
    sky_field_finish(&((struct gradients *)self)->field);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct gradients *gradients = self;
    const struct sky_geometry *geometry = &canvas->geometry;
    gradients->passed = sky_phase_at(&gradients->phase, gradients->speed, now->t);
    if (gradients->across == RADIUS) {
        draw_vane(gradients, geometry, 0, frame);
        sky_repeat_vane(geometry, frame);
    } else {
        struct work work = {.gradients = gradients, .frame = frame};
        work.fbm = (struct sky_fbm){
            .octaves = 2,
            .gain = 0.4f,
            .scale = (float)gradients->repeat * 1.5f,
            .offset = {31, 47},
            .seed = (uint32_t)sky_random_hash(canvas->seed, 1),
        };
        sky_workers_run(canvas->workers, geometry->vanes, draw_vanes, &work);
    }
    return 0;
}

const struct sky_pattern sky_pattern_gradients = {
    .name = "gradients",
    .text = "one colour into another: by radius, angle, height or in clouds",
    .params = params,
    .size = sizeof(struct gradients),
    .init = init,
    .draw = draw,
    .finish = finish,
};
