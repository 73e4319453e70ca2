/* SPDX-License-Identifier: ISC */
/* sky-blend: lays two or more streams over each other, from left to right. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/program.h>

#include "base/suggestion.h"
#include "kernel/kernel.h"
#include "program/help.h"
#include "program/inputs.h"
#include "program/placed.h"
#include "program/state.h"
#include "stream/still.h"

#define MIXES 8 /* modes that have a weight of their own */

struct config {
    double mix, mixes[MIXES];
    int linear;
    bool list;
    struct sky_inputs inputs; /* the layers */
    int *modes;               /* by layer: how it is laid over those before it; unused in the first one */
    uint8_t *scratch;         /* a mode's result before it is mixed with the picture below */
};

/* ---- Command line ---- */

static const char *const usage[] = {"[options] [name=value ...] A MODE[@MIX] B [MODE[@MIX] C ...]", "--list", NULL};

enum { OPTION_EOF = 256 };

static const struct sky_option options[] = {
    SKY_OPTION_EOF(OPTION_EOF),
    {'l', "list", NULL, "list the modes and exit"},
    SKY_OPTIONS_END,
};

#define PARAM_MIX(number, which) \
    {"mix" #number, SKY_TYPE_NUMBER, offsetof(struct config, mixes[(number) - 1]), "1", 0, 1, "", \
     "the same of the " which " MODE alone, whose @MIX it is", {NULL, 0}}

static const struct sky_param params[] = {
    SKY_PARAM_NUMBER(config, mix, "1", 0, 1, "", "weight of each MODE; for the mode mix 0 is A and 1 is B"),
    PARAM_MIX(1, "first"),
    PARAM_MIX(2, "second"),
    PARAM_MIX(3, "third"),
    PARAM_MIX(4, "fourth"),
    PARAM_MIX(5, "fifth"),
    PARAM_MIX(6, "sixth"),
    PARAM_MIX(7, "seventh"),
    PARAM_MIX(8, "eighth"),
    SKY_PARAM_CHOICE(config, linear, "no", sky_no_yes, "mix light instead of sRGB codes"),
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
    {"blend", "mix"},  {"burn", "color-burn"}, {"dodge", "color-dodge"}, {"crossfade", "mix"},
    {"normal", "over"}, {"alpha", "over"},   {"source-over", "over"},    {NULL, NULL},
};

/* Parses MODE or MODE@MIX, of which `mix` gets what is after the '@', or NULL. Returns the mode, or -1 with the error
 * set. */
static int parse_mode(const char *word, const char **mix)
{
    char name[41];
    size_t length = *word == '@' ? strlen(word) : strcspn(word, "@"); /* one that begins so is an input */
    snprintf(name, sizeof name, "%.*s", length < sizeof name ? (int)length : (int)sizeof name - 1, word);
    *mix = word[length] == '@' ? word + length + 1 : NULL;
    struct sky_suggestion suggestion = {.word = name};
    for (int mode = 0; mode < SKY_BLEND_MODE_COUNT; mode++) {
        if (strcmp(name, sky_blend_names[mode].name) == 0)
            return mode;
        sky_suggestion_offer(&suggestion, sky_blend_names[mode].name);
        sky_suggestion_offer_synonyms(&suggestion, synonyms, sky_blend_names[mode].name);
    }
    if (!suggestion.best && (strcspn(word, "./@") < length || access(word, F_OK) == 0))
        return sky_fail("'%.40s': a mode is missing before it: write A MODE B [MODE C ...]; -l lists them", word);
    return sky_fail("'%s' is not a blend mode%s; -l lists them", name, sky_suggestion_text(&suggestion));
}

/* Checks the mode of a layer, from 1 on, and gives it its own mix if the word has one. */
static int check_mode(const struct sky_run *run, int layer, const char *word)
{
    const char *mix;
    char name[32];
    if (parse_mode(word, &mix) < 0)
        return -1;
    if (!mix)
        return 0;
    if (layer > MIXES)
        return sky_fail("'%.40s': only the first %d modes can have a mix of their own", word, MIXES);
    snprintf(name, sizeof name, "mix%d", layer);
    return sky_params_set(run->params, name, mix) < 0 ? sky_fail_at("%.40s", word) : 0;
}

