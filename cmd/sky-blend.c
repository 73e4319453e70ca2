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
#include "program/state.h"

enum { EOF_SHORTEST, EOF_LONGEST, EOF_HOLD, EOF_LOOP };
static const char *const eof_names[] = {
    [EOF_SHORTEST] = "shortest",
    [EOF_LONGEST] = "longest",
    [EOF_HOLD] = "hold",
    [EOF_LOOP] = "loop",
    NULL,
};

struct layer {
    struct sky_input *input;
    int mode;             /* how it is laid over the layers before it; unused in the first layer */
    const uint8_t *frame; /* its current picture */
    bool ended;           /* it has come to its end at least once; a still picture never does */
    bool at_end;          /* it had no frame for this moment */
};

struct config {
    double mix;
    int eof; /* EOF_SHORTEST to EOF_LOOP */
    bool list;
    struct layer *layers;
    int layer_count;
    uint8_t *black;   /* the frame of inputs that have ended or had no frame at all */
    uint8_t *scratch; /* a mode's result before it is mixed with the picture below */
};

/* ---- Command line ---- */

static const char *const usage[] = {"[options] [mix=NUMBER] A MODE B [MODE C ...]", "--list", NULL};

enum { OPTION_EOF = 256 };

static const struct sky_option options[] = {
    {OPTION_EOF, "eof", "shortest|longest|hold|loop", "which input ends the output (default shortest)"},
    {'l', "list", NULL, "list the modes and exit"},
    SKY_OPTIONS_END,
};

static const struct sky_param params[] = {
    SKY_PARAM_NUMBER(config, mix, "1", 0, 1, "", "weight of each MODE; for the mode mix 0 is A and 1 is B"),
    SKY_PARAMS_END,
};

