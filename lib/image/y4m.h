/* SPDX-License-Identifier: ISC */
/* Films in the format of mjpegtools, yuv4mpeg(5), as ffmpeg -f yuv4mpegpipe writes it: 4:2:0, 4:2:2, 4:4:4 and grey,
 * 8 to 16 bits a sample, not interlaced. */
#ifndef SKY_IMAGE_Y4M_H
#define SKY_IMAGE_Y4M_H

#include <stdbool.h>
#include <stdio.h>

#include "image/image.h"
#include "kernel/kernel.h"

/* How colours are coded, where that is not to be found in the film. */
enum sky_y4m_matrix { SKY_Y4M_BY_SIZE, SKY_Y4M_BT601, SKY_Y4M_BT709 }; /* by size: BT.709 from 1280 x 720 on */
enum sky_y4m_range { SKY_Y4M_BY_HEADER, SKY_Y4M_LIMITED, SKY_Y4M_FULL }; /* by header: limited if that has none */

struct sky_y4m {
    FILE *file;
    enum sky_y4m_matrix matrix;
    enum sky_y4m_range range;

    /* From the header. */
    uint32_t width, height;
    double fps;                /* frames a second; 0 where it is not known */
    unsigned across, down;     /* pixels for each sample of colour; 0: grey */
    bool left;                 /* samples of colour lie on the left one of two pixels, not between them */
    unsigned bits;
    bool full;                 /* the range, if the header has it */

    struct sky_yuv yuv;
    uint8_t *planes;           /* of one picture, as they come */
    size_t plane_bytes[2];     /* of luma, and of each plane of colour */
    uint16_t *rows;            /* a row each of Y, U and V, and one of samples of colour */
};

/* Reads the header, whose first character 'Y' is the next one, into a struct of which the first three members are set
 * and the rest is zero. Returns 0, or -1 with the error set; call sky_y4m_finish() in either case. */
int sky_y4m_begin(struct sky_y4m *film);

/* Reads the next picture; `image` is zeroed, or an earlier picture whose memory is used again, or NULL to pass over it.
 * Returns 1, 0 at the end of the film, or -1 with the error set. */
int sky_y4m_next(struct sky_y4m *film, struct sky_image *image);

void sky_y4m_finish(struct sky_y4m *film); /* accepts a zeroed struct */

#endif
