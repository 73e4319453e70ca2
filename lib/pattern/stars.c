/* SPDX-License-Identifier: ISC */
#include "pattern/pattern.h"

#include <math.h>

#include "base/random.h"
#include "kernel/math.h"
#include "pattern/shapes.h"

struct stars {
    double count, size, life;
    struct sky_color color;
    struct sky_phase phase;
    double time; /* in lives of a star of mean life */
    struct sky_plane plane;
};

static const struct sky_param params[] = {
    SKY_PARAM_INTEGER(stars, count, "300", 0, 1000000, "stars", "number of stars, at most one for every two LEDs"),
    SKY_PARAM_NUMBER(stars, size, "0.06", 0, 1, "radii", "radius of the largest stars; at 0 each is one LED"),
    SKY_PARAM_NUMBER(stars, life, "3", 0.01, 3600, "seconds", "mean time from a star's rise to its end"),
    SKY_PARAM_COLOR(stars, color, "#cfe3ff", "colour of the brightest stars"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    return sky_plane_init(&((struct stars *)self)->plane, &canvas->geometry);
}

/* Draws star `index`, which rises and fades over one life, then rises again at another place. Its middle is in that
 * of an LED, so that it shines on every screen, also where it is smaller than an LED. */
static void draw_star(const struct stars *stars, const struct sky_canvas *canvas, uint64_t index)
{
    const struct sky_plane *plane = &stars->plane;
    uint64_t star = sky_random_hash(canvas->seed, index);
    double pace = 0.5 + sky_random_unit(star, 0); /* of this star, relative to the mean */
    double lives = stars->time * pace + sky_random_unit(star, 1);
    double life = floor(lives);
    uint64_t birth = sky_random_hash(star, 2 + (uint64_t)(int64_t)life);

    /* Stars are spread evenly over the disc's area: the square of the radius is uniform between hub and rim. */
    double hub = canvas->geometry.hub, pixels = canvas->geometry.pixels, rim = hub + pixels;
    double radius = sqrt(hub * hub + sky_random_unit(birth, 0) * (rim * rim - hub * hub));
    uint32_t pixel = (uint32_t)fmin(fmax(radius - hub, 0), pixels - 1);
    uint32_t vane = (uint32_t)(sky_random_unit(birth, 1) * canvas->geometry.vanes);
    float centre[2] = {plane->sine[vane] * plane->radius[pixel], plane->cosine[vane] * plane->radius[pixel]};

    /* Few stars are large and bright, many are small. */
    double light = 0.5 - 0.5 * sky_cos_turns(lives - life), rank = sky_random_unit(birth, 2);
    float size = (float)(stars->size * (0.3 + 0.7 * rank * rank * rank));
    struct sky_pen pen = {stars->color, (float)(light * (0.5 + 0.5 * rank)), SKY_INK_LIGHTEN};
    float led = fminf(plane->pitch, plane->arc * plane->radius[pixel]) / 2;
    sky_draw_glow(plane, centre, fmaxf(size, led), &pen);
    sky_draw_disc(plane, centre, size * 0.5f, &pen);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct stars *stars = self;
    stars->plane.frame = frame;
    stars->time = sky_phase_at(&stars->phase, 1 / stars->life, now->t);
    memset(frame, 0, sky_frame_bytes(&canvas->geometry));
    double most = ceil(canvas->geometry.vanes * (double)canvas->geometry.pixels / 2);
    for (uint64_t i = 0; i < (uint64_t)fmin(stars->count, most); i++)
        draw_star(stars, canvas, i);
    return 0;
}

static void finish(void *self)
{
    sky_plane_finish(&((struct stars *)self)->plane);
}

const struct sky_pattern sky_pattern_stars = {
    .name = "stars",
    .text = "stars that rise and fade",
    .params = params,
    .size = sizeof(struct stars),
    .is_single = true,
    .init = init,
    .draw = draw,
    .finish = finish,
};
