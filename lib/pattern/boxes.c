/* SPDX-License-Identifier: ISC */
/* Nested boxes that grow out of the hub. */
#include "pattern/field.h"

#include <math.h>

#include "kernel/math.h"

#define COLORS 8 /* boxes after which the colours repeat */

struct boxes {
    int kind, palette;
    double count, sides, speed, spin, twist;
    struct sky_phase grown, turned; /* boxes; turns */
    struct sky_palette base;        /* the chosen palette, from which the field's is made */
    struct sky_field field;
};

enum { PULSAR, SWIRL, STEADY, INFINITY_KIND };
static const char *const kind_names[] = {
    [PULSAR] = "pulsar",
    [SWIRL] = "swirl",
    [STEADY] = "steady",
    [INFINITY_KIND] = "infinity",
    NULL,
};

static const struct sky_param params[] = {
    SKY_PARAM_CHOICE(boxes, kind, "infinity", kind_names,
                     "pulsar beats, swirl is twisted, steady is even, infinity keeps coming nearer"),
    SKY_PARAM_PALETTE(boxes, palette, "rainbow", "colours, from box to box"),
    SKY_PARAM_NUMBER(boxes, count, "8", 0.1, 200, "boxes", "number from hub to rim"),
    SKY_PARAM_INTEGER(boxes, sides, "4", 3, 60, "", "sides of a box"),
    SKY_PARAM_NUMBER(boxes, speed, "1", -100, 100, "boxes a second", "how fast boxes grow out of the hub"),
    SKY_PARAM_NUMBER(boxes, spin, "12", -3600, 3600, "degrees a second", "rotation of the whole picture, clockwise"),
    SKY_PARAM_NUMBER(boxes, twist, "0.35", -10, 10, "turns", "twist from hub to rim, of a swirl"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    struct sky_field *field = &((struct boxes *)self)->field;
    if (sky_field_init(field, &canvas->geometry) < 0)
        return -1;
    sky_field_tunnel(field, 0); /* only for y, the logarithm of the radius */
    return 0;
}

/* The factor by which a radius at this angle is multiplied to give the distance from the hub to the box's side: 1
 * in the middle of a side, and less towards the corners, which are further out. */
static double shape(double turns, double sides)
{
    double from_middle = (sky_fraction(turns * sides) - 0.5) / sides;
    return sky_cos_turns(from_middle);
}

/* Fills the field's palette, in which a box is bright at its outline and darkens inwards, over a few steps
 * outwards. */
static void color_boxes(struct boxes *boxes)
{
    struct sky_palette *palette = &boxes->field.palette;
    sky_palette_choose(&boxes->base, boxes->palette);
    for (int i = 0; i < SKY_PALETTE_STEPS; i++) {
        double place = (double)i * COLORS / SKY_PALETTE_STEPS, part = place - floor(place);
        struct sky_color color = sky_palette_around(&boxes->base, (floor(place) + 0.5) / COLORS);
        double light = part < 0.06 ? 1 - part / 0.06 * 0.96 : 0.04 + 0.96 * part * part;
        struct sky_color next = sky_palette_around(&boxes->base, (floor(place) - 0.5) / COLORS);
        if (part < 0.06)
            color = next;
        palette->rgb[i][0] = (uint8_t)(color.r * light);
        palette->rgb[i][1] = (uint8_t)(color.g * light);
        palette->rgb[i][2] = (uint8_t)(color.b * light);
    }
}

#define STEPS 2048

/* What the threads that draw a frame need. */
struct work {
    const struct boxes *boxes;
    double count, grown, turned;
    float outline[STEPS]; /* the shape along one side */
    uint8_t *frame;
};

static void draw_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct work *work = context;
    const struct boxes *boxes = work->boxes;
    const struct sky_field *field = &boxes->field;
    const struct sky_geometry *geometry = &field->plane.geometry;
    float scale = (float)(boxes->kind == INFINITY_KIND ? work->count / 4 : work->count);
    float twist = boxes->kind == SWIRL ? (float)(boxes->twist * boxes->sides * STEPS) : 0;
    const float *outline = work->outline, *logarithm = field->y, *radii = field->plane.radius;
    const bool infinite = boxes->kind == INFINITY_KIND;
    float *value = field->values + (size_t)first * geometry->pixels;
    (void)worker;
    for (uint32_t vane = first; vane < end; vane++) {
        double turns = ((double)vane / geometry->vanes - work->turned) * boxes->sides;
        float at = (float)(sky_fraction(turns) * STEPS) + STEPS * 1024.0f; /* positive also when twisted back */
        for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++) {
            float radius = radii[pixel];
            float factor = outline[(unsigned)(int)(at - twist * radius) % STEPS];
            *value++ = infinite ? (logarithm[pixel] + factor) * scale : radius * factor * scale;
        }
    }
    sky_field_paint_around(field, work->frame, first, end, 1.0f / COLORS,
                           (float)sky_fraction(-work->grown / COLORS) + 64);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct boxes *boxes = self;
    struct work work = {
        .boxes = boxes,
        .count = boxes->count,
        .grown = sky_phase_at(&boxes->grown, boxes->speed, now->t),
        .turned = sky_phase_at(&boxes->turned, boxes->spin / 360, now->t),
        .frame = frame,
    };
    if (boxes->kind == PULSAR)
        work.count *= 1 + 0.35 * sky_sin_turns(now->t / 4);
    for (int i = 0; i < STEPS; i++) {
        double factor = shape((i + 0.5) / STEPS / boxes->sides, boxes->sides);
        work.outline[i] = (float)(boxes->kind == INFINITY_KIND ? sky_log2(factor) : factor);
    }
    color_boxes(boxes);
    sky_workers_run(canvas->workers, canvas->geometry.vanes, draw_vanes, &work);
    return 0;
}

static void finish(void *self)
{
    sky_field_finish(&((struct boxes *)self)->field);
}

const struct sky_pattern sky_pattern_boxes = {
    .name = "boxes",
    .text = "boxes in boxes that grow out of the hub",
    .params = params,
    .size = sizeof(struct boxes),
    .init = init,
    .draw = draw,
    .finish = finish,
};
