/* SPDX-License-Identifier: ISC */
#include "disc/polar.h"

#include <math.h>
#include <stdlib.h>

#include <sky/error.h>

#include "kernel/math.h"

const char *const sky_fit_names[] = {
    [SKY_FIT_CONTAIN] = "contain",
    [SKY_FIT_COVER] = "cover",
    [SKY_FIT_STRETCH] = "stretch",
    NULL,
};

/* Samples of a cell, along the vane and along the arc: one for each pixel of the picture, up to this many. More
 * would only be needed for pictures that are larger than the disc's LEDs by that factor. */
#define SAMPLES_MAX 64

#define TAU 6.283185307179586

/* The place of a sample of an LED on vane 0, in LED pitches from the centre. */
struct point {
    double right, up;
};

/* A vane's angle. */
struct angle {
    double sin, cos;
};

struct sky_polar {
    struct sky_geometry geometry;
    uint32_t width, height;
    double scale_x, scale_y; /* picture pixels an LED pitch */
    struct angle *angles;    /* of each vane */
    uint32_t *first;         /* pixels + 1 numbers: the points of pixel p are first[p] to first[p + 1] - 1 */
    struct point *points;
};

static void set_scale(struct sky_polar *polar, enum sky_fit fit)
{
    double diameter = 2 * (polar->geometry.hub + polar->geometry.pixels);
    double width = polar->width, height = polar->height;
    double longer = width > height ? width : height, shorter = width > height ? height : width;
    switch (fit) {
    case SKY_FIT_STRETCH:
        polar->scale_x = width / diameter;
        polar->scale_y = height / diameter;
        return;
    case SKY_FIT_COVER:
        polar->scale_x = polar->scale_y = shorter / diameter;
        return;
    case SKY_FIT_CONTAIN:
        polar->scale_x = polar->scale_y = longer / diameter;
        return;
    }
}

/* The number of samples along a length in picture pixels. */
static uint32_t samples_of(double length)
{
    double count = ceil(length);
    return (uint32_t)(count < 1 ? 1 : count > SAMPLES_MAX ? SAMPLES_MAX : count);
}

/* Samples of an LED's cell around the circle and along the vane. The cell reaches half a vane and half a pitch to
 * either side of the LED. */
static uint32_t samples_around(const struct sky_polar *polar, uint32_t pixel)
{
    double scale = polar->scale_x > polar->scale_y ? polar->scale_x : polar->scale_y;
    return samples_of(TAU * (polar->geometry.hub + pixel + 0.5) / polar->geometry.vanes * scale);
}

static uint32_t samples_along(const struct sky_polar *polar)
{
    return samples_of(polar->scale_x > polar->scale_y ? polar->scale_x : polar->scale_y);
}

static void set_points(struct point *points, const struct sky_geometry *geometry, uint32_t pixel, uint32_t along,
                       uint32_t around)
{
    for (uint32_t j = 0; j < around; j++) {
        double turns = ((j + 0.5) / around - 0.5) / geometry->vanes;
        double sine = sky_sin_turns(turns), cosine = sky_cos_turns(turns);
        for (uint32_t i = 0; i < along; i++) {
            double radius = geometry->hub + pixel + (i + 0.5) / along;
            *points++ = (struct point){radius * sine, radius * cosine};
        }
    }
}

struct sky_polar *sky_polar_create(const struct sky_geometry *geometry, uint32_t width, uint32_t height,
                                   enum sky_fit fit)
{
    struct sky_polar *polar = calloc(1, sizeof *polar);
    if (!polar)
        goto memory;
    *polar = (struct sky_polar){.geometry = *geometry, .width = width, .height = height};
    set_scale(polar, fit);
    polar->angles = malloc(geometry->vanes * sizeof *polar->angles);
    polar->first = malloc((geometry->pixels + (size_t)1) * sizeof *polar->first);
    if (!polar->angles || !polar->first)
        goto memory;
    for (uint32_t vane = 0; vane < geometry->vanes; vane++) {
        double turns = (double)vane / geometry->vanes;
        polar->angles[vane] = (struct angle){sky_sin_turns(turns), sky_cos_turns(turns)};
    }

