/* SPDX-License-Identifier: ISC */
/* sky-map: an expression for every pixel of the frames that it reads. */
#include <stdio.h>
#include <string.h>

#include <sky/program.h>

#include "expr/diagnostic.h"
#include "expr/evaluator.h"
#include "expr/functions.h"
#include "expr/program.h"
#include "program/expr_params.h"
#include "program/help.h"
#include "program/state.h"

struct config {
    const char *path; /* -f */
    bool functions;
    struct sky_workers *workers;
    struct sky_expr *expr;
    struct sky_evaluator *evaluator;
};

static const char *const usage[] = {
    "[options] EXPR [INPUT] [name=value ...]",
    "[options] -f FILE [INPUT] [name=value ...]",
    "--functions",
    NULL,
};

enum { FUNCTIONS = 256 };

static const struct sky_option options[] = {
    {'f', "file", "FILE", "run the program in FILE instead of EXPR"},
    {FUNCTIONS, "functions", NULL, "list the names and functions of expressions"},
    SKY_OPTIONS_END,
};

static int parse_option(struct sky_run *run, int code, const char *argument)
{
    struct config *config = run->config;
    switch (code) {
    case 'f':
        config->path = argument;
        return 0;
    default:
        config->functions = true;
        return 0;
    }
}

static int load_expression(struct sky_run *run)
{
    struct config *config = run->config;
    const char *text = run->first_word;
    const struct sky_expr_setting setting = {
        .scope = SKY_EXPR_FILTER, .geometry = run->geometry, .seed = run->seed, .place = "EXPR"};
    config->expr = config->path ? sky_expr_load(config->path, &setting)
                                : sky_expr_parse(text, strlen(text), &setting);
    if (config->expr)
        run->params = sky_expr_params_create(config->expr);
    sky_run_set_detail(run, sky_diagnostic_lines());
    return run->params ? 0 : -1;
}

/* The parameters that an expression declares. */
static int help(struct sky_run *run)
{
    const struct config *config = run->config;
    if (!run->first_word && !config->path)
        return 0;
    if (load_expression(run) < 0)
        return -1;
    puts("usage: sky-map [options] EXPR | -f FILE [INPUT] [name=value ...]\n\nparameters, as name=value:");
    sky_params_help(sky_params_table(run->params), stdout);
    return 1;
}

static int help_rows(struct sky_run *run)
{
    const struct config *config = run->config;
    if (!run->first_word && !config->path) {
        sky_expr_help_rows();
        return 0;
    }
    if (load_expression(run) < 0)
        return -1;
    sky_help_params("parameter", sky_params_table(run->params));
    return 0;
}

/* Removes EXPR, the first word, from the operands; or from the assignments, as it may look like one: "x = r; src * x". */
static void remove_first_word(struct sky_run *run)
{
    if (run->operand_count > 0 && run->operands[0] == run->first_word) {
        run->operands++;
        run->operand_count--;
    } else {
        run->assignments++;
        run->assignment_count--;
    }
}

static int check(struct sky_run *run)
{
    const struct config *config = run->config;
    if (config->functions) {
        if (sky_run_check_alone(run, "--functions") < 0)
            return -1;
        sky_functions_print(stdout);
        return 1;
    }
    if (!config->path && !run->first_word)
        return sky_fail("which expression? (sky-map EXPR [INPUT], or -f FILE)");
    if (!config->path)
        remove_first_word(run);
    return load_expression(run);
}

static int plan(struct sky_run *run)
{
    struct config *config = run->config;
    const char *state = sky_expr_state(config->expr);
    if (run->first > 0 && state)
        sky_warn("--%s cannot restore its past (%s)", run->clocked ? "clock" : "start", state);
    if (run->threads > 1 && !(config->workers = sky_workers_create((unsigned)run->threads)))
        return -1;
    return (config->evaluator = sky_evaluator_create(config->expr, config->workers)) ? 0 : -1;
}

static int map_frame(struct sky_run *run, const struct sky_moment *now, const uint8_t *in, uint8_t *out)
{
    const struct config *config = run->config;
    sky_evaluator_draw(config->evaluator, now, in, out);
    return 0;
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    sky_evaluator_destroy(config->evaluator);
    sky_expr_destroy(config->expr);
    sky_workers_destroy(config->workers);
}

int main(int argc, char **argv)
{
    static const struct sky_program program = {
        .name = "sky-map",
        .summary = "Computes each pixel of the input anew, by an expression.",
        .usage = usage,
        .common = "grndocsvjk",
        .options = options,
        .closing = "sky-map EXPR --help lists the parameters that the expression declares.",
        .input = sky_input_open,
        .parse_option = parse_option,
        .help = help,
        .help_rows = help_rows,
        .check = check,
        .plan = plan,
        .filter = map_frame,
        .finish = finish,
    };
    struct config config = {0};
    return sky_program_run(&program, &config, argc, argv);
}
