/* SPDX-License-Identifier: ISC */
/* What an animated PNG is painted on, picture by picture: PNG specification, third edition, 11.3.6.2. */
#ifndef SKY_IMAGE_CANVAS_H
#define SKY_IMAGE_CANVAS_H

#include "image/image.h"

/* What becomes of a picture's part of the canvas when the next one comes: it stays, becomes transparent, or what it was
 * before. */
enum sky_dispose { SKY_DISPOSE_NONE, SKY_DISPOSE_BACKGROUND, SKY_DISPOSE_PREVIOUS };

/* The picture replaces what is there, or lies over it. */
enum sky_layer_blend { SKY_LAYER_SOURCE, SKY_LAYER_OVER };

struct sky_layer {
    struct sky_rectangle part; /* inside the canvas */
    uint8_t dispose, blend;
};

struct sky_canvas {
    uint32_t width, height;        /* to be set before use; the rest is zero */
    struct sky_image image, saved; /* `saved`: what was there before the newest layer, where that is needed */
    struct sky_layer newest;
    uint64_t layers;               /* set to 0 to begin again with a transparent canvas */
};

/* Puts a picture of the part's size on the canvas. Returns 0, or -1 with the error set. */
int sky_canvas_put(struct sky_canvas *canvas, const struct sky_image *picture, const struct sky_layer *layer);

/* Copies the canvas to an image, which is zeroed or an earlier one. Returns 0, or -1 with the error set. */
int sky_canvas_copy(const struct sky_canvas *canvas, struct sky_image *image);

void sky_canvas_finish(struct sky_canvas *canvas); /* accepts a zeroed struct */

#endif
