/* SPDX-License-Identifier: ISC */
/* What a program must do at its beginning and end, and the memory that it takes. */
#ifndef SKY_BASE_PROCESS_H
#define SKY_BASE_PROCESS_H

#include <stddef.h>

/* Opens standard input, output and error where the caller has closed them, so that no file of ours gets their numbers
 * and is written to by mistake; using them fails with EBADF, as if they were still closed. Makes writing past the
 * limit on a file's size (ulimit -f) an error of write(), which is reported, instead of a signal that kills. */
void sky_process_begin(void);

/* Writes what stdio still holds for standard output. Returns 0, or -1 with the error set, also where writing to it has
 * failed before. */
int sky_process_flush(void);

/* How many bytes were allocated and not freed. */
size_t sky_process_heap(void);

#endif
