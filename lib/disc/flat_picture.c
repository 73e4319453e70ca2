/* SPDX-License-Identifier: ISC */
#include "disc/flat_picture.h"

#include <stdbool.h>
#include <stddef.h>

const char *const sky_flat_style_names[] = {
    [SKY_FLAT_SMOOTH] = "smooth",
    [SKY_FLAT_SECTORS] = "sectors",
    [SKY_FLAT_DOTS] = "dots",
    [SKY_FLAT_STRIP] = "strip",
    NULL,
};

static uint32_t size_near(double size)
{
    return size < 1 ? 1 : size > SKY_FLAT_SIZE_MAX ? SKY_FLAT_SIZE_MAX : (uint32_t)(size + 0.5);
}

void sky_flat_picture_init(struct sky_flat_picture *picture, const struct sky_geometry *geometry,
                           enum sky_flat_style style, uint32_t width)
{
    bool strip = style == SKY_FLAT_STRIP;
    uint32_t natural = size_near(strip ? geometry->vanes : 2 * (geometry->hub + geometry->pixels));
    width = width > 0 ? width : natural;
    uint32_t height = strip ? size_near((double)width * geometry->pixels / geometry->vanes) : width;
    *picture = (struct sky_flat_picture){width, height, 1, style};
}
