/* SPDX-License-Identifier: ISC */
/* --check: what a show will do, before power is applied. */
#ifndef SKY_PUSH_CHECK_H
#define SKY_PUSH_CHECK_H

#include "sky-push/plan.h"

/* Prints on standard output how many frames a second each output can take, its amperes, and the memory of all. Opens
 * neither inputs nor outputs. Returns 0, or -1 with the error set. */
int check_show(const struct plan *plan);

#endif
