/* SPDX-License-Identifier: ISC */
/* The text of a font's file. */
#ifndef SKY_FONT_FONT_FILE_H
#define SKY_FONT_FONT_FILE_H

#include <stddef.h>

#include "base/file.h"

/* Reads a file, decompressed if its name ends in .gz, of at most `limit` bytes both before and after that. Returns the
 * bytes and a NUL, for free(). NULL with an error set that begins with the path; that of a font of a kind that is not
 * read names the command that converts it. */
char *sky_font_file_read(const char *path, enum sky_file_access access, size_t limit, size_t *length);

/* Decompresses `size` bytes of gzip, of one member or more; as above. `path` is for errors. */
char *sky_font_decompress(const void *data, size_t size, size_t limit, const char *path, size_t *length);

#endif
