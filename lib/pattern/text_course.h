/* SPDX-License-Identifier: ISC */
/* Where the lines of a text lie on the disc, and how they run. Lengths are in radii of the disc. */
#ifndef SKY_PATTERN_TEXT_COURSE_H
#define SKY_PATTERN_TEXT_COURSE_H

#include <stdbool.h>

#include <sky/geometry.h>

#include "pattern/text_layout.h"
#include "pattern/text_line.h"

enum sky_text_form { SKY_TEXT_RIM, SKY_TEXT_RADIUS, SKY_TEXT_STRAIGHT };
enum sky_text_align { SKY_TEXT_LEFT, SKY_TEXT_CENTER, SKY_TEXT_RIGHT };

struct sky_text_shape {
    enum sky_text_form form;
    enum sky_text_align align;
    bool is_outward;   /* along the rim: the tops of letters point to the rim, not to the hub */
    double size, step; /* the height of a capital; the distance of base lines */
    double thick;      /* of strokes */
    double outline;    /* beyond their edges */
    double turns;      /* the place along the rim, the direction of the radius, or the rotation of straight text */
    double radius;     /* how far text along the rim reaches */
    double x, y;       /* the place of straight text */
    double moved;      /* how far the text has run to the left */
};

/* Do both draw a text alike? */
bool sky_text_shape_is_same(const struct sky_text_shape *a, const struct sky_text_shape *b);

/* A line and the part of it that is in sight. */
struct sky_text_course {
    struct sky_base_line base;
    double start;       /* x of its first letter */
    double period;      /* x after which it repeats */
    bool repeats;
    double first, last; /* x that are in sight */
    double width;       /* of the whole text, measured along this line */
    float fade;         /* length over which it fades towards `first` and `last`; 0: it does not */
};

/* Finds the course of line `number` of the text. Returns false if it is out of sight. */
bool sky_text_course(const struct sky_text_shape *shape, const struct sky_text_layout *layout,
                     const struct sky_geometry *geometry, size_t number, struct sky_text_course *course);

#endif