    uint32_t along = samples_along(polar);
    polar->first[0] = 0;
    for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++)
        polar->first[pixel + 1] = polar->first[pixel] + along * samples_around(polar, pixel);
    polar->points = malloc(polar->first[geometry->pixels] * sizeof *polar->points);
    if (!polar->points)
        goto memory;
    for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++)
        set_points(polar->points + polar->first[pixel], geometry, pixel, along, samples_around(polar, pixel));
    return polar;

memory:
    sky_polar_destroy(polar);
    sky_fail("out of memory for a picture of %u x %u pixels", width, height);
    return NULL;
}

void sky_polar_destroy(struct sky_polar *polar)
{
    if (!polar)
        return;
    free(polar->angles);
    free(polar->first);
    free(polar->points);
    free(polar);
}

/* A place along one side of the picture: the two pixels whose centres are around it, and the weight of the second,
 * 0 to 255 in 256ths. Beyond the outermost centre both are the outermost pixel. */
struct between {
    uint32_t low, high, weight;
};

static struct between between(double place, uint32_t side)
{
    double texel = place > 0.5 ? (place - 0.5) * 256 : 0;
    uint32_t fixed = (uint32_t)texel, low = fixed >> 8;
    if (low >= side - 1)
        return (struct between){side - 1, side - 1, 0};
    return (struct between){low, low + 1, fixed & 255};
}

/* Adds the picture's colour at (x, y), in pixels from the upper left corner, to `sum`, in 256ths, rounded to
 * nearest. */
static void add_sample(uint32_t sum[3], const struct sky_image *image, double x, double y)
{
    if (!(x >= 0 && x < image->width && y >= 0 && y < image->height))
        return;
    struct between column = between(x, image->width), row = between(y, image->height);
    size_t stride = (size_t)image->width * 3;
    const uint8_t *upper = image->rgb + row.low * stride, *lower = image->rgb + row.high * stride;
    size_t left = (size_t)column.low * 3, right = (size_t)column.high * 3;
    for (int channel = 0; channel < 3; channel++, left++, right++) {
        uint32_t top = upper[left] * (256 - column.weight) + upper[right] * column.weight;
        uint32_t bottom = lower[left] * (256 - column.weight) + lower[right] * column.weight;
        sum[channel] += (top * (256 - row.weight) + bottom * row.weight + 128) >> 8;
    }
}

void sky_polar_draw(const struct sky_polar *polar, uint8_t *frame, const struct sky_image *image)
{
    double middle_x = polar->width / 2.0, middle_y = polar->height / 2.0;
    for (uint32_t vane = 0; vane < polar->geometry.vanes; vane++) {
        struct angle angle = polar->angles[vane];
        for (uint32_t pixel = 0; pixel < polar->geometry.pixels; pixel++, frame += 3) {
            const struct point *point = polar->points + polar->first[pixel];
            const struct point *end = polar->points + polar->first[pixel + 1];
            uint32_t sum[3] = {0}, whole = (uint32_t)(end - point) * 256;
            for (; point < end; point++)
                add_sample(sum, image,
                           middle_x + (point->up * angle.sin + point->right * angle.cos) * polar->scale_x,
                           middle_y - (point->up * angle.cos - point->right * angle.sin) * polar->scale_y);
            for (int channel = 0; channel < 3; channel++)
                frame[channel] = (uint8_t)((sum[channel] + whole / 2) / whole);
        }
    }
}

int sky_polar_draw_once(uint8_t *frame, const struct sky_geometry *geometry, const struct sky_image *image,
                        enum sky_fit fit)
{
    struct sky_polar *polar = sky_polar_create(geometry, image->width, image->height, fit);
    if (!polar)
        return -1;
    sky_polar_draw(polar, frame, image);
    sky_polar_destroy(polar);
    return 0;
}
