/* SPDX-License-Identifier: ISC */
/* sky-flat: polar frames to flat pictures. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/stream.h>

#include "base/number.h"
#include "program/options.h"
#include "base/signals.h"
#include "disc/flat.h"
#include "term/screen.h"
#include "stream/kinds.h"
#include "program/loop.h"
#include "image/output.h"

/* Rows of a picture that are drawn and written at a time: few enough for the processor's cache. */
#define ROWS 128

struct settings {
    struct sky_color background;
};

/* In the order of enum sky_image_format; the terminal is one more. */
#define FORMATS "png|ppm|rgb|term"
static const char *const formats[] = {"png", "ppm", "rgb", "term"};
enum { FORMAT_TERM = 3, FORMAT_BY_OUTPUT = 4 };

struct config {
    struct sky_common common;
    struct settings settings;
    struct sky_params params;
    const char *input_name, *output_name;
    int format;
    uint32_t wanted_size; /* 0: what suits the disc, or the terminal */
    unsigned oversample;  /* 0: what suits the size */
    struct sky_input *input;
    struct sky_flat *flat; /* for pictures of size x size pixels */
    uint32_t size;
    uint8_t *rgb; /* what is drawn of the picture at a time */
    struct sky_image_output *output;
    struct sky_screen *screen; /* in the terminal, instead */
};

static const char *const usage[] = {"[options] [INPUT] [name=value ...]", NULL};

enum { OPTION_SIZE = 256, OPTION_FORMAT, OPTION_OVERSAMPLE };

static const struct sky_option options[] = {
    {'o', "output", "OUTPUT", "-, PATH, or PATH with a place for a number, as disc%05d.png (default -)"},
    {OPTION_FORMAT, "format", "FORMAT", FORMATS " (default: by the path's ending, a terminal, else ppm)"},
    {OPTION_SIZE, "size", "PIXELS", "width and height, 1 to 4096 (default: the disc's diameter in LEDs)"},
    {OPTION_OVERSAMPLE, "oversample", "TIMES", "draw so many times larger and average, 1 to 8 (default as needed)"},
    SKY_OPTIONS_END,
};

static const struct sky_param param_table[] = {
    SKY_PARAM_COLOR(settings, background, "black", "colour outside of the disc and in its hole"),
    SKY_PARAMS_END,
};

static const struct sky_program program = {
    .name = "sky-flat",
    .summary = "Draws polar frames as the disc that a viewer sees, in square pictures.",
    .usage = usage,
    .common = "grndcv",
    .options = options,
    .params = param_table,
    .closing = "PATH.png holds the first frame, and the program ends then. Other paths, and -, take one picture\n"
               "after another; numbered files begin with 0. rgb is the pixels alone, ffmpeg's rawvideo in rgb24.\n"
               "In a terminal frames are shown at the frame rate.",
};

static int take_option(void *context, int code, const char *argument)
{
    struct config *config = context;
    uint64_t number = 0;
    switch (code) {
    case 'o':
        config->output_name = argument;
        return 0;
    case OPTION_SIZE:
        if (sky_integer_parse(argument, 1, SKY_FLAT_SIZE_MAX, &number) < 0)
            return sky_fail_at("--size");
        config->wanted_size = (uint32_t)number;
        return 0;
    case OPTION_OVERSAMPLE:
        if (sky_integer_parse(argument, 1, SKY_FLAT_OVERSAMPLE_MAX, &number) < 0)
            return sky_fail_at("--oversample");
        config->oversample = (unsigned)number;
        return 0;
    default:
        for (int i = 0; i <= FORMAT_TERM; i++)
            if (strcmp(argument, formats[i]) == 0) {
                config->format = i;
                return 0;
            }
        return sky_fail("--format: '%.40s' is not one of %s", argument, FORMATS);
    }
}

static int check_config(struct config *config)
{
    bool to_stdout = strcmp(config->output_name, "-") == 0;
    if (config->format == FORMAT_BY_OUTPUT)
        config->format = to_stdout && isatty(STDOUT_FILENO)
                             ? FORMAT_TERM
                             : (int)sky_image_format_of(config->output_name, SKY_IMAGE_PPM);
    if (config->format == FORMAT_TERM && !to_stdout)
        return sky_fail("-o %.200s: format term draws on standard output only", config->output_name);
    if (sky_image_output_check(config->output_name) < 0)
        return -1;
    uint32_t fine = config->wanted_size * config->oversample;
    if (fine > SKY_FLAT_FINE_MAX)
        return sky_fail("--size times --oversample is %u (up to %d fits)", fine, SKY_FLAT_FINE_MAX);
    return 0;
}

static int parse_config(struct config *config, int argc, char **argv)
{
    struct sky_arguments arguments;
    *config = (struct config){.output_name = "-", .format = FORMAT_BY_OUTPUT};
    sky_params_init(&config->params, param_table, &config->settings);
    if (sky_options_parse(&program, argc, argv, &config->common, take_option, config, &arguments) < 0)
        return -1;
    config->input_name = sky_arguments_input(&arguments);
    bool fits = config->input_name && sky_arguments_assign(&arguments, &config->params) == 0;
    sky_arguments_finish(&arguments);
    return fits ? check_config(config) : -1;
}

/* ---- Pictures ---- */

