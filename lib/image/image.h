/* SPDX-License-Identifier: ISC */
/* A flat picture: three bytes (R, G, B) a pixel, sRGB encoded, rows from the top, without padding; and perhaps its
 * opacity. */
#ifndef SKY_IMAGE_IMAGE_H
#define SKY_IMAGE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sky_image {
    uint32_t width, height;
    uint8_t *rgb;   /* owned, from malloc */
    uint8_t *alpha; /* the same: a byte a pixel, 0 for a transparent one, whose colours are not multiplied by it; or
                     * NULL for an opaque picture */
};

/* The largest picture that is read: pixels along each side, and in all. */
#define SKY_IMAGE_SIDE_MAX 16384
#define SKY_IMAGE_PIXELS_MAX ((uint64_t)128 << 20)

/* Fails for an empty picture, and for one that is too large. Returns 0, or -1 with the error set. */
int sky_image_check_size(uint64_t width, uint64_t height);

/* Makes room for a picture of a size that was checked, with opacity or without; a picture of the same kind keeps its
 * memory, and so its content. Returns 0, or -1 with the error set. */
int sky_image_allocate(struct sky_image *image, uint32_t width, uint32_t height, bool alpha);

/* A part of a picture: its size, and where its upper left corner is. */
struct sky_rectangle {
    uint32_t width, height, x, y;
};

/* Parses "WIDTHxHEIGHT+X+Y". Returns 0, or -1 with the error set. */
int sky_rectangle_parse(struct sky_rectangle *part, const char *text);

/* Fails for a part that is not inside the picture. Returns 0, or -1 with the error set. */
int sky_rectangle_check(const struct sky_rectangle *part, const struct sky_image *image);

/* Copies a part of a picture to `out`, which is zeroed, or an earlier picture whose memory is used again. Returns 0, or
 * -1 with the error set: it is not inside the picture, or memory is short. */
int sky_image_crop(struct sky_image *out, const struct sky_image *image, const struct sky_rectangle *part);

/* Frees the pixels. Accepts a zeroed image. */
void sky_image_finish(struct sky_image *image);

static inline size_t sky_image_bytes(const struct sky_image *image)
{
    return (size_t)image->width * image->height * 3;
}

#endif
