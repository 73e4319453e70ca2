/* SPDX-License-Identifier: ISC */
/* A flight into the Mandelbrot set. On a disc, zooming in at the hub only moves the picture outwards. So the set is
 * computed on rings whose radii shrink by a constant factor: a frame needs a few new rings and keeps the others. */
#include <math.h>
#include <stdlib.h>

#include <sky/error.h>

#include "base/palette.h"
#include "kernel/fmath.h"
#include "kernel/kernel.h"
#include "kernel/math.h"
#include "pattern/pattern.h"
#include "pattern/plane.h"

/* The flight ends when the rim is at 2^-DEPTH_MAX in the complex plane. An LED is then about 2^-44 wide, and a double
 * near 1 is precise to 2^-53. */
#define DEPTH_MAX 35
#define SAMPLES 2 /* points a vane, because at the rim a vane is wider than a pixel is long */
#define START 1   /* in the first frame the rim is at 2^START */
#define SHADES (SKY_PALETTE_STEPS * 2)

struct fractal {
    int palette;
    double x, y, speed, cycle, spin;
    struct sky_phase flown, cycled, turned; /* octaves of all flights; turns of the palette; turns of the picture */
    double flight;         /* the number of this flight */
    uint32_t octave;       /* rings an octave */
    uint32_t shown;        /* rings from the rim to the hub */
    uint32_t capacity;     /* rings that `rings` holds */
    uint64_t end;          /* number of the next ring to compute; rings are numbered inwards from the first rim */
    /* A ring has a number for each vane: turns of the palette, or -1 inside the set. */
    float *first;          /* rings 0 to shown - 1, which every flight begins with */
    float *rings;          /* later rings, number n at n % capacity */
    float *place;          /* of each pixel: its ring, counted from the rim */
    double *sine, *cosine; /* of the angles of a ring's points */
    double *cx, *cy;       /* a ring's points */
    float *escape;         /* their escape times */
    uint16_t *shades;      /* of each LED, pixel by pixel and not vane by vane: its row of `colors` */
    int palette_of_colors; /* the palette that `colors` is made from, plus 1; 0: none yet */
    uint8_t colors[SHADES * 2][3]; /* the palette there and back, then black for points inside the set */
    struct sky_plane plane;
};

static const struct sky_param params[] = {
    SKY_PARAM_PALETTE(fractal, palette, "supernova", "colours, used forwards and then backwards"),
    SKY_PARAM_NUMBER(fractal, x, "-0.743643887037158704752", -2, 2, "", "real part of the point to fly to"),
    SKY_PARAM_NUMBER(fractal, y, "0.131825904205311970493", -2, 2, "", "imaginary part of that point"),
    SKY_PARAM_NUMBER(fractal, speed, "0.3", 0, 4, "octaves a second", "speed of the flight"),
    SKY_PARAM_NUMBER(fractal, cycle, "0.05", -100, 100, "turns a second", "how fast the colours cycle"),
    SKY_PARAM_NUMBER(fractal, spin, "6", -3600, 3600, "degrees a second", "rotation of the whole picture, clockwise"),
    SKY_PARAMS_END,
};

/* The turns of the palette for an escape time. The logarithm separates short times; the square root separates the long
 * and similar times deep inside. */
static float turns_of(float escape)
{
    escape = escape < 1 ? 1 : escape;
    return 0.35f * sky_flog2(escape) + 0.09f * sqrtf(escape);
}

/* A ring that the threads compute. */
struct ring {
    struct fractal *fractal;
    uint64_t number;
    float *values;
};

