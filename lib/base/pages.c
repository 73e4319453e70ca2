/* SPDX-License-Identifier: ISC */
#include "base/pages.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#define LARGE ((size_t)2 << 20) /* a huge page of x86-64, and of arm64 with pages of 4 KiB */

void sky_pages_prefer_huge(void *memory, size_t bytes)
{
    if (!memory || bytes < LARGE)
        return;
    size_t before = (uintptr_t)memory % (size_t)sysconf(_SC_PAGESIZE);
    madvise((char *)memory - before, before + bytes, MADV_HUGEPAGE); /* a kernel without them is as good */
}
