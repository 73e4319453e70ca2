/* SPDX-License-Identifier: ISC */
/* sky-flat: polar frames to flat pictures. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/program.h>
#include <sky/signals.h>

#include "base/file.h"
#include "base/signals.h"
#include "disc/flat.h"
#include "image/output.h"
#include "stream/suffix.h"
#include "term/display.h"
#include "term/query.h"

/* enum sky_image_format, and the terminal, in ways that are one after another as in enum sky_graphics. */
enum { FORMAT_TERM = SKY_IMAGE_RGB + 1, FORMAT_BLOCKS, FORMAT_SIXEL, FORMAT_BY_OUTPUT };
static const char *const formats[] = {
    [SKY_IMAGE_PNG] = "png", [SKY_IMAGE_APNG] = "apng", [SKY_IMAGE_PPM] = "ppm", [SKY_IMAGE_Y4M] = "y4m",
    [SKY_IMAGE_RGB] = "rgb", [FORMAT_TERM] = "term", [FORMAT_BLOCKS] = "blocks", [FORMAT_SIXEL] = "sixel", NULL};

struct config {
    struct sky_color background;
    const char *output_name;
    int format;
    uint32_t plays;       /* of an animation; 0: without end */
    uint32_t wanted_size; /* of pictures, in pixels; 0: what suits the disc, or the terminal */
    int style;            /* enum sky_flat_style */
    bool transparent;     /* there is no background */

    struct sky_flat_picture shape; /* that `flat` and `image` are made for */
    struct sky_flat *flat;
    struct sky_workers *workers; /* that share the drawing; NULL for one */
    struct sky_image image;
    struct sky_image_output *output;

    /* In the terminal, instead of these: live, or as lines of text. */
    int colors;
    struct sky_display *display;
    struct sky_screen *screen;
    struct sky_window window;
};

enum { OPTION_SIZE = 256, OPTION_FORMAT, OPTION_PLAYS, OPTION_TRANSPARENT };

static const struct sky_option options[] = {
    {'o', "output", "OUTPUT", "-, PATH, or numbered files such as disc%05d.png (default -)"},
    {OPTION_FORMAT, "format", "png|apng|ppm|y4m|rgb|term|blocks|sixel",
     "what is written (default by PATH, else term in a terminal, else ppm)"},
    {OPTION_SIZE, "size", "PIXELS", "width and height, 1 to 4096; a strip's width (default the disc's in LEDs)"},
    {OPTION_PLAYS, "plays", "TIMES", "how often an animation plays; 0 is for ever (default 0)"},
    {OPTION_TRANSPARENT, "transparent", NULL, "no background: what no LED covers is transparent (png and apng only)"},
    SKY_OPTIONS_END,
};

static const struct sky_param params[] = {
    SKY_PARAM_CHOICE(config, style, "smooth", sky_flat_style_names, "how LEDs are drawn"),
    SKY_PARAM_COLOR(config, background, "black", "colour outside the disc and in its hole"),
    SKY_PARAM_CHOICE(config, colors, "auto", sky_colors_names, "how many colours the terminal has"),
    SKY_PARAMS_END,
};

static int parse_option(struct sky_run *run, int code, const char *argument)
{
    static const struct sky_choices format_choices = SKY_CHOICES(formats);
    struct config *config = run->config;
    uint64_t number = 0;
    switch (code) {
    case 'o':
        config->output_name = argument;
        return 0;
    case OPTION_FORMAT:
        return sky_choice_parse(&format_choices, argument, &config->format) < 0 ? sky_fail_at("--format") : 0;
    case OPTION_PLAYS:
        if (sky_integer_parse(argument, 0, INT32_MAX, &number) < 0)
            return sky_fail_at("--plays");
        config->plays = (uint32_t)number;
        return 0;
    case OPTION_TRANSPARENT:
        config->transparent = true;
        return 0;
    default:
        if (sky_integer_parse(argument, 1, SKY_FLAT_SIZE_MAX, &number) < 0)
            return sky_fail_at("--size");
        config->wanted_size = (uint32_t)number;
        return 0;
    }
}

