/* SPDX-License-Identifier: ISC */
/* A test picture: rings and spokes of single LEDs at regular distances. */
#include "pattern/pattern.h"

struct grid {
    double rings, spokes, tens;
    struct sky_color color, major, background;
};

static const struct sky_param params[] = {
    SKY_PARAM_INTEGER(grid, rings, "12", 1, 65536, "pixels", "distance between rings; the first is at the hub"),
    SKY_PARAM_INTEGER(grid, spokes, "15", 1, 65536, "vanes", "distance between spokes; the first is vane 0"),
    SKY_PARAM_INTEGER(grid, tens, "6", 1, 65536, "", "one ring or spoke in so many has the major colour"),
    SKY_PARAM_COLOR(grid, color, "#3a86e0", "colour of the rings and spokes"),
    SKY_PARAM_COLOR(grid, major, "#ffffff", "colour of the major rings and spokes"),
    SKY_PARAM_COLOR(grid, background, "#000000", "colour of all other LEDs"),
    SKY_PARAMS_END,
};

/* Index of the colour of a ring or spoke: 2 major, 1 other, 0 background. */
static int rank(uint32_t index, double step, double tens)
{
    uint32_t every = (uint32_t)step;
    if (index % every != 0)
        return 0;
    return index / every % (uint32_t)tens == 0 ? 2 : 1;
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct grid *grid = self;
    const struct sky_geometry *geometry = &canvas->geometry;
    const struct sky_color colors[] = {grid->background, grid->color, grid->major};
    (void)now;
    for (uint32_t vane = 0; vane < geometry->vanes; vane++) {
        int spoke = rank(vane, grid->spokes, grid->tens);
        for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++) {
            int ring = rank(pixel, grid->rings, grid->tens);
            sky_put(frame, geometry, vane, pixel, colors[ring > spoke ? ring : spoke]);
        }
    }
    return 0;
}

const struct sky_pattern sky_pattern_grid = {
    .name = "grid",
    .text = "a test picture: rings and spokes of single LEDs",
    .params = params,
    .size = sizeof(struct grid),
    .is_single = true,
    .draw = draw,
};
