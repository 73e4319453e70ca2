/* SPDX-License-Identifier: ISC */
/* From flat to polar: a picture is laid over the disc, and each LED gets the mean of its own piece (see disc/piece.h),
 * in light. */
#ifndef SKY_DISC_POLAR_H
#define SKY_DISC_POLAR_H

#include <stdbool.h>
#include <stdint.h>

#include <sky/geometry.h>
#include <sky/value.h>

#include "image/image.h"

/* How a picture is fitted to the disc. Both have the same centre. */
enum sky_fit {
    SKY_FIT_CONTAIN, /* the picture's longer side spans the disc's diameter */
    SKY_FIT_COVER,   /* the shorter side spans it, so that the picture fills the disc */
    SKY_FIT_STRETCH, /* both sides span it */
};

/* Their names, ended by NULL. */
extern const char *const sky_fit_names[];

/* Where a picture lies. */
struct sky_placement {
    enum sky_fit fit;
    double size;       /* beside what fit makes it, 0.01 to 100 */
    double x, y;       /* of its middle, to the right and up from the disc's, in radii of the disc, -100 to 100 */
    double turns;      /* clockwise about its middle */
    bool flip_across;  /* left and right change places, before it is turned */
    bool flip_down;    /* the same of top and bottom */
};

bool sky_placement_equal(const struct sky_placement *a, const struct sky_placement *b);

/* What is computed once for pictures of one size and placement on one disc. */
struct sky_polar;

/* Returns NULL with the error set on failure. */
struct sky_polar *sky_polar_create(const struct sky_geometry *geometry, uint32_t width, uint32_t height,
                                   const struct sky_placement *placement);
void sky_polar_destroy(struct sky_polar *polar); /* accepts NULL */

/* Draws a picture of that size as a frame of sky_frame_bytes() bytes. The disc beyond the picture, and what is seen
 * through it, has the colour of the background. */
void sky_polar_draw(struct sky_polar *polar, uint8_t *frame, const struct sky_image *image,
                    struct sky_color background);

/* The same for a single picture of any size in the middle of the disc. Returns 0, or -1 with the error set. */
int sky_polar_draw_once(uint8_t *frame, const struct sky_geometry *geometry, const struct sky_image *image,
                        enum sky_fit fit, struct sky_color background);

#endif
