/* SPDX-License-Identifier: ISC */
/* sky-polar: pictures and films to polar frames. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/program.h>

#include "base/file.h"
#include "disc/view.h"
#include "program/placed.h"
#include "stream/kinds.h"
#include "stream/playlist.h"
#include "stream/still.h"
#include "stream/suffix.h"

struct config {
    int fit, matrix, range, flip;
    double size, x, y, angle;
    const char *crop;
    struct sky_color background;

    struct sky_playlist list;
    struct sky_view view;
};

static const char *const usage[] = {"[options] [PICTURE ...] [name=value ...]", NULL};

static const struct sky_option options[] = {
    {'S', "size", "WIDTHxHEIGHT", "what is read is raw RGB video of this size, 3 bytes a pixel"},
    SKY_OPTIONS_END,
};

static const char *const matrices[] = {
    [SKY_Y4M_BY_SIZE] = "auto", [SKY_Y4M_BT601] = "bt601", [SKY_Y4M_BT709] = "bt709", NULL};
static const char *const ranges[] = {
    [SKY_Y4M_BY_HEADER] = "auto", [SKY_Y4M_LIMITED] = "limited", [SKY_Y4M_FULL] = "full", NULL};

static const struct sky_param params[] = {
    SKY_PLACEMENT_PARAMS(config),
    SKY_PARAM_CHOICE(config, matrix, "auto", matrices, "colours of Y4M films; auto is bt709 from 1280x720 on"),
    SKY_PARAM_CHOICE(config, range, "auto", ranges,
                     "of the samples of Y4M films; auto is what the film says, or limited"),
    SKY_PARAMS_END,
};

/* ---- The command line ---- */

static int parse_option(struct sky_run *run, int code, const char *argument)
{
    struct config *config = run->config;
    uint64_t width, height;
    char word[64];
    (void)code; /* there is only -S */
    snprintf(word, sizeof word, "%s", argument);
    char *cross = strchr(word, 'x');
    if (cross)
        *cross++ = '\0';
    if (!cross || sky_integer_parse(word, 1, SKY_IMAGE_SIDE_MAX, &width) < 0 ||
        sky_integer_parse(cross, 1, SKY_IMAGE_SIDE_MAX, &height) < 0)
        return sky_fail("-S: '%.40s' is not a size (must be WIDTHxHEIGHT, such as 640x480, each 1 to %d)", argument,
                        SKY_IMAGE_SIDE_MAX);
    config->list.raw_width = (uint32_t)width;
    config->list.raw_height = (uint32_t)height;
    return sky_image_check_size(width, height);
}

/* Does the suffix say that this may be a picture or a film that is read here? */
static bool is_readable(const struct config *config, const char *path)
{
    static const char *const suffixes[] = {".apng", ".ppm", ".pgm", ".pnm", ".pam", ".y4m", NULL};
    bool known = config->list.raw_width > 0;
    for (int i = 0; suffixes[i]; i++)
        known = known || sky_file_has_suffix(path, suffixes[i]);
    return known || sky_suffix_check_input(path) == 0;
}

/* Protects all pictures from being written over, and finds those that cannot be read before anything is written.
 * Returns 0, or -1 with the error set. */
static int protect_pictures(const struct sky_run *run)
{
    for (int i = 0; i < run->operand_count; i++) {
        const char *operand = run->operands[i];
        if (strcmp(operand, "-") == 0)
            continue;
        if (*operand == '\0')
            return sky_fail_misuse("'': the name of a picture is missing");
        size_t length = sky_operand_path_length(operand);
        if (operand[length] != '\0' && access(operand, F_OK) < 0)
            return sky_fail_misuse("%s: write the picture's settings as separate words here: %.*s '%s'", operand,
                                   (int)length, operand, operand + length + 1);
        if (!is_readable(run->config, operand))
            return -1;
        if (access(operand, R_OK) < 0)
            return sky_fail("%s: %s", operand, strerror(errno));
        sky_file_protect(operand, "an input");
    }
    sky_input_protect("-");
    return 0;
}

/* How many frames the pictures will be, or 0 when that is not known. */
static uint64_t count_frames(const struct sky_run *run)
{
    for (int i = 0; i < run->operand_count; i++)
        if (run->operand_count == 1 || !sky_file_has_suffix(run->operands[i], ".png"))
            return 0;
    return (uint64_t)run->operand_count;
}

/* ---- Frames ---- */

static int plan(struct sky_run *run)
{
    struct config *config = run->config;
    if (sky_crop_check(config->crop) < 0 || protect_pictures(run) < 0)
        return -1;
    config->list.operands = run->operands;
    config->list.count = run->operand_count;
    config->list.fps = run->fps;
    config->list.matrix = (enum sky_y4m_matrix)config->matrix;
    config->list.range = (enum sky_y4m_range)config->range;
    config->view.geometry = run->geometry;
    config->view.frame = sky_frame_alloc(sky_frame_bytes(&run->geometry));
    run->total = count_frames(run);
    run->total -= run->total < run->first ? run->total : run->first;
    return config->view.frame ? sky_playlist_skip(&config->list, &config->view.image, run->first) : -1;
}

static enum sky_next write_picture(struct sky_run *run, const struct sky_moment *now)
{
    struct config *config = run->config;
    (void)now;
    enum sky_playlist_next got = sky_playlist_next(&config->list, &config->view.image);
    if (got == SKY_PLAYLIST_FAILED)
        return SKY_NEXT_FAILED;
    bool repeats = run->frames != SKY_FRAMES_ENDLESS || sky_playlist_is_still(&config->list);
    if (got == SKY_PLAYLIST_END && !(repeats && config->view.image.rgb))
        return SKY_NEXT_END;
    const struct sky_view_settings settings = SKY_VIEW_SETTINGS_OF(config);
    if (sky_view_draw(&config->view, &settings, got == SKY_PLAYLIST_NEW) < 0)
        return SKY_NEXT_FAILED;
    return sky_output_write(run->output, config->view.frame) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    sky_playlist_finish(&config->list);
    sky_view_finish(&config->view);
    free(config->view.frame);
}

int main(int argc, char **argv)
{
    static const struct sky_program program = {
        .name = "sky-polar",
        .summary = "Converts pictures and films to polar frames: files in the order given, and - (the default) for "
                   "pictures one after another on standard input. They are PNG, animated or not, PPM, PGM, PAM or "
                   "Y4M, as their first bytes tell, or raw RGB with -S.",
        .usage = usage,
        .options = options,
        .params = params,
        .closing = "One file of one picture is a still: it lasts until -n or -d, or until the reader ends. Several are "
                   "a film, a frame each; with -n or -d the last one lasts until then. Y4M films and animated PNGs "
                   "keep their own time: pictures are repeated or left out to fit -r.",
        .parse_option = parse_option,
        .plan = plan,
        .frame = write_picture,
        .finish = finish,
    };
    struct config config = {0};
    return sky_program_run(&program, &config, argc, argv);
}
