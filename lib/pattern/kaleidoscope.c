/* SPDX-License-Identifier: ISC */
/* Shapes that move in one pane, which is mirrored all around the circle. */
#include <math.h>
#include <stdlib.h>

#include <sky/error.h>

#include "base/palette.h"
#include "base/random.h"
#include "disc/turn.h"
#include "kernel/math.h"
#include "pattern/pattern.h"
#include "pattern/shapes.h"
#include "pattern/sprites.h"

#define SNAKE 40 /* joints of a snake */

struct kaleidoscope {
    int shapes, palette;
    double count, panes, spin, speed, size, trail;
    const char *sprites;
    struct sky_phase phase, turned; /* seconds times speed; turns */
    double time;                    /* the phase */
    bool has_trails;
    struct sky_palette colors;
    struct sky_plane plane;
    struct sky_sprites pictures;
    uint8_t *pane, *rows; /* the frame with its trails before it is mirrored; each thread's memory for turning */
};

enum { LINES, CIRCLES, SQUARES, TRIANGLES, BUBBLES, SNAKES, SPRITES, COMBINED };
static const char *const shape_names[] = {
    [LINES] = "lines",
    [CIRCLES] = "circles",
    [SQUARES] = "squares",
    [TRIANGLES] = "triangles",
    [BUBBLES] = "bubbles",
    [SNAKES] = "snake",
    [SPRITES] = "sprites",
    [COMBINED] = "combined",
    NULL,
};

static const struct sky_param params[] = {
    SKY_PARAM_CHOICE(kaleidoscope, shapes, "combined", shape_names, "what moves"),
    SKY_PARAM_PALETTE(kaleidoscope, palette, "rainbow", "colours"),
    SKY_PARAM_INTEGER(kaleidoscope, count, "14", 0, 500, "shapes", "number in each pane"),
    SKY_PARAM_INTEGER(kaleidoscope, panes, "8", 1, 360, "panes", "number around the circle; each is mirrored"),
    SKY_PARAM_NUMBER(kaleidoscope, spin, "10", -3600, 3600, "degrees a second",
                     "rotation of the whole picture, clockwise"),
    SKY_PARAM_NUMBER(kaleidoscope, speed, "1", -100, 100, "", "how fast the shapes move"),
    SKY_PARAM_NUMBER(kaleidoscope, size, "1", 0, 20, "", "size of the shapes"),
    SKY_PARAM_NUMBER(kaleidoscope, trail, "0.25", 0, 60, "seconds", "time in which a trail fades by half"),
    SKY_PARAM_TEXT(kaleidoscope, sprites, "", "a directory of PNG files", "pictures for shapes=sprites"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    struct kaleidoscope *k = self;
    k->pane = calloc(1, sky_frame_bytes(&canvas->geometry));
    k->rows = malloc(sky_workers_threads(canvas->workers) * 2 * sky_vane_bytes(&canvas->geometry));
    if (!k->pane || !k->rows)
        return sky_fail("out of memory");
    if (sky_plane_init(&k->plane, &canvas->geometry) < 0)
        return -1;
    if (*k->sprites)
        return sky_sprites_load(&k->pictures, k->sprites) < 0 ? sky_fail_at("sprites") : 0;
    return k->shapes == SPRITES ? sky_fail_misuse("sprites: shapes=sprites needs a directory of PNG files") : 0;
}

/* Number `which` of a shape: 0 to 1, swinging like a sine at a random pace. */
static double swing(uint64_t shape, uint64_t which, double time)
{
    double pace = 0.03 + 0.09 * sky_random_unit(shape, 2 * which);
    return 0.5 + 0.5 * sky_sin_turns(time * pace + sky_random_unit(shape, 2 * which + 1));
}

/* The place of a shape at a time: in the pane or a little beyond its sides, anywhere from hub to rim. */
static void place(const struct kaleidoscope *k, uint64_t shape, double time, float at[2])
{
    double panes = k->panes > 1 ? k->panes : 1;
    double turns = (swing(shape, 1, time) * 1.3 - 0.15) / (2 * panes), radius = 0.05 + 0.95 * swing(shape, 2, time);
    at[0] = (float)(radius * sky_sin_turns(turns));
    at[1] = (float)(radius * sky_cos_turns(turns));
}

static void draw_polygon(const struct kaleidoscope *k, const struct sky_plane *plane, uint64_t shape,
                         const float at[2], float size, unsigned count, const struct sky_pen *pen)
{
    float corners[4][2];
    double turn = k->time * (sky_random_unit(shape, 9) - 0.5) * 0.8;
    for (unsigned i = 0; i < count; i++) {
        corners[i][0] = at[0] + size * (float)sky_sin_turns(turn + (double)i / count);
        corners[i][1] = at[1] + size * (float)sky_cos_turns(turn + (double)i / count);
    }
    sky_draw_polygon(plane, corners, count, pen);
}

static void draw_snake(const struct kaleidoscope *k, const struct sky_plane *plane, uint64_t shape, float size,
                       struct sky_pen pen)
{
    float joint[2], next[2];
    place(k, shape, k->time, joint);
    for (int i = 1; i < SNAKE; i++) {
        float thick = size * 0.5f * (1 - (float)i / SNAKE);
        place(k, shape, k->time - i * 0.05, next);
        pen.color = sky_palette_around(&k->colors, sky_random_unit(shape, 5) + k->time * 0.07 - i * 0.012);
        sky_draw_line(plane, joint, next, thick, &pen);
        memcpy(joint, next, sizeof joint);
    }
}

static void draw_shape(const struct kaleidoscope *k, const struct sky_plane *plane, uint64_t seed, uint64_t number)
{
    uint64_t shape = sky_random_hash(seed, number);
    int kind = k->shapes == COMBINED ? (int)(number % (k->pictures.count ? 7 : 6)) : k->shapes;
    struct sky_pen pen = {sky_palette_around(&k->colors, sky_random_unit(shape, 5) + k->time * 0.07), 1,
                          SKY_INK_OVER};
    float size = (float)(k->size * (0.04 + 0.09 * sky_random_unit(shape, 6))), at[2], to[2];
    place(k, shape, k->time, at);
    switch (kind) {
    case LINES:
        place(k, shape + 1, k->time, to);
        sky_draw_line(plane, at, to, size * 0.25f, &pen);
        break;
    case CIRCLES:
        sky_draw_ring(plane, at, size, size * 0.3f, &pen);
        break;
    case SQUARES:
        draw_polygon(k, plane, shape, at, size * 1.1f, 4, &pen);
        break;
    case TRIANGLES:
        draw_polygon(k, plane, shape, at, size * 1.2f, 3, &pen);
        break;
    case BUBBLES:
        pen.opacity = 0.25f;
        sky_draw_disc(plane, at, size * 1.2f, &pen);
        pen.opacity = 0.9f;
        sky_draw_ring(plane, at, size * 1.2f, size * 0.1f, &pen);
        pen.color = (struct sky_color){255, 255, 255};
        sky_draw_disc(plane, (float[]){at[0] - size * 0.45f, at[1] + size * 0.45f}, size * 0.18f, &pen);
        break;
    case SNAKES:
        draw_snake(k, plane, shape, size, pen);
        break;
    case SPRITES:
        if (k->pictures.count)
            sky_sprites_draw(plane, &k->pictures.images[shape % k->pictures.count], at, size * 2.5f,
                             k->time * (sky_random_unit(shape, 9) - 0.5) * 0.3);
        break;
    }
}

/* What the threads that draw a frame need. */
struct work {
    const struct kaleidoscope *k;
    const struct sky_canvas *canvas;
    double fps;
    struct sky_turn turn;
    uint8_t *frame;
};

static void draw_shapes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct work *work = context;
    const struct sky_plane plane = sky_plane_part(&work->k->plane, first, end);
    (void)worker;
    sky_draw_fade(&plane, work->k->trail, work->fps);
    for (uint64_t i = 0; i < (uint64_t)work->k->count; i++)
        draw_shape(work->k, &plane, work->canvas->seed, i);
}

