/* SPDX-License-Identifier: ISC */
/* What a text covers of the disc. Lengths are in radii of the disc. */
#ifndef SKY_PATTERN_TEXT_COVER_H
#define SKY_PATTERN_TEXT_COVER_H

#include <stdbool.h>

#include "pattern/text_course.h"
#include "pattern/text_ink.h"
#include "pattern/text_layout.h"

struct sky_text_cover {
    struct sky_coverage letters, outlines;
    struct sky_text_ink ink;        /* that they are drawn with */
    struct sky_text_course longest; /* line of those in sight; its width is -1 if there is none */
    size_t left_out;                /* lines with words for which there is no room around the hub */

    bool is_drawn;               /* for `shape`: it serves again for a text that stands still */
    struct sky_text_shape shape; /* for text_cover.c */
};

/* Initialises a zeroed struct. Returns 0, or -1 with the error set. Call sky_text_cover_finish() in either case. */
int sky_text_cover_init(struct sky_text_cover *cover, const struct sky_geometry *geometry);
void sky_text_cover_finish(struct sky_text_cover *cover); /* accepts a zeroed struct */

/* Draws the letters of a text, and their outlines if the shape has any. Clear `is_drawn` before if the layout is
 * another one. Returns 0, or -1 with the error set when memory is short. */
int sky_text_cover_draw(struct sky_text_cover *cover, const struct sky_text_layout *layout,
                        const struct sky_text_shape *shape);

#endif
