/* SPDX-License-Identifier: ISC */
/* The nearest of a terminal's colours, as an eye sees it. */
#ifndef SKY_TERM_NEAREST_H
#define SKY_TERM_NEAREST_H

#include <stdint.h>

#include "term/terminal.h"

struct sky_nearest;

/* For SKY_TERMINAL_16 or SKY_TERMINAL_256. Returns NULL when memory is out. */
struct sky_nearest *sky_nearest_create(enum sky_terminal_colors colors);
void sky_nearest_destroy(struct sky_nearest *nearest); /* accepts NULL */

/* The number of the colour that is nearest to the three bytes `rgb`, as far as their upper 5, 6 and 5 bits tell: 0 to
 * 15; or 16 to 255, as users change the colours 0 to 15. */
uint32_t sky_nearest_of(struct sky_nearest *nearest, const uint8_t *rgb);

#endif
