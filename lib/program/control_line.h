/* SPDX-License-Identifier: ISC */
/* What a line of a control file says, and to whom. Inside lib/program only. */
#ifndef SKY_PROGRAM_CONTROL_LINE_H
#define SKY_PROGRAM_CONTROL_LINE_H

#include <sky/params.h>

#include "expr/live.h"

/* Which lines are taken; the others are left alone. */
enum { SKY_TAKE_VALUES = 1, SKY_TAKE_LIVE = 2, SKY_TAKE_EVENTS = 4, SKY_TAKE_ALL = 7 };

struct sky_control_target {
    const char *program;       /* its name, or NULL */
    bool is_shared;            /* names that it does not have are for others */
    struct sky_params *params; /* or NULL */
    struct sky_live *live;     /* or NULL */
    double t;                  /* when the lines were written, in the time of the show */
};

/* Takes a line, which is changed. Returns 0, or -1 with the error set; then it has set nothing. */
int sky_control_take(const struct sky_control_target *target, unsigned take, char *line);

#endif
