/* SPDX-License-Identifier: ISC */
/* Pictures one after another: of a stream, or of a file, which may hold one or a film. Their first bytes tell what
 * they are: PNG, which may be animated, as ffmpeg -f image2pipe -c:v png writes them; PPM, PGM or PAM; or a Y4M
 * film. Raw RGB needs a size. Pictures are shown for a frame each, those of films in their own time. */
#ifndef SKY_IMAGE_PICTURES_H
#define SKY_IMAGE_PICTURES_H

#include <stdbool.h>
#include <stdio.h>

#include "image/apng.h"
#include "image/y4m.h"

struct sky_pictures {
    /* To be set before use; the rest is zero. */
    const char *name;                /* for errors */
    uint32_t raw_width, raw_height;  /* of raw RGB, three bytes a pixel; 0: the bytes tell */
    enum sky_y4m_matrix matrix;
    enum sky_y4m_range range;
    double fps;                      /* at which they are shown */
    bool once;                       /* an animated PNG without end is played once, as others follow */

    FILE *file;
    bool is_file;                    /* opened here */
    bool ended;
    uint64_t shown;                  /* frames */
    uint64_t number;                 /* of the next picture, from 0 */
    uint64_t first_shown, first;     /* the same when the film began */
    struct sky_y4m film;             /* film.planes: one has begun */
    struct sky_apng animation;       /* animation.is_animated: the same */
};

/* Opens a file; NULL is standard input. Returns 0, or -1 with the error set. */
int sky_pictures_open(struct sky_pictures *pictures, const char *path);

/* Goes on to the picture of the next frame. `image` is zeroed, or the picture of the frame before, whose memory may
 * be used again; it must be finished at the end. Returns 1 with a picture, 2 when it is the one before, 0 after the
 * last picture, or -1 with the error set, which names the stream and the picture. An animated PNG of a file is
 * played as often as it says, as long as the file can be read again; that of a stream once. */
int sky_pictures_next(struct sky_pictures *pictures, struct sky_image *image);

/* True while they are an animation of a file, and all that is to come: it finds each frame by its time, so that frames
 * may be left out by adding to `shown`. */
bool sky_pictures_go_by_time(const struct sky_pictures *pictures);

void sky_pictures_close(struct sky_pictures *pictures); /* accepts a zeroed struct */

#endif
