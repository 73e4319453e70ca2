/* SPDX-License-Identifier: ISC */
/* sky-gen: draws a pattern or an expression as a stream of frames. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "expr/diagnostic.h"
#include "expr/evaluator.h"
#include "expr/functions.h"
#include "expr/program.h"
#include "pattern/pattern.h"
#include "pattern/programs.h"
#include "program/expr_params.h"
#include "program/loop.h"
#include "program/options.h"

struct config {
    struct sky_common common;
    const char *text, *path; /* -e, -f */
    const char *place;       /* what the text is called in errors and help */
    bool list, functions;
    const struct sky_pattern *pattern;
    void *self; /* the pattern's own struct */
    struct sky_params params;
    struct sky_expr *expr; /* instead of a pattern */
    struct sky_expr_params expr_params; /* that it declares */
    struct sky_evaluator *evaluator;
};

static const char *const usage[] = {
    "[options] PATTERN [name=value ...]",
    "[options] -e EXPR | -f FILE [name=value ...]",
    "PATTERN --help",
    "-l | --functions",
    NULL,
};

enum { FUNCTIONS = 256 };

static const struct sky_option options[] = {
    {'e', "expression", "EXPR", "draw an expression; sky-expr(7) is the language"},
    {'f', "file", "FILE", "draw the program in FILE"},
    {'l', "list", NULL, "list the patterns"},
    {FUNCTIONS, "functions", NULL, "list the names and functions of expressions"},
    SKY_OPTIONS_END,
};

static int load_expression(struct config *config, const struct sky_common *common)
{
    const struct sky_expr_setting setting = {
        .scope = SKY_EXPR_PICTURE, .geometry = common->geometry, .seed = common->seed, .place = config->place};
    if (config->text && config->path)
        return sky_fail("-e and -f: one program is all it draws");
    config->expr = config->text ? sky_expr_parse(config->text, strlen(config->text), &setting)
                                : sky_expr_load(config->path, &setting);
    if (!config->expr)
        return -1;
    sky_expr_params_init(&config->expr_params, config->expr);
    return 0;
}

static void print_pattern_usage(const char *name, const struct sky_pattern *pattern)
{
    const struct sky_preset *preset = sky_preset_find(name);
    printf("usage: sky-gen [options] %s [name=value ...]\n\n%s\n", name, preset ? preset->text : pattern->text);
    if (preset)
        printf("It is %s %s\n", pattern->name, preset->values);
}

/* A program with a name stands for itself: `sky-gen swirl` is `sky-gen -e` with its text. */
static void take_named_program(struct config *config, struct sky_arguments *arguments)
{
    const struct sky_pattern_program *named =
        arguments->operand_count == 1 ? sky_pattern_program_find(arguments->operands[0]) : NULL;
    if (!named || config->text || config->path)
        return;
    config->text = named->source;
    config->place = named->name;
    arguments->operand_count = 0;
}

/* `sky-gen PATTERN --help`, and the parameters that a program declares. */
static bool special_help(void *context, const struct sky_common *common, const struct sky_arguments *given)
{
    struct config *config = context;
    struct sky_arguments words = *given, *arguments = &words;
    take_named_program(config, arguments);
    bool program = config->text || config->path;
    if (arguments->operand_count == 0 && !program)
        return false;
    if (program && load_expression(config, common) < 0)
        exit(sky_diagnostic_exit_misuse());
    const struct sky_pattern *pattern = program ? NULL : sky_pattern_find(arguments->operands[0]);
    if (!program && !pattern)
        exit(sky_exit_misuse());
    if (program)
        printf("usage: sky-gen [options] %s [name=value ...]\n", config->place);
    else
        print_pattern_usage(arguments->operands[0], pattern);
    puts("\nparameters, as name=value:");
    sky_params_help(program ? config->expr_params.table : pattern->params, stdout);
    sky_expr_params_finish(&config->expr_params);
    sky_expr_destroy(config->expr);
    return true;
}

static const struct sky_program program = {
    .name = "sky-gen",
    .summary = "Draws a pattern or an expression as a stream of polar frames.",
    .usage = usage,
    .common = "grndocsv",
    .options = options,
    .closing = "sky-gen -l lists the patterns; sky-gen PATTERN --help lists a pattern's parameters.",
    .help = special_help,
};

static int take_option(void *context, int code, const char *argument)
{
    struct config *config = context;
    switch (code) {
    case 'e':
        config->text = argument;
        config->place = "-e";
        return 0;
    case 'f':
        config->path = argument;
        config->place = "-f FILE";
        return 0;
    case 'l':
        config->list = true;
        return 0;
    default:
        config->functions = true;
        return 0;
    }
}

