/* SPDX-License-Identifier: ISC */
/* sky-gen: draws a pattern or an expression as a stream of frames. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/program.h>

#include "base/wrap.h"
#include "expr/diagnostic.h"
#include "expr/evaluator.h"
#include "expr/functions.h"
#include "expr/program.h"
#include "pattern/pattern.h"
#include "pattern/programs.h"
#include "program/expr_params.h"
#include "program/help.h"
#include "program/params.h"
#include "program/state.h"

struct config {
    const char *text, *path; /* -e, -f */
    const char *title;       /* of the expression, pattern or preset, in errors and help */
    bool list, functions;

    /* What is drawn: a pattern, */
    const struct sky_pattern *pattern;
    void *self; /* the pattern's own struct */
    /* or an expression. */
    struct sky_expr *expr;
    struct sky_evaluator *evaluator;

    struct sky_workers *workers; /* NULL for one thread */
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

static int parse_option(struct sky_run *run, int code, const char *argument)
{
    struct config *config = run->config;
    switch (code) {
    case 'e':
        config->text = argument;
        config->title = "-e";
        return 0;
    case 'f':
        config->path = argument;
        config->title = "-f FILE";
        return 0;
    case 'l':
        config->list = true;
        return 0;
    default:
        config->functions = true;
        return 0;
    }
}

/* ---- What is drawn ---- */

static int choose_expression(struct sky_run *run)
{
    struct config *config = run->config;
    const struct sky_expr_setting setting = {
        .scope = SKY_EXPR_PICTURE, .geometry = run->geometry, .seed = run->seed, .place = config->title};
    if (config->text && config->path)
        return sky_fail("-e and -f: only one program can be drawn");
    if (run->operand_count > 0)
        return sky_fail("'%.40s': an expression is drawn already", run->operands[0]);
    config->expr = config->text ? sky_expr_parse(config->text, strlen(config->text), &setting)
                                : sky_expr_load(config->path, &setting);
    if (!config->expr)
        return -1;
    run->params = sky_expr_params_create(config->expr);
    return run->params ? 0 : -1;
}

static int choose_pattern(struct sky_run *run)
{
    struct config *config = run->config;
    if (run->operand_count == 0)
        return sky_fail("which pattern? (-l lists them)");
    config->title = run->operands[0];
    config->pattern = sky_pattern_find(config->title);
    if (!config->pattern)
        return -1;
    if (run->operand_count > 1)
        return sky_fail("'%.40s': only one pattern can be drawn; parameters are name=value%s", run->operands[1],
                        sky_params_hint(config->pattern->params, run->operands + 1, run->operand_count - 1));
    config->self = calloc(1, config->pattern->size);
    if (!config->self)
        return sky_fail("out of memory");
    run->params = sky_params_create(config->pattern->params, config->self);
    if (!run->params)
        return -1;
    sky_preset_apply(config->title, run->params);
    return 0;
}

/* Returns 0, or -1 with the error set. */
static int choose(struct sky_run *run)
{
    struct config *config = run->config;
    const struct sky_pattern_program *named = NULL;
    if (!config->text && !config->path && run->operand_count == 1)
        named = sky_pattern_program_find(run->operands[0]);
    if (named) { /* `sky-gen swirl` is `sky-gen -e` with its text */
        config->text = named->source;
        config->title = named->name;
        run->operand_count = 0;
    }
    if (!config->text && !config->path)
        return choose_pattern(run);
    int result = choose_expression(run);
    sky_run_set_detail(run, sky_diagnostic_lines());
    return result;
}

/* `sky-gen PATTERN --help`, and the parameters that an expression declares. */
static int help(struct sky_run *run)
{
    struct config *config = run->config;
    if (!config->text && !config->path && run->operand_count == 0)
        return 0;
    if (choose(run) < 0)
        return -1;
    const struct sky_preset *preset = config->expr ? NULL : sky_preset_find(config->title);
    printf("usage: sky-gen [options] %s [name=value ...]\n", config->title);
    if (!config->expr)
        printf("\n%s\n", preset ? preset->text : config->pattern->text);
    if (preset) {
        char values[256];
        snprintf(values, sizeof values, "It is %s %s", config->pattern->name, preset->values);
        sky_wrap_print(stdout, "", 0, values);
    }
    puts("\nparameters, as name=value:");
    sky_params_help(sky_params_table(run->params), stdout);
    return 1;
}

