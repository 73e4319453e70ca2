/* SPDX-License-Identifier: ISC */
/* A flat picture: three bytes (R, G, B) a pixel, sRGB encoded, rows from the top, without padding; and perhaps its
 * opacity. */
#ifndef SKY_IMAGE_IMAGE_H
#define SKY_IMAGE_IMAGE_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct sky_image {
    uint32_t width, height;
    uint8_t *rgb;   /* owned, from malloc */
    uint8_t *alpha; /* the same: a byte a pixel, 0 for a transparent one, whose colours are not multiplied by it; or NULL
                     * for an opaque picture */
};

/* Frees the pixels. Accepts a zeroed image. */
static inline void sky_image_finish(struct sky_image *image)
{
    free(image->rgb);
    free(image->alpha);
    *image = (struct sky_image){0};
}

static inline size_t sky_image_bytes(const struct sky_image *image)
{
    return (size_t)image->width * image->height * 3;
}

#endif
