/* SPDX-License-Identifier: ISC */
/* Arrays that grow. */
#ifndef SKY_BASE_ARRAY_H
#define SKY_BASE_ARRAY_H

#include <stddef.h>

/* Makes room for `count` elements of `size` bytes, one at least, in an array of malloc() that has *room for some; NULL
 * and 0 are an array, too. New room is not set to anything. Returns the array, which may have moved; or NULL with the
 * error set, and then the old one is as it was. */
void *sky_array_reserve(void *array, size_t count, size_t *room, size_t size);

#endif
