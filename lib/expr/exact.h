/* SPDX-License-Identifier: ISC */
/* Keeps a picture exact however long the show runs. Where a number that grows with time meets a place, it would become
 * a float, which cannot tell one frame from the next after days. So such a value is taken as a sum of parts by rank,
 *
 *     one number a frame + one a vane + one a pixel of a radius + the rest,
 *
 * and an operation with a period takes what grows modulo the period, in doubles, before the sum is made in floats.
 * floor() and its kin are divided into a whole number, which grows, and the floor of a small rest; noise takes the
 * whole number of lattice cells apart. What stays as it is multiplies time with a place of rank full that is no whole
 * number, or compares them. Inside lib/expr only. */
#ifndef SKY_EXPR_EXACT_H
#define SKY_EXPR_EXACT_H

#include "expr/expr.h"

/* Rewrites the graph; one in which nothing that grows meets a place stays as it is, and so does one that would have
 * more than four times SKY_NODES_MAX nodes. Returns 0, or -1 with the error set. */
int sky_exact(struct sky_expr *expr);

#endif
