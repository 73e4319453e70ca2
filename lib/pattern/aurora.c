/* SPDX-License-Identifier: ISC */
/* Northern lights: curtains that hang around the pole, bright at their lower hem, with rays that wander along them.
 */
#include "pattern/plane.h"

#include <math.h>
#include <stdlib.h>

#include <sky/error.h>

#include "base/random.h"
#include "kernel/math.h"
#include "kernel/noise.h"
#include "pattern/pattern.h"
#include "pattern/waves.h"

#define CURTAINS 4
#define FALL 1024 /* steps of the tables, for one radius of height */

struct aurora {
    double speed, light, height, folds;
    struct sky_color low, high;
    double age;
    float *light_row; /* one vane's light, 3 numbers a pixel */
    struct sky_plane plane;
    float near[FALL], far[FALL]; /* light of the low and of the high colour, above the hem */
};

static const struct sky_param params[] = {
    SKY_PARAM_COLOR(aurora, low, "#28ff8c", "of the hems"),
    SKY_PARAM_COLOR(aurora, high, "#b428ff", "of the heights"),
    SKY_PARAM_NUMBER(aurora, light, "1", 0, 10, "", "how bright"),
    SKY_PARAM_NUMBER(aurora, height, "0.35", 0.01, 4, "radii", "of the curtains"),
    SKY_PARAM_INTEGER(aurora, folds, "3", 1, 50, "", "how many folds a curtain has around the circle"),
    SKY_PARAM_NUMBER(aurora, speed, "1", -100, 100, "", "how fast they wander"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    struct aurora *aurora = self;
    for (int i = 0; i < FALL; i++) {
        double height = (i + 0.5) / FALL;
        double light = sky_exp2(-height * 5) * (1 - height), low = sky_exp2(-height * 6);
        aurora->near[i] = (float)(light * low);
        aurora->far[i] = (float)(light * (1 - low));
    }
    aurora->light_row = malloc(canvas->geometry.pixels * 3 * sizeof(float));
    if (!aurora->light_row)
        return sky_fail("out of memory");
    return sky_plane_init(&aurora->plane, &canvas->geometry);
}

static float smaller(float a, float b)
{
    return a < b ? a : b;
}

/* Noise around the circle, 0 to 1. */
static float around(double turns, double count, double age, uint64_t seed)
{
    age -= 65536 * (double)(int64_t)(age / 65536);
    float value = sky_noise2_periodic((float)(turns * count), (float)age, (float)count, SKY_NOISE_ENDLESS,
                                      (uint32_t)(seed ^ seed >> 32));
    return value * 0.7f + 0.5f;
}

/* Adds one curtain's light to a vane: 3 numbers a pixel. */
static void hang(const struct aurora *aurora, uint64_t seed, unsigned number, double turns, float *light)
{
    const struct sky_plane *plane = &aurora->plane;
    uint64_t own = sky_random_hash(seed, number);
    double age = aurora->age * (0.7 + 0.15 * number);
    float hem = 0.08f + 0.17f * (float)number + 0.36f * (around(turns, aurora->folds, age * 0.13, own) - 0.3f) +
                0.05f * (around(turns, aurora->folds * 4, age * 0.3, own + 1) - 0.5f);
    float rays = around(turns, aurora->folds * 18, age * 0.9, own + 2);
    float fine = around(turns, aurora->folds * 47, age * 1.7, own + 3);
    float veil = around(turns, aurora->folds, age * 0.21, own + 4);
    veil = veil < 0.25f ? 0 : (veil - 0.25f) * 2.2f;
    float bright = veil * (0.25f + 0.55f * rays + 0.35f * fine) * (float)aurora->light;
    float steps = FALL / ((float)aurora->height * (0.6f + rays) * 2.2f);
    if (bright <= 0)
        return;
    /* Light of the low and of the high colour, by height. */
    const float low[3] = {aurora->low.r * bright, aurora->low.g * bright, aurora->low.b * bright};
    const float high[3] = {aurora->high.r * bright, aurora->high.g * bright, aurora->high.b * bright};
    float first = ceilf((hem - 0.1f * FALL / steps - plane->radius[0]) /
                        plane->pitch); /* a soft hem, a tenth of the height */
    uint32_t pixel = first > 0 ? (uint32_t)smaller(first, (float)plane->geometry.pixels) : 0;
    for (light += pixel * 3; pixel < plane->geometry.pixels; pixel++, light += 3) {
        float above = (plane->radius[pixel] - hem) * steps;
        if (above >= FALL)
            break;
        int place = above > 0 ? (int)above : 0;
        float dimmed = above < 0 ? 1 + above * (10.0f / FALL) : 1, near = aurora->near[place] * dimmed;
        float far = aurora->far[place] * dimmed;
        light[0] += near * low[0] + far * high[0];
        light[1] += near * low[1] + far * high[1];
        light[2] += near * low[2] + far * high[2];
    }
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct aurora *aurora = self;
    const struct sky_geometry *geometry = &canvas->geometry;
    size_t bytes = sky_vane_bytes(geometry);
    float *light = aurora->light_row;
    for (uint32_t vane = 0; vane < geometry->vanes; vane++, frame += bytes) {
        for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++) {
            light[pixel * 3] = 2;
            light[pixel * 3 + 1] = 4 + 4 * aurora->plane.radius[pixel];
            light[pixel * 3 + 2] = 14 + 14 * aurora->plane.radius[pixel];
        }
        for (unsigned i = 0; i < CURTAINS; i++)
            hang(aurora, canvas->seed, i, (double)vane / geometry->vanes, light);
        sky_glow_develop(light, geometry->pixels, frame);
    }
    aurora->age += aurora->speed / now->fps;
    return 0;
}

static void finish(void *self)
{
    struct aurora *aurora = self;
    sky_plane_finish(&aurora->plane);
    free(aurora->light_row);
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
