/* SPDX-License-Identifier: ISC */
/* What letters are drawn with. They are drawn as coverage, so that strokes and dots that touch make one shape, and
 * coloured afterwards. Lengths are in radii of the disc. */
#ifndef SKY_PATTERN_TEXT_INK_H
#define SKY_PATTERN_TEXT_INK_H

#include <stddef.h>

#include "pattern/coverage.h"

struct sky_text_ink {
    struct sky_plane plane;
    struct sky_coverage *coverage; /* to draw on */
    float size;                    /* the height of a capital */
    float thick;                   /* of strokes */
    float outline;                 /* beyond the edge of a letter: 0 draws the letters themselves */
    bool is_inside;                /* only LEDs well inside are to be covered, as by sky_cover_inside() */
    float *sums;                   /* of a bitmap; see text_dots.c */
    size_t sums_room;
};

#endif
