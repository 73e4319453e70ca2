/* SPDX-License-Identifier: ISC */
/* A picture laid on the disc as settings say that may change from frame to frame. It is drawn again only when
 * something has changed. Where the placement is that of the frame before, and for the first frame, pictures are drawn
 * by a plan; a picture that moves is drawn without one. */
#ifndef SKY_DISC_VIEW_H
#define SKY_DISC_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include <sky/geometry.h>
#include <sky/value.h>

#include "disc/moving.h"
#include "disc/polar.h"
#include "image/image.h"

struct sky_view_settings {
    struct sky_placement placement;
    struct sky_color background;
    const char *crop; /* the part that is shown, as sky_rectangle_parse() takes it, or "" for all */
};

struct sky_view {
    /* To be set before use; the rest is zero. */
    struct sky_geometry geometry;
    uint8_t *frame;         /* the newest picture on the disc; not owned */
    uint8_t *opacity;       /* the same, or NULL; see sky_polar_draw() */

    struct sky_image image; /* the newest picture, for the user to fill */
    struct sky_image cropped;       /* the part that is shown, unless that is all */
    struct sky_rectangle part;      /* which part that is; empty if it is all */
    char refused[48];               /* the beginning of the last `crop` that was warned of */
    struct sky_polar *polar;        /* NULL while pictures move */
    uint32_t width, height;         /* of the pictures that `polar` is for */
    struct sky_moving *moving;      /* NULL until they move */
    bool is_drawn;                  /* something is in `frame`: */
    struct sky_placement placement; /* where that lies, */
    struct sky_color background;    /* and over what */
};

/* Draws view->image to view->frame. `is_new` tells that it is another picture than the last time. A wrong `crop` is an
 * error at first; later it is warned of, and the old part stays. Returns 0, or -1 with the error set. */
int sky_view_draw(struct sky_view *view, const struct sky_view_settings *settings, bool is_new);

/* The next frame is the first one, whose placement is no movement. */
void sky_view_restart(struct sky_view *view);

/* Frees all but the frame, for good or until there is another picture. Accepts a zeroed struct. */
void sky_view_finish(struct sky_view *view);

#endif
