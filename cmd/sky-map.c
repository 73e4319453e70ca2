/* SPDX-License-Identifier: ISC */
/* sky-map: an expression for every pixel of the frames that it reads. */
#include <stdio.h>

#include <sky/program.h>

#include "expr/functions.h"
#include "program/expr_params.h"
#include "program/expr_run.h"
#include "program/help.h"
#include "program/state.h"

struct config {
    bool functions;
    struct sky_expr_run show;
};

static const char *const usage[] = {
    "[options] EXPR [INPUT] [name=value ...]",
    "[options] -e EXPR | -f FILE ... [INPUT] [name=value ...]",
    "--functions",
    NULL,
};

enum { FUNCTIONS = 256 };

static const struct sky_option options[] = {
    {'e', "expression", "EXPR", "run an expression that is no operand"},
    {'f', "file", "FILE", "run the program in FILE; several -f and -e are joined"},
    {FUNCTIONS, "functions", NULL, "list the names and functions of expressions"},
    SKY_OPTIONS_END,
};

static int parse_option(struct sky_run *run, int code, const char *argument)
{
    struct config *config = run->config;
    switch (code) {
    case 'e':
        return sky_expr_run_add_text(&config->show, argument, "-e");
    case 'f':
        return sky_expr_run_add_file(&config->show, argument);
    default:
        config->functions = true;
        return 0;
    }
}

/* The program is that of -e and -f, or else EXPR. */
static int load_expression(struct sky_run *run)
{
    struct config *config = run->config;
    if (config->show.count == 0)
        sky_expr_run_add_text(&config->show, run->first_word, "EXPR");
    return sky_expr_run_load(&config->show, run);
}

/* The parameters that an expression declares. */
static int help(struct sky_run *run)
{
    const struct config *config = run->config;
    if (!run->first_word && config->show.count == 0)
        return 0;
    if (load_expression(run) < 0)
        return -1;
    puts("usage: sky-map [options] EXPR | -e EXPR | -f FILE ... [INPUT] [name=value ...]\n\nparameters, as name=value:");
    sky_params_help(sky_params_table(run->params), stdout);
    return 1;
}

static int help_rows(struct sky_run *run)
{
    const struct config *config = run->config;
    if (!run->first_word && config->show.count == 0) {
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
    if (config->show.count == 0 && !run->first_word)
        return sky_fail("which expression? (sky-map EXPR [INPUT], or -f FILE)");
    if (config->show.count == 0)
        remove_first_word(run);
    return load_expression(run);
}

static int plan(struct sky_run *run)
{
    struct config *config = run->config;
    return sky_expr_run_plan(&config->show, run);
}

static int map_frame(struct sky_run *run, const struct sky_moment *now, const uint8_t *in, uint8_t *out)
{
    struct config *config = run->config;
    sky_expr_run_draw(&config->show, run, now, &in, out);
    return 0;
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    sky_expr_run_finish(&config->show);
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
    struct config config = {.show = {.scope = SKY_EXPR_FILTER}};
    return sky_program_run(&program, &config, argc, argv);
}
