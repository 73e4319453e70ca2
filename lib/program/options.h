/* SPDX-License-Identifier: ISC */
/* sky_run_parse() in the form that sky-push uses. */
#ifndef SKY_PROGRAM_OPTIONS_H
#define SKY_PROGRAM_OPTIONS_H

#include <sky/program.h>

#include "program/config.h"
#include "program/params.h"

struct sky_common {
    struct sky_geometry geometry;
    double fps;
    uint64_t frames;
    const char *control;
    bool verbose;
};

struct sky_arguments {
    struct sky_run run;
    struct sky_config words;
};

int sky_options_parse(const struct sky_program *program, int argc, char **argv, struct sky_common *common,
                      int (*take)(void *config, int code, const char *argument), void *config,
                      struct sky_arguments *arguments);
void sky_arguments_finish(struct sky_arguments *arguments);
int sky_arguments_assign(const struct sky_arguments *arguments, struct sky_params *params);
const char *sky_arguments_input(const struct sky_arguments *arguments);

#endif
