/* SPDX-License-Identifier: ISC */
/* A test picture: straight lines, which look bent or broken where the screen differs from its geometry. */
#include <math.h>

#include "kernel/math.h"
#include "pattern/pattern.h"
#include "pattern/shapes.h"

struct lines {
    double spacing, width, angle, speed;
    int across;
    struct sky_color color, crossing, background;
    struct sky_phase moved; /* in spacings */
    double offset;          /* the same, without whole ones */
    struct sky_plane plane;
};

enum { BOTH, ONE };
static const char *const across_names[] = {[BOTH] = "both", [ONE] = "one", NULL};

static const struct sky_param params[] = {
    SKY_PARAM_NUMBER(lines, spacing, "0.2", 0.005, 4, "radii", "distance between lines"),
    SKY_PARAM_NUMBER(lines, width, "0.02", 0, 4, "radii", "width of a line"),
    SKY_PARAM_PERIODIC(lines, angle, "0", 0, 360, "degrees", "rotation of the lines, clockwise"),
    SKY_PARAM_NUMBER(lines, speed, "0.05", -100, 100, "radii a second", "speed to the right and up"),
    SKY_PARAM_CHOICE(lines, across, "both", across_names, "both sets of lines, or the upright ones only"),
    SKY_PARAM_COLOR(lines, color, "#ffffff", "colour of the upright lines"),
    SKY_PARAM_COLOR(lines, crossing, "#30a0ff", "colour of the horizontal lines"),
    SKY_PARAM_COLOR(lines, background, "#000000", "colour between the lines"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    return sky_plane_init(&((struct lines *)self)->plane, &canvas->geometry);
}

static void draw_set(const struct lines *lines, const struct sky_plane *plane, double turns, struct sky_color color)
{
    float x = (float)sky_cos_turns(turns), y = -(float)sky_sin_turns(turns); /* the direction from line to line */
    const struct sky_pen pen = {color, 1, SKY_INK_OVER};
    int last = (int)ceil(1 / lines->spacing) + 1;
    for (int i = -last; i <= last; i++) {
        float at = (float)((i + lines->offset) * lines->spacing);
        if (fabsf(at) > 1 + (float)lines->width)
            continue;
        float half = sqrtf(fmaxf(1 - at * at, 0)) + 0.1f;
        sky_draw_line(plane, (float[]){x * at - y * half, y * at + x * half},
                      (float[]){x * at + y * half, y * at - x * half}, (float)lines->width, &pen);
    }
}

/* Draws on vanes `first` to `end` - 1; for sky_workers_run(). */
static void draw_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct lines *lines = context;
    const struct sky_plane plane = sky_plane_part(&lines->plane, first, end);
    size_t vane_bytes = sky_vane_bytes(&plane.geometry);
    uint8_t *background = plane.frame + first * vane_bytes;
    (void)worker;
    sky_fill(background, plane.geometry.pixels, lines->background);
    for (uint32_t vane = first + 1; vane < end; vane++)
        memcpy(plane.frame + vane * vane_bytes, background, vane_bytes);
    if (lines->across == BOTH)
        draw_set(lines, &plane, lines->angle / 360 - 0.25, lines->crossing);
    draw_set(lines, &plane, lines->angle / 360, lines->color);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct lines *lines = self;
    lines->plane.frame = frame;
    lines->offset = sky_fraction(sky_phase_at(&lines->moved, lines->speed / lines->spacing, now->t));
    sky_workers_run(canvas->workers, canvas->geometry.vanes, draw_vanes, lines);
    return 0;
}

static void finish(void *self)
{
    sky_plane_finish(&((struct lines *)self)->plane);
}

const struct sky_pattern sky_pattern_lines = {
    .name = "lines",
    .text = "a test picture: straight lines that move across the disc",
    .params = params,
    .size = sizeof(struct lines),
    .init = init,
    .draw = draw,
    .finish = finish,
};
