/* SPDX-License-Identifier: ISC */
/* --show-layout: which LED each position of each lane shows. */
#ifndef SKY_PUSH_SHOW_LAYOUT_H
#define SKY_PUSH_SHOW_LAYOUT_H

#include "sky-push/output.h"

/* Prints the layout of each output with LED chains on standard output: a table, and on a terminal a drawing of the
 * disc; or writes a picture of the only one, as PNG. Opens nothing. Returns 0, or -1 with the error set. */
int show_layouts(struct output *const *outputs, size_t count, bool as_picture);

#endif
