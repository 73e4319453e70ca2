/* SPDX-License-Identifier: ISC */
/* The control files of a program: those that $SKY_CONTROL names, with ':' between, which all programs of a pipeline
 * read, and then those of -c. */
#ifndef SKY_PROGRAM_CONTROLS_H
#define SKY_PROGRAM_CONTROLS_H

#include <sky/program.h>

#include "expr/live.h"

#define SKY_CONTROLS_MAX 16 /* files of -c, and of $SKY_CONTROL */

struct sky_controls;

/* Of `count` files of -c, SKY_CONTROLS_MAX at most, and those of $SKY_CONTROL. From now on no output may write over
 * any of them, except over those of $SKY_CONTROL if the program writes control lines itself. `program` must stay valid.
 * NULL with the error set. */
struct sky_controls *sky_controls_create(const struct sky_program *program, const char *const *paths, unsigned count);
void sky_controls_destroy(struct sky_controls *controls); /* accepts NULL */

/* Takes over from `old`, which is to be destroyed then, the files that both have: a FIFO stays open, and lines that
 * were taken are not taken again. */
void sky_controls_move(struct sky_controls *controls, struct sky_controls *old);

/* Is there any file, which may change something while the program runs? */
bool sky_controls_has_files(const struct sky_controls *controls);

/* Sets live values by the files as they are now, before the first frame, so that expressions begin with them. */
void sky_controls_begin(struct sky_controls *controls, struct sky_live *live);

/* Takes what is new in the files, for the frame whose time is `t`. `params` may be NULL. */
void sky_controls_apply(struct sky_controls *controls, struct sky_params *params, struct sky_live *live, double t);

#endif