/* `sky-gen --help=tsv` has the patterns; with a pattern or an expression, its parameters. */
static int help_rows(struct sky_run *run)
{
    const struct config *config = run->config;
    if (config->text || config->path || run->operand_count > 0) {
        if (choose(run) < 0)
            return -1;
        sky_help_params("parameter", sky_params_table(run->params));
        return 0;
    }
    for (const struct sky_pattern *const *pattern = sky_patterns(); *pattern; pattern++)
        sky_help_row(&(struct sky_help_row){
            .group = "pattern", .name = (*pattern)->name, .kind = "pattern", .text = (*pattern)->text});
    for (const struct sky_preset *preset = sky_presets(); preset->name; preset++)
        sky_help_row(&(struct sky_help_row){.group = "pattern", .name = preset->name, .kind = "preset",
                                            .default_value = preset->values, .text = preset->text});
    for (const struct sky_pattern_program *named = sky_pattern_programs; named->name; named++)
        sky_help_row(&(struct sky_help_row){
            .group = "pattern", .name = named->name, .kind = "expression", .text = named->text});
    sky_expr_help_rows();
    return 0;
}

static void print_lists(const struct config *config)
{
    for (const struct sky_pattern *const *pattern = sky_patterns(); config->list && *pattern; pattern++)
        printf("%-14s %s\n", (*pattern)->name, (*pattern)->text);
    for (const struct sky_preset *preset = sky_presets(); config->list && preset->name; preset++)
        printf("%-14s %s\n", preset->name, preset->text);
    for (const struct sky_pattern_program *named = sky_pattern_programs; config->list && named->name; named++)
        printf("%-14s %s\n", named->name, named->text);
    if (config->functions)
        sky_functions_print(stdout);
}

static int check(struct sky_run *run)
{
    const struct config *config = run->config;
    if (config->list || config->functions) {
        if (sky_run_check_alone(run, config->list ? "-l" : "--functions") < 0)
            return -1;
        print_lists(config);
        return 1;
    }
    if (choose(run) < 0)
        return -1;
    if (sky_run_assign(run) < 0)
        return config->pattern ? sky_fail_at("%s", config->title) : -1;
    return 0;
}

/* ---- Drawing ---- */

/* Warns of what --start and --clock cannot place. */
static void warn_of_state(const struct sky_run *run)
{
    const struct config *config = run->config;
    const char *state = config->expr ? sky_expr_state(config->expr) : config->pattern->state;
    if (state)
        sky_warn("%s: --%s cannot restore its past (%s)", config->expr ? config->title : config->pattern->name,
                 run->clocked ? "clock" : "start", state);
}

static int plan(struct sky_run *run)
{
    struct config *config = run->config;
    bool is_single = run->threads <= 1 || (!config->expr && config->pattern->is_single);
    if (!is_single && !(config->workers = sky_workers_create((unsigned)run->threads)))
        return -1;
    const struct sky_canvas canvas = {run->geometry, run->seed, config->workers};
    const struct sky_moment start = sky_run_moment(run, 0);
    if (run->first > 0)
        warn_of_state(run);
    if (config->expr)
        return (config->evaluator = sky_evaluator_create(config->expr, config->workers)) ? 0 : -1;
    sky_params_update(run->params, &start); /* the pattern's tables may depend on them */
    if (config->pattern->init && config->pattern->init(config->self, &canvas) < 0)
        return sky_fail_at("%s", config->title);
    return 0;
}

static int draw(struct sky_run *run, const struct sky_moment *now, uint8_t *frame)
{
    struct config *config = run->config;
    const struct sky_canvas canvas = {run->geometry, run->seed, config->workers};
    if (config->evaluator)
        sky_evaluator_draw(config->evaluator, now, NULL, frame);
    else if (config->pattern->draw(config->self, &canvas, now, frame) < 0)
        return sky_fail_at("%s", config->title);
    return 0;
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    sky_evaluator_destroy(config->evaluator);
    sky_expr_destroy(config->expr);
    if (config->self && config->pattern->finish)
        config->pattern->finish(config->self);
    free(config->self);
    sky_workers_destroy(config->workers);
}

int main(int argc, char **argv)
{
    static const struct sky_program program = {
        .name = "sky-gen",
        .summary = "Draws a pattern or an expression as a stream of polar frames.",
        .usage = usage,
        .common = "grndocsvjk",
        .options = options,
        .closing = "sky-gen -l lists the patterns; sky-gen PATTERN --help lists a pattern's parameters.",
        .parse_option = parse_option,
        .help = help,
        .help_rows = help_rows,
        .check = check,
        .plan = plan,
        .draw = draw,
        .finish = finish,
    };
    struct config config = {0};
    return sky_program_run(&program, &config, argc, argv);
}
