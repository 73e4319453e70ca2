/* SPDX-License-Identifier: ISC */
/* What a frame of an expression costs, as a number of additions: one is the time that adding a number of a row takes.
 * The costs of other operations were measured relative to that, see kernel/operations.h, so that the number is the
 * same on every machine; how many additions a second a machine does is measured when it is asked for. Inside lib/expr
 * only. */
#ifndef SKY_EXPR_COST_H
#define SKY_EXPR_COST_H

#include "expr/branches.h"
#include "expr/schedule.h"
#include "expr/wide.h"

/* By node, what it costs in a frame; what is computed at the start only is free. A node that is computed with another
 * one is part of its cost. For free(); NULL with the error set. */
double *sky_cost_nodes(const struct sky_plan *plan, const struct sky_schedule *schedule, const struct sky_wide *wide);

/* A whole frame, of conditions with their dearer side. */
double sky_cost_frame(const struct sky_plan *plan, const struct sky_branches *branches, const double *nodes);

/* Additions a second in one thread of this machine, measured for some 100 microseconds, or milliseconds on a small
 * one. */
double sky_cost_speed(const struct sky_expr_kernels *kernels);

/* The same of a Raspberry Pi Zero 2 W. */
#define SKY_COST_SPEED_PI 4e8

#endif
