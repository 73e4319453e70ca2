/* SPDX-License-Identifier: ISC */
/* sky-gen: draws a pattern or an expression as a stream of frames. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/program.h>

#include "base/wrap.h"
#include "expr/functions.h"
#include "pattern/pattern.h"
#include "pattern/programs.h"
#include "program/expr_params.h"
#include "program/expr_run.h"
#include "program/help.h"
#include "program/params.h"
#include "program/state.h"

struct config {
    const char *title; /* of the expression, pattern or preset, in errors and help */
    bool list, functions;

    /* What is drawn: a pattern, */
    const struct sky_pattern *pattern;
    void *self; /* the pattern's own struct */
    struct sky_workers *workers; /* and the threads that share the work; NULL for one */
    /* or an expression, if it has any text. */
    struct sky_expr_run show;
};

static const char *const usage[] = {
    "[options] PATTERN [name=value ...]",
    "[options] -e EXPR | -f FILE ... [name=value ...]",
    "PATTERN --help",
    "-l | --functions",
    NULL,
};

enum { FUNCTIONS = 256, EXPLAIN };

static const struct sky_option options[] = {
    {'e', "expression", "EXPR", "draw an expression; sky-expr(7) is the language"},
    {'f', "file", "FILE", "draw the program in FILE; several -f and -e are joined"},
    {'l', "list", NULL, "list the patterns"},
    {FUNCTIONS, "functions", NULL, "list the names and functions of expressions"},
    {EXPLAIN, "explain", NULL, "print what the parts of an expression cost, and how fast it can be drawn"},
    SKY_OPTIONS_END,
};

static int parse_option(struct sky_run *run, int code, const char *argument)
{
    struct config *config = run->config;
    switch (code) {
    case 'e':
        config->title = "-e EXPR";
        return sky_expr_run_add_text(&config->show, argument, "-e");
    case 'f':
        config->title = "-f FILE";
        return sky_expr_run_add_file(&config->show, argument);
    case 'l':
        config->list = true;
        return 0;
    case EXPLAIN:
        config->show.explains = true;
        return 0;
    default:
        config->functions = true;
        return 0;
    }
}

/* ---- What is drawn ---- */

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
    if (config->show.count == 0 && run->operand_count == 1)
        named = sky_pattern_program_find(run->operands[0]);
    if (named) { /* `sky-gen swirl` is `sky-gen -e` with its text */
        config->title = named->name;
        run->operand_count = 0;
        sky_expr_run_add_text(&config->show, named->source, named->name);
    }
    if (config->show.count == 0)
        return choose_pattern(run);
    if (run->operand_count > 0)
        return sky_fail("'%.40s': cannot be drawn beside an expression", run->operands[0]);
    return sky_expr_run_load(&config->show, run);
}

/* `sky-gen PATTERN --help`, and the parameters that an expression declares. */
static int help(struct sky_run *run)
{
    struct config *config = run->config;
    if (config->show.count == 0 && run->operand_count == 0)
        return 0;
    if (choose(run) < 0)
        return -1;
    const struct sky_preset *preset = config->show.expr ? NULL : sky_preset_find(config->title);
    printf("usage: sky-gen [options] %s [name=value ...]\n", config->title);
    if (!config->show.expr)
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
    if (config->show.count > 0 || run->operand_count > 0) {
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
    struct config *config = run->config;
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
    if (config->show.explains)
        return config->pattern ? sky_fail("--explain is for expressions, and %s is a pattern", config->title)
                               : sky_expr_run_explain(&config->show, run);
    return 0;
}

/* ---- Drawing ---- */

static int plan_pattern(struct sky_run *run)
{
    struct config *config = run->config;
    const struct sky_pattern *pattern = config->pattern;
    if (run->threads > 1 && !pattern->is_single && !(config->workers = sky_workers_create((unsigned)run->threads)))
        return -1;
    const struct sky_canvas canvas = {run->geometry, run->seed, config->workers};
    const struct sky_moment start = sky_run_moment(run, 0);
    if (run->first > 0 && pattern->state)
        sky_warn("%s: --%s cannot restore its past (%s)", pattern->name, run->clocked ? "clock" : "start",
                 pattern->state);
    sky_params_update(run->params, &start); /* the pattern's tables may depend on them */
    if (pattern->init && pattern->init(config->self, &canvas) < 0)
        return sky_fail_at("%s", config->title);
    return 0;
}

static int plan(struct sky_run *run)
{
    struct config *config = run->config;
    return config->pattern ? plan_pattern(run) : sky_expr_run_plan(&config->show, run);
}

static int draw(struct sky_run *run, const struct sky_moment *now, uint8_t *frame)
{
    struct config *config = run->config;
    const struct sky_canvas canvas = {run->geometry, run->seed, config->workers};
    if (!config->pattern)
        sky_expr_run_draw(&config->show, run, now, NULL, frame);
    else if (config->pattern->draw(config->self, &canvas, now, frame) < 0)
        return sky_fail_at("%s", config->title);
    return 0;
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    sky_expr_run_finish(&config->show);
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
    struct config config = {.show = {.scope = SKY_EXPR_PICTURE}};
    return sky_program_run(&program, &config, argc, argv);
}
