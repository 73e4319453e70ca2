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

/* Loads the first SKY_SPRITES_MAX files *.png by name. Begin with a zeroed one. Returns 0, or -1 with the error
 * kept: no such directory, no picture in it, one that is damaged or larger than SKY_SPRITE_SIDE_MAX. */
int sky_sprites_load(struct sky_sprites *sprites, const char *directory);
void sky_sprites_finish(struct sky_sprites *sprites); /* a zeroed one is fine too */

/* Draws the picture around a centre, its longer side `size` long, turned clockwise by so many turns. Black is
 * transparent: of both the greater is kept, in each channel. */
void sky_sprites_draw(const struct sky_plane *plane, const struct sky_image *image, const float centre[2],
                      float size, double turns);

#endif
