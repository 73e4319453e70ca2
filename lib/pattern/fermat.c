/* SPDX-License-Identifier: ISC */
/* Fermat's spiral, as in a sunflower: seeds at equal angles from one to the next, each as far out as the square
 * root of its number. They grow out of the hub. */
#include <math.h>

#include "base/palette.h"
#include "kernel/math.h"
#include "pattern/pattern.h"
#include "pattern/shapes.h"

struct fermat {
    int palette;
    double seeds, angle, drift, speed, size, spin;
    struct sky_phase grown, turned, drifted; /* seeds that have come; turns; turns that `angle` has changed by */
    struct sky_phase placed;                 /* turns from seed 0 to the newest, by its number instead of the time */
    struct sky_palette colors;
    struct sky_plane plane;
};

static const struct sky_param params[] = {
    SKY_PARAM_PALETTE(fermat, palette, "rainbow", "colours, from hub to rim"),
    SKY_PARAM_INTEGER(fermat, seeds, "500", 1, 5000, "", "number of seeds on the disc"),
    SKY_PARAM_PERIODIC(fermat, angle, "137.50776", 0, 360, "degrees",
                       "angle from one seed to the next; the default is the golden angle"),
    SKY_PARAM_NUMBER(fermat, drift, "0", -10, 10, "degrees a second", "how fast the angle changes"),
    SKY_PARAM_NUMBER(fermat, speed, "12", -10000, 10000, "seeds a second", "how fast seeds grow out of the hub"),
    SKY_PARAM_NUMBER(fermat, size, "0.8", 0, 10, "", "size of a seed; at 1 neighbours touch"),
    SKY_PARAM_NUMBER(fermat, spin, "-2", -360, 360, "degrees a second", "rotation of the whole picture, clockwise"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    return sky_plane_init(&((struct fermat *)self)->plane, &canvas->geometry);
}

/* What the threads that draw a frame need. */
struct work {
    const struct fermat *fermat;
    double grown, turned; /* seeds that have come; turns of the picture */
    double step, placed;  /* turns from one seed to the next, and from seed 0 to the newest */
};

static void draw_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct work *work = context;
    const struct fermat *fermat = work->fermat;
    const struct sky_plane plane = sky_plane_part(&fermat->plane, first, end);
    double part = work->grown - floor(work->grown), seeds = fermat->seeds;
    (void)worker;
    sky_plane_clear(&plane);
    for (int number = 0; number < (int)seeds; number++) {
        double i = number;
        double place = (i + part) / seeds, radius = sqrt(place);
        double turns = i * work->step - work->placed + work->turned;
        float centre[2] = {(float)(radius * sky_sin_turns(turns)), (float)(radius * sky_cos_turns(turns))};
        /* The six newest seeds are still growing, and all are a little smaller near the hub. */
        double size =
            fermat->size * 0.95 / sqrt(seeds) * (i + part < 6 ? (i + part) / 6 : 1) * (0.75 + 0.35 * radius);
        struct sky_pen pen = {sky_palette_around(&fermat->colors, radius - work->grown / 150), 1,
                              SKY_INK_OVER};
        sky_draw_disc(&plane, centre, (float)size, &pen);
    }
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct fermat *fermat = self;
    double grown = sky_phase_at(&fermat->grown, fermat->speed, now->t);
    double step = sky_fraction(fermat->angle / 360 + sky_phase_at(&fermat->drifted, fermat->drift / 360, now->t));
    struct work work = {
        .fermat = fermat,
        .grown = grown,
        .turned = sky_phase_at(&fermat->turned, fermat->spin / 360, now->t),
        .step = step,
        .placed = sky_phase_at(&fermat->placed, step, floor(grown)),
    };
    fermat->plane.frame = frame;
    sky_palette_choose(&fermat->colors, fermat->palette);
    sky_workers_run(canvas->workers, canvas->geometry.vanes, draw_vanes, &work);
    return 0;
}

static void finish(void *self)
{
    sky_plane_finish(&((struct fermat *)self)->plane);
}

const struct sky_pattern sky_pattern_fermat = {
    .name = "fermat",
    .text = "the spiral of a sunflower, growing out of the hub",
    .params = params,
    .size = sizeof(struct fermat),
    .init = init,
    .draw = draw,
    .finish = finish,
};
