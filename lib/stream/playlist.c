/* SPDX-License-Identifier: ISC */
#include "stream/playlist.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>

#include "stream/pipe.h"

static int open_operand(struct sky_playlist *list)
{
    const char *operand = list->count ? list->operands[list->next] : "-";
    bool is_stdin = strcmp(operand, "-") == 0;
    list->pictures = (struct sky_pictures){
        .name = is_stdin ? "standard input" : operand,
        .raw_width = list->raw_width,
        .raw_height = list->raw_height,
        .matrix = list->matrix,
        .range = list->range,
    };
    list->shown = 0;
    if (is_stdin && isatty(STDIN_FILENO))
        return sky_fail("standard input: is a terminal; pictures come from files or a pipe");
    if (sky_pictures_open(&list->pictures, is_stdin ? NULL : operand) < 0)
        return -1;
    list->open = true;
    return 0;
}

static void close_operand(struct sky_playlist *list)
{
    if (list->open)
        sky_pictures_close(&list->pictures);
    list->open = false;
}

static int read_picture(struct sky_playlist *list, struct sky_image *image)
{
    int got = sky_pictures_next(&list->pictures, image);
    if (got <= 0)
        return got;
    list->read++;
    if (!list->pictures.is_file && !list->pipe_fits)
        list->pipe_fits = sky_pipe_fit(STDIN_FILENO, sky_image_bytes(image));
    return SKY_PLAYLIST_NEW;
}

/* Goes on to the picture for an operand's next frame. A film of its own rate shows the picture of that time. */
static int next_of_operand(struct sky_playlist *list, struct sky_image *image)
{
    struct sky_pictures *pictures = &list->pictures;
    double fps = sky_pictures_fps(pictures);
    uint64_t frame = list->shown++;
    if (fps <= 0 || pictures->number == 0)
        return read_picture(list, image);
    /* An integer number of pictures later is often a little less in floating point. */
    double wanted = floor((double)frame * (fps / list->fps) + 1e-9);
    if (wanted < (double)pictures->number)
        return SKY_PLAYLIST_SAME;
    int got = SKY_PLAYLIST_NEW;
    while (got > 0 && (double)pictures->number < wanted)
        got = sky_pictures_next(pictures, NULL);
    return got > 0 ? read_picture(list, image) : got;
}

enum sky_playlist_next sky_playlist_next(struct sky_playlist *list, struct sky_image *image)
{
    int count = list->count ? list->count : 1;
    for (; list->next < count; list->next++) {
        if (!list->open && open_operand(list) < 0)
            return SKY_PLAYLIST_FAILED;
        int got = next_of_operand(list, image);
        if (got != SKY_PLAYLIST_END)
            return (enum sky_playlist_next)got;
        close_operand(list);
    }
    return SKY_PLAYLIST_END;
}

bool sky_playlist_is_still(const struct sky_playlist *list)
{
    return list->count == 1 && strcmp(list->operands[0], "-") != 0 && list->read == 1;
}

void sky_playlist_finish(struct sky_playlist *list)
{
    close_operand(list);
}
