/* SPDX-License-Identifier: ISC */
/* Pictures and films one after the other, each film at its own rate. */
#ifndef SKY_STREAM_PLAYLIST_H
#define SKY_STREAM_PLAYLIST_H

#include <stdbool.h>

#include "image/pictures.h"

struct sky_playlist {
    /* To be set before use; the rest is zero. */
    char **operands; /* paths, and "-" for standard input; without any, that alone */
    int count;
    double fps;      /* the frame rate at which they are shown */
    uint32_t raw_width, raw_height; /* as in struct sky_pictures, like the next two */
    enum sky_y4m_matrix matrix;
    enum sky_y4m_range range;

    struct sky_pictures pictures; /* of operand `next` */
    char *name;                   /* of the same, for messages */
    bool open;                    /* they are */
    int next;
    uint64_t read;                /* pictures of the operands before it */
    bool pipe_fits;
};

enum sky_playlist_next {
    SKY_PLAYLIST_FAILED = -1, /* with the error set */
    SKY_PLAYLIST_END = 0,     /* there is no picture for this frame */
    SKY_PLAYLIST_NEW = 1,     /* `image` has the picture */
    SKY_PLAYLIST_SAME = 2,    /* it is the one before */
};

/* Goes on to the picture for the next frame. `image` is zeroed, or the picture of the frame before. */
enum sky_playlist_next sky_playlist_next(struct sky_playlist *list, struct sky_image *image);

/* Leaves out the pictures of up to `count` frames. Returns 0, or -1 with the error set. */
int sky_playlist_skip(struct sky_playlist *list, struct sky_image *image, uint64_t count);

/* True when a single file with a single picture was all that there is, after the end. */
bool sky_playlist_is_still(const struct sky_playlist *list);

void sky_playlist_finish(struct sky_playlist *list);

#endif
