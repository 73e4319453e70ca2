/* SPDX-License-Identifier: ISC */
/* sky-cat: concatenates, trims, loops and records frames. */
#include <stdio.h>
#include <stdlib.h>

#include <sky/error.h>
#include <sky/stream.h>

#include "base/number.h"
#include "program/options.h"
#include "stream/framefile_list.h"
#include "program/loop.h"

struct config {
    struct sky_common common;
    struct sky_arguments arguments;
    uint64_t skip;        /* frames of the first input to pass over */
    double still_seconds; /* how long a still lasts; 0: to the end */
    bool loop, pace, list;

    struct sky_input *input; /* the one that is being read, or NULL before the first and after the last */
    int next_operand;
    uint64_t still_left;  /* frames that the still being read has left */
    bool had_frames;      /* in this round of the loop */
};

static const char *const usage[] = {"[options] [INPUT ...]", "--list", NULL};

enum { STILL = 256, SKIP, PACE, LIST };

static const struct sky_option options[] = {
    {'l', "loop", NULL, "begin again after the last input, without end"},
    {SKIP, "skip", "FRAMES", "leave out so many frames at the beginning"},
    {STILL, "still", "SECONDS", "how long a picture lasts (default: until -n or -d ends all)"},
    {PACE, "pace", NULL, "write every frame at its own time, -r a second"},
    {LIST, "list", NULL, "list the frame files @..., and who writes and reads them"},
    SKY_OPTIONS_END,
};

static const struct sky_program program = {
    .name = "sky-cat",
    .summary = "Writes its inputs one after another: plays, records, joins, trims and loops frames.",
    .usage = usage,
    .common = "grndov",
    .options = options,
    .closing = "Without INPUT, or for -, it reads standard input. -o show.gz records, compressed.",
};

static int take_option(void *context, int code, const char *argument)
{
    struct config *config = context;
    switch (code) {
    case 'l':
        config->loop = true;
        return 0;
    case PACE:
        config->pace = true;
        return 0;
    case LIST:
        config->list = true;
        return 0;
    case SKIP:
        return sky_integer_parse(argument, 0, UINT64_MAX / 2, &config->skip) < 0 ? sky_fail_at("--skip") : 0;
    default:
        return sky_number_parse(argument, 0.001, 1e9, &config->still_seconds) < 0 ? sky_fail_at("--still") : 0;
    }
}

static int parse_config(struct config *config, int argc, char **argv)
{
    struct sky_arguments *arguments = &config->arguments;
    if (sky_options_parse(&program, argc, argv, &config->common, take_option, config, arguments) < 0)
        return -1;
    if (arguments->assignment_count)
        return sky_fail("%s: it has no parameters (a file of that name is written ./%s)", arguments->assignments[0],
                        arguments->assignments[0]);
    return 0;
}

/* The inputs by their place: the operands, or standard input without any; NULL after the last. */
static const char *operand_at(const struct config *config, int index)
{
    const struct sky_arguments *arguments = &config->arguments;
    if (arguments->operand_count == 0)
        return index == 0 ? "-" : NULL;
    return index < arguments->operand_count ? arguments->operands[index] : NULL;
}

/* Opens the next input that there is, and again the first when looping. Sets input to NULL after the last. */
static int open_next(struct config *config)
{
    bool only_one = config->input && !operand_at(config, 1);
    if (config->loop && only_one && config->had_frames) {
        config->had_frames = false;
        return sky_input_rewind(config->input);
    }
    sky_input_close(config->input);
    config->input = NULL;
    if (!operand_at(config, config->next_operand)) {
        if (!config->loop || !config->had_frames) /* looping over nothing would never end */
            return 0;
        config->next_operand = 0;
        config->had_frames = false;
    }
    config->input = sky_input_open(operand_at(config, config->next_operand++), &config->common.geometry);
    if (!config->input)
        return -1;
    if (!sky_input_is_still(config->input))
        return 0;
    config->still_left = SKY_FRAMES_ENDLESS;
    if (config->still_seconds > 0)
        config->still_left = (uint64_t)(config->still_seconds * config->common.fps + 0.5);
    else if (operand_at(config, config->next_operand))
        return sky_fail("%s: a picture has no end, so what follows would never come; --still says how long it lasts",
                        sky_input_name(config->input));
    return 0;
}

static int skip_frames(struct config *config)
{
    while (config->skip > 0 && config->input) {
        int64_t skipped = sky_input_skip(config->input, config->skip);
        if (skipped < 0)
            return -1;
        config->skip -= (uint64_t)skipped;
        config->had_frames = config->had_frames || skipped > 0;
        if (config->skip > 0 && open_next(config) < 0)
            return -1;
    }
    return 0;
}

/* Writes one frame of the input that is open: SKY_NEXT_END when it has no more. */
static enum sky_next pass_frame(struct config *config, struct sky_output *output)
{
    uint64_t moved = 0;
    if (sky_input_is_still(config->input) && config->still_left-- == 0)
        return SKY_NEXT_END;
    if (sky_stream_move(config->input, output, 1, &moved) < 0)
        return SKY_NEXT_FAILED;
    if (moved)
        return SKY_NEXT_FRAME;
    const uint8_t *frame;
    enum sky_next next = sky_input_next(config->input, &frame);
    if (next == SKY_NEXT_FRAME && sky_output_write(output, frame) < 0)
        return SKY_NEXT_FAILED;
    return next;
}

static enum sky_next cat_frame(void *context, const struct sky_moment *now, struct sky_output *output)
{
    struct config *config = context;
    (void)now;
    while (config->input) {
        enum sky_next next = pass_frame(config, output);
        config->had_frames = config->had_frames || next == SKY_NEXT_FRAME;
        if (next != SKY_NEXT_END)
            return next;
        if (open_next(config) < 0)
            return SKY_NEXT_FAILED;
    }
    return SKY_NEXT_END;
}

/* All frames to come, as far as they are known before the second input is opened; else 0. */
static uint64_t known_total(const struct config *config)
{
    if (!config->input || operand_at(config, 1) || config->loop)
        return 0;
    int64_t left = sky_input_left(config->input);
    return left > 0 ? (uint64_t)left : 0;
}

static int list_framefiles(void)
{
    if (sky_framefile_list(stdout) < 0)
        return -1;
    return fflush(stdout) == 0 ? 0 : sky_fail("standard output: cannot write");
}

static int run(struct config *config)
{
    if (config->list)
        return list_framefiles();
    if (open_next(config) < 0 || skip_frames(config) < 0)
        return -1;
    return sky_loop_run(&(struct sky_loop){
        .common = &config->common,
        .total = known_total(config),
        .paced = config->pace,
        .frame = cat_frame,
        .context = config,
    });
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
    sky_arguments_finish(&config.arguments);
    return status;
}
