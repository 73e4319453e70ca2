/* SPDX-License-Identifier: ISC */
#include "base/array.h"

#include <stdint.h>
#include <stdlib.h>

#include <sky/error.h>

#define FIRST_ROOM 256 /* elements */

/* Room at least doubles, so that elements that come one by one are not copied too often. */
void *sky_array_reserve(void *array, size_t count, size_t *room, size_t size)
{
    if (count <= *room)
        return array;
    size_t larger = *room > 0 ? *room * 2 : FIRST_ROOM;
    larger = larger > count ? larger : count;
    void *moved = larger <= SIZE_MAX / size ? realloc(array, larger * size) : NULL;
    if (moved)
        *room = larger;
    else
        sky_fail("out of memory");
    return moved;
}