static int plan_pictures(struct config *config, uint32_t size)
{
    const struct sky_geometry *geometry = &config->common.geometry;
    unsigned oversample = config->oversample ? config->oversample : sky_flat_oversample_of(geometry, size);
    config->flat = sky_flat_create(geometry, size, oversample, config->settings.background);
    config->rgb = malloc((size_t)size * ROWS * 3);
    config->size = size;
    if (!config->flat)
        return -1;
    return config->rgb ? 0 : sky_fail("out of memory for a picture of %u x %u pixels", size, size);
}

/* Keeps the next frame to be drawn, or tells why there is none. */
static enum sky_next next_picture(struct config *config)
{
    const uint8_t *frame;
    enum sky_next next = sky_input_next(config->input, &frame);
    if (next == SKY_NEXT_FRAME) {
        sky_flat_set_background(config->flat, config->settings.background);
        sky_flat_begin(config->flat, frame);
    }
    return next;
}

static int write_rows(struct config *config)
{
    uint32_t size = config->size;
    if (sky_image_output_begin(config->output, size, size) < 0)
        return -1;
    for (uint32_t y = 0; y < size; y += ROWS) {
        uint32_t count = size - y < ROWS ? size - y : ROWS;
        sky_flat_rows(config->flat, y, count, config->rgb);
        if (sky_image_output_rows(config->output, config->rgb, count) < 0)
            return -1;
    }
    return sky_image_output_end(config->output);
}

static enum sky_next write_picture(void *context, const struct sky_moment *now, struct sky_output *none)
{
    struct config *config = context;
    (void)now, (void)none;
    if (sky_image_output_is_full(config->output))
        return SKY_NEXT_END;
    enum sky_next next = next_picture(config);
    return next == SKY_NEXT_FRAME && write_rows(config) < 0 ? SKY_NEXT_FAILED : next;
}

static int run_pictures(struct config *config)
{
    uint32_t size = config->wanted_size ? config->wanted_size : sky_flat_size_of(&config->common.geometry);
    sky_signals_quiet_pipe();
    if (plan_pictures(config, size) < 0)
        return -1;
    if (!(config->output = sky_image_output_open(config->output_name, (enum sky_image_format)config->format)))
        return -1;
    int64_t left = sky_input_left(config->input);
    struct sky_loop loop = {.common = &config->common, .params = &config->params, .frame = write_picture,
                            .context = config, .total = left > 0 ? (uint64_t)left : 0};
    if (sky_loop_run_on(&loop, NULL) < 0)
        return -1; /* that error is the one to tell; finish() closes */
    int result = sky_image_output_close(config->output);
    config->output = NULL;
    return result;
}

/* ---- The terminal ---- */

static int write_text(const char *text, size_t length)
{
    for (ssize_t put; length > 0; text += put, length -= (size_t)put) {
        put = write(STDOUT_FILENO, text, length);
        if (put < 0 && errno != EINTR)
            return sky_fail("standard output: %s", strerror(errno));
        put = put < 0 ? 0 : put;
    }
    return 0;
}

/* Makes room for pictures that fit the terminal, again when its size has changed. The last line stays free, for the
 * shell's prompt afterwards. */
static int fit_terminal(struct config *config)
{
    struct sky_window window;
    sky_window_fit(&window, STDOUT_FILENO, 1, config->wanted_size);
    int changed = sky_screen_fit(config->screen, &window);
    return changed > 0 ? write_text(sky_paint_enter_here, strlen(sky_paint_enter_here)) : changed;
}

static enum sky_next show_picture(void *context, const struct sky_moment *now, struct sky_output *none)
{
    struct config *config = context;
    const uint8_t *frame;
    const char *text;
    size_t length;
    (void)now, (void)none;
    if (sky_signals_stop())
        return SKY_NEXT_END;
    if (fit_terminal(config) < 0)
        return SKY_NEXT_FAILED;
    enum sky_next next = sky_input_next(config->input, &frame);
    if (next != SKY_NEXT_FRAME)
        return next == SKY_NEXT_FAILED ? SKY_NEXT_FAILED : SKY_NEXT_END;
    sky_screen_draw(config->screen, frame, config->settings.background, &text, &length);
    return write_text(text, length) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static int run_terminal(struct config *config)
{
    sky_signals_catch(); /* so that the terminal is left as it was found */
    struct sky_loop loop = {.common = &config->common, .params = &config->params, .paced = true,
                            .frame = show_picture, .context = config};
    config->screen = sky_screen_create(&config->common.geometry, sky_paint_colors_of_terminal(), config->oversample);
    if (!config->screen)
        return -1;
    int result = sky_loop_run_on(&loop, NULL);
    if (write_text(sky_paint_leave_here, strlen(sky_paint_leave_here)) < 0)
        return -1;
    return result;
}

static int run(struct config *config)
{
    config->input = sky_input_open(config->input_name, &config->common.geometry);
    return !config->input ? -1 : config->format == FORMAT_TERM ? run_terminal(config) : run_pictures(config);
}

static void finish(struct config *config)
{
    sky_image_output_close(config->output);
    sky_screen_destroy(config->screen);
    sky_flat_destroy(config->flat);
    free(config->rgb);
    sky_input_close(config->input);
    sky_params_finish(&config->params);
}

int main(int argc, char **argv)
{
    struct config config;
    int status = 0;
    if (parse_config(&config, argc, argv) < 0)
        status = sky_exit_misuse();
    else if (run(&config) < 0)
        status = sky_exit_failed();
    finish(&config);
    return status;
}
