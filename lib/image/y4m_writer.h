/* SPDX-License-Identifier: ISC */
/* Writing films in the format of mjpegtools, yuv4mpeg(5): 4:2:0, 8 bits, of limited range. Samples of colour lie on the
 * left one of two columns and between two rows, as in MPEG-2 and H.264. The matrix is that of BT.709 from 1280 x 720
 * on, and else that of BT.601, as readers assume. */
#ifndef SKY_IMAGE_Y4M_WRITER_H
#define SKY_IMAGE_Y4M_WRITER_H

#include <stdio.h>

#include "image/image.h"

struct sky_y4m_writer {
    FILE *file;
    uint32_t rate, divisor; /* rate / divisor pictures a second */
    uint8_t *planes;        /* of a picture; NULL before the first */
};

/* Writes the next picture, whose size is that of the first. Returns 0, or -1 with the error set, which does not name
 * the file. */
int sky_y4m_write(struct sky_y4m_writer *writer, const struct sky_image *image);

void sky_y4m_writer_finish(struct sky_y4m_writer *writer); /* accepts a zeroed struct */

#endif
