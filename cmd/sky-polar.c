/* SPDX-License-Identifier: ISC */
/* sky-polar: pictures and films to polar frames. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/program.h>

#include "base/file.h"
#include "disc/polar.h"
#include "image/pictures.h"
#include "stream/kinds.h"
#include "stream/pipe.h"
#include "stream/suffix.h"

struct config {
    int fit, matrix, range;
    struct sky_color background;
    uint32_t raw_width, raw_height; /* -S, or 0 */

    struct sky_pictures pictures; /* of operand `next_operand` */
    bool open;                    /* they are */
    int next_operand;
    uint64_t shown;               /* frames since that operand began */
    uint64_t read;                /* pictures of all operands */
    bool pipe_fits;

    struct sky_image image; /* the newest picture */
    uint8_t *frame;         /* the same, fitted to the disc */

    struct sky_polar *polar; /* fits pictures of planned_width x planned_height as planned_fit says */
    uint32_t planned_width, planned_height;
    int planned_fit;
    struct sky_color drawn_background; /* in `frame` */
    bool drawn;                        /* it is */
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
    SKY_PARAM_CHOICE(config, fit, "contain", sky_fit_names,
                     "which sides span the disc's diameter: the longer (contain), the shorter (cover), both"),
    SKY_PARAM_COLOR(config, background, "black", "beyond the picture and behind its transparent parts"),
    SKY_PARAM_CHOICE(config, matrix, "auto", matrices, "colours of Y4M films; auto is bt709 from 1280x720 on"),
    SKY_PARAM_CHOICE(config, range, "auto", ranges, "of the samples of Y4M films; auto is what the film says, or limited"),
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
    config->raw_width = (uint32_t)width;
    config->raw_height = (uint32_t)height;
    return sky_image_check_size(width, height);
}

