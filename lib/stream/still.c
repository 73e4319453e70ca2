/* SPDX-License-Identifier: ISC */
/* A picture as an endless stream of one frame, fitted to the disc as sky-polar does by default, or as a viewer says. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "image/png.h"
#include "stream/kinds.h"
#include "stream/still.h"

struct still_input {
    struct sky_input input;
    struct sky_image image, cropped;
    struct sky_polar *polar;
    struct sky_still_view view; /* what `frame` shows; its crop is owned */
    char *crop;
    uint8_t *frame;
};

static bool same_view(const struct still_input *still, const struct sky_still_view *view)
{
    const struct sky_color *a = &view->background, *b = &still->view.background;
    return still->polar && sky_placement_equal(&view->placement, &still->view.placement) && a->r == b->r &&
           a->g == b->g && a->b == b->b && strcmp(view->crop, still->crop) == 0;
}

/* Draws the picture as a view says. Returns 0, or -1 with the error set. */
static int draw(struct still_input *still, const struct sky_still_view *view)
{
    const struct sky_image *image = &still->image;
    struct sky_rectangle part;
    if (*view->crop != '\0') {
        if (sky_rectangle_parse(&part, view->crop) < 0 || sky_image_crop(&still->cropped, image, &part) < 0)
            return sky_fail_at("%s: crop", still->input.name);
        image = &still->cropped;
    }
    sky_polar_destroy(still->polar);
    free(still->crop);
    still->view = *view;
    still->crop = strdup(view->crop);
    still->polar = sky_polar_create(&still->input.geometry, image->width, image->height, &view->placement);
    if (!still->crop)
        return sky_fail("out of memory");
    if (!still->polar)
        return -1;
    sky_polar_draw(still->polar, still->frame, image, view->background);
    return 0;
}

static enum sky_next next_still(struct sky_input *input, const uint8_t **frame, uint64_t deadline)
{
    struct still_input *still = (struct still_input *)input;
    struct sky_still_view view;
    (void)deadline;
    if (input->viewer && input->viewer(input->viewer_context, input->number, &view) < 0)
        return SKY_NEXT_FAILED;
    if (input->viewer && !same_view(still, &view) && draw(still, &view) < 0)
        return SKY_NEXT_FAILED;
    if (!input->viewer && still->polar) { /* the frame is all that is needed from now on */
        sky_image_finish(&still->image);
        sky_polar_destroy(still->polar);
        still->polar = NULL;
    }
    *frame = still->frame;
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
    struct still_input *still = (struct still_input *)input;
    sky_image_finish(&still->image);
    sky_image_finish(&still->cropped);
    sky_polar_destroy(still->polar);
    free(still->crop);
    free(still->frame);
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
    static const struct sky_still_view middle = {.placement = {.fit = SKY_FIT_CONTAIN, .size = 1}, .crop = ""};
    still->frame = sky_frame_alloc(still->input.bytes);
    if (still->frame && sky_png_load(&still->image, path) == 0 && draw(still, &middle) == 0)
        return &still->input;
    close_still(&still->input);
    return NULL;
}
