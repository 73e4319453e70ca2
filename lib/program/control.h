/* SPDX-License-Identifier: ISC */
/* More of the control files of <sky/params.h>: which lines are for this program, and live values. */
#ifndef SKY_PROGRAM_CONTROL_H
#define SKY_PROGRAM_CONTROL_H

#include <sky/params.h>

#include "expr/live.h"

#define SKY_CONTROL_FILE "the control file" /* for sky_file_protect() */

/* As sky_control_create(), but an output may write over it. Of lines "program.name value" those with the name
 * `program`, which must stay valid, are taken; none if it is NULL. In a file that all programs of a pipeline share,
 * names that this one does not have are ignored. */
struct sky_control *sky_control_create_for(const char *path, const char *program, bool is_shared);

/* Do both read the same path, and both as a shared file or both not? */
bool sky_control_is_same(const struct sky_control *a, const struct sky_control *b);

/* Sets live values by a regular file as it is now; sky_control_read() takes all of its lines again. */
void sky_control_begin(struct sky_control *control, struct sky_live *live);

/* As sky_control_apply(), for the frame whose time is `t`; also sets live values. `params` and `live` may be NULL. */
void sky_control_read(struct sky_control *control, struct sky_params *params, struct sky_live *live, double t);

#endif
