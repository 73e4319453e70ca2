/* SPDX-License-Identifier: ISC */
/* Telling people which place on which lane lights which LED. */
#ifndef SKY_PUSH_SHOW_LAYOUT_H
#define SKY_PUSH_SHOW_LAYOUT_H

#include "sky-push/output.h"

/* Prints the layout of every output that has LED chains on standard output: a table, and on a terminal a drawing of
 * the disc. Opens nothing. Returns 0, or -1 with the error set. */
int show_layouts(struct output *const *outputs, size_t count);

#endif
