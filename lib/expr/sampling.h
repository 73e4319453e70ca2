/* SPDX-License-Identifier: ISC */
/* Values at other places than the LED's own: of an input, or of what is remembered. Inside lib/expr only. */
#ifndef SKY_EXPR_SAMPLING_H
#define SKY_EXPR_SAMPLING_H

#include "expr/expr.h"

/* The colour of an input, from 0 on, at an angle and a radius. */
struct sky_value sky_sample_input(struct sky_expr *expr, unsigned input, uint32_t angle, uint32_t radius);

/* What a memory held in the frame before, at an angle and a radius. */
struct sky_value sky_sample_memory(struct sky_expr *expr, size_t memory, uint32_t angle, uint32_t radius);

/* The angle and the radius of the point (x, y) of the disc, which is 1 from the centre at the rim. */
uint32_t sky_angle_of_point(struct sky_expr *expr, uint32_t x, uint32_t y);
uint32_t sky_radius_of_point(struct sky_expr *expr, uint32_t x, uint32_t y);

#endif
