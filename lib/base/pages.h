/* SPDX-License-Identifier: ISC */
/* Huge pages. */
#ifndef SKY_BASE_PAGES_H
#define SKY_BASE_PAGES_H

#include <stddef.h>

/* Asks the kernel to put memory of malloc() or calloc() that was not written to yet, and will be as a whole, in huge
 * pages, which take fewer page faults to fill. Less than 2 MiB, and NULL, are left as they are. */
void sky_pages_prefer_huge(void *memory, size_t bytes);

/* Allocates memory that begins with a cache line, for the caller to free; 1 MiB or more in huge pages. Returns NULL when
 * memory is short. */
void *sky_pages_allocate(size_t bytes);

#endif