static void compute_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct ring *ring = context;
    struct fractal *fractal = ring->fractal;
    double octaves = (double)ring->number / fractal->octave, radius = sky_exp2(START - octaves);
    /* Around the default point, this takes only one in a hundred of the points that escape for one that does not. */
    unsigned limit = 400 + (unsigned)(octaves * 25) * 4;
    (void)worker;
    for (uint32_t i = first * SAMPLES; i < end * SAMPLES; i++) {
        fractal->cx[i] = fractal->x + radius * fractal->sine[i];
        fractal->cy[i] = fractal->y + radius * fractal->cosine[i];
    }
    uint32_t at = first * SAMPLES;
    sky_kernels()->mandelbrot(fractal->escape + at, fractal->cx + at, fractal->cy + at, (end - first) * SAMPLES,
                              limit);
    for (uint32_t vane = first; vane < end; vane++) {
        float sum = 0;
        int outside = 0;
        for (uint32_t i = vane * SAMPLES; i < (vane + 1) * SAMPLES; i++)
            if (fractal->escape[i] >= 0) {
                sum += turns_of(fractal->escape[i]);
                outside++;
            }
        ring->values[vane] = outside * 2 >= SAMPLES ? sum / (float)outside : -1;
    }
}

/* Computes ring `number`. */
static void compute_ring(struct fractal *fractal, uint64_t number, float *values, struct sky_workers *workers)
{
    struct ring ring = {fractal, number, values};
    sky_workers_run(workers, fractal->plane.geometry.vanes, compute_vanes, &ring);
}

static int init(void *self, const struct sky_canvas *canvas)
{
    struct fractal *fractal = self;
    const struct sky_geometry *geometry = &canvas->geometry;
    if (sky_plane_init(&fractal->plane, geometry) < 0)
        return -1;
    const float *radius = fractal->plane.radius;
    /* At the rim rings are a pixel apart, within 32 to 256 rings an octave. */
    double octave = geometry->pixels * 0.7;
    fractal->octave = (uint32_t)(octave < 32 ? 32 : octave > 256 ? 256 : octave);
    fractal->shown = (uint32_t)ceil(-sky_log2(radius[0]) * fractal->octave) + 2;
    fractal->capacity = fractal->shown + fractal->octave;
    uint32_t vanes = geometry->vanes;
    fractal->first = malloc((size_t)fractal->shown * vanes * sizeof(float));
    fractal->rings = malloc((size_t)fractal->capacity * vanes * sizeof(float));
    fractal->place = malloc(geometry->pixels * sizeof(float));
    size_t points = (size_t)vanes * SAMPLES;
    fractal->sine = malloc(points * 4 * sizeof(double));
    fractal->escape = malloc(points * sizeof(float));
    fractal->shades = malloc((size_t)vanes * geometry->pixels * sizeof(uint16_t));
    if (!fractal->first || !fractal->rings || !fractal->place || !fractal->sine || !fractal->escape ||
        !fractal->shades)
        return sky_fail("out of memory");
    fractal->cosine = fractal->sine + points;
    fractal->cx = fractal->cosine + points;
    fractal->cy = fractal->cx + points;
    for (size_t i = 0; i < points; i++) {
        double turns = (double)i / SAMPLES / vanes;
        fractal->sine[i] = sky_sin_turns(turns);
        fractal->cosine[i] = sky_cos_turns(turns);
    }
    for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++)
        fractal->place[pixel] = (float)(-sky_log2(radius[pixel]) * fractal->octave);
    for (uint32_t i = 0; i < fractal->shown; i++)
        compute_ring(fractal, i, fractal->first + (size_t)i * vanes, canvas->workers);
    fractal->end = fractal->shown;
    return 0;
}

static float *ring_at(const struct fractal *fractal, uint64_t number)
{
    size_t vanes = fractal->plane.geometry.vanes;
    return number < fractal->shown ? fractal->first + number * vanes
                                   : fractal->rings + number % fractal->capacity * vanes;
}

static void choose_colors(struct fractal *fractal)
{
    if (fractal->palette_of_colors == fractal->palette + 1)
        return;
    struct sky_palette palette = {0};
    sky_palette_choose(&palette, fractal->palette);
    memcpy(fractal->colors, palette.rgb, sizeof palette.rgb);
    for (int i = 0; i < SKY_PALETTE_STEPS; i++)
        memcpy(fractal->colors[SHADES - 1 - i], palette.rgb[i], 3);
    fractal->palette_of_colors = fractal->palette + 1;
}

