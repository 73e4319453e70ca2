/* SPDX-License-Identifier: ISC */
/* Small text files, read whole. */
#ifndef SKY_BASE_FILE_H
#define SKY_BASE_FILE_H

#include <stddef.h>

enum sky_file_access {
    SKY_FILE_ANY,     /* any file; a FIFO or a terminal is waited for; "-" is standard input */
    SKY_FILE_NOW,     /* any file, without waiting, so that a running show may read it */
    SKY_FILE_REGULAR, /* as SKY_FILE_NOW, and what is not a regular file is an error */
};

/* Reads a file of at most `limit` bytes. Returns its bytes with a NUL after them, for free(); `size` gets their
 * number without the NUL. NULL with the error set, which begins with the path. */
char *sky_file_read(const char *path, size_t limit, enum sky_file_access access, size_t *size);

#endif
