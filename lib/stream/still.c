/* SPDX-License-Identifier: ISC */
/* A PNG picture as an endless stream, fitted to the disc as sky-polar does by default, or as a viewer says. An
 * animated one is played as often as it says, and stays at its last picture then. */
#include <stdlib.h>

#include <sky/error.h>

#include "image/apng.h"
#include "stream/kinds.h"
#include "stream/still.h"

#define FPS_DEFAULT 30

struct still_input {
    struct sky_input input;
    struct sky_view view;
    bool shown;                /* a frame was read */
    struct sky_apng animation; /* its file is NULL for a still */
    uint64_t played;           /* the frame of the show that it was played up to */
};

static const struct sky_view_settings middle = {.placement = {.fit = SKY_FIT_CONTAIN, .size = 1}, .crop = ""};

static int draw(struct still_input *still, const struct sky_view_settings *settings, bool is_new)
{
    return sky_view_draw(&still->view, settings, is_new) < 0 ? sky_fail_at("%s", still->input.name) : 0;
}

/* Plays an animation up to the next frame. Returns 1 when there is another picture, 0, or -1 with the error set. */
static int play(struct still_input *still)
{
    const struct sky_input *input = &still->input;
    struct sky_apng *animation = &still->animation;
    uint64_t frame = input->show_first + input->number;
    double fps = input->show_fps > 0 ? input->show_fps : FPS_DEFAULT;
    int got = 0;
    if (!animation->file || (animation->is_over && frame >= still->played))
        return 0;
    if (frame < still->played)
        got = sky_apng_restart(animation);
    still->played = frame;
    if (got == 0)
        got = sky_apng_play(animation, &still->view.image, (double)frame / fps);
    if (got < 0)
        return sky_fail_at("%s: picture %u", input->name, animation->number);
    return got != 2;
}

static enum sky_next next_still(struct sky_input *input, const uint8_t **frame, uint64_t deadline)
{
    struct still_input *still = (struct still_input *)input;
    struct sky_view_settings settings = middle;
    (void)deadline;
    int played = play(still);
    if (played < 0)
        return SKY_NEXT_FAILED;
    if (input->viewer && !still->shown)
        sky_view_restart(&still->view);
    still->shown = true;
    if (!input->viewer && !still->animation.file)
        sky_view_finish(&still->view); /* the frame is all that is needed from now on */
    else if ((input->viewer && input->viewer(input->viewer_context, input->number, &settings) < 0) ||
             draw(still, &settings, played) < 0)
        return SKY_NEXT_FAILED;
    *frame = still->view.frame;
    return SKY_NEXT_FRAME;
}

static int rewind_still(struct sky_input *input)
{
    ((struct still_input *)input)->shown = false;
    return 0;
}

static int64_t skip_still(struct sky_input *input, uint64_t count)
{
    (void)input;
    return (int64_t)count;
}

static void close_animation(struct still_input *still)
{
    if (still->animation.file)
        fclose(still->animation.file);
    sky_apng_finish(&still->animation);
    still->animation.file = NULL;
}

static void close_still(struct sky_input *input)
{
    struct still_input *still = (struct still_input *)input;
    close_animation(still);
    sky_view_finish(&still->view);
    free(still->view.frame);
    free(still->view.opacity);
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

int sky_input_keep_opacity(struct sky_input *input)
{
    struct still_input *still = (struct still_input *)input;
    if (!sky_input_is_still(input) || still->view.opacity)
        return 0;
    still->view.opacity = sky_frame_alloc(input->bytes);
    if (!still->view.opacity)
        return -1;
    still->view.is_drawn = false; /* but for the opacity it is */
    return draw(still, &middle, false);
}

const uint8_t *sky_input_opacity(const struct sky_input *input)
{
    return sky_input_is_still(input) ? ((const struct still_input *)input)->view.opacity : NULL;
}

/* Reads the picture, or the first one of an animation. Returns 0, or -1 with the error set. */
static int read_first(struct still_input *still)
{
    struct sky_apng *animation = &still->animation;
    int got = sky_apng_begin(animation);
    if (got == 0)
        got = animation->is_animated ? sky_apng_play(animation, &still->view.image, 0)
                                     : sky_apng_read_still(animation, &still->view.image);
    if (got < 0)
        return sky_fail_at("%s", still->input.name);
    if (!animation->is_animated)
        close_animation(still);
    return 0;
}

struct sky_input *sky_input_open_still(const char *path, const struct sky_geometry *geometry)
{
    struct still_input *still = sky_input_create(sizeof *still, &still_input_kind, path, geometry);
    if (!still)
        return NULL;
    still->view.geometry = *geometry;
    still->view.frame = sky_frame_alloc(still->input.bytes);
    still->animation.name = still->input.name;
    still->animation.file = still->view.frame ? sky_apng_open(path) : NULL;
    if (still->animation.file && read_first(still) == 0 && draw(still, &middle, true) == 0)
        return &still->input;
    close_still(&still->input);
    return NULL;
}
