/* SPDX-License-Identifier: ISC */
/* Functions of the language that take lists of values. Inside lib/expr only. */
#ifndef SKY_EXPR_LISTS_H
#define SKY_EXPR_LISTS_H

#include "expr/expr.h"

/* The least and the greatest. */
uint32_t sky_list_min(struct sky_expr *expr, const uint32_t *v, unsigned count);
uint32_t sky_list_max(struct sky_expr *expr, const uint32_t *v, unsigned count);

/* pick(k, v0, v1, ...): the value whose number is the floor of k, as if the list were repeated for ever. */
uint32_t sky_list_pick(struct sky_expr *expr, const uint32_t *v, unsigned count);

/* ramp(x, p0, v0, p1, v1, ...): the value vi at the place pi, straight lines between them, and no change beyond. */
uint32_t sky_list_ramp(struct sky_expr *expr, const uint32_t *v, unsigned count);

/* The colour at x of a palette whose `count` colours are evenly spaced from 0 to 1. Like palettes with names it begins
 * again beyond, and 1 itself is its end. */
struct sky_value sky_list_palette(struct sky_expr *expr, uint32_t x, const struct sky_value *colors, unsigned count);

#endif
