/* A flight into the Mandelbrot set. On a disc a zoom to the hub only moves what is seen outwards, so it is computed
 * on rings whose radii shrink by a constant factor: a frame needs a few new ones, and the rest stay as they are. */
#include <math.h>
#include <stdlib.h>

#include <sky/error.h>

#include "kernel/kernel.h"
#include "kernel/math.h"
#include "pattern/palette.h"
#include "pattern/pattern.h"
#include "pattern/plane.h"

/* With a rim of 2^-DEEP in the complex plane, an LED's own size is some 2^-44, and a double tells 2^-53 apart
 * near 1. */
#define DEEP 35
#define SAMPLES 2 /* points to a vane: at the rim it is wider than a pixel is long */
#define START 1   /* the first rim is at 2^START */

struct fractal {
    int palette;
    double x, y, speed, cycle, spin;
    double depth, turned, spun; /* octaves; turns of the palette; turns */
    uint32_t octave;            /* rings to an octave */
    uint32_t shown, kept;       /* rings from rim to hub; room for rings */
    uint64_t end;         /* the next ring to compute; those before the first `shown` are in `first` for good */
    float *first, *rings; /* of each vane: how long it stays, smoothly; negative inside the set */
    float *place;         /* of each pixel, the ring within those shown */
    double *cx, *cy;      /* of a ring's points */
    float *steps, *sizes;
    struct sky_palette colors;
    struct sky_plane plane;
};

static const struct sky_param params[] = {
    SKY_PARAM_WORD(fractal, palette, "supernova", SKY_PALETTE_WORDS, "the colours, there and back"),
    SKY_PARAM_NUMBER(fractal, x, "-0.743643887037158704752", -2, 2, "", "the point that is flown to, real part"),
    SKY_PARAM_NUMBER(fractal, y, "0.131825904205311970493", -2, 2, "", "and imaginary part"),
    SKY_PARAM_NUMBER(fractal, speed, "0.3", 0, 4, "octaves a second", "how fast"),
    SKY_PARAM_NUMBER(fractal, cycle, "0.05", -100, 100, "turns a second", "how fast the colours go round"),
    SKY_PARAM_NUMBER(fractal, spin, "6", -3600, 3600, "degrees a second", "how fast the whole turns, clockwise"),
    SKY_PARAMS_END,
};

/* Draws ring `number`, counted inwards from the first rim. */
static void compute(struct fractal *fractal, uint64_t number, float *ring)
{
    uint32_t vanes = fractal->plane.geometry.vanes;
    double octaves = (double)number / fractal->octave, radius = sky_exp2(START - octaves);
    unsigned limit = 200 + (unsigned)(octaves * 45) / 8 * 8;
    for (uint32_t i = 0; i < vanes * SAMPLES; i++) {
        double turns = ((double)i / SAMPLES) / vanes;
        fractal->cx[i] = fractal->x + radius * sky_sin_turns(turns);
        fractal->cy[i] = fractal->y + radius * sky_cos_turns(turns);
    }
    sky_kernels()->mandelbrot(fractal->steps, fractal->sizes, fractal->cx, fractal->cy, vanes * SAMPLES, limit);
    for (uint32_t vane = 0; vane < vanes; vane++) {
        double sum = 0;
        unsigned outside = 0;
        for (uint32_t i = vane * SAMPLES; i < (vane + 1) * SAMPLES; i++) {
            if (fractal->sizes[i] < 65536)
                continue;
            /* The part of a step by which it was too far: the logarithm of |z|'s logarithm. */
            double part = sky_log2(sky_log2(fractal->sizes[i]) / 16);
            sum += sky_log2(fmax(fractal->steps[i] + 1 - part, 1));
            outside++;
        }
        ring[vane] = outside * 2 >= SAMPLES ? (float)(sum / outside) : -1;
    }
}

