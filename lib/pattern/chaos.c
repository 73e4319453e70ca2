/* SPDX-License-Identifier: ISC */
/* The logistic map, x = r x (1 - x): each vane has its own r, and lights the pixels at the radii x. R. M. May, "Simple
 * mathematical models with very complicated dynamics", Nature 261, 1976. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <sky/error.h>

#include "base/palette.h"
#include "base/random.h"
#include "pattern/pattern.h"
#include "pattern/plane.h"

struct chaos {
    int palette;
    double from, to, steps, trail, spin;
    struct sky_phase turned;
    struct sky_palette colors;
    double *x;        /* of each vane */
    uint8_t *picture; /* the frame with its fading trails */
    bool begun;
};

static const struct sky_param params[] = {
    SKY_PARAM_PALETTE(chaos, palette, "rainbow", "colours of the points"),
    SKY_PARAM_NUMBER(chaos, from, "2.9", 0, 4, "", "r at the bottom of the disc"),
    SKY_PARAM_NUMBER(chaos, to, "4", 0, 4, "", "r at the top of the disc"),
    SKY_PARAM_INTEGER(chaos, steps, "24", 1, 1000, "a frame", "iterations on each vane"),
    SKY_PARAM_NUMBER(chaos, trail, "0.3", 0, 60, "seconds", "time in which a point fades by half"),
    SKY_PARAM_NUMBER(chaos, spin, "8", -3600, 3600, "degrees a second", "rotation of the whole picture, clockwise"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    struct chaos *chaos = self;
    chaos->x = malloc(canvas->geometry.vanes * sizeof *chaos->x);
    chaos->picture = calloc(1, sky_frame_bytes(&canvas->geometry));
    if (!chaos->x || !chaos->picture)
        return sky_fail("out of memory");
    for (uint32_t vane = 0; vane < canvas->geometry.vanes; vane++)
        chaos->x[vane] = 0.1 + 0.8 * sky_random_unit(canvas->seed, vane);
    return 0;
}

static void add(uint8_t *at, struct sky_color color, double part)
{
    const uint8_t rgb[3] = {color.r, color.g, color.b};
    for (int i = 0; i < 3; i++) {
        int sum = at[i] + (int)(rgb[i] * part);
        at[i] = (uint8_t)(sum < 255 ? sum : 255);
    }
}

/* Iterates one vane's x and lights each of its values. A point between two pixels is shared by both. */
static void iterate_vane(struct chaos *chaos, uint32_t vane, double r, uint32_t pixels, struct sky_color color)
{
    uint8_t *row = chaos->picture + (size_t)vane * pixels * 3;
    double x = chaos->x[vane];
    for (int i = 0; i < (int)chaos->steps; i++) {
        x = r * x * (1 - x);
        double place = x * (pixels - 1);
        uint32_t pixel = (uint32_t)place < pixels ? (uint32_t)place : pixels - 1;
        double part = place - pixel;
        add(row + (size_t)pixel * 3, color, 0.55 * (1 - part));
        if (pixel + 1 < pixels)
            add(row + (size_t)(pixel + 1) * 3, color, 0.55 * part);
    }
    /* At r = 4 rounding can bring x to 0, where it would stay. */
    chaos->x[vane] = x > 1e-6 ? x : 0.3;
}

/* Fades the picture and adds every vane's next points. `turned` is in turns. */
static void iterate(struct chaos *chaos, const struct sky_geometry *geometry, double turned,
                    const struct sky_moment *now)
{
    const struct sky_plane plane = {.geometry = *geometry, .end = geometry->vanes, .frame = chaos->picture};
    sky_draw_fade(&plane, chaos->trail, now->fps);
    for (uint32_t vane = 0; vane < geometry->vanes; vane++) {
        /* r runs from the top to the bottom on either side, so that the circle has no seam. */
        double part = sky_fraction((double)vane / geometry->vanes - turned) * 2;
        part = part < 1 ? part : 2 - part;
        iterate_vane(chaos, vane, chaos->to + (chaos->from - chaos->to) * part, geometry->pixels,
                     sky_palette_around(&chaos->colors, part * 0.6 - now->t * 0.08));
    }
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct chaos *chaos = self;
    const struct sky_geometry *geometry = &canvas->geometry;
    double turned = sky_phase_at(&chaos->turned, chaos->spin / 360, now->t);
    sky_palette_choose(&chaos->colors, chaos->palette);
    /* The first frame has trails already: they have nearly all their light after four times the time of half of it. */
    double before = chaos->begun ? 0 : fmin(chaos->trail * 4 * now->fps, 120);
    for (int i = 0; i <= (int)before; i++)
        iterate(chaos, geometry, turned, now);
    chaos->begun = true;
    memcpy(frame, chaos->picture, sky_frame_bytes(geometry));
    return 0;
}

static void finish(void *self)
{
    struct chaos *chaos = self;
    free(chaos->x);
    free(chaos->picture);
}

const struct sky_pattern sky_pattern_chaos = {
    .name = "chaos",
    .text = "the logistic map around the circle, from order into chaos",
    .state = "the points and their trails",
    .params = params,
    .size = sizeof(struct chaos),
    .is_single = true,
    .init = init,
    .draw = draw,
    .finish = finish,
};
