/* SPDX-License-Identifier: ISC */
/* The command line that every program shares: options say how a program runs, parameters (name=value) say
 * what the picture is, the rest are operands. */
#ifndef SKY_PROGRAM_OPTIONS_H
#define SKY_PROGRAM_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <sky/geometry.h>

#include "program/params.h"
#include "program/config.h"

/* One of a program's own options. */
struct sky_option {
    int code;             /* the letter, or a number above 255 for an option with a long name only */
    const char *name;     /* long name; NULL ends a table */
    const char *argument; /* what its argument is called, or NULL for a flag */
    const char *text;     /* one line of help */
};

#define SKY_OPTIONS_END {0, NULL, NULL, NULL}

struct sky_common;
struct sky_arguments;

struct sky_program {
    const char *name;
    const char *summary;              /* one line */
    const char *const *usage;         /* lines after the name, ended by NULL */
    const char *common;               /* letters of the common options that it takes, of "fgrndocsv" */
    const struct sky_option *options; /* its own options */
    const struct sky_param *params;   /* its parameters, or NULL */
    const char *closing;              /* further lines of help, or NULL */
    /* Prints help that depends on the operands, as `sky-gen PATTERN --help` does, and returns true; or
     * returns false for the ordinary help. `config` and `common` are as far as the options before filled them.
     * Optional. */
    bool (*help)(void *config, const struct sky_common *common, const struct sky_arguments *arguments);
};

#define SKY_FRAMES_ENDLESS UINT64_MAX

/* The values of the common options. */
struct sky_common {
    struct sky_geometry geometry; /* -g, $SKY_GEOMETRY */
    double fps;                   /* -r, $SKY_FPS */
    uint64_t frames;              /* -n, or -d in frames; SKY_FRAMES_ENDLESS without either */
    const char *output;           /* -o, default "-" */
    const char *control;          /* -c, or NULL */
    uint64_t seed;                /* -s, default 0 */
    bool verbose;                 /* -v */
    bool lockstep;                /* --lockstep, of programs that take -o */
};

/* What the command line held, after what the files of -f held. The words belong to argv, or to `words`; option
 * arguments too. */
struct sky_arguments {
    struct sky_config words;
    char **operands; /* those of the command line; only without any, those of files */
    int operand_count;
    char **assignments; /* words of which sky_is_assignment() is true */
    int assignment_count;
    char *first; /* of all these words on the command line, as they were given; or NULL */
};

/* Reads the command line, and before it the files that -f names. Each of the program's own options is handed to
 * `take` with the option's code and its argument (NULL for a flag); it returns 0, or -1 with the error set.
 * `take` is NULL for a program without any. --help and --version print and exit. May be called again. Returns 0,
 * or -1 with the error set. Call sky_arguments_finish() after use, on success. */
int sky_options_parse(const struct sky_program *program, int argc, char **argv, struct sky_common *common,
                      int (*take)(void *config, int code, const char *argument), void *config,
                      struct sky_arguments *arguments);
void sky_arguments_finish(struct sky_arguments *arguments);

/* Sets all assignments, those of files first. Returns 0, or -1 with the error set. */
int sky_arguments_assign(const struct sky_arguments *arguments, struct sky_params *params);

/* For a program that reads one input: its only operand, or "-". NULL with the error set when there are more. */
const char *sky_arguments_input(const struct sky_arguments *arguments);

#endif
