/* SPDX-License-Identifier: ISC */
/* The smallest circle around points. */
#ifndef SKY_LED_CIRCLE_H
#define SKY_LED_CIRCLE_H

#include <stddef.h>

#include "disc/area.h"

struct sky_circle {
    struct sky_point middle;
    double radius; /* 0 for a single point */
};

/* Finds the circle, in a time that grows with the number of points, which is at least 1. Changes their order. The same
 * points give the same circle, to the last bit. */
struct sky_circle sky_circle_around(struct sky_point *points, size_t count);

#endif
