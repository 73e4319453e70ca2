/* SPDX-License-Identifier: ISC */
/* PNG files: of one picture, or animated, as the PNG specification, third edition, 4.9 says (and before it the APNG
 * specification of Mozilla). Files are not trusted: sizes are checked before anything is allocated for them. Damage is
 * an error, unless it is the checksum of a chunk that the pictures do not need, which is warned of.
 *
 * An animation takes up to 16 bytes a pixel, beside what <image/png.h> takes to decode one of its pictures. */
#ifndef SKY_IMAGE_APNG_H
#define SKY_IMAGE_APNG_H

#include <stdbool.h>
#include <stdio.h>

#include "image/canvas.h"
#include "image/chunks.h"
#include "image/image.h"

/* The largest animation, in pixels: 8K television has a little less. */
#define SKY_APNG_PIXELS_MAX ((uint64_t)1 << 25)

/* The signature, and the chunks that the pixels need: header, palette, opacity, gamma, sRGB. */
#define SKY_APNG_HEAD_ROOM 1280

/* How a picture is shown. */
struct sky_apng_control {
    struct sky_layer layer;
    double seconds; /* how long it is shown */
};

struct sky_apng {
    /* To be set before use; the rest is zero. */
    FILE *file;
    const char *name; /* for warnings */
    bool once;        /* play an animation without end once only */

    /* From the header. */
    bool is_animated;
    uint32_t width, height;
    uint32_t pictures, plays; /* of an animation: how many, and how often; 0: without end */

    int64_t start; /* where the file begins, or -1 where it cannot be read again */
    uint8_t head[SKY_APNG_HEAD_ROOM];
    size_t head_bytes;
    struct sky_chunk chunk;   /* the one that comes next, whose length and type were read */
    uint32_t sequence;        /* of the next chunk that has a number */
    bool has_control;         /* `control` is of the next picture, not of the one on the canvas */
    struct sky_apng_control control;

    uint32_t number;          /* of the next picture in this play */
    double played;            /* plays that are over */
    double duration;          /* of one, once that is known, in seconds */
    double end;               /* of the picture on the canvas, in seconds of this play */
    bool is_over;             /* the last play is */
    bool has_warned;          /* of a damaged chunk: once for a file, which may have any number of them */
    struct sky_canvas canvas;
    struct sky_image picture;

    struct sky_apng_input {   /* what is made for libpng, before the rest of the chunk */
        uint8_t bytes[SKY_APNG_HEAD_ROOM];
        size_t count, given;
        bool ended;
    } input;
};

/* Reads up to the first pixels of the file that comes next. `apng` has the first members set. Returns 0, or -1 with the
 * error set, which does not name the file; call sky_apng_finish() in either case. */
int sky_apng_begin(struct sky_apng *apng);

/* Reads the picture of a file that is not animated, and no further. `image` is zeroed, or an earlier picture whose
 * memory is used again. Returns 0, or -1 with the error set. */
int sky_apng_read_still(struct sky_apng *apng, struct sky_image *image);

/* Plays an animation up to a moment, in seconds from its beginning, that is not before that of the last call.
 * Returns 1 with another picture in `image`, which is zeroed or the last picture; 2 where it stays; 0 after the
 * end, with the last picture in `image`; or -1 with the error set, after which only sky_apng_restart() and
 * sky_apng_finish() may be called. */
int sky_apng_play(struct sky_apng *apng, struct sky_image *image, double seconds);

/* Goes back to the beginning. Returns 0, or -1 with the error set. */
int sky_apng_restart(struct sky_apng *apng);

/* Frees what the animation holds. Accepts a zeroed struct. */
void sky_apng_finish(struct sky_apng *apng);

/* Reads the first picture of a file. Returns 0, with an image that the caller must finish, or -1 with the error set. */
int sky_apng_load(struct sky_image *image, const char *path);

/* Opens a file for reading. Returns NULL with the error set: it cannot be opened, or is a directory. */
FILE *sky_apng_open(const char *path);

#endif
