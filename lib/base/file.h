/* SPDX-License-Identifier: ISC */
/* Reading a small file whole, and asking whether a path still names an open file. */
#ifndef SKY_BASE_FILE_H
#define SKY_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

enum sky_file_access {
    SKY_FILE_ANY,     /* any file; a FIFO or a terminal is waited for; "-" is standard input */
    SKY_FILE_NOW,     /* any file, without waiting, so that a running show may read it */
    SKY_FILE_REGULAR, /* as SKY_FILE_NOW, and what is not a regular file is an error */
};

/* Reads a file of at most `limit` bytes. Returns its bytes with a NUL after them, for free(); `size` gets their
 * number without the NUL. NULL with the error set, which begins with the path. */
char *sky_file_read(const char *path, size_t limit, enum sky_file_access access, size_t *size);

/* True when `path` names the open file, which may have been removed or replaced. */
bool sky_file_is_at(const char *path, int fd);

#endif
