/* SPDX-License-Identifier: ISC */
#include "program/placed.h"

#include <stdlib.h>
#include <string.h>

#include "program/params.h"
#include "program/state.h"
#include "stream/still.h"

const char *const sky_flip_names[] = {"no", "across", "down", "both", NULL};

struct placed {
    int fit, flip;
    double size, x, y, angle;
    const char *crop;
    struct sky_color background;

    struct sky_params *params; /* of these */
    double fps;
    uint64_t first;
    const struct sky_live *live; /* of the run */
};

static const struct sky_param params[] = {
    SKY_PLACEMENT_PARAMS(placed),
    SKY_PARAMS_END,
};

const char *sky_placed_owner(const char *name)
{
    return sky_params_have(params, name, strlen(name)) ? "a picture" : NULL;
}

static struct sky_moment moment_of(const struct placed *placed, uint64_t frame)
{
    struct sky_moment moment = sky_moment_at(placed->first + frame, placed->fps);
    moment.live = placed->live;
    return moment;
}

static int view(void *context, uint64_t frame, struct sky_view_settings *settings)
{
    struct placed *placed = context;
    struct sky_moment now = moment_of(placed, frame);
    sky_params_update(placed->params, &now);
    *settings = SKY_VIEW_SETTINGS_OF(placed);
    return 0;
}

static void finish(void *context)
{
    struct placed *placed = context;
    sky_params_destroy(placed->params);
    free(placed);
}

static int assign(struct sky_params *table, const char *words)
{
    for (size_t length; *words; words += length + (words[length] == ',')) {
        length = sky_operand_word_length(words);
        char *word = strndup(words, length);
        if (!word)
            return sky_fail("out of memory");
        int result = sky_params_assign(table, word);
        free(word);
        if (result < 0)
            return -1;
    }
    return 0;
}

int sky_crop_check(const char *crop)
{
    struct sky_rectangle part;
    return *crop == '\0' || sky_rectangle_parse(&part, crop) == 0 ? 0 : sky_fail_misuse("crop: %s", sky_error());
}

/* The result is for finish(). NULL with the error set. */
static struct placed *parse(const struct sky_run *run, const char *words, uint64_t first)
{
    struct placed *placed = calloc(1, sizeof *placed);
    if (!placed) {
        sky_fail("out of memory");
        return NULL;
    }
    placed->fps = run->fps;
    placed->first = first;
    placed->live = run->state->live;
    placed->params = sky_params_create(params, placed);
    if (placed->params)
        placed->params->now = moment_of(placed, 0);
    if (placed->params && assign(placed->params, words) == 0 && sky_crop_check(placed->crop) == 0)
        return placed;
    finish(placed);
    return NULL;
}

int sky_placed_check(const struct sky_run *run, const char *words)
{
    struct placed *placed = parse(run, words, 0);
    if (!placed)
        return sky_fail_misuse("%s", sky_error());
    finish(placed);
    return 0;
}

int sky_run_place(const struct sky_run *run, struct sky_input *input, uint64_t first)
{
    const char *words = sky_input_words(input);
    sky_input_set_show(input, run->fps, first);
    if (!words)
        return 0;
    struct placed *placed = parse(run, words, first);
    if (!placed)
        return sky_fail_misuse("%s: %s", sky_input_name(input), sky_error());
    sky_input_set_viewer(input, view, finish, placed);
    return 0;
}
