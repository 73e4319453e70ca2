/* SPDX-License-Identifier: ISC */
/* What a struct sky_run hides. */
#ifndef SKY_PROGRAM_STATE_H
#define SKY_PROGRAM_STATE_H

#include <sky/program.h>

#include "base/wall.h"
#include "expr/live.h"
#include "program/config.h"
#include "program/controls.h"

struct sky_run_state {
    struct sky_config files; /* of -f */
    char **words;            /* room for the operands and assignments, which point into argv and `files` */
    const char *detail;      /* lines for below the error, or NULL */
    struct sky_wall wall;    /* of --clock */
    struct sky_controls *controls;
    struct sky_live *live;   /* what the names of sky-expr(7) that control lines set are now */
};

/* What all programs may take, ended by one without a name. */
extern const struct sky_option sky_common_options[];

/* For an option that prints a list, and takes no other words: returns 0, or -1 with the error set when there are
 * any. */
int sky_run_check_alone(const struct sky_run *run, const char *option);

/* Does the program take this common option? */
bool sky_program_takes(const struct sky_program *program, int code);

#endif
