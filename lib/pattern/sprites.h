/* SPDX-License-Identifier: ISC */
/* Pictures to draw with: all PNG files of a directory. */
#ifndef SKY_PATTERN_SPRITES_H
#define SKY_PATTERN_SPRITES_H

#include "image/image.h"
#include "pattern/plane.h"

#define SKY_SPRITES_MAX 64
#define SKY_SPRITE_SIDE_MAX 1024

struct sky_sprites {
    struct sky_image *images;
    size_t count;
};

/* Loads the first SKY_SPRITES_MAX files *.png of a directory, sorted by name, into a zeroed struct. Returns 0, or
 * -1 with the error set: there is no such directory, it has no picture, or one is damaged or larger than
 * SKY_SPRITE_SIDE_MAX pixels. Call sky_sprites_finish() in either case. */
int sky_sprites_load(struct sky_sprites *sprites, const char *directory);
void sky_sprites_finish(struct sky_sprites *sprites); /* accepts a zeroed struct */

/* Draws a picture around `centre`, with its longer side `size` long (radii), rotated clockwise by `turns`. Each
 * channel becomes the greater of the picture's and the frame's, so black is transparent. */
void sky_sprites_draw(const struct sky_plane *plane, const struct sky_image *image, const float centre[2],
                      float size, double turns);

#endif
