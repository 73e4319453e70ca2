/* SPDX-License-Identifier: ISC */
/* Reading a small file whole, asking whether a path still names an open file, and opening a file to write to. */
#ifndef SKY_BASE_FILE_H
#define SKY_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

enum sky_file_access {
    SKY_FILE_ANY,     /* any file; a FIFO or a terminal is waited for; "-" is standard input */
    SKY_FILE_NOW,     /* any file, without waiting, so that a running show may read it */
    SKY_FILE_REGULAR, /* as SKY_FILE_NOW, and what is not a regular file is an error */
};

/* Reads a file of at most `limit` bytes. Returns its bytes with a NUL after them, for free(); `size` gets their
 * number without the NUL. NULL with the error set, which begins with the path. The file is protected then, as by
 * sky_file_protect(). */
char *sky_file_read(const char *path, size_t limit, enum sky_file_access access, size_t *size);

/* Is it the same file, unchanged as far as its size and its time of change tell? */
bool sky_file_is_same(const struct stat *a, const struct stat *b);

/* Is it so young that it may change again and keep its time, which is coarse? */
bool sky_file_is_young(const struct stat *file);

/* True when a path has this suffix, as ".png", in upper or lower case, and something before it. */
bool sky_file_has_suffix(const char *path, const char *suffix);

/* True when `path` names a regular file. */
bool sky_file_is_regular(const char *path);

/* True for "-" and "/dev/stdout", which are standard output as it is, not the file behind it opened anew. */
bool sky_file_is_stdout(const char *path);

/* Opens a file or FIFO that is followed as it changes, without waiting for a writer. Returns its descriptor and its
 * status, or -1. Then it warns, ending with `instead`, such as "the old values stay", unless `failed`, which it sets,
 * says that it could not be opened the last time either. A file that is not there is left to the caller, with ENOENT in
 * errno, which it is not after other failures. */
int sky_file_open_followed(const char *path, const char *instead, bool *failed, struct stat *status);

/* That a file which is followed is not there. Zeroed while it is. */
struct sky_absence {
    uint64_t since; /* by sky_clock_ns() */
    bool told;
};

/* Warns once that `path` is not there, for the reason in errno, and is waited for: at once, or if it `may_come`, after
 * a second. A file that is written anew may be missing for a moment, and what draws a show ends only after its shell
 * script, which may have removed the files. */
void sky_file_wait_for(struct sky_absence *absence, const char *path, bool may_come);

/* True when `path` names the open file, which may have been removed or replaced. */
bool sky_file_is_at(const char *path, int fd);

/* Remembers a file that this program reads, so that it does not write over it. `what` it is, as "an input", is for
 * messages and must stay valid. The path need not exist yet. */
void sky_file_protect(const char *path, const char *what);

/* Fails when the open file is one that sky_file_protect() remembers, also by another path. Returns 0, or -1 with the
 * error set, which does not name the file. */
int sky_file_check_output(int fd);

/* Opens a file to write to, and creates it where there is none, also where a symbolic link leads to none. It is not
 * truncated, so that it keeps what it holds until there is something to write. Returns the descriptor, or -1 with the
 * error set, for a protected file too. */
int sky_file_open_output(const char *path, bool *created);

/* The path of a hidden file beside another, "DIRECTORY/.NAME.new", which is written in full and then renamed to it.
 * Nobody would give that name to a file of their own, which would be lost. The caller frees it. NULL with the error
 * set. */
char *sky_file_new_path(const char *path);

/* Removes an open file that was created for nothing, if it is still empty. Where `path` is a symbolic link, that
 * stays. */
void sky_file_remove(const char *path, int fd);

#endif
