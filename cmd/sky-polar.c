/* SPDX-License-Identifier: ISC */
/* sky-polar: pictures and films to polar frames. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/program.h>

#include "base/file.h"
#include "disc/polar.h"
#include "program/placed.h"
#include "stream/kinds.h"
#include "stream/playlist.h"
#include "stream/suffix.h"

struct config {
    int fit, matrix, range, flip;
    double size, x, y, angle;
    const char *crop;
    struct sky_color background;

    struct sky_playlist list;
    struct sky_image image;    /* the newest picture */
    struct sky_image cropped;  /* the part of it that is shown, unless that is all */
    struct sky_rectangle part; /* which part that is; empty if it is all */
    uint8_t *frame;            /* the same on the disc */

    struct sky_polar *polar;
    struct view {
        uint32_t width, height;
        struct sky_placement placement;
    } planned;                         /* what `polar` is for */
    struct sky_color drawn_background; /* in `frame` */
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
        return sky_fail("-S: '%.40s' is no size (must be WIDTHxHEIGHT, as 640x480, each 1 to %d)", argument,
                        SKY_IMAGE_SIDE_MAX);
    config->list.raw_width = (uint32_t)width;
    config->list.raw_height = (uint32_t)height;
    return sky_image_check_size(width, height);
}

/* Does the suffix say that this may be a picture or a film that is read here? */
static bool is_readable(const struct config *config, const char *path)
{
    static const char *const suffixes[] = {".ppm", ".pgm", ".pnm", ".pam", ".y4m", NULL};
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
    if (protect_pictures(run) < 0)
        return -1;
    config->list.operands = run->operands;
    config->list.count = run->operand_count;
    config->list.fps = run->fps;
    config->list.matrix = (enum sky_y4m_matrix)config->matrix;
    config->list.range = (enum sky_y4m_range)config->range;
    config->frame = sky_frame_alloc(sky_frame_bytes(&run->geometry));
    run->total = count_frames(run);
    run->total -= run->total < run->first ? run->total : run->first;
    enum sky_playlist_next got = config->frame ? SKY_PLAYLIST_NEW : SKY_PLAYLIST_FAILED;
    for (uint64_t i = 0; i < run->first && got > 0; i++)
        got = sky_playlist_next(&config->list, &config->image);
    return got < 0 ? -1 : 0;
}

/* Crops the newest picture, unless that was done. Returns 1 when another picture or another part of it is shown, 0, or -1
 * with the error set. */
static int crop_picture(struct config *config, bool is_new)
{
    struct sky_rectangle part = {0}, before = config->part;
    if (*config->crop != '\0' && sky_rectangle_parse(&part, config->crop) < 0)
        return sky_fail_at("crop");
    if (!is_new && part.width == before.width && part.height == before.height && part.x == before.x &&
        part.y == before.y)
        return 0;
    config->part = part;
    if (part.width > 0 && sky_image_crop(&config->cropped, &config->image, &part) < 0)
        return sky_fail_at("crop");
    return 1;
}

/* Makes `polar` place pictures of this size as the parameters say. Returns 1 when it has changed, 0, or -1 with the error
 * set. */
static int plan_view(const struct sky_run *run, const struct sky_image *image)
{
    struct config *config = run->config;
    const struct view view = {image->width, image->height, SKY_PLACEMENT_OF(config)};
    if (config->polar && view.width == config->planned.width && view.height == config->planned.height &&
        sky_placement_equal(&view.placement, &config->planned.placement))
        return 0;
    sky_polar_destroy(config->polar);
    config->planned = view;
    config->polar = sky_polar_create(&run->geometry, view.width, view.height, &view.placement);
    return config->polar ? 1 : -1;
}

static bool same_color(struct sky_color a, struct sky_color b)
{
    return a.r == b.r && a.g == b.g && a.b == b.b;
}

static enum sky_next write_picture(struct sky_run *run, const struct sky_moment *now)
{
    struct config *config = run->config;
    (void)now;
    enum sky_playlist_next got = sky_playlist_next(&config->list, &config->image);
    if (got == SKY_PLAYLIST_FAILED)
        return SKY_NEXT_FAILED;
    bool repeats = run->frames != SKY_FRAMES_ENDLESS || sky_playlist_is_still(&config->list);
    if (got == SKY_PLAYLIST_END && !(repeats && config->image.rgb))
        return SKY_NEXT_END;

    int cropped = crop_picture(config, got == SKY_PLAYLIST_NEW);
    const struct sky_image *image = config->part.width > 0 ? &config->cropped : &config->image;
    int moved = cropped < 0 ? -1 : plan_view(run, image);
    if (moved < 0)
        return SKY_NEXT_FAILED;
    if (cropped || moved || !same_color(config->background, config->drawn_background)) {
        sky_polar_draw(config->polar, config->frame, image, config->background);
        config->drawn_background = config->background;
    }
    return sky_output_write(run->output, config->frame) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    sky_playlist_finish(&config->list);
    sky_image_finish(&config->image);
    sky_image_finish(&config->cropped);
    sky_polar_destroy(config->polar);
    free(config->frame);
}

int main(int argc, char **argv)
{
    static const struct sky_program program = {
        .name = "sky-polar",
        .summary = "Converts pictures and films to polar frames: files in the order given, and - (the default) for "
                   "pictures one after another on standard input. They are PNG, PPM, PGM, PAM or Y4M, as their first "
                   "bytes tell, or raw RGB with -S.",
        .usage = usage,
        .options = options,
        .params = params,
        .closing = "One file of one picture is a still: it lasts until -n or -d, or until the reader ends. Several are a "
                   "film, a frame each; with -n or -d the last one lasts until then. A Y4M film keeps its own rate: pictures are "
                   "repeated or left out to fit -r.",
        .parse_option = parse_option,
        .plan = plan,
        .frame = write_picture,
        .finish = finish,
    };
    struct config config = {0};
    return sky_program_run(&program, &config, argc, argv);
}
