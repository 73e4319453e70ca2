/* SPDX-License-Identifier: ISC */
#include "disc/placement.h"

#include <math.h>
#include <stddef.h>

#include "kernel/math.h"

const char *const sky_fit_names[] = {
    [SKY_FIT_CONTAIN] = "contain",
    [SKY_FIT_COVER] = "cover",
    [SKY_FIT_STRETCH] = "stretch",
    NULL,
};

/* Larger pictures are reduced, as long as the reduced picture has so many cells along its longer side, and in an LED's
 * pitch, and along each side: it then differs from the full one by less than the rounding of codes. */
#define LONGER_ENOUGH 1024.0
#define PITCH_ENOUGH 2.0
#define SIDE_ENOUGH 16.0

/* A piece of more cells is reduced in any case. It leaves a cell inside it a weight of 8, its edge being rounded to
 * eighths. */
#define PIECE_CELLS_MAX 8000.0

bool sky_placement_equal(const struct sky_placement *a, const struct sky_placement *b)
{
    return a->fit == b->fit && a->size == b->size && a->x == b->x && a->y == b->y && a->turns == b->turns &&
           a->flip_across == b->flip_across && a->flip_down == b->flip_down;
}

/* Picture pixels an LED pitch. */
struct scale {
    double x, y;
};

static struct scale scale_of(const struct sky_placement *placement, const struct sky_geometry *geometry, double width,
                             double height)
{
    double diameter = 2 * (geometry->hub + geometry->pixels);
    double longer = width > height ? width : height, shorter = width > height ? height : width;
    double x = placement->fit == SKY_FIT_COVER ? shorter : placement->fit == SKY_FIT_STRETCH ? width : longer;
    double y = placement->fit == SKY_FIT_COVER ? shorter : placement->fit == SKY_FIT_STRETCH ? height : longer;
    return (struct scale){x / diameter / placement->size, y / diameter / placement->size};
}

/* By what to reduce one side. */
static uint32_t factor_of(uint32_t side, double longer, double pixels_a_pitch)
{
    double wish = floor(fmin(fmin(longer / LONGER_ENOUGH, pixels_a_pitch / PITCH_ENOUGH), side / SIDE_ENOUGH));
    uint32_t factor = wish < 1 ? 1 : (uint32_t)wish;
    return factor == sky_lights_factor(side, factor) ? factor : factor - 1;
}

struct sky_placement_factors sky_placement_factors(const struct sky_placement *placement,
                                                   const struct sky_geometry *geometry, uint32_t width,
                                                   uint32_t height)
{
    struct scale scale = scale_of(placement, geometry, width, height);
    uint32_t longer = width > height ? width : height;
    uint32_t across = factor_of(width, longer, scale.x), down = factor_of(height, longer, scale.y);
    double outermost = SKY_TAU * (geometry->hub + geometry->pixels - 0.5) / geometry->vanes * scale.x * scale.y;
    while (outermost / across / down > PIECE_CELLS_MAX)
        if (scale.x / across > scale.y / down)
            across = sky_lights_factor(width, across + 1);
        else
            down = sky_lights_factor(height, down + 1);
    return (struct sky_placement_factors){across, down};
}

/* A place on the disc is moved, turned back and scaled to the picture. */
struct sky_piece_view sky_placement_view(const struct sky_placement *placement, const struct sky_geometry *geometry,
                                         const struct sky_lights *lights)
{
    struct scale scale = scale_of(placement, geometry, lights->width, lights->height);
    double sine = sky_sin_turns(placement->turns), cosine = sky_cos_turns(placement->turns);
    double across = lights->across, down = lights->down, radius = geometry->hub + geometry->pixels;
    double x_scale = scale.x / across * (placement->flip_across ? -1 : 1);
    double y_scale = scale.y / down * (placement->flip_down ? -1 : 1);
    struct sky_piece_view view = {
        .x_right = x_scale * cosine, .x_up = -x_scale * sine, .across = across,
        .y_right = -y_scale * sine, .y_up = -y_scale * cosine, .down = down,
        .low = {-lights->left / across, -lights->top / down},
        .high = {(lights->width - lights->left) / across, (lights->height - lights->top) / down}};
    double right = placement->x * radius, up = placement->y * radius;
    view.x = lights->columns / 2.0 - right * view.x_right - up * view.x_up;
    view.y = lights->rows / 2.0 - right * view.y_right - up * view.y_up;
    return view;
}