static int init(void *self, const struct sky_canvas *canvas)
{
    struct fractal *fractal = self;
    const struct sky_geometry *geometry = &canvas->geometry;
    if (sky_plane_init(&fractal->plane, geometry) < 0)
        return -1;
    const float *radius = fractal->plane.radius;
    /* At the rim rings are a pixel apart, but no fewer than 32 and no more than 256 to an octave. */
    double octave = geometry->pixels * 0.7;
    fractal->octave = (uint32_t)(octave < 32 ? 32 : octave > 256 ? 256 : octave);
    fractal->shown = (uint32_t)ceil(-sky_log2(radius[0]) * fractal->octave) + 2;
    fractal->kept = fractal->shown + fractal->octave;
    uint32_t vanes = geometry->vanes;
    fractal->first = malloc((size_t)fractal->shown * vanes * sizeof(float));
    fractal->rings = malloc((size_t)fractal->kept * vanes * sizeof(float));
    fractal->place = malloc(geometry->pixels * sizeof(float));
    fractal->cx = malloc((size_t)vanes * SAMPLES * sizeof(double));
    fractal->cy = malloc((size_t)vanes * SAMPLES * sizeof(double));
    fractal->steps = malloc((size_t)vanes * SAMPLES * sizeof(float));
    fractal->sizes = malloc((size_t)vanes * SAMPLES * sizeof(float));
    if (!fractal->first || !fractal->rings || !fractal->place || !fractal->cx || !fractal->cy || !fractal->steps ||
        !fractal->sizes)
        return sky_fail("out of memory");
    for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++)
        fractal->place[pixel] = (float)(-sky_log2(radius[pixel]) * fractal->octave);
    for (uint32_t i = 0; i < fractal->shown; i++)
        compute(fractal, i, fractal->first + (size_t)i * vanes);
    fractal->end = fractal->shown;
    return 0;
}

static float *ring_at(struct fractal *fractal, uint64_t number)
{
    size_t vanes = fractal->plane.geometry.vanes;
    return number < fractal->shown ? fractal->first + number * vanes
                                   : fractal->rings + number % fractal->kept * vanes;
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct fractal *fractal = self;
    const struct sky_geometry *geometry = &canvas->geometry;
    double rings = fractal->depth * fractal->octave;
    uint64_t outermost = (uint64_t)rings;
    float part = (float)(rings - (double)outermost);
    for (; fractal->end < outermost + fractal->shown + 2; fractal->end++)
        if (fractal->end + fractal->kept >= outermost + fractal->shown + 2)
            compute(fractal, fractal->end, ring_at(fractal, fractal->end));

    sky_palette_choose(&fractal->colors, (enum sky_palette_name)fractal->palette);
    float cycle = (float)fractal->turned;
    for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++) {
        float place = fractal->place[pixel] + part;
        uint64_t number = outermost + (uint64_t)place;
        const float *ring = ring_at(fractal, number), *next = ring_at(fractal, number + 1);
        float blend = place - floorf(place);
        uint32_t from = (uint32_t)(fractal->spun * geometry->vanes);
        for (uint32_t vane = 0; vane < geometry->vanes; vane++) {
            uint32_t to = vane + from < geometry->vanes ? vane + from : vane + from - geometry->vanes;
            uint8_t *at = frame + ((size_t)to * geometry->pixels + pixel) * 3;
            if (ring[vane] < 0 || next[vane] < 0) {
                memset(at, 0, 3);
                continue;
            }
            float value = (ring[vane] + (next[vane] - ring[vane]) * blend) * 0.55f - cycle + 64;
            float turn = (value - floorf(value)) * 2;
            memcpy(at, fractal->colors.rgb[(int)((turn < 1 ? turn : 2 - turn) * (SKY_PALETTE_STEPS - 1))], 3);
        }
    }
    fractal->depth += fractal->speed / now->fps;
    if (fractal->depth > START + DEEP) { /* deep enough: from the start again */
        fractal->depth = 0;
        fractal->end = fractal->shown;
    }
    fractal->turned = sky_fraction(fractal->turned + fractal->cycle / now->fps);
    fractal->spun = sky_fraction(fractal->spun + fractal->spin / 360 / now->fps);
    return 0;
}

static void finish(void *self)
{
    struct fractal *fractal = self;
    sky_plane_finish(&fractal->plane);
    free(fractal->first);
    free(fractal->rings);
    free(fractal->place);
    free(fractal->cx);
    free(fractal->cy);
    free(fractal->steps);
    free(fractal->sizes);
}

const struct sky_pattern sky_pattern_fractal = {
    .name = "fractal",
    .text = "a flight into the Mandelbrot set",
    .params = params,
    .size = sizeof(struct fractal),
    .init = init,
    .draw = draw,
    .finish = finish,
};
