/* SPDX-License-Identifier: ISC */
/* Configuration files: what a command line may hold, one word a line, or an option and its value. */
#ifndef SKY_PROGRAM_CONFIG_H
#define SKY_PROGRAM_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

struct sky_config_line {
    const char *file;
    unsigned number;     /* in the file, from 1 */
    char *text;          /* holds the words */
    char *word, *value;  /* the value of an option that has one, else NULL */
    bool option;         /* the word begins with '-', and is more than that */
};

/* The lines of all files. Begin with a zeroed one. */
struct sky_config {
    struct sky_config_line *lines;
    size_t count;
    unsigned files;
};

/* Adds the words of a file, whose name must outlive them: blanks around them do not count; empty lines and those
 * that begin with '#' are passed over. What follows an option and blanks is its value, to the end of the line. It,
 * a word, and what follows the '=' of a word may be put in quotes of either kind. Returns 0, or -1 with the error
 * kept. */
int sky_config_read(struct sky_config *words, const char *path);
void sky_config_finish(struct sky_config *words);

/* Puts file and line before the last error when `text` is or lies in a word of theirs. Returns -1. */
int sky_config_fail_at(const struct sky_config *words, const char *text);

#endif
