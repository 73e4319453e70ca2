/* SPDX-License-Identifier: ISC */
/* A picture as an endless stream of one frame, fitted to the disc as sky-polar does by default. */
#include <stdlib.h>

#include <sky/error.h>

#include "disc/polar.h"
#include "stream/kinds.h"
#include "image/png.h"

struct still_input {
    struct sky_input input;
    uint8_t *frame;
};

static enum sky_next next_still(struct sky_input *input, const uint8_t **frame, uint64_t deadline)
{
    (void)deadline;
    *frame = ((struct still_input *)input)->frame;
    return SKY_NEXT_FRAME;
}

static int rewind_still(struct sky_input *input)
{
    (void)input;
    return 0;
}

static int64_t skip_still(struct sky_input *input, uint64_t count)
{
    (void)input;
    return (int64_t)count;
}

static void close_still(struct sky_input *input)
{
    free(((struct still_input *)input)->frame);
    sky_input_finish(input);
}

static const struct sky_input_kind still_input_kind = {
    .next = next_still,
    .rewind = rewind_still,
    .skip = skip_still,
    .close = close_still,
};

bool sky_input_is_still(const struct sky_input *input)
{
    return input->kind == &still_input_kind;
}

struct sky_input *sky_input_open_still(const char *path, const struct sky_geometry *geometry)
{
    struct still_input *still = sky_input_create(sizeof *still, &still_input_kind, path, geometry);
    if (!still)
        return NULL;
    static const struct sky_color black = {0};
    struct sky_image image;
    if (sky_png_load(&image, path) == 0) {
        still->frame = sky_frame_alloc(still->input.bytes);
        int drawn = still->frame ? sky_polar_draw_once(still->frame, geometry, &image, SKY_FIT_CONTAIN, black) : -1;
        sky_image_finish(&image);
        if (drawn == 0)
            return &still->input;
    }
    close_still(&still->input);
    return NULL;
}
