/* SPDX-License-Identifier: ISC */
/* sky-blend: lays two or more streams over each other, from left to right. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/program.h>

#include "base/suggestion.h"
#include "kernel/kernel.h"
#include "program/help.h"
#include "program/inputs.h"
#include "program/state.h"

struct config {
    double mix;
    bool list;
    struct sky_inputs inputs; /* the layers */
    int *modes;               /* by layer: how it is laid over those before it; unused in the first one */
    uint8_t *scratch;         /* a mode's result before it is mixed with the picture below */
};

/* ---- Command line ---- */

static const char *const usage[] = {"[options] [mix=NUMBER] A MODE B [MODE C ...]", "--list", NULL};

enum { OPTION_EOF = 256 };

static const struct sky_option options[] = {
    SKY_OPTION_EOF(OPTION_EOF),
    {'l', "list", NULL, "list the modes and exit"},
    SKY_OPTIONS_END,
};

static const struct sky_param params[] = {
    SKY_PARAM_NUMBER(config, mix, "1", 0, 1, "", "weight of each MODE; for the mode mix 0 is A and 1 is B"),
    SKY_PARAMS_END,
};

static int parse_option(struct sky_run *run, int code, const char *argument)
{
    struct config *config = run->config;
    if (code == OPTION_EOF)
        return sky_eof_parse(argument, &config->inputs.eof);
    config->list = true;
    return 0;
}

/* What modes are called in other programs. */
static const struct sky_synonym synonyms[] = {
    {"plus", "add"},   {"lighter", "add"},     {"minus", "subtract"},    {"average", "avg"},   {"fade", "mix"},
    {"blend", "mix"},  {"burn", "color-burn"}, {"dodge", "color-dodge"}, {"crossfade", "mix"}, {NULL, NULL},
};

/* Returns the mode, or -1 with the error set. */
static int parse_mode(const char *word)
{
    struct sky_suggestion suggestion = {.word = word};
    for (int mode = 0; mode < SKY_BLEND_MODE_COUNT; mode++) {
        if (strcmp(word, sky_blend_names[mode].name) == 0)
            return mode;
        sky_suggestion_offer(&suggestion, sky_blend_names[mode].name);
        sky_suggestion_offer_synonyms(&suggestion, synonyms, sky_blend_names[mode].name);
    }
    if (strcmp(word, "over") == 0 || strcmp(word, "normal") == 0)
        return sky_fail("'%s' is not a blend mode, as frames have no alpha: A mask B shows B where A is black, and "
                        "A mix B mix=1 shows B alone", word);
    return sky_fail("'%.40s' is not a blend mode%s; -l lists them", word, sky_suggestion_text(&suggestion));
}

static int check_operands(const struct sky_run *run)
{
    int count = run->operand_count;
    for (int i = 1; i < count; i += 2)
        if (parse_mode(run->operands[i]) < 0)
            return -1;
    if (count < 3 || count % 2 == 0)
        return sky_fail("%s missing at the end: write A MODE B [MODE C ...]",
                        count % 2 ? "a mode and an input are" : "an input is");
    return sky_inputs_check(run->operands, (unsigned)count / 2 + 1, 2);
}

static int help_rows(struct sky_run *run)
{
    (void)run;
    for (const struct sky_blend_name *mode = sky_blend_names; mode < sky_blend_names + SKY_BLEND_MODE_COUNT; mode++)
        sky_help_row(&(struct sky_help_row){.group = "mode", .name = mode->name, .kind = "mode", .text = mode->text});
    return 0;
}

static int check(struct sky_run *run)
{
    const struct config *config = run->config;
    if (!config->list)
        return check_operands(run);
    if (sky_run_check_alone(run, "-l") < 0)
        return -1;
    for (int mode = 0; mode < SKY_BLEND_MODE_COUNT; mode++)
        printf("%-12s %s\n", sky_blend_names[mode].name, sky_blend_names[mode].text);
    return 1;
}

/* ---- The work ---- */

/* The weight of the mode's result, 0 to 256. */
static unsigned weight_of(const struct sky_run *run, int mode)
{
    const struct config *config = run->config;
    if (mode == SKY_BLEND_MIX && !sky_params_given(run->params, "mix"))
        return 128;
    return (unsigned)floor(config->mix * 256 + 0.5);
}

static enum sky_next blend_frame(struct sky_run *run, const struct sky_moment *now)
{
    (void)now;
    struct config *config = run->config;
    const struct sky_kernels *kernels = sky_kernels();
    size_t bytes = sky_frame_bytes(&run->geometry);
    enum sky_next next = sky_inputs_next(&config->inputs);
    if (next != SKY_NEXT_FRAME)
        return next;

    const uint8_t *const *frames = config->inputs.frames, *below = frames[0];
    uint8_t *out = NULL; /* set once something is drawn; an input's frame that is passed on whole is not copied */
    for (unsigned i = 1; i < config->inputs.count; i++) {
        const int mode = config->modes[i];
        unsigned weight = weight_of(run, mode);
        if (weight == 0)
            continue;
        if (!out && weight == 256 && mode == SKY_BLEND_MIX) {
            below = frames[i];
            continue;
        }
        out = out ? out : sky_output_begin(run->output);
        if (weight == 256) {
            kernels->blend[mode](out, below, frames[i], bytes / 3);
        } else if (mode == SKY_BLEND_MIX) {
            kernels->lerp(out, below, frames[i], bytes, weight);
        } else {
            kernels->blend[mode](config->scratch, below, frames[i], bytes / 3);
            kernels->lerp(out, below, config->scratch, bytes, weight);
        }
        below = out;
    }
    int written = out ? sky_output_end(run->output) : sky_output_write(run->output, below);
    return written < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static int plan(struct sky_run *run)
{
    struct config *config = run->config;
    unsigned count = (unsigned)run->operand_count / 2 + 1;
    config->modes = calloc(count, sizeof *config->modes);
    config->scratch = malloc(sky_frame_bytes(&run->geometry));
    if (!config->modes || !config->scratch)
        return sky_fail("out of memory");
    for (unsigned i = 1; i < count; i++)
        config->modes[i] = parse_mode(run->operands[2 * i - 1]);
    return sky_inputs_open(&config->inputs, run, run->operands, count, 2);
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    sky_inputs_close(&config->inputs);
    free(config->modes);
    free(config->scratch);
}

int main(int argc, char **argv)
{
    static const struct sky_program program = {
        .name = "sky-blend",
        .summary = "Lays frames over each other: A MODE B, then MODE C over the result, and so on.",
        .usage = usage,
        .options = options,
        .params = params,
        .closing = "The mode mix is the crossfade, half and half unless the parameter mix is given. "
                   "An input is -, a file, a FIFO, @NAME, PATH.gz or PATH.png; a still picture never ends.\n"
                   SKY_CLOSING_EOF,
        .parse_option = parse_option,
        .help_rows = help_rows,
        .check = check,
        .plan = plan,
        .frame = blend_frame,
        .finish = finish,
    };
    struct config config = {.inputs = {.eof = SKY_EOF_SHORTEST}};
    return sky_program_run(&program, &config, argc, argv);
}
