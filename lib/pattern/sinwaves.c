/* SPDX-License-Identifier: ISC */
/* Glowing sine waves that run around the circle through each other. */
#include "pattern/glow.h"

#include <stdlib.h>

#include <sky/error.h>

#include "base/palette.h"
#include "base/random.h"
#include "kernel/math.h"
#include "pattern/pattern.h"

#define LINES_MAX 100

struct sinwaves {
    int palette;
    double count, waves, height, width, speed;
    struct sky_phase phase;
    double time; /* seconds times speed */
    float *row;  /* for each thread one vane's light, three numbers a pixel */
    struct sky_palette colors;
    struct sky_plane plane;
};

static const struct sky_param params[] = {
    SKY_PARAM_PALETTE(sinwaves, palette, "rainbow", "colours of the lines"),
    SKY_PARAM_INTEGER(sinwaves, count, "7", 0, LINES_MAX, "", "number of lines"),
    SKY_PARAM_INTEGER(sinwaves, waves, "3", 0, 100, "", "waves of the first line; others have up to three more"),
    SKY_PARAM_NUMBER(sinwaves, height, "0.38", 0, 2, "radii", "height of a wave"),
    SKY_PARAM_NUMBER(sinwaves, width, "0.02", 0, 1, "radii", "width of a line"),
    SKY_PARAM_NUMBER(sinwaves, speed, "1", -100, 100, "", "how fast the waves move"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    struct sinwaves *waves = self;
    size_t numbers = sky_workers_threads(canvas->workers) * sky_vane_bytes(&canvas->geometry);
    waves->row = malloc(numbers * sizeof(float));
    if (!waves->row)
        return sky_fail("out of memory");
    return sky_plane_init(&waves->plane, &canvas->geometry);
}

/* A line in this frame. */
struct line {
    double round, run, begin, height; /* waves around; turns that the waves have run, and began with; radii */
    float color[3];
};

/* What the threads that draw a frame need. */
struct work {
    const struct sinwaves *waves;
    struct line lines[LINES_MAX];
    uint8_t *frame;
};

static struct line find_line(const struct sinwaves *waves, uint64_t seed, unsigned number)
{
    uint64_t own = sky_random_hash(seed, number);
    double pace = (0.08 + 0.12 * sky_random_unit(own, 0)) * (number % 2 ? -1 : 1), time = waves->time;
    double swell = 0.6 + 0.4 * sky_sin_turns(time * 0.07 + sky_random_unit(own, 1));
    struct sky_color color = sky_palette_around(&waves->colors, number / waves->count + time * 0.03);
    return (struct line){
        .round = waves->waves + number % 4,
        .run = time * pace,
        .begin = sky_random_unit(own, 2),
        .height = waves->height * 0.8 * swell,
        .color = {color.r, color.g, color.b},
    };
}

/* The radius of a line at an angle. */
static float radius_at(const struct line *line, double turns)
{
    double wave = sky_sin_turns(turns * line->round + line->run + line->begin) +
                  0.25 * sky_sin_turns(turns * (line->round * 2 + 1) - line->run * 1.7);
    return (float)(0.56 + line->height * wave * 0.9);
}

static void draw_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct work *work = context;
    const struct sinwaves *waves = work->waves;
    const struct sky_geometry *geometry = &waves->plane.geometry;
    size_t bytes = sky_vane_bytes(geometry);
    float *row = waves->row + worker * bytes;
    for (uint32_t vane = first; vane < end; vane++) {
        double turns = (double)vane / geometry->vanes, next = turns + 1.0 / geometry->vanes;
        memset(row, 0, bytes * sizeof *row);
        for (unsigned i = 0; i < (unsigned)waves->count; i++) {
            const struct line *line = &work->lines[i];
            float radius = radius_at(line, turns), slope = radius_at(line, next) - radius;
            sky_glow_add(&waves->plane, row, radius, slope, (float)waves->width, (float)waves->width * 6, line->color);
        }
        sky_glow_bytes(row, geometry->pixels, work->frame + vane * bytes);
    }
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct sinwaves *waves = self;
    struct work work = {.waves = waves, .frame = frame};
    waves->time = sky_phase_at(&waves->phase, waves->speed, now->t);
    sky_palette_choose(&waves->colors, waves->palette);
    for (unsigned i = 0; i < (unsigned)waves->count; i++)
        work.lines[i] = find_line(waves, canvas->seed, i);
    sky_workers_run(canvas->workers, canvas->geometry.vanes, draw_vanes, &work);
    return 0;
}

static void finish(void *self)
{
    struct sinwaves *waves = self;
    sky_plane_finish(&waves->plane);
    free(waves->row);
}

const struct sky_pattern sky_pattern_sinwaves = {
    .name = "sinwaves",
    .text = "glowing sine waves that run around the circle",
    .params = params,
    .size = sizeof(struct sinwaves),
    .init = init,
    .draw = draw,
    .finish = finish,
};