static void mirror_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct work *work = context;
    const struct sky_geometry *geometry = &work->canvas->geometry;
    uint8_t *rows = work->k->rows + worker * 2 * sky_vane_bytes(geometry);
    sky_turn_draw_vanes(work->frame, work->k->pane, &work->turn, geometry, rows, first, end);
}

static void draw_pane(struct kaleidoscope *k, struct work *work, const struct sky_moment *now)
{
    k->time = sky_phase_at(&k->phase, k->speed, now->t);
    sky_workers_run(work->canvas->workers, work->canvas->geometry.vanes, draw_shapes, work);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct kaleidoscope *k = self;
    struct work work = {.k = k, .canvas = canvas, .fps = now->fps, .frame = frame};
    k->plane.frame = k->pane;
    sky_palette_choose(&k->colors, k->palette);
    /* In the first frame of --start, trails come from the frames before. */
    uint64_t before = k->has_trails ? 0 : sky_fade_frames(k->trail, now->fps);
    for (uint64_t i = before < now->n ? before : now->n; i > 0; i--) {
        const struct sky_moment past = sky_moment_at(now->n - i, now->fps);
        draw_pane(k, &work, &past);
    }
    k->has_trails = true;
    draw_pane(k, &work, now);
    work.turn = (struct sky_turn){
        .turns = sky_phase_at(&k->turned, k->spin / 360, now->t),
        .fold = (uint32_t)k->panes,
    };
    sky_workers_run(canvas->workers, canvas->geometry.vanes, mirror_vanes, &work);
    return 0;
}

static void finish(void *self)
{
    struct kaleidoscope *k = self;
    sky_plane_finish(&k->plane);
    sky_sprites_finish(&k->pictures);
    free(k->pane);
    free(k->rows);
}

const struct sky_pattern sky_pattern_kaleidoscope = {
    .name = "kaleidoscope",
    .text = "moving shapes or pictures, mirrored all around",
    .params = params,
    .size = sizeof(struct kaleidoscope),
    .init = init,
    .draw = draw,
    .finish = finish,
};
