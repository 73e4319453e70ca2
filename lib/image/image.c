/* SPDX-License-Identifier: ISC */
#include "image/image.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/number.h"
#include "base/pages.h"

int sky_image_check_size(uint64_t width, uint64_t height)
{
    char wide[SKY_GROUPED_TEXT], high[SKY_GROUPED_TEXT];
    sky_number_grouped(width, wide);
    sky_number_grouped(height, high);
    if (width == 0 || height == 0)
        return sky_fail("a picture of %s x %s pixels is empty", wide, high);
    if (width > SKY_IMAGE_SIDE_MAX || height > SKY_IMAGE_SIDE_MAX || width * height > SKY_IMAGE_PIXELS_MAX)
        return sky_fail("a picture of %s x %s pixels is too large (must be up to %d along each side and %d million in "
                        "all)", wide, high, SKY_IMAGE_SIDE_MAX, (int)(SKY_IMAGE_PIXELS_MAX / 1000000));
    return 0;
}

int sky_image_allocate(struct sky_image *image, uint32_t width, uint32_t height, bool alpha)
{
    if (image->rgb && image->width == width && image->height == height && alpha == (image->alpha != NULL))
        return 0;
    sky_image_finish(image);
    size_t pixels = (size_t)width * height;
    image->width = width;
    image->height = height;
    image->rgb = sky_pages_allocate(pixels * 3);
    image->alpha = alpha ? sky_pages_allocate(pixels) : NULL;
    if (image->rgb && (image->alpha || !alpha))
        return 0;
    sky_image_finish(image);
    sky_fail("out of memory for a picture of %u x %u pixels", width, height);
    return -1;
}

int sky_rectangle_parse(struct sky_rectangle *part, const char *text)
{
    static const char ends[] = {'x', '+', '+', '\0'};
    uint32_t *const numbers[] = {&part->width, &part->height, &part->x, &part->y};
    const char *at = text;
    for (int i = 0; i < 4; i++, at++) {
        char *end = NULL;
        unsigned long number = *at >= '0' && *at <= '9' ? strtoul(at, &end, 10) : 0;
        if (!end || *end != ends[i] || number > SKY_IMAGE_SIDE_MAX || (i < 2 && number == 0))
            return sky_fail("'%.40s' is not a part of a picture (must be WIDTHxHEIGHT+X+Y, such as 100x100+20+0)",
                            text);
        *numbers[i] = (uint32_t)number;
        at = end;
    }
    return 0;
}

int sky_rectangle_check(const struct sky_rectangle *part, const struct sky_image *image)
{
    if (part->x + part->width <= image->width && part->y + part->height <= image->height)
        return 0;
    return sky_fail("%ux%u+%u+%u is not inside the picture of %u x %u pixels", part->width, part->height, part->x,
                    part->y, image->width, image->height);
}

int sky_image_crop(struct sky_image *out, const struct sky_image *image, const struct sky_rectangle *part)
{
    if (sky_rectangle_check(part, image) < 0 ||
        sky_image_allocate(out, part->width, part->height, image->alpha != NULL) < 0)
        return -1;
    for (size_t y = 0; y < part->height; y++) {
        size_t from = (part->y + y) * image->width + part->x;
        memcpy(out->rgb + y * part->width * 3, image->rgb + from * 3, (size_t)part->width * 3);
        if (out->alpha)
            memcpy(out->alpha + y * part->width, image->alpha + from, part->width);
    }
    return 0;
}

void sky_image_finish(struct sky_image *image)
{
    free(image->rgb);
    free(image->alpha);
    *image = (struct sky_image){0};
}