static int check(struct sky_run *run)
{
    struct config *config = run->config;
    bool to_stdout = sky_file_is_stdout(config->output_name);
    if (config->format == FORMAT_BY_OUTPUT && sky_suffix_check_pictures(config->output_name) < 0)
        return -1;
    if (config->format == FORMAT_BY_OUTPUT)
        config->format = to_stdout && isatty(STDOUT_FILENO)
                             ? FORMAT_TERM
                             : (int)sky_image_format_of(config->output_name, SKY_IMAGE_PPM);
    if (config->format >= FORMAT_TERM && !to_stdout)
        return sky_fail("-o %.200s: format %s draws on standard output only", config->output_name,
                        formats[config->format]);
    if (config->transparent && config->format != SKY_IMAGE_PNG && config->format != SKY_IMAGE_APNG)
        return sky_fail("--transparent: format %s has no opacity (png and apng have)", formats[config->format]);
    if (*config->output_name == '\0')
        return sky_fail("-o: the name of an output is missing");
    return sky_image_output_check(config->output_name, (enum sky_image_format)config->format);
}

/* ---- Pictures ---- */

/* Plans how frames are drawn, unless they are drawn so already. */
static int plan_style(struct sky_run *run)
{
    struct config *config = run->config;
    enum sky_flat_style style = (enum sky_flat_style)config->style;
    if (config->flat && config->shape.style == style)
        return 0;
    sky_flat_destroy(config->flat);
    config->shape.style = style;
    config->flat = sky_flat_create(&run->geometry, &config->shape);
    if (!config->flat)
        return -1;
    sky_flat_set_workers(config->flat, config->workers);
    return 0;
}

static int plan_pictures(struct sky_run *run)
{
    struct config *config = run->config;
    int64_t left = run->verbose || config->format == SKY_IMAGE_APNG ? sky_input_left(run->input) : 0;
    run->total = left > 0 ? (uint64_t)left : 0;
    uint64_t pictures = run->total > 0 && run->total < run->frames ? run->total : run->frames;
    const struct sky_image_film film = {run->fps, pictures == SKY_FRAMES_ENDLESS ? 0 : pictures, config->plays};
    sky_flat_picture_init(&config->shape, &run->geometry, (enum sky_flat_style)config->style, config->wanted_size);
    if (config->format == SKY_IMAGE_Y4M && config->wanted_size == 0) { /* most encoders want even numbers */
        config->shape.width += config->shape.width % 2;
        config->shape.height += config->shape.height % 2;
    }
    if (run->threads > 1 && !(config->workers = sky_workers_create((unsigned)run->threads)))
        return -1;
    if (plan_style(run) < 0 ||
        sky_image_allocate(&config->image, config->shape.width, config->shape.height, config->transparent) < 0)
        return -1;
    config->output = sky_image_output_open(config->output_name, (enum sky_image_format)config->format, &film);
    return config->output ? 0 : -1;
}

