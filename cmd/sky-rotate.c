/* SPDX-License-Identifier: ISC */
/* sky-rotate: turns, mirrors, folds and shifts frames. */
#include <stdlib.h>

#include <sky/error.h>
#include <sky/stream.h>

#include "program/options.h"
#include "disc/turn.h"
#include "stream/kinds.h"
#include "program/loop.h"

struct settings {
    double angle, spin, fold, shift, drift;
    int mirror, flip, edge;
};

struct config {
    struct sky_common common;
    const char *input_name;
    struct settings settings;
    struct sky_params params;
    struct sky_input *input;
    uint8_t *rows;       /* room to work in, of two vanes */
    double spun, drifted; /* degrees and pixels that spin and drift have come to */
};

static const char *const usage[] = {"[options] [INPUT] [name=value ...]", NULL};

static const struct sky_option options[] = {SKY_OPTIONS_END};

enum { WRAP, BLACK };
static const char *const edge_names[] = {[WRAP] = "wrap", [BLACK] = "black", NULL};

static const struct sky_param param_table[] = {
    SKY_PARAM_NUMBER(settings, angle, "0", -1e6, 1e6, "degrees", "turn clockwise"),
    SKY_PARAM_NUMBER(settings, spin, "0", -1e6, 1e6, "degrees a second", "keep turning clockwise"),
    SKY_PARAM_CHOICE(settings, mirror, "no", sky_no_yes, "left and right change places; vane 0 stays"),
    SKY_PARAM_INTEGER(settings, fold, "0", 0, 65536, "sectors", "kaleidoscope of so many mirrored sectors; 0 is off"),
    SKY_PARAM_NUMBER(settings, shift, "0", -1e6, 1e6, "pixels", "move outwards along the radius"),
    SKY_PARAM_NUMBER(settings, drift, "0", -1e6, 1e6, "pixels a second", "keep moving outwards"),
    SKY_PARAM_CHOICE(settings, flip, "no", sky_no_yes, "hub and rim change places"),
    SKY_PARAM_CHOICE(settings, edge, "wrap", edge_names, "what a shift moves in: the other end, or black"),
    SKY_PARAMS_END,
};

static const struct sky_program program = {
    .name = "sky-rotate",
    .summary = "Turns, mirrors, folds and shifts frames: flip, shift, fold, mirror, turn, in this order.",
    .usage = usage,
    .common = "grndocv",
    .options = options,
    .params = param_table,
};

static int parse_config(struct config *config, int argc, char **argv)
{
    struct sky_arguments arguments;
    sky_params_init(&config->params, param_table, &config->settings);
    if (sky_options_parse(&program, argc, argv, &config->common, NULL, NULL, &arguments) < 0)
        return -1;
    config->input_name = sky_arguments_input(&arguments);
    int result = config->input_name ? sky_arguments_assign(&arguments, &config->params) : -1;
    sky_arguments_finish(&arguments);
    return result;
}

static struct sky_turn turn_now(const struct config *config)
{
    const struct settings *settings = &config->settings;
    return (struct sky_turn){
        .turns = (settings->angle + config->spun) / 360,
        .shift = settings->shift + config->drifted,
        .fold = (uint32_t)settings->fold,
        .mirror = settings->mirror,
        .flip = settings->flip,
        .black_edge = settings->edge == BLACK,
    };
}

/* A turn by whole vanes only changes the order in which the two parts of the frame are written. */
static int write_parts(struct sky_output *output, const uint8_t *frame, const struct sky_geometry *geometry,
                       uint32_t first)
{
    if (first == 0)
        return sky_output_write(output, frame);
    size_t split = first * sky_vane_bytes(geometry);
    struct iovec parts[] = {
        {(void *)(uintptr_t)(frame + split), sky_frame_bytes(geometry) - split},
        {(void *)(uintptr_t)frame, split},
    };
    return sky_output_write_pieces(output, parts, 2);
}

static enum sky_next rotate_frame(void *context, const struct sky_moment *now, struct sky_output *output)
{
    struct config *config = context;
    const struct sky_geometry *geometry = &config->common.geometry;
    const uint8_t *frame;
    enum sky_next next = sky_input_next(config->input, &frame);
    if (next != SKY_NEXT_FRAME)
        return next;

    struct sky_turn turn = turn_now(config);
    uint32_t first;
    int written;
    if (sky_turn_is_whole(&turn, geometry, &first)) {
        written = write_parts(output, frame, geometry, first);
    } else {
        sky_turn_draw(sky_output_begin(output), frame, &turn, geometry, config->rows);
        written = sky_output_end(output);
    }
    config->spun += config->settings.spin / now->fps;
    config->drifted += config->settings.drift / now->fps;
    return written < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static int run(struct config *config)
{
    config->input = sky_input_open(config->input_name, &config->common.geometry);
    if (!config->input)
        return -1;
    config->rows = sky_frame_alloc(2 * sky_vane_bytes(&config->common.geometry));
    if (!config->rows)
        return -1;
    return sky_loop_run(&(struct sky_loop){
        .common = &config->common, .params = &config->params, .frame = rotate_frame, .context = config});
}

int main(int argc, char **argv)
{
    struct config config = {0};
    int status = 0;
    if (parse_config(&config, argc, argv) < 0)
        status = sky_exit_misuse();
    else if (run(&config) < 0)
        status = sky_exit_failed();
    sky_input_close(config.input);
    sky_params_finish(&config.params);
    free(config.rows);
    return status;
}
