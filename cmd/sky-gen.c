/* sky-gen: draws a pattern as a stream of frames. */
#include <stdio.h>
#include <stdlib.h>

#include <sky/error.h>

#include "core/options.h"
#include "frame/loop.h"
#include "pattern/pattern.h"

struct config {
    struct sky_common common;
    const struct sky_pattern *pattern;
    void *drawing; /* the pattern's own struct */
    struct sky_params params;
    bool list;
};

static const char *const usage[] = {
    "[options] PATTERN [name=value ...]",
    "PATTERN --help",
    "-l",
    NULL,
};

static const struct sky_option options[] = {
    {'l', "list", NULL, "list the patterns"},
    SKY_OPTIONS_END,
};

/* `sky-gen PATTERN --help` */
static bool pattern_help(int operand_count, char *const *operands)
{
    if (operand_count == 0)
        return false;
    const struct sky_pattern *pattern = sky_pattern_find(operands[0]);
    if (!pattern)
        exit(sky_exit_misuse());
    printf("usage: sky-gen [options] %s [name=value ...]\n\n%s\n\nparameters, as name=value:\n", pattern->name,
           pattern->text);
    sky_params_help(pattern->params, stdout);
    return true;
}

static const struct sky_program program = {
    .name = "sky-gen",
    .summary = "Draws a pattern as a stream of polar frames.",
    .usage = usage,
    .common = "grndocsv",
    .options = options,
    .closing = "sky-gen -l lists the patterns; sky-gen PATTERN --help lists a pattern's parameters.",
    .help = pattern_help,
};

static int take_option(void *config, int code, const char *argument)
{
    (void)code;
    (void)argument;
    ((struct config *)config)->list = true;
    return 0;
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
    config->drawing = calloc(1, config->pattern->size);
    if (!config->drawing)
        return sky_fail("out of memory");
    sky_params_init(&config->params, config->pattern->params, config->drawing);
    return sky_arguments_assign(arguments, &config->params) < 0 ? sky_fail_at("%s", config->pattern->name) : 0;
}

static int parse_config(struct config *config, int argc, char **argv)
{
    struct sky_arguments arguments;
    if (sky_options_parse(&program, argc, argv, &config->common, take_option, config, &arguments) < 0)
        return -1;
    int result = config->list ? 0 : parse_pattern(config, &arguments);
    sky_arguments_finish(&arguments);
    return result;
}

static int list_patterns(void)
{
    for (const struct sky_pattern *const *pattern = sky_patterns(); *pattern; pattern++)
        printf("%-12s %s\n", (*pattern)->name, (*pattern)->text);
    return fflush(stdout) == 0 ? 0 : sky_fail("standard output: cannot write");
}

static enum sky_next draw_frame(void *context, const struct sky_moment *now, struct sky_output *output)
{
    struct config *config = context;
    const struct sky_canvas canvas = {config->common.geometry, config->common.seed};
    config->pattern->draw(config->drawing, &canvas, now, sky_output_begin(output));
    return sky_output_end(output) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static int run(struct config *config)
{
    if (config->list)
        return list_patterns();
    return sky_loop_run(&(struct sky_loop){
        .common = &config->common, .params = &config->params, .frame = draw_frame, .context = config});
}

int main(int argc, char **argv)
{
    struct config config = {0};
    int status = 0;
    if (parse_config(&config, argc, argv) < 0)
        status = sky_exit_misuse();
    else if (run(&config) < 0)
        status = sky_exit_failed();
    sky_params_finish(&config.params);
    free(config.drawing);
    return status;
}
