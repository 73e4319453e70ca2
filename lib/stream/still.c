/* SPDX-License-Identifier: ISC */
/* A picture as an endless stream of one frame, fitted to the disc as sky-polar does by default, or as a viewer says. */
#include <stdlib.h>

#include <sky/error.h>

#include "image/png.h"
#include "stream/kinds.h"
#include "stream/still.h"

struct still_input {
    struct sky_input input;
    struct sky_view view;
};

static int draw(struct still_input *still, const struct sky_view_settings *settings, bool is_new)
{
    return sky_view_draw(&still->view, settings, is_new) < 0 ? sky_fail_at("%s", still->input.name) : 0;
}

static enum sky_next next_still(struct sky_input *input, const uint8_t **frame, uint64_t deadline)
{
    struct still_input *still = (struct still_input *)input;
    struct sky_view_settings settings;
    (void)deadline;
    if (!input->viewer)
        sky_view_finish(&still->view); /* the frame is all that is needed from now on */
    else if (input->viewer(input->viewer_context, input->number, &settings) < 0 || draw(still, &settings, false) < 0)
        return SKY_NEXT_FAILED;
    *frame = still->view.frame;
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
    sky_view_finish(&still->view);
    free(still->view.frame);
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
    static const struct sky_view_settings middle = {.placement = {.fit = SKY_FIT_CONTAIN, .size = 1}, .crop = ""};
    still->view.geometry = *geometry;
    still->view.frame = sky_frame_alloc(still->input.bytes);
    if (still->view.frame && sky_png_load(&still->view.image, path) == 0 && draw(still, &middle, true) == 0)
        return &still->input;
    close_still(&still->input);
    return NULL;
}