static enum sky_next write_picture(struct sky_run *run, const struct sky_moment *now)
{
    struct config *config = run->config;
    const uint8_t *frame;
    (void)now;
    if (sky_image_output_is_full(config->output))
        return SKY_NEXT_END;
    enum sky_next next = sky_input_next(run->input, &frame);
    if (next != SKY_NEXT_FRAME)
        return next;
    if (plan_style(run) < 0)
        return SKY_NEXT_FAILED;
    if (config->transparent)
        sky_flat_draw_alone(config->flat, frame, config->image.rgb, config->image.alpha);
    else
        sky_flat_draw(config->flat, frame, config->background, config->image.rgb);
    return sky_image_output_write(config->output, &config->image) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static int write_pictures(struct sky_run *run)
{
    struct config *config = run->config;
    if (config->format == SKY_IMAGE_APNG)
        sky_signals_catch(); /* so that it gets its end */
    sky_signals_quiet_pipe();
    if (plan_pictures(run) < 0 || sky_run_frames(run, write_picture) < 0)
        return -1; /* with this error, not that of closing: finish() closes */
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

static enum sky_next show_picture(struct sky_run *run, const struct sky_moment *now)
{
    struct config *config = run->config;
    const uint8_t *frame;
    const char *text;
    size_t length;
    (void)now;
    if (sky_signals_stop()) /* while it waited for the time of this frame */
        return SKY_NEXT_END;
    enum sky_next next = sky_input_next(run->input, &frame);
    if (next != SKY_NEXT_FRAME)
        return next;
    if (config->display) {
        sky_display_set_style(config->display, (enum sky_flat_style)config->style);
        return sky_display_show(config->display, frame, config->background) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
    }
    sky_screen_set_style(config->screen, (enum sky_flat_style)config->style);
    if (sky_screen_fit(config->screen, &config->window) < 0)
        return SKY_NEXT_FAILED;
    sky_screen_lines(config->screen, frame, config->background, &text, &length);
    return write_text(text, length) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

/* A single picture, and what does not go to a terminal that can move its cursor, is drawn as lines of text. */
static int plan_terminal(struct sky_run *run)
{
    struct config *config = run->config;
    struct sky_terminal terminal = sky_terminal_find(config->colors, config->format - FORMAT_TERM);
    bool on_terminal = isatty(STDOUT_FILENO), single = run->frames == 1 || sky_input_left(run->input) == 1;
    run->paced = on_terminal;
    if (on_terminal && terminal.moves && !single) {
        sky_signals_catch(); /* so that the terminal is given back */
        sky_signals_catch_quit();
        config->display = sky_display_open(STDOUT_FILENO, &run->geometry, &terminal, config->wanted_size, -1);
        return config->display ? 0 : -1;
    }
    sky_signals_quiet_pipe();
    if (on_terminal)
        sky_query_ask(STDOUT_FILENO, &terminal);
    config->screen = sky_screen_create(&run->geometry, &terminal);
    sky_window_fit(&config->window, STDOUT_FILENO, &terminal, config->wanted_size);
    return config->screen ? 0 : -1;
}

static int show_pictures(struct sky_run *run)
{
    struct config *config = run->config;
    if (plan_terminal(run) < 0)
        return -1;
    int result = sky_run_frames(run, show_picture);
    sky_display_close(config->display);
    config->display = NULL;
    return result;
}

/* ---- The program ---- */

static int work(struct sky_run *run)
{
    const struct config *config = run->config;
    return config->format >= FORMAT_TERM ? show_pictures(run) : write_pictures(run);
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    sky_image_output_close(config->output);
    sky_display_close(config->display);
    sky_screen_destroy(config->screen);
    sky_flat_destroy(config->flat);
    sky_workers_destroy(config->workers);
    sky_image_finish(&config->image);
}

int main(int argc, char **argv)
{
    static const struct sky_program program = {
        .name = "sky-flat",
        .summary = "Draws polar frames as the disc that a viewer sees, in square pictures or in the terminal.",
        .common = "grndcvj",
        .options = options,
        .params = params,
        .closing = "PATH.png gets the first frame, and the program ends. Other paths, and -, get one picture after "
                   "another; numbered files begin at 0. Format apng is an animation, and y4m a film: "
                   "sky-flat --format y4m | ffmpeg -i - show.mp4. Format rgb has no header: it is ffmpeg's rawvideo "
                   "in rgb24. Format term shows the frames at the frame rate, below the text in the terminal; "
                   "a single picture, and what does not go to a terminal, becomes lines of text.",
        .input = sky_input_open,
        .parse_option = parse_option,
        .check = check,
        .work = work,
        .finish = finish,
    };
    struct config config = {.output_name = "-", .format = FORMAT_BY_OUTPUT};
    return sky_program_run(&program, &config, argc, argv);
}
