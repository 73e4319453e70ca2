/* SPDX-License-Identifier: ISC */
/* The main loop: shows each frame of the input on all outputs at its time, and black before and after. */
#ifndef SKY_PUSH_LOOP_H
#define SKY_PUSH_LOOP_H

#include "sky-push/plan.h"

/* Runs the show to its end. Returns 0, also when a signal ended it, or -1 with the error set. */
int loop_run(const struct plan *plan);

#endif
