/* SPDX-License-Identifier: ISC */
/* Pictures one after another: of a stream, or of a file, which may hold one or a film. Their first bytes tell what they
 * are: PNG, as ffmpeg -f image2pipe -c:v png writes them; PPM, PGM or PAM; or a Y4M film. Raw RGB needs a size. */
#ifndef SKY_IMAGE_PICTURES_H
#define SKY_IMAGE_PICTURES_H

#include <stdbool.h>
#include <stdio.h>

#include "image/y4m.h"

struct sky_pictures {
    /* To be set before use; the rest is zero. */
    const char *name;                /* for errors */
    uint32_t raw_width, raw_height;  /* of raw RGB, three bytes a pixel; 0: the bytes tell */
    enum sky_y4m_matrix matrix;
    enum sky_y4m_range range;

    FILE *file;
    bool is_file;                    /* opened here */
    bool ended;
    uint64_t number;                 /* of the next picture, from 0 */
    struct sky_y4m film;             /* film.planes: one has begun */
};

/* Opens a file; NULL is standard input. Returns 0, or -1 with the error set. */
int sky_pictures_open(struct sky_pictures *pictures, const char *path);

/* Reads the next picture. `image` is zeroed, or an earlier picture whose memory may be used again; it must be finished
 * at the end. NULL passes over the picture. Returns 1, 0 after the last picture, or -1 with the error set, which names
 * the stream and the picture. */
int sky_pictures_next(struct sky_pictures *pictures, struct sky_image *image);

/* A film's own frame rate, in frames a second, once its first picture was read; 0 where there is none. */
double sky_pictures_fps(const struct sky_pictures *pictures);

void sky_pictures_close(struct sky_pictures *pictures); /* accepts a zeroed struct */

#endif
