/* SPDX-License-Identifier: ISC */
/* Control files (-c): lines "name value" that change parameters while a program runs. */
#ifndef SKY_PROGRAM_CONTROL_H
#define SKY_PROGRAM_CONTROL_H

#include "program/params.h"

struct sky_control;

/* Watches `path`, a file or a FIFO; one that is not there yet is said once and waited for. NULL with the error
 * kept when memory is short. */
struct sky_control *sky_control_create(const char *path);
void sky_control_destroy(struct sky_control *control);

/* Sets what changed since the last call. Lines are "name value"; empty ones and those that begin with '#' are
 * passed over. A bad line is reported once, with its number, and changes nothing. */
void sky_control_apply(struct sky_control *control, struct sky_params *params);

#endif
