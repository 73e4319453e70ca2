/* SPDX-License-Identifier: ISC */
#include "image/image.h"

#include <stdlib.h>

#include <sky/error.h>

#include "base/number.h"

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
    *image = (struct sky_image){width, height, malloc(pixels * 3), alpha ? malloc(pixels) : NULL};
    if (image->rgb && (image->alpha || !alpha))
        return 0;
    sky_image_finish(image);
    return sky_fail("out of memory for a picture of %u x %u pixels", width, height);
}

void sky_image_finish(struct sky_image *image)
{
    free(image->rgb);
    free(image->alpha);
    *image = (struct sky_image){0};
}