static int parse_option(struct sky_run *run, int code, const char *argument)
{
    static const struct sky_choices eof_choices = SKY_CHOICES(eof_names);
    struct config *config = run->config;
    if (code == OPTION_EOF)
        return sky_choice_parse(&eof_choices, argument, &config->eof) < 0 ? sky_fail_at("--eof") : 0;
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
    int count = run->operand_count, pipes = 0;
    for (int i = 1; i < count; i += 2)
        if (parse_mode(run->operands[i]) < 0)
            return -1;
    if (count < 3 || count % 2 == 0)
        return sky_fail("%s missing at the end: write A MODE B [MODE C ...]",
                        count % 2 ? "a mode and an input are" : "an input is");
    for (int i = 0; i < count; i += 2)
        pipes += strcmp(run->operands[i], "-") == 0;
    return pipes > 1 ? sky_fail("'-' is given %d times: standard input can be read by one input only", pipes) : 0;
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

/* Reads the next frame of each layer. Returns SKY_NEXT_END when the rule of --eof ends the output. */
static enum sky_next advance(struct config *config)
{
    bool any_ended = false, any_runs = false;
    for (struct layer *layer = config->layers; layer < config->layers + config->layer_count; layer++) {
        layer->at_end = layer->ended && config->eof != EOF_LOOP;
        if (!layer->at_end) {
            enum sky_next next = sky_input_next(layer->input, &layer->frame);
            if (next != SKY_NEXT_FRAME && next != SKY_NEXT_END)
                return next;
            layer->at_end = next == SKY_NEXT_END;
        }
        layer->ended |= layer->at_end;
        if (layer->ended && config->eof == EOF_SHORTEST)
            return SKY_NEXT_END;
        any_ended |= layer->ended;
        any_runs |= !layer->ended && !sky_input_is_still(layer->input);
    }
    return any_ended && !any_runs ? SKY_NEXT_END : SKY_NEXT_FRAME;
}

/* Gives a frame to each layer that had none for this moment. With --eof hold that is its last frame, which stays valid
 * after the end of an input. */
static enum sky_next replace_missing(struct config *config)
{
    for (struct layer *layer = config->layers; layer < config->layers + config->layer_count; layer++) {
        if (!layer->at_end)
            continue;
        if (config->eof == EOF_LOOP) {
            enum sky_next next = sky_input_rewind(layer->input) < 0 ? SKY_NEXT_FAILED
                                                                    : sky_input_next(layer->input, &layer->frame);
            if (next == SKY_NEXT_END)
                return (enum sky_next)sky_fail("%s: has no frame to loop", sky_input_name(layer->input));
            if (next != SKY_NEXT_FRAME)
                return next;
        } else if (config->eof == EOF_LONGEST || !layer->frame) {
            layer->frame = config->black;
        }
    }
    return SKY_NEXT_FRAME;
}

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
    enum sky_next next = advance(config);
    if (next == SKY_NEXT_FRAME)
        next = replace_missing(config);
    if (next != SKY_NEXT_FRAME)
        return next;

    const uint8_t *below = config->layers[0].frame;
    uint8_t *out = NULL; /* set once something is drawn; an input's frame that is passed on whole is not copied */
    for (int i = 1; i < config->layer_count; i++) {
        const struct layer *layer = &config->layers[i];
        unsigned weight = weight_of(run, layer->mode);
        if (weight == 0)
            continue;
        if (!out && weight == 256 && layer->mode == SKY_BLEND_MIX) {
            below = layer->frame;
            continue;
        }
        out = out ? out : sky_output_begin(run->output);
        if (weight == 256) {
            kernels->blend[layer->mode](out, below, layer->frame, bytes / 3);
        } else if (layer->mode == SKY_BLEND_MIX) {
            kernels->lerp(out, below, layer->frame, bytes, weight);
        } else {
            kernels->blend[layer->mode](config->scratch, below, layer->frame, bytes / 3);
            kernels->lerp(out, below, config->scratch, bytes, weight);
        }
        below = out;
    }
    int written = out ? sky_output_end(run->output) : sky_output_write(run->output, below);
    return written < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static int open_layers(const struct sky_run *run)
{
    struct config *config = run->config;
    const struct sky_geometry *geometry = &run->geometry;
    int count = (run->operand_count + 1) / 2;
    config->layers = calloc((size_t)count, sizeof *config->layers);
    config->black = calloc(1, sky_frame_bytes(geometry));
    config->scratch = malloc(sky_frame_bytes(geometry));
    if (!config->layers || !config->black || !config->scratch)
        return sky_fail("out of memory");
    for (; config->layer_count < count; config->layer_count++) {
        struct layer *layer = &config->layers[config->layer_count];
        if (config->layer_count > 0)
            layer->mode = parse_mode(run->operands[2 * config->layer_count - 1]);
        sky_input_protect(run->operands[2 * config->layer_count]);
        layer->input = sky_input_open(run->operands[2 * config->layer_count], geometry);
        if (!layer->input)
            return -1;
        sky_run_check_rate(run, layer->input);
        if (config->eof != EOF_SHORTEST)
            sky_input_end_at_damage(layer->input, true);
    }
    return 0;
}

/* How many frames will be written, for the progress line; 0 when that is not known. */
static uint64_t total_of(const struct config *config)
{
    int64_t frames = 0;
    for (int i = 0; i < config->layer_count; i++) {
        int64_t left = sky_input_left(config->layers[i].input);
        if (sky_input_is_still(config->layers[i].input))
            continue;
        if (left < 0)
            return 0;
        if (frames == 0 || (left < frames) == (config->eof == EOF_SHORTEST))
            frames = left;
    }
    return (uint64_t)frames;
}

static int plan(struct sky_run *run)
{
    if (open_layers(run) < 0)
        return -1;
    const struct config *config = run->config;
    run->awaited = config->layers[0].input;
    if (run->verbose)
        run->total = total_of(config);
    return 0;
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    for (int i = 0; i < config->layer_count; i++)
        sky_input_close(config->layers[i].input);
    free(config->layers);
    free(config->black);
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
                   "--eof shortest  ends with the first input that ends\n"
                   "      longest   ends with the last one; an input that has ended is black\n"
                   "      hold      the same, but it keeps its last frame\n"
                   "      loop      the same, but it starts again, which a pipe cannot",
        .parse_option = parse_option,
        .help_rows = help_rows,
        .check = check,
        .plan = plan,
        .frame = blend_frame,
        .finish = finish,
    };
    struct config config = {.eof = EOF_SHORTEST};
    return sky_program_run(&program, &config, argc, argv);
}
