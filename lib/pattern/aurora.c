/* SPDX-License-Identifier: ISC */
/* Northern lights: curtains that hang around the pole, bright at the lower hem, with rays that move along them. */
#include "pattern/glow.h"

#include <math.h>
#include <stdlib.h>

#include <sky/error.h>

#include "base/random.h"
#include "kernel/math.h"
#include "kernel/noise.h"
#include "pattern/pattern.h"
#include "pattern/plane.h"

#define CURTAINS 4
#define HEIGHT_STEPS 1024 /* of the tables of light above the hem, for one curtain's height */
#define REPEAT 4096       /* features after which the noise repeats in time: a float holds them to 1/4096 */

struct aurora {
    double speed, light, height, folds;
    struct sky_color low, high;
    struct sky_phase phase;
    double time;       /* seconds times speed */
    float *vane_light; /* for each thread one vane's light, three numbers a pixel */
    struct sky_plane plane;
    float low_light[HEIGHT_STEPS], high_light[HEIGHT_STEPS]; /* of each colour, by the height above the hem */
};

static const struct sky_param params[] = {
    SKY_PARAM_COLOR(aurora, low, "#28ff8c", "colour of the hems"),
    SKY_PARAM_COLOR(aurora, high, "#b428ff", "colour of the upper parts"),
    SKY_PARAM_NUMBER(aurora, light, "1", 0, 10, "", "brightness"),
    SKY_PARAM_NUMBER(aurora, height, "0.35", 0.01, 4, "radii", "height of the curtains"),
    SKY_PARAM_INTEGER(aurora, folds, "3", 1, 50, "", "folds of a curtain around the circle"),
    SKY_PARAM_NUMBER(aurora, speed, "1", -100, 100, "", "how fast the curtains move"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    struct aurora *aurora = self;
    for (int i = 0; i < HEIGHT_STEPS; i++) {
        double height = (i + 0.5) / HEIGHT_STEPS;
        double light = sky_exp2(-height * 5) * (1 - height), low = sky_exp2(-height * 6);
        aurora->low_light[i] = (float)(light * low);
        aurora->high_light[i] = (float)(light * (1 - low));
    }
    size_t numbers = sky_workers_threads(canvas->workers) * sky_vane_bytes(&canvas->geometry);
    aurora->vane_light = malloc(numbers * sizeof(float));
    if (!aurora->vane_light)
        return sky_fail("out of memory");
    return sky_plane_init(&aurora->plane, &canvas->geometry);
}

static float smaller(float a, float b)
{
    return a < b ? a : b;
}

/* Noise around the circle, 0 to 1. */
static float around(double turns, double count, double time, uint64_t seed)
{
    float value = sky_noise2_periodic((float)(turns * count), (float)(sky_fraction(time / REPEAT) * REPEAT),
                                      (float)count, REPEAT, (uint32_t)(seed ^ seed >> 32));
    return value * 0.7f + 0.5f;
}

/* Adds the light of curtain `number` to a vane. */
static void add_curtain(const struct aurora *aurora, uint64_t seed, unsigned number, double turns, float *light)
{
    const struct sky_plane *plane = &aurora->plane;
    uint64_t own = sky_random_hash(seed, number);
    double time = aurora->time * (0.7 + 0.15 * number);
    float hem = 0.08f + 0.17f * (float)number + 0.36f * (around(turns, aurora->folds, time * 0.13, own) - 0.3f) +
                0.05f * (around(turns, aurora->folds * 4, time * 0.3, own + 1) - 0.5f);
    float rays = around(turns, aurora->folds * 18, time * 0.9, own + 2);
    float fine = around(turns, aurora->folds * 47, time * 1.7, own + 3);
    float veil = around(turns, aurora->folds, time * 0.21, own + 4);
    veil = veil < 0.25f ? 0 : (veil - 0.25f) * 2.2f;
    float bright = veil * (0.25f + 0.55f * rays + 0.35f * fine) * (float)aurora->light;
    float steps = HEIGHT_STEPS / ((float)aurora->height * (0.6f + rays) * 2.2f);
    if (bright <= 0)
        return;
    const float low[3] = {aurora->low.r * bright, aurora->low.g * bright, aurora->low.b * bright};
    const float high[3] = {aurora->high.r * bright, aurora->high.g * bright, aurora->high.b * bright};
    /* The light begins a tenth of the height below the hem, which makes the hem soft. */
    float first = ceilf((hem - 0.1f * HEIGHT_STEPS / steps - plane->radius[0]) / plane->pitch);
    uint32_t pixel = first > 0 ? (uint32_t)smaller(first, (float)plane->geometry.pixels) : 0;
    for (light += pixel * 3; pixel < plane->geometry.pixels; pixel++, light += 3) {
        float above = (plane->radius[pixel] - hem) * steps;
        if (above >= HEIGHT_STEPS)
            break;
        int place = above > 0 ? (int)above : 0; /* in the tables */
        float dimming = above < 0 ? 1 + above * (10.0f / HEIGHT_STEPS) : 1;
        float low_light = aurora->low_light[place] * dimming, high_light = aurora->high_light[place] * dimming;
        light[0] += low_light * low[0] + high_light * high[0];
        light[1] += low_light * low[1] + high_light * high[1];
        light[2] += low_light * low[2] + high_light * high[2];
    }
}

/* What the threads that draw a frame need. */
struct work {
    const struct aurora *aurora;
    uint64_t seed;
    uint8_t *frame;
};

static void draw_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct work *work = context;
    const struct aurora *aurora = work->aurora;
    const struct sky_geometry *geometry = &aurora->plane.geometry;
    size_t bytes = sky_vane_bytes(geometry);
    float *light = aurora->vane_light + worker * bytes;
    for (uint32_t vane = first; vane < end; vane++) {
        for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++) {
            light[pixel * 3] = 2;
            light[pixel * 3 + 1] = 4 + 4 * aurora->plane.radius[pixel];
            light[pixel * 3 + 2] = 14 + 14 * aurora->plane.radius[pixel];
        }
        for (unsigned i = 0; i < CURTAINS; i++)
            add_curtain(aurora, work->seed, i, (double)vane / geometry->vanes, light);
        sky_glow_bytes(light, geometry->pixels, work->frame + vane * bytes);
    }
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct aurora *aurora = self;
    struct work work = {aurora, canvas->seed, frame};
    aurora->time = sky_phase_at(&aurora->phase, aurora->speed, now->t);
    sky_workers_run(canvas->workers, canvas->geometry.vanes, draw_vanes, &work);
    return 0;
}

static void finish(void *self)
{
    struct aurora *aurora = self;
    sky_plane_finish(&aurora->plane);
    free(aurora->vane_light);
}

const struct sky_pattern sky_pattern_aurora = {
    .name = "aurora",
    .text = "northern lights: curtains around the pole",
    .params = params,
    .size = sizeof(struct aurora),
    .init = init,
    .draw = draw,
    .finish = finish,
};
