/* SPDX-License-Identifier: ISC */
/* The edges of a turning cube of two to five dimensions. */
#include <math.h>

#include "base/palette.h"
#include "kernel/math.h"
#include "pattern/pattern.h"
#include "pattern/shapes.h"

#define DIMENSIONS_MAX 5

struct cube {
    double dimensions, size, width, speed;
    int palette;
    struct sky_phase phase;
    double time; /* seconds times speed */
    struct sky_palette colors;
    struct sky_plane plane;
};

static const struct sky_param params[] = {
    SKY_PARAM_INTEGER(cube, dimensions, "3", 2, DIMENSIONS_MAX, "", "2 is a square, 3 a cube, 4 a tesseract"),
    SKY_PARAM_NUMBER(cube, size, "0.8", 0, 4, "radii", "distance from the centre to a corner"),
    SKY_PARAM_NUMBER(cube, width, "0.05", 0, 1, "radii", "width of an edge at middle depth"),
    SKY_PARAM_NUMBER(cube, speed, "1", -100, 100, "", "how fast the cube turns"),
    SKY_PARAM_PALETTE(cube, palette, "rainbow", "colours of the edges"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    return sky_plane_init(&((struct cube *)self)->plane, &canvas->geometry);
}

/* Projects one corner, whose bits say on which side of each axis it is: turns it in the plane of each pair of
 * neighbouring axes, then removes one dimension after another by perspective. `depth` is the third coordinate, -1 near
 * to 1 far. */
static void project(const struct cube *cube, unsigned corner, float at[2], float *depth)
{
    int dimensions = (int)cube->dimensions;
    double p[DIMENSIONS_MAX] = {0}, side = 1 / sqrt(dimensions), scale = 1;
    for (int i = 0; i < dimensions; i++)
        p[i] = corner >> i & 1 ? side : -side;
    for (int i = 0; i < dimensions; i++) {
        int j = (i + 1) % dimensions;
        if (dimensions == 2 && i > 0)
            break;
        double turns = cube->time * (0.11 + 0.023 * i) + 0.09 * i;
        double sine = sky_sin_turns(turns), cosine = sky_cos_turns(turns), x = p[i];
        p[i] = x * cosine - p[j] * sine;
        p[j] = x * sine + p[j] * cosine;
    }
    *depth = dimensions > 2 ? (float)p[2] : 0;
    for (int i = dimensions - 1; i >= 2; i--) {
        double nearer = 2.2 / (2.2 + p[i]);
        for (int k = 0; k < i; k++)
            p[k] *= nearer;
        scale *= 0.93;
    }
    at[0] = (float)(p[0] * cube->size * scale);
    at[1] = (float)(p[1] * cube->size * scale);
}

/* Draws on vanes `first` to `end` - 1; for sky_workers_run(). */
static void draw_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct cube *cube = context;
    const struct sky_plane plane = sky_plane_part(&cube->plane, first, end);
    (void)worker;
    unsigned dimensions = (unsigned)cube->dimensions, corners = 1u << dimensions;
    float at[1 << DIMENSIONS_MAX][2], depth[1 << DIMENSIONS_MAX];
    sky_plane_clear(&plane);
    for (unsigned i = 0; i < corners; i++)
        project(cube, i, at[i], &depth[i]);
    for (unsigned i = 0; i < corners; i++)
        for (unsigned axis = 0; axis < dimensions; axis++) {
            unsigned other = i ^ 1u << axis;
            if (other < i)
                continue;
            float near = 0.5f - (depth[i] + depth[other]) / 4; /* of the edge: 0 far, 1 near */
            near = near > 0 ? near < 1 ? near : 1 : 0;
            struct sky_color color =
                sky_palette_around(&cube->colors, (double)axis / dimensions + cube->time * 0.04);
            float width = (float)cube->width * (0.5f + near);
            struct sky_pen pen = {color, 0.15f + 0.1f * near, SKY_INK_ADD};
            sky_draw_line(&plane, at[i], at[other], width * 3.2f, &pen);
            pen.opacity = 0.35f + 0.65f * near;
            pen.ink = SKY_INK_LIGHTEN;
            sky_draw_line(&plane, at[i], at[other], width, &pen);
        }
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct cube *cube = self;
    cube->plane.frame = frame;
    cube->time = sky_phase_at(&cube->phase, cube->speed, now->t);
    sky_palette_choose(&cube->colors, cube->palette);
    sky_workers_run(canvas->workers, canvas->geometry.vanes, draw_vanes, cube);
    return 0;
}

static void finish(void *self)
{
    sky_plane_finish(&((struct cube *)self)->plane);
}

const struct sky_pattern sky_pattern_cube = {
    .name = "cube",
    .text = "the edges of a turning cube, or of one with more dimensions",
    .params = params,
    .size = sizeof(struct cube),
    .init = init,
    .draw = draw,
    .finish = finish,
};
