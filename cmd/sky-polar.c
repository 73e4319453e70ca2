/* SPDX-License-Identifier: ISC */
/* sky-polar: pictures to polar frames. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/stream.h>

#include "program/options.h"
#include "disc/polar.h"
#include "stream/kinds.h"
#include "program/loop.h"
#include "image/png.h"

struct settings {
    int fit;
};

struct config {
    struct sky_common common;
    struct settings settings;
    struct sky_params params;
    struct sky_arguments arguments;

    struct sky_png_stream stream; /* standard input */
    int next_operand;
    struct sky_image image;       /* the newest picture */
    struct sky_polar *polar;      /* fits pictures of planned_width x planned_height as planned_fit */
    uint32_t planned_width, planned_height;
    int planned_fit;
    uint8_t *frame;               /* the newest picture, fitted */
};

static const char *const usage[] = {"[options] [PICTURE.png ...] [name=value ...]", NULL};

static const struct sky_option options[] = {SKY_OPTIONS_END};

static const struct sky_param param_table[] = {
    SKY_PARAM_CHOICE(settings, fit, "contain", sky_fit_names,
                   "which sides span the disc's diameter: the longer; the shorter (the disc is full); both"),
    SKY_PARAMS_END,
};

static const struct sky_program program = {
    .name = "sky-polar",
    .summary = "Turns PNG pictures into polar frames, one each: files in their order, and - (the default) for\n"
               "pictures one after another on standard input, as ffmpeg -f image2pipe -c:v png writes them.",
    .usage = usage,
    .common = "grndocv",
    .options = options,
    .params = param_table,
    .closing = "A single picture is a still, which lasts until -n or -d, or until nobody reads on. Several are a film,\n"
               "a frame each; -n or -d repeat its last picture until then. What is transparent is black.",
};

static int parse_config(struct config *config, int argc, char **argv)
{
    sky_params_init(&config->params, param_table, &config->settings);
    if (sky_options_parse(&program, argc, argv, &config->common, NULL, NULL, &config->arguments) < 0)
        return -1;
    return sky_arguments_assign(&config->arguments, &config->params);
}

/* ---- Where pictures come from ---- */

/* Reads the next picture into `image`. Returns 1, 0 after the last, or -1 with the error set. */
static int next_picture(struct config *config, struct sky_image *image)
{
    const struct sky_arguments *arguments = &config->arguments;
    int count = arguments->operand_count ? arguments->operand_count : 1;

    for (; config->next_operand < count; config->next_operand++) {
        const char *operand = arguments->operand_count ? arguments->operands[config->next_operand] : "-";
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

static bool is_still(const struct sky_arguments *arguments)
{
    return arguments->operand_count == 1 && strcmp(arguments->operands[0], "-") != 0;
}

/* How many pictures will come, or 0 when that is not known. */
static uint64_t count_pictures(const struct sky_arguments *arguments)
{
    for (int i = 0; i < arguments->operand_count; i++)
        if (is_still(arguments) || strcmp(arguments->operands[i], "-") == 0)
            return 0;
    return (uint64_t)arguments->operand_count;
}

/* ---- From picture to frame ---- */

static bool is_planned(const struct config *config)
{
    return config->polar && config->planned_width == config->image.width &&
           config->planned_height == config->image.height && config->planned_fit == config->settings.fit;
}

static int plan(struct config *config)
{
    sky_polar_destroy(config->polar);
    config->planned_width = config->image.width;
    config->planned_height = config->image.height;
    config->planned_fit = config->settings.fit;
    config->polar = sky_polar_create(&config->common.geometry, config->planned_width, config->planned_height,
                                     (enum sky_fit)config->planned_fit);
    return config->polar ? 0 : -1;
}

static enum sky_next write_picture(void *context, const struct sky_moment *now, struct sky_output *output)
{
    struct config *config = context;
    struct sky_image image = {0};
    (void)now;
    int got = next_picture(config, &image);
    if (got < 0)
        return SKY_NEXT_FAILED;
    if (got > 0) {
        sky_image_finish(&config->image);
        config->image = image;
    }
    bool repeats = config->common.frames != SKY_FRAMES_ENDLESS || is_still(&config->arguments);
    if (got == 0 && !(repeats && config->image.rgb))
        return SKY_NEXT_END;

    bool planned = is_planned(config);
    if (!planned && plan(config) < 0)
        return SKY_NEXT_FAILED;
    if (got > 0 || !planned)
        sky_polar_draw(config->polar, config->frame, &config->image);
    return sky_output_write(output, config->frame) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static int run(struct config *config)
{
    config->stream = (struct sky_png_stream){.file = stdin, .name = "standard input"};
    config->frame = sky_frame_alloc(sky_frame_bytes(&config->common.geometry));
    if (!config->frame)
        return -1;
    return sky_loop_run(&(struct sky_loop){.common = &config->common,
                                           .params = &config->params,
                                           .total = count_pictures(&config->arguments),
                                           .frame = write_picture,
                                           .context = config});
}

int main(int argc, char **argv)
{
    struct config config = {0};
    int status = 0;
    if (parse_config(&config, argc, argv) < 0)
        status = sky_exit_misuse();
    else if (run(&config) < 0)
        status = sky_exit_failed();
    sky_image_finish(&config.image);
    sky_polar_destroy(config.polar);
    free(config.frame);
    sky_arguments_finish(&config.arguments);
    sky_params_finish(&config.params);
    return status;
}
