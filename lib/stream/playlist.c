/* SPDX-License-Identifier: ISC */
#include "stream/playlist.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>

#include "stream/pipe.h"
#include "stream/place.h"

static int open_operand(struct sky_playlist *list)
{
    const char *operand = list->count ? list->operands[list->next] : "-";
    bool is_stdin = strcmp(operand, "-") == 0;
    list->name = sky_operand_name(operand, strlen(operand), list->count > 1 ? (unsigned)list->next + 1 : 0);
    if (!list->name)
        return -1;
    list->pictures = (struct sky_pictures){
        .name = is_stdin ? "standard input" : list->name,
        .raw_width = list->raw_width,
        .raw_height = list->raw_height,
        .matrix = list->matrix,
        .range = list->range,
        .fps = list->fps,
        .once = list->next + 1 < list->count,
    };
    if (is_stdin && isatty(STDIN_FILENO))
        return sky_fail("standard input: is a terminal; pictures come from files or a pipe");
    if (sky_pictures_open(&list->pictures, is_stdin ? NULL : operand) < 0)
        return -1;
    list->open = true;
    return 0;
}

static void close_operand(struct sky_playlist *list)
{
    free(list->name);
    list->name = NULL;
    if (!list->open)
        return;
    list->read += list->pictures.number;
    sky_pictures_close(&list->pictures);
    list->open = false;
}

enum sky_playlist_next sky_playlist_next(struct sky_playlist *list, struct sky_image *image)
{
    int count = list->count ? list->count : 1;
    for (; list->next < count; list->next++) {
        if (!list->open && open_operand(list) < 0)
            return SKY_PLAYLIST_FAILED;
        int got = sky_pictures_next(&list->pictures, image);
        if (got == SKY_PLAYLIST_NEW && !list->pictures.is_file && !list->pipe_fits)
            list->pipe_fits = sky_pipe_fit(STDIN_FILENO, sky_image_bytes(image));
        if (got != SKY_PLAYLIST_END)
            return (enum sky_playlist_next)got;
        close_operand(list);
    }
    return SKY_PLAYLIST_END;
}

int sky_playlist_skip(struct sky_playlist *list, struct sky_image *image, uint64_t count)
{
    while (count > 0) {
        enum sky_playlist_next got = sky_playlist_next(list, image);
        count--;
        if (got == SKY_PLAYLIST_FAILED)
            return -1;
        if (got == SKY_PLAYLIST_END)
            return 0;
        if (sky_pictures_go_by_time(&list->pictures)) {
            list->pictures.shown += count;
            return 0;
        }
    }
    return 0;
}

bool sky_playlist_is_still(const struct sky_playlist *list)
{
    return list->count == 1 && strcmp(list->operands[0], "-") != 0 && list->read == 1;
}

void sky_playlist_finish(struct sky_playlist *list)
{
    close_operand(list);
}
