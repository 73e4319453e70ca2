/* SPDX-License-Identifier: ISC */
/* Huge pages. */
#ifndef SKY_BASE_PAGES_H
#define SKY_BASE_PAGES_H

#include <stddef.h>

/* Asks the kernel to put memory of malloc() or calloc() that was not written to yet, and will be as a whole, in huge
 * pages, which take fewer page faults to fill. Less than 2 MiB, and NULL, are left as they are. */
void sky_pages_prefer_huge(void *memory, size_t bytes);

/* Allocates memory that begins with a cache line, 1 MiB or more in huge pages. The caller frees it. Returns NULL when
 * memory is short. */
void *sky_pages_allocate(size_t bytes);

/* Moves an array, or NULL, to such memory of `bytes`, and keeps what is in its first `used` bytes. Returns it there, or
 * NULL with the error set, when the array stays where it is. */
void *sky_pages_move(void *array, size_t used, size_t bytes);

#endif
