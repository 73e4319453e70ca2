/* SPDX-License-Identifier: ISC */
#include "program/scene_ahead.h"

#include "base/thread.h"

static void *open_input(void *context)
{
    struct sky_scene_ahead *ahead = context;
    ahead->input = sky_input_open(ahead->operand, ahead->geometry);
    return NULL;
}

void sky_scene_ahead_begin(struct sky_scene_ahead *ahead, const char *operand, const struct sky_geometry *geometry)
{
    if (ahead->operand == operand)
        return;
    sky_scene_ahead_finish(ahead);
    *ahead = (struct sky_scene_ahead){.operand = operand, .geometry = geometry};
    if (sky_thread_start(&ahead->thread, open_input, ahead) != 0)
        ahead->operand = NULL;
}

struct sky_input *sky_scene_ahead_take(struct sky_scene_ahead *ahead, const char *operand)
{
    if (!ahead->operand)
        return NULL;
    pthread_join(ahead->thread, NULL);
    struct sky_input *input = ahead->input;
    bool is_wanted = ahead->operand == operand;
    *ahead = (struct sky_scene_ahead){0};
    if (is_wanted)
        return input;
    sky_input_close(input);
    return NULL;
}

void sky_scene_ahead_finish(struct sky_scene_ahead *ahead)
{
    sky_scene_ahead_take(ahead, NULL);
}
