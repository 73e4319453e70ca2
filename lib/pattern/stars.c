/* SPDX-License-Identifier: ISC */
#include "pattern/pattern.h"

#include <math.h>

#include "base/random.h"
#include "kernel/math.h"

struct stars {
    double count, life;
    struct sky_color color;
    double time; /* in lives of a star of mean life */
};

static const struct sky_param params[] = {
    SKY_PARAM_INTEGER(stars, count, "500", 0, 1000000, "stars", "number of stars"),
    SKY_PARAM_NUMBER(stars, life, "3", 0.01, 3600, "seconds", "mean time from a star's rise to its end"),
    SKY_PARAM_COLOR(stars, color, "#cfe3ff", "colour of the brightest stars"),
    SKY_PARAMS_END,
};

/* Draws star `index`, which rises and fades over one life, then rises again at another place. */
static void draw_star(const struct stars *stars, const struct sky_canvas *canvas, uint64_t index, uint8_t *frame)
{
    const struct sky_geometry *geometry = &canvas->geometry;
    uint64_t star = sky_random_hash(canvas->seed, index);
    double pace = 0.5 + sky_random_unit(star, 0); /* of this star, relative to the mean */
    double lives = stars->time * pace + sky_random_unit(star, 1);
    double life = floor(lives);
    uint64_t birth = sky_random_hash(star, 2 + (uint64_t)life);

    /* Stars are spread evenly over the disc's area: the square of the radius is uniform between hub and rim. */
    double hub = geometry->hub, rim = hub + geometry->pixels;
    double radius = sqrt(hub * hub + sky_random_unit(birth, 0) * (rim * rim - hub * hub));
    uint32_t pixel = (uint32_t)fmin(fmax(radius - hub, 0), geometry->pixels - 1);
    uint32_t vane = (uint32_t)(sky_random_unit(birth, 1) * geometry->vanes);

    double glow = 0.5 - 0.5 * sky_cos_turns(lives - life);
    double size = 0.25 + 0.75 * sky_random_unit(birth, 2);
    sky_put(frame, geometry, vane, pixel, sky_color_mix((struct sky_color){0, 0, 0}, stars->color, glow * size));
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct stars *stars = self;
    memset(frame, 0, sky_frame_bytes(&canvas->geometry));
    for (uint64_t i = 0; i < (uint64_t)stars->count; i++)
        draw_star(stars, canvas, i, frame);
    stars->time += 1 / (stars->life * now->fps);
    return 0;
}

const struct sky_pattern sky_pattern_stars = {
    .name = "stars",
    .text = "stars that rise and fade",
    .params = params,
    .size = sizeof(struct stars),
    .draw = draw,
};
