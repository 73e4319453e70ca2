/* SPDX-License-Identifier: ISC */
/* sky-polar: pictures to polar frames. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/program.h>

#include "base/file.h"
#include "disc/polar.h"
#include "image/png.h"
#include "stream/kinds.h"
#include "stream/suffix.h"

struct config {
    int fit;
    struct sky_color background;

    struct sky_png_stream stream; /* standard input */
    int next_operand;
    struct sky_image image; /* the newest picture */
    uint8_t *frame;         /* the same, fitted to the disc */

    struct sky_polar *polar; /* fits pictures of planned_width x planned_height as planned_fit says */
    uint32_t planned_width, planned_height;
    int planned_fit;
    struct sky_color drawn_background; /* in `frame` */
};

static const char *const usage[] = {"[options] [PICTURE.png ...] [name=value ...]", NULL};

static const struct sky_param params[] = {
    SKY_PARAM_CHOICE(config, fit, "contain", sky_fit_names,
                     "which sides span the disc's diameter: the longer (contain), the shorter (cover), both"),
    SKY_PARAM_COLOR(config, background, "black", "beyond the picture and behind its transparent parts"),
    SKY_PARAMS_END,
};

/* ---- Pictures ---- */

/* A picture that lasts until the end. */
static bool is_still(const struct sky_run *run)
{
    return run->operand_count == 1 && strcmp(run->operands[0], "-") != 0;
}

/* How many pictures will come, or 0 when that is not known. */
static uint64_t count_pictures(const struct sky_run *run)
{
    for (int i = 0; i < run->operand_count; i++)
        if (is_still(run) || strcmp(run->operands[i], "-") == 0)
            return 0;
    return (uint64_t)run->operand_count;
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
        if (sky_suffix_check_input(operand) < 0)
            return -1;
        if (access(operand, R_OK) < 0)
            return sky_fail("%s: %s", operand, strerror(errno));
        sky_file_protect(operand, "an input");
    }
    sky_input_protect("-");
    return 0;
}

/* Reads the next picture into `image`. Returns 1, 0 after the last, or -1 with the error set. */
static int next_picture(const struct sky_run *run, struct sky_image *image)
{
    struct config *config = run->config;
    int count = run->operand_count ? run->operand_count : 1;
    for (; config->next_operand < count; config->next_operand++) {
        const char *operand = run->operand_count ? run->operands[config->next_operand] : "-";
        if (strcmp(operand, "-") != 0) {
            config->next_operand++;
            return sky_png_load(image, operand) < 0 ? -1 : 1;
        }
        if (isatty(STDIN_FILENO))
            return sky_fail("%s: is a terminal; pictures come from files or a pipe", config->stream.name);
        int got = sky_png_next(&config->stream, image);
        if (got != 0)
            return got;
    }
    return 0;
}

/* ---- Frames ---- */

/* Goes to the picture of --start; where there is none, the last one stays. */
static int skip_pictures(struct sky_run *run)
{
    struct config *config = run->config;
    int got = 1;
    for (uint64_t i = 0; i < run->first && !is_still(run) && got > 0; i++) {
        struct sky_image image = {0};
        got = next_picture(run, &image);
        if (got > 0) {
            sky_image_finish(&config->image);
            config->image = image;
        }
    }
    return got < 0 ? -1 : 0;
}

static int plan(struct sky_run *run)
{
    struct config *config = run->config;
    if (protect_pictures(run) < 0)
        return -1;
    config->stream = (struct sky_png_stream){.file = stdin, .name = "standard input"};
    config->frame = sky_frame_alloc(sky_frame_bytes(&run->geometry));
    run->total = count_pictures(run);
    run->total -= run->total < run->first ? run->total : run->first;
    return config->frame ? skip_pictures(run) : -1;
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
    struct sky_image image = {0};
    (void)now;
    int got = next_picture(run, &image);
    if (got < 0)
        return SKY_NEXT_FAILED;
    if (got > 0) {
        sky_image_finish(&config->image);
        config->image = image;
    }
    bool repeats = run->frames != SKY_FRAMES_ENDLESS || is_still(run);
    if (got == 0 && !(repeats && config->image.rgb))
        return SKY_NEXT_END;

    int changed = plan_picture(run);
    if (changed < 0)
        return SKY_NEXT_FAILED;
    if (got > 0 || changed > 0 || !same_color(config->background, config->drawn_background)) {
        sky_polar_draw(config->polar, config->frame, &config->image, config->background);
        config->drawn_background = config->background;
    }
    return sky_output_write(run->output, config->frame) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    sky_image_finish(&config->image);
    sky_polar_destroy(config->polar);
    free(config->frame);
}

int main(int argc, char **argv)
{
    static const struct sky_program program = {
        .name = "sky-polar",
        .summary = "Converts PNG pictures to polar frames, one each: files in the order given, and - (the default) for "
                   "one picture after another on standard input, as ffmpeg -f image2pipe -c:v png writes them.",
        .usage = usage,
        .common = "grndocv",
        .params = params,
        .closing = "One picture file is a still: it lasts until -n or -d, or until the reader ends. Several are a film, a "
                   "frame each; with -n or -d the last one lasts until then.",
        .plan = plan,
        .frame = write_picture,
        .finish = finish,
    };
    struct config config = {0};
    return sky_program_run(&program, &config, argc, argv);
}
