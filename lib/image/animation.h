/* SPDX-License-Identifier: ISC */
/* Writing animated PNGs, picture by picture: PNG specification, third edition, 11.3.6. Of each picture after the first
 * only the rectangle is written in which it differs from the one before. Takes 6 bytes a pixel, 8 with opacity, and the
 * compressed picture. */
#ifndef SKY_IMAGE_ANIMATION_H
#define SKY_IMAGE_ANIMATION_H

#include <stdbool.h>
#include <stdio.h>

#include "image/image.h"

struct sky_animation {
    /* To be set before use; the rest is zero. */
    FILE *file;
    uint32_t pictures;       /* how many there will be; 0: not known, and written by sky_animation_finish() */
    uint32_t plays;          /* 0: without end */
    uint16_t delay, divisor; /* each is shown for delay / divisor seconds */

    uint32_t count, sequence;
    long start;              /* where the file begins, or -1 where it cannot be written again */
    struct sky_image shown;  /* the last picture */
    struct sky_image part;   /* what has changed */
    char *png;               /* a picture as a file of its own, from open_memstream() */
    size_t png_bytes;
};

/* True if the number of pictures can be written at the end. */
bool sky_animation_can_count(FILE *file);

/* Writes the next picture, whose size is that of the first, and which has opacity if that has. Returns 0, or -1 with
 * the error set, which does not name the file. */
int sky_animation_add(struct sky_animation *animation, const struct sky_image *image);

/* Ends an animation that has a picture. Returns 0, or -1 with the error set. */
int sky_animation_end(struct sky_animation *animation);

void sky_animation_finish(struct sky_animation *animation); /* accepts a zeroed struct */

#endif
