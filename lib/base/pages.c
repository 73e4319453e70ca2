/* SPDX-License-Identifier: ISC */
#include "base/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sky/error.h>

#define LARGE ((size_t)2 << 20) /* a huge page of x86-64, and of arm64 with pages of 4 KiB */
#define CACHE_LINE 64

void sky_pages_prefer_huge(void *memory, size_t bytes)
{
    if (!memory || bytes < LARGE)
        return;
    size_t before = (uintptr_t)memory % (size_t)sysconf(_SC_PAGESIZE);
    madvise((char *)memory - before, before + bytes, MADV_HUGEPAGE); /* a kernel without them is as good */
}

void *sky_pages_allocate(size_t bytes)
{
    size_t unit = bytes < LARGE / 2 ? CACHE_LINE : LARGE, rounded = (bytes + unit - 1) / unit * unit;
    void *memory = rounded >= bytes ? aligned_alloc(unit, rounded) : NULL;
    sky_pages_prefer_huge(memory, rounded);
    return memory;
}

void *sky_pages_move(void *array, size_t used, size_t bytes)
{
    void *moved = sky_pages_allocate(bytes);
    if (!moved) {
        sky_fail("out of memory");
        return NULL;
    }
    if (used > 0)
        memcpy(moved, array, used);
    free(array);
    return moved;
}
