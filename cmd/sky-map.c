/* SPDX-License-Identifier: ISC */
/* sky-map: an expression for every pixel of the frames that it reads. */
#include <stdio.h>

#include <sky/program.h>

#include "expr/functions.h"
#include "program/expr_params.h"
#include "program/expr_run.h"
#include "program/help.h"
#include "program/inputs.h"
#include "program/params.h"
#include "program/placed.h"
#include "program/state.h"

struct config {
    bool functions;
    struct sky_expr_run show;
    struct sky_inputs inputs;
};

static const char *const usage[] = {
    "[options] EXPR [INPUT ...] [name=value ...]",
    "[options] -e EXPR | -f FILE ... [INPUT ...] [name=value ...]",
    "--functions",
    NULL,
};

enum { FUNCTIONS = 256, EXPLAIN, OPTION_EOF };

static const struct sky_option options[] = {
    {'e', "expression", "EXPR", "run this expression"},
    {'f', "file", "FILE", "run the program in FILE; several -f and -e are joined"},
    SKY_OPTION_EOF(OPTION_EOF),
    {FUNCTIONS, "functions", NULL, "list the names and functions of expressions"},
    {EXPLAIN, "explain", NULL, "print what the parts of an expression cost, and how fast it can be drawn"},
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
    case OPTION_EOF:
        return sky_eof_parse(argument, &config->inputs.eof);
    case EXPLAIN:
        config->show.explains = true;
        return 0;
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
    puts("usage: sky-map [options] EXPR | -e EXPR | -f FILE [INPUT ...] [name=value ...]\n\n"
         "parameters, as name=value:");
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

/* Removes EXPR, the first word, from the operands; or from the assignments, as it may look like one:
 * "x = r; src * x". */
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

/* The program has one input, which is standard input if it is not given, or as many as it uses. */
static int check_inputs(struct sky_run *run)
{
    static char dash[] = "-", *standard[] = {dash};
    struct config *config = run->config;
    const int used = (int)sky_expr_inputs(config->show.expr);
    if (run->operand_count == 0 && used == 1) {
        run->operands = standard;
        run->operand_count = 1;
    }
    if (run->operand_count < used)
        return sky_fail("the program takes %d inputs, and %d %s given: sky-map EXPR A B ...", used, run->operand_count,
                        run->operand_count == 1 ? "is" : "are");
    if (run->operand_count > used) {
        const char *hint = sky_params_hint(sky_params_table(run->params), run->operands, run->operand_count);
        if (used < SKY_SOURCES_MAX)
            sky_fail("'%.40s': the program takes only %d input%s; one more would be src%d%s", run->operands[used], used,
                     used == 1 ? "" : "s", used + 1, hint);
        else
            sky_fail("'%.40s': a program takes at most %d inputs%s", run->operands[used], used, hint);
        return sky_run_fail_at(run, run->operands[used]);
    }
    config->show.source_count = (unsigned)used;
    return sky_inputs_check(run->operands, (unsigned)used, 1);
}

static int check(struct sky_run *run)
{
    struct config *config = run->config;
    if (config->functions) {
        if (sky_run_check_alone(run, "--functions") < 0)
            return -1;
        sky_functions_print(stdout);
        return 1;
    }
    if (config->show.count == 0 && !run->first_word)
        return sky_fail("which expression? (sky-map EXPR [INPUT ...], or -f FILE)");
    if (config->show.count == 0)
        remove_first_word(run);
    if (load_expression(run) < 0 || sky_run_assign(run) < 0)
        return -1;
    return config->show.explains ? sky_expr_run_explain(&config->show, run) : check_inputs(run);
}

static int plan(struct sky_run *run)
{
    struct config *config = run->config;
    if (sky_expr_run_plan(&config->show, run) < 0)
        return -1;
    return sky_inputs_open(&config->inputs, run, run->operands, (unsigned)run->operand_count, 1);
}

static enum sky_next map_frame(struct sky_run *run, const struct sky_moment *now)
{
    struct config *config = run->config;
    enum sky_next next = sky_inputs_next(&config->inputs);
    if (next != SKY_NEXT_FRAME)
        return next;
    sky_expr_run_draw(&config->show, run, now, config->inputs.frames, sky_output_begin(run->output));
    return sky_output_end(run->output) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    sky_inputs_close(&config->inputs);
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
        .owner = sky_placed_owner,
        .closing = "sky-map EXPR --help lists the parameters that the expression declares.\n" SKY_CLOSING_EOF,
        .parse_option = parse_option,
        .help = help,
        .help_rows = help_rows,
        .check = check,
        .plan = plan,
        .frame = map_frame,
        .finish = finish,
    };
    struct config config = {.show = {.scope = SKY_EXPR_FILTER}};
    return sky_program_run(&program, &config, argc, argv);
}
