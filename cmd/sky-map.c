/* SPDX-License-Identifier: ISC */
/* sky-map: an expression for every pixel of the frames that it reads. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>
#include <sky/stream.h>

#include "expr/diagnostic.h"
#include "expr/evaluator.h"
#include "expr/functions.h"
#include "expr/program.h"
#include "program/expr_params.h"
#include "program/loop.h"
#include "program/options.h"

struct config {
    struct sky_common common;
    const char *path; /* -f */
    bool functions;
    const char *input_name;
    struct sky_expr *expr;
    struct sky_expr_params params; /* that it declares */
    struct sky_evaluator *evaluator;
    struct sky_input *input;
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

static int load_expression(struct config *config, const struct sky_common *common, const char *text)
{
    const struct sky_expr_setting setting = {
        .scope = SKY_EXPR_FILTER, .geometry = common->geometry, .seed = common->seed, .place = "EXPR"};
    config->expr = config->path ? sky_expr_load(config->path, &setting)
                                : sky_expr_parse(text, strlen(text), &setting);
    if (!config->expr)
        return -1;
    sky_expr_params_init(&config->params, config->expr);
    return 0;
}

/* The parameters that a program declares. */
static bool program_help(void *context, const struct sky_common *common, const struct sky_arguments *arguments)
{
    struct config *config = context;
    if (!arguments->first && !config->path)
        return false;
    if (load_expression(config, common, arguments->first) < 0)
        exit(sky_diagnostic_exit_misuse());
    puts("usage: sky-map [options] EXPR | -f FILE [INPUT] [name=value ...]\n\nparameters, as name=value:");
    sky_params_help(config->params.table, stdout);
    sky_expr_params_finish(&config->params);
    sky_expr_destroy(config->expr);
    return true;
}

static const struct sky_program program = {
    .name = "sky-map",
    .summary = "Computes every pixel from the input by an expression: colour, warp, feedback.",
    .usage = usage,
    .common = "grndocsv",
    .options = options,
    .closing = "sky-map EXPR --help lists the parameters that a program declares.",
    .help = program_help,
};

static int take_option(void *context, int code, const char *argument)
{
    struct config *config = context;
    if (code == 'f')
        config->path = argument;
    else
        config->functions = true;
    return 0;
}

/* EXPR is the first word, even when it looks like a parameter, as "x = r; src * x" does. */
static void take_first(struct sky_arguments *arguments)
{
    if (arguments->operand_count > 0 && arguments->operands[0] == arguments->first) {
        arguments->operands++;
        arguments->operand_count--;
    } else {
        arguments->assignments++;
        arguments->assignment_count--;
    }
}

static int parse_words(struct config *config, struct sky_arguments arguments)
{
    if (!config->path && !arguments.first)
        return sky_fail("which expression? (sky-map EXPR [INPUT], or -f FILE)");
    if (!config->path)
        take_first(&arguments);
    config->input_name = sky_arguments_input(&arguments);
    if (!config->input_name || load_expression(config, &config->common, arguments.first) < 0)
        return -1;
    return sky_arguments_assign(&arguments, &config->params.params);
}

static int parse_config(struct config *config, int argc, char **argv)
{
    struct sky_arguments arguments;
    if (sky_options_parse(&program, argc, argv, &config->common, take_option, config, &arguments) < 0)
        return -1;
    int result = config->functions ? 0 : parse_words(config, arguments);
    sky_arguments_finish(&arguments);
    return result;
}

static enum sky_next map_frame(void *context, const struct sky_moment *now, struct sky_output *output)
{
    struct config *config = context;
    const uint8_t *frame;
    enum sky_next next = sky_input_next(config->input, &frame);
    if (next != SKY_NEXT_FRAME)
        return next;
    sky_evaluator_draw(config->evaluator, now, frame, sky_output_begin(output));
    return sky_output_end(output) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static int run(struct config *config)
{
    if (config->functions) {
        sky_functions_print(stdout);
        return fflush(stdout) == 0 ? 0 : sky_fail("standard output: cannot write");
    }
    config->evaluator = sky_evaluator_create(config->expr);
    if (!config->evaluator)
        return -1;
    config->input = sky_input_open(config->input_name, &config->common.geometry);
    if (!config->input)
        return -1;
    return sky_loop_run(&(struct sky_loop){.common = &config->common,
                                           .params = &config->params.params,
                                           .frame = map_frame,
                                           .context = config});
}

int main(int argc, char **argv)
{
    struct config config = {0};
    int status = 0;
    if (parse_config(&config, argc, argv) < 0)
        status = sky_diagnostic_exit_misuse();
    else if (run(&config) < 0)
        status = sky_exit_failed();
    sky_input_close(config.input);
    sky_evaluator_destroy(config.evaluator);
    sky_expr_params_finish(&config.params);
    sky_expr_destroy(config.expr);
    return status;
}
