/* SPDX-License-Identifier: ISC */
/* Configuration files (-f): a line is an option with its value, an operand or a parameter, as on a command line. */
#ifndef SKY_PROGRAM_CONFIG_H
#define SKY_PROGRAM_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

struct sky_config_line {
    const char *file;
    unsigned number; /* in the file, from 1 */
    char *text;      /* memory of the words */
    bool option;     /* the word begins with '-', and is longer */
    char *word;
    char *value; /* of an option that has one, else NULL */
};

/* The lines of all files. Begin with a zeroed one. */
struct sky_config {
    struct sky_config_line *lines;
    size_t count;
    unsigned files;
};

/* Adds the lines of a file; `path` must stay valid. Blanks around a line and the '=' of a parameter, empty lines, those
 * that begin with '#', and what follows a '#' between blanks are ignored. The value of an option is the rest of the
 * line. It, a word, and the value of a parameter may be in single or double quotes. Returns 0, or -1 with the error
 * set, which has the path and the line. */
int sky_config_read(struct sky_config *config, const char *path);
void sky_config_finish(struct sky_config *config);

/* Puts the file and the line before the last error if `text` points into a line of a file. Returns -1. */
int sky_config_fail_at(const struct sky_config *config, const char *text);

#endif