static int parse_expression(struct config *config, const struct sky_arguments *arguments)
{
    if (arguments->operand_count > 0)
        return sky_fail("'%.40s': an expression is drawn, not a pattern", arguments->operands[0]);
    if (load_expression(config, &config->common) < 0)
        return -1;
    return sky_arguments_assign(arguments, &config->expr_params.params);
}

static int parse_pattern(struct config *config, const struct sky_arguments *arguments)
{
    if (arguments->operand_count == 0)
        return sky_fail("which pattern? (-l lists them)");
    if (arguments->operand_count > 1)
        return sky_fail("'%.40s': one pattern is all it draws; parameters are name=value", arguments->operands[1]);
    config->pattern = sky_pattern_find(arguments->operands[0]);
    if (!config->pattern)
        return -1;
    config->self = calloc(1, config->pattern->size);
    if (!config->self)
        return sky_fail("out of memory");
    sky_params_init(&config->params, config->pattern->params, config->self);
    sky_preset_apply(arguments->operands[0], &config->params);
    return sky_arguments_assign(arguments, &config->params) < 0 ? sky_fail_at("%s", config->pattern->name) : 0;
}

static int parse_config(struct config *config, int argc, char **argv)
{
    struct sky_arguments arguments;
    if (sky_options_parse(&program, argc, argv, &config->common, take_option, config, &arguments) < 0)
        return -1;
    int result = 0;
    take_named_program(config, &arguments);
    if (config->text || config->path)
        result = parse_expression(config, &arguments);
    else if (!config->list && !config->functions)
        result = parse_pattern(config, &arguments);
    sky_arguments_finish(&arguments);
    return result;
}

static int print_lists(const struct config *config)
{
    for (const struct sky_pattern *const *pattern = sky_patterns(); config->list && *pattern; pattern++)
        printf("%-14s %s\n", (*pattern)->name, (*pattern)->text);
    for (const struct sky_preset *preset = sky_presets(); config->list && preset->name; preset++)
        printf("%-14s %s\n", preset->name, preset->text);
    for (const struct sky_pattern_program *named = sky_pattern_programs; config->list && named->name; named++)
        printf("%-14s %s\n", named->name, named->text);
    if (config->functions)
        sky_functions_print(stdout);
    return fflush(stdout) == 0 ? 0 : sky_fail("standard output: cannot write");
}

static enum sky_next draw_pattern(void *context, const struct sky_moment *now, struct sky_output *output)
{
    struct config *config = context;
    const struct sky_canvas canvas = {config->common.geometry, config->common.seed};
    if (config->pattern->draw(config->self, &canvas, now, sky_output_begin(output)) < 0) {
        sky_fail_at("%s", config->pattern->name);
        return SKY_NEXT_FAILED;
    }
    return sky_output_end(output) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static enum sky_next draw_expression(void *context, const struct sky_moment *now, struct sky_output *output)
{
    sky_evaluator_draw(((struct config *)context)->evaluator, now, NULL, sky_output_begin(output));
    return sky_output_end(output) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

/* Its parameters get their values of the first moment first, as its tables may depend on them. */
static int begin_pattern(struct config *config)
{
    const struct sky_canvas canvas = {config->common.geometry, config->common.seed};
    const struct sky_moment start = sky_moment_at(0, config->common.fps);
    sky_params_update(&config->params, &start);
    if (config->pattern->init && config->pattern->init(config->self, &canvas) < 0)
        return sky_fail_at("%s", config->pattern->name);
    return 0;
}

static int run(struct config *config)
{
    if (config->list || config->functions)
        return print_lists(config);
    struct sky_loop loop = {.common = &config->common, .context = config};
    if (config->expr) {
        config->evaluator = sky_evaluator_create(config->expr);
        if (!config->evaluator)
            return -1;
        loop.params = &config->expr_params.params;
        loop.frame = draw_expression;
    } else if (begin_pattern(config) < 0) {
        return -1;
    } else {
        loop.params = &config->params;
        loop.frame = draw_pattern;
    }
    return sky_loop_run(&loop);
}

int main(int argc, char **argv)
{
    struct config config = {0};
    int status = 0;
    if (parse_config(&config, argc, argv) < 0)
        status = sky_diagnostic_exit_misuse();
    else if (run(&config) < 0)
        status = sky_exit_failed();
    sky_evaluator_destroy(config.evaluator);
    sky_expr_params_finish(&config.expr_params);
    sky_expr_destroy(config.expr);
    if (config.self && config.pattern->finish)
        config.pattern->finish(config.self);
    sky_params_finish(&config.params);
    free(config.self);
    return status;
}