/* Computes the shades of one pixel of all vanes: a mix of two rings, `blend` of the second. */
static void shade(uint16_t *shades, const float *ring, const float *next, float blend, float offset, uint32_t vanes)
{
    for (uint32_t vane = 0; vane < vanes; vane++) {
        float value = (ring[vane] + (next[vane] - ring[vane]) * blend) * SHADES + offset;
        int inside = (ring[vane] < 0) | (next[vane] < 0);
        shades[vane] = (uint16_t)(((int)value & (SHADES - 1)) + inside * SHADES);
    }
}

/* What the threads that draw a frame need. */
struct work {
    const struct fractal *fractal;
    double rings, cycled, turned; /* rings from the first rim to this one; turns of the palette and of the picture */
    uint8_t *frame;
};

static void shade_pixels(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct work *work = context;
    const struct fractal *fractal = work->fractal;
    uint32_t vanes = fractal->plane.geometry.vanes;
    uint64_t outermost = (uint64_t)work->rings;
    float part = (float)(work->rings - (double)outermost);
    /* 1 keeps it positive; 0.4 puts the first pictures into a bright part of the palettes. */
    float offset = (float)(1.4 - work->cycled) * SHADES;
    (void)worker;
    for (uint32_t pixel = first; pixel < end; pixel++) {
        float place = fractal->place[pixel] + part;
        uint64_t number = outermost + (uint64_t)place;
        shade(fractal->shades + (size_t)pixel * vanes, ring_at(fractal, number), ring_at(fractal, number + 1),
              place - floorf(place), offset, vanes);
    }
}

static void color_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct work *work = context;
    const struct fractal *fractal = work->fractal;
    uint32_t vanes = fractal->plane.geometry.vanes, pixels = fractal->plane.geometry.pixels;
    uint32_t from = (uint32_t)(work->turned * vanes);
    (void)worker;
    for (uint32_t vane = first; vane < end; vane++) {
        const uint16_t *shades = fractal->shades + vane;
        uint8_t *at = work->frame + (size_t)(vane + from < vanes ? vane + from : vane + from - vanes) * pixels * 3;
        for (uint32_t pixel = 0; pixel < pixels; pixel++, shades += vanes, at += 3)
            memcpy(at, fractal->colors[*shades], 3);
    }
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct fractal *fractal = self;
    double flown = sky_phase_at(&fractal->flown, fractal->speed, now->t) / (START + DEPTH_MAX), flight = floor(flown);
    struct work work = {
        .fractal = fractal,
        .rings = (flown - flight) * (START + DEPTH_MAX) * fractal->octave,
        .cycled = sky_fraction(sky_phase_at(&fractal->cycled, fractal->cycle, now->t)),
        .turned = sky_fraction(sky_phase_at(&fractal->turned, fractal->spin / 360, now->t)),
        .frame = frame,
    };
    uint64_t outermost = (uint64_t)work.rings;
    /* The rings after the first ones are yet to be computed in a new flight, and again when time went back so far that
     * later ones are in their place. */
    if (flight != fractal->flight || fractal->end > outermost + fractal->capacity)
        fractal->end = fractal->shown;
    fractal->flight = flight;
    for (; fractal->end < outermost + fractal->shown + 2; fractal->end++)
        if (fractal->end + fractal->capacity >= outermost + fractal->shown + 2)
            compute_ring(fractal, fractal->end, ring_at(fractal, fractal->end), canvas->workers);
    choose_colors(fractal);
    sky_workers_run(canvas->workers, canvas->geometry.pixels, shade_pixels, &work);
    sky_workers_run(canvas->workers, canvas->geometry.vanes, color_vanes, &work);
    return 0;
}

static void finish(void *self)
{
    struct fractal *fractal = self;
    sky_plane_finish(&fractal->plane);
    free(fractal->first);
    free(fractal->rings);
    free(fractal->place);
    free(fractal->sine);
    free(fractal->escape);
    free(fractal->shades);
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
