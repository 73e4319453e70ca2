/* SPDX-License-Identifier: ISC */
#include "image/canvas.h"

#include <string.h>

/* Copies a part of a picture to the same place of another one of that size. */
static void copy_part(struct sky_image *to, const struct sky_image *from, const struct sky_rectangle *part)
{
    for (size_t y = 0; y < part->height; y++) {
        size_t at = (part->y + y) * to->width + part->x;
        memcpy(to->rgb + at * 3, from->rgb + at * 3, (size_t)part->width * 3);
        memcpy(to->alpha + at, from->alpha + at, part->width);
    }
}

/* Makes a part of a picture transparent. */
static void clear_part(struct sky_image *image, const struct sky_rectangle *part)
{
    for (size_t y = 0; y < part->height; y++) {
        size_t at = (part->y + y) * image->width + part->x;
        memset(image->rgb + at * 3, 0, (size_t)part->width * 3);
        memset(image->alpha + at, 0, part->width);
    }
}

/* Takes the newest layer off. */
static void dispose(struct sky_canvas *canvas)
{
    const struct sky_rectangle all = {.width = canvas->width, .height = canvas->height};
    if (canvas->layers == 0)
        clear_part(&canvas->image, &all);
    else if (canvas->newest.dispose == SKY_DISPOSE_BACKGROUND)
        clear_part(&canvas->image, &canvas->newest.part);
    else if (canvas->newest.dispose == SKY_DISPOSE_PREVIOUS)
        copy_part(&canvas->image, &canvas->saved, &canvas->newest.part);
}

/* Lays a pixel over another one, in codes, as those who drew the animation saw it. */
static void lay_over(uint8_t *rgb, uint8_t *alpha, const uint8_t *from, unsigned opacity)
{
    unsigned above = opacity * 255, below = *alpha * (255 - opacity), sum = above + below;
    for (int channel = 0; channel < 3 && sum > 0; channel++)
        rgb[channel] = (uint8_t)((from[channel] * above + rgb[channel] * below + sum / 2) / sum);
    *alpha = (uint8_t)((sum + 127) / 255);
}

int sky_canvas_put(struct sky_canvas *canvas, const struct sky_image *picture, const struct sky_layer *layer)
{
    const struct sky_rectangle *part = &layer->part;
    const uint8_t *from = picture->rgb, *opacity = picture->alpha;
    bool over = layer->blend == SKY_LAYER_OVER && opacity;
    if (sky_image_allocate(&canvas->image, canvas->width, canvas->height, true) < 0 ||
        (layer->dispose == SKY_DISPOSE_PREVIOUS &&
         sky_image_allocate(&canvas->saved, canvas->width, canvas->height, true) < 0))
        return -1;
    dispose(canvas);
    if (layer->dispose == SKY_DISPOSE_PREVIOUS)
        copy_part(&canvas->saved, &canvas->image, part);
    for (size_t y = 0; y < part->height; y++, from += (size_t)part->width * 3) {
        size_t at = (part->y + y) * canvas->width + part->x;
        uint8_t *rgb = canvas->image.rgb + at * 3, *alpha = canvas->image.alpha + at;
        for (size_t x = 0; over && x < part->width; x++)
            lay_over(rgb + x * 3, alpha + x, from + x * 3, opacity[x]);
        if (!over)
            memcpy(rgb, from, (size_t)part->width * 3);
        if (!over && opacity)
            memcpy(alpha, opacity, part->width);
        else if (!over)
            memset(alpha, 255, part->width);
        opacity = opacity ? opacity + part->width : NULL;
    }
    canvas->newest = *layer;
    canvas->layers++;
    return 0;
}

int sky_canvas_copy(const struct sky_canvas *canvas, struct sky_image *image)
{
    const struct sky_rectangle all = {.width = canvas->width, .height = canvas->height};
    if (sky_image_allocate(image, canvas->width, canvas->height, true) < 0)
        return -1;
    copy_part(image, &canvas->image, &all);
    return 0;
}

void sky_canvas_finish(struct sky_canvas *canvas)
{
    sky_image_finish(&canvas->image);
    sky_image_finish(&canvas->saved);
}