/* Does the suffix say that this may be a picture or a film that is read here? */
static bool is_readable(const struct config *config, const char *path)
{
    static const char *const suffixes[] = {".ppm", ".pgm", ".pnm", ".pam", ".y4m", NULL};
    bool known = config->raw_width > 0;
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

/* ---- Pictures ---- */

static int open_operand(const struct sky_run *run)
{
    struct config *config = run->config;
    const char *operand = run->operand_count ? run->operands[config->next_operand] : "-";
    bool is_stdin = strcmp(operand, "-") == 0;
    config->pictures = (struct sky_pictures){
        .name = is_stdin ? "standard input" : operand,
        .raw_width = config->raw_width,
        .raw_height = config->raw_height,
        .matrix = (enum sky_y4m_matrix)config->matrix,
        .range = (enum sky_y4m_range)config->range,
    };
    config->shown = 0;
    if (is_stdin && isatty(STDIN_FILENO))
        return sky_fail("standard input: is a terminal; pictures come from files or a pipe");
    if (sky_pictures_open(&config->pictures, is_stdin ? NULL : operand) < 0)
        return -1;
    config->open = true;
    return 0;
}

static void close_operand(struct config *config)
{
    if (config->open)
        sky_pictures_close(&config->pictures);
    config->open = false;
}

enum { LAST = 0, NEW = 1, SAME = 2 };

static int read_picture(struct config *config)
{
    int got = sky_pictures_next(&config->pictures, &config->image);
    if (got <= 0)
        return got;
    config->read++;
    if (!config->pictures.is_file && !config->pipe_fits)
        config->pipe_fits = sky_pipe_fit(STDIN_FILENO, sky_image_bytes(&config->image));
    return NEW;
}

/* Goes on to the picture for an operand's next frame. A film of its own rate shows the picture of that time. */
static int next_of_operand(const struct sky_run *run)
{
    struct config *config = run->config;
    struct sky_pictures *pictures = &config->pictures;
    double fps = sky_pictures_fps(pictures);
    uint64_t frame = config->shown++;
    if (fps <= 0 || pictures->number == 0)
        return read_picture(config);
    /* An integer number of pictures later is often a little less in floating point. */
    double wanted = floor((double)frame * (fps / run->fps) + 1e-9);
    if (wanted < (double)pictures->number)
        return SAME;
    int got = NEW;
    while (got > 0 && (double)pictures->number < wanted)
        got = sky_pictures_next(pictures, NULL);
    return got > 0 ? read_picture(config) : got;
}

/* Goes on to the picture for the next frame: NEW or SAME, LAST if the last one stays, or -1 with the error set. */
static int next_picture(const struct sky_run *run)
{
    struct config *config = run->config;
    int count = run->operand_count ? run->operand_count : 1;
    for (; config->next_operand < count; config->next_operand++) {
        if (!config->open && open_operand(run) < 0)
            return -1;
        int got = next_of_operand(run);
        if (got != LAST)
            return got;
        close_operand(config);
    }
    return LAST;
}

/* Has a single picture been all that there is? It lasts until the end. */
static bool is_still(const struct sky_run *run)
{
    const struct config *config = run->config;
    return run->operand_count == 1 && strcmp(run->operands[0], "-") != 0 && config->read == 1;
}

/* ---- Frames ---- */

static int plan(struct sky_run *run)
{
    struct config *config = run->config;
    if (protect_pictures(run) < 0)
        return -1;
    config->frame = sky_frame_alloc(sky_frame_bytes(&run->geometry));
    run->total = count_frames(run);
    run->total -= run->total < run->first ? run->total : run->first;
    int got = config->frame ? NEW : -1;
    for (uint64_t i = 0; i < run->first && got > 0; i++)
        got = next_picture(run);
    return got < 0 ? -1 : 0;
}

/* Makes `polar` fit pictures like the newest. Returns 1 when it has changed, 0, or -1 with the error set. */
static int plan_picture(const struct sky_run *run)
{
    struct config *config = run->config;
    if (config->polar && config->planned_width == config->image.width &&
        config->planned_height == config->image.height && config->planned_fit == config->fit)
        return 0;
    sky_polar_destroy(config->polar);
    config->planned_width = config->image.width;
    config->planned_height = config->image.height;
    config->planned_fit = config->fit;
    config->polar = sky_polar_create(&run->geometry, config->planned_width, config->planned_height,
                                     (enum sky_fit)config->planned_fit);
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
    int got = next_picture(run);
    if (got < 0)
        return SKY_NEXT_FAILED;
    bool repeats = run->frames != SKY_FRAMES_ENDLESS || is_still(run);
    if (got == LAST && !(repeats && config->image.rgb))
        return SKY_NEXT_END;

    int changed = plan_picture(run);
    if (changed < 0)
        return SKY_NEXT_FAILED;
    if (got == NEW || changed > 0 || !config->drawn || !same_color(config->background, config->drawn_background)) {
        sky_polar_draw(config->polar, config->frame, &config->image, config->background);
        config->drawn_background = config->background;
        config->drawn = true;
    }
    return sky_output_write(run->output, config->frame) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    close_operand(config);
    sky_image_finish(&config->image);
    sky_polar_destroy(config->polar);
    free(config->frame);
}

int main(int argc, char **argv)
{
    static const struct sky_program program = {
        .name = "sky-polar",
        .summary = "Converts pictures and films to polar frames: files in the order given, and - (the default) for "
                   "pictures one after another on standard input. They are PNG, PPM, PGM, PAM or Y4M, as their first bytes "
                   "tell, or raw RGB with -S.",
        .usage = usage,
        .options = options,
        .params = params,
        .closing = "One file of one picture is a still: it lasts until -n or -d, or until the reader ends. Several are a film, a "
                   "frame each; with -n or -d the last one lasts until then. A Y4M film keeps its own rate: pictures are "
                   "repeated or left out to fit -r.",
        .parse_option = parse_option,
        .plan = plan,
        .frame = write_picture,
        .finish = finish,
    };
    struct config config = {0};
    return sky_program_run(&program, &config, argc, argv);
}
