/* SPDX-License-Identifier: ISC */
/* Ranges of LEDs, "FROM..TO": the part of a layout that one output or input has. */
#ifndef SKY_LED_RANGE_H
#define SKY_LED_RANGE_H

#include <stddef.h>

/* Parses "FROM..TO" of `total` LEDs, which are counted from 0; TO may be "last". Returns 0, or -1 with the error
 * set. */
int sky_led_range_parse(const char *text, size_t total, size_t *first, size_t *count);

#endif