static int check_operands(const struct sky_run *run)
{
    int count = run->operand_count;
    for (int i = 1; i < count; i += 2)
        if (check_mode(run, i / 2 + 1, run->operands[i]) < 0)
            return -1;
    if (count < 3 || count % 2 == 0)
        return sky_fail("%s missing at the end: write A MODE B [MODE C ...]",
                        count % 2 ? "a mode and an input are" : "an input is");
    for (int mode = count / 2 + 1; mode <= MIXES; mode++) {
        char name[32];
        snprintf(name, sizeof name, "mix%d", mode);
        if (sky_params_given(run->params, name))
            return sky_fail("%s: the last MODE is number %d", name, count / 2);
    }
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

/* The weight of a layer's result, 0 to 1. */
static double weight_of(const struct sky_run *run, unsigned layer)
{
    const struct config *config = run->config;
    char name[32];
    snprintf(name, sizeof name, "mix%u", layer);
    bool is_given = sky_params_given(run->params, "mix") || sky_params_given(run->params, name);
    if (config->modes[layer] == SKY_BLEND_MIX && !is_given)
        return 0.5;
    return config->mix * (layer <= MIXES ? config->mixes[layer - 1] : 1);
}

/* A layer, and the picture below it. */
struct layer {
    int mode;
    double weight;
    const uint8_t *below, *frame, *opacity; /* the latter NULL for an opaque frame */
    size_t bytes;
};

static void blend_codes(const struct config *config, const struct layer *layer, uint8_t *out)
{
    const struct sky_kernels *kernels = sky_kernels();
    unsigned weight = (unsigned)floor(layer->weight * 256 + 0.5);
    bool copies = layer->mode == SKY_BLEND_MIX || layer->mode == SKY_BLEND_OVER;
    if (layer->opacity) {
        kernels->over(out, layer->below, layer->frame, layer->opacity, layer->bytes, weight);
    } else if (weight == 256) {
        kernels->blend[layer->mode](out, layer->below, layer->frame, layer->bytes / 3);
    } else if (copies) {
        kernels->lerp(out, layer->below, layer->frame, layer->bytes, weight);
    } else {
        kernels->blend[layer->mode](config->scratch, layer->below, layer->frame, layer->bytes / 3);
        kernels->lerp(out, layer->below, config->scratch, layer->bytes, weight);
    }
}

/* The result of a mode that is of codes is mixed in light all the same, unless it is all that is shown. */
static void blend_light(const struct config *config, const struct layer *layer, uint8_t *out)
{
    const struct sky_kernels *kernels = sky_kernels();
    unsigned weight = (unsigned)floor(layer->weight * SKY_BLEND_WHOLE + 0.5);
    const uint8_t *above = layer->frame;
    int mode = layer->mode;
    if (!sky_blend_names[mode].of_light && weight == SKY_BLEND_WHOLE) {
        blend_codes(config, layer, out);
        return;
    }
    if (!sky_blend_names[mode].of_light) {
        kernels->blend[mode](config->scratch, layer->below, layer->frame, layer->bytes / 3);
        above = config->scratch;
        mode = SKY_BLEND_MIX;
    }
    kernels->blend_light[mode](out, layer->below, above, layer->opacity, layer->bytes, weight);
}

static enum sky_next blend_frame(struct sky_run *run, const struct sky_moment *now)
{
    (void)now;
    struct config *config = run->config;
    enum sky_next next = sky_inputs_next(&config->inputs);
    if (next != SKY_NEXT_FRAME)
        return next;

    const uint8_t *const *frames = config->inputs.frames, *below = frames[0];
    const double least = config->linear ? 0.5 / SKY_BLEND_WHOLE : 0.5 / 256;
    uint8_t *out = NULL; /* set once something is drawn; an input's frame that is passed on whole is not copied */
    for (unsigned i = 1; i < config->inputs.count; i++) {
        const int mode = config->modes[i];
        const struct layer layer = {
            .mode = mode,
            .weight = weight_of(run, i),
            .below = below,
            .frame = frames[i],
            .opacity = sky_input_opacity(config->inputs.list[i].input),
            .bytes = sky_frame_bytes(&run->geometry),
        };
        if (layer.weight < least)
            continue;
        bool covers = mode == SKY_BLEND_MIX || (mode == SKY_BLEND_OVER && !layer.opacity);
        if (!out && covers && layer.weight > 1 - least) {
            below = frames[i];
            continue;
        }
        out = out ? out : sky_output_begin(run->output);
        if (config->linear)
            blend_light(config, &layer, out);
        else
            blend_codes(config, &layer, out);
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
    for (unsigned i = 1; i < count; i++) {
        const char *mix;
        config->modes[i] = parse_mode(run->operands[2 * i - 1], &mix);
    }
    int result = sky_inputs_open(&config->inputs, run, run->operands, count, 2);
    for (unsigned i = 1; i < count && result == 0; i++)
        if (config->modes[i] == SKY_BLEND_OVER)
            result = sky_input_keep_opacity(config->inputs.list[i].input);
    return result;
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
        .owner = sky_placed_owner,
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
