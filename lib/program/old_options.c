/* SPDX-License-Identifier: ISC */
#include "program/options.h"

#include <stdlib.h>

#include "program/state.h"

static int (*taker)(void *config, int code, const char *argument);

static const struct sky_program *original;

static int print_help(struct sky_run *run)
{
    (void)run;
    sky_program_help(original);
    return 1;
}

static int take(struct sky_run *run, int code, const char *argument)
{
    return taker(run->config, code, argument);
}

int sky_options_parse(const struct sky_program *program, int argc, char **argv, struct sky_common *common,
                      int (*parse_option)(void *config, int code, const char *argument), void *config,
                      struct sky_arguments *arguments)
{
    struct sky_program copy = *program;
    struct sky_run *run = &arguments->run;
    taker = parse_option;
    copy.parse_option = take;
    copy.params = NULL;
    copy.help = print_help;
    original = program;
    int result = sky_run_parse(run, &copy, config, argc, argv);
    run->program = program;
    if (result > 0)
        exit(fflush(stdout) == 0 ? 0 : (sky_fail("standard output: cannot write"), sky_exit_failed()));
    arguments->words = run->state->files;
    *common = (struct sky_common){run->geometry, run->fps, run->frames, run->control_name, run->verbose};
    return result;
}

void sky_arguments_finish(struct sky_arguments *arguments)
{
    sky_run_finish(&arguments->run);
}

int sky_arguments_assign(const struct sky_arguments *arguments, struct sky_params *params)
{
    struct sky_run run = arguments->run;
    run.params = params;
    return sky_run_assign(&run);
}

const char *sky_arguments_input(const struct sky_arguments *arguments)
{
    return sky_run_input_name(&arguments->run);
}
