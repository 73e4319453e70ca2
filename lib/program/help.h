/* SPDX-License-Identifier: ISC */
/* --help, for people, and --help=tsv, for machines: completion in shells, editors, and the tests of the manual. */
#ifndef SKY_PROGRAM_HELP_H
#define SKY_PROGRAM_HELP_H

#include <sky/program.h>

/* A line of --help=tsv, whose columns these are. NULL is an empty column. */
struct sky_help_row {
    const char *group; /* option, parameter, pattern, mode, ... */
    const char *name;
    const char *kind; /* of an option: flag, value or choice; of a parameter: number, periodic, integer,
                         color, choice, palette or text */
    const char *default_value;
    const char *range; /* as "0 to 10" */
    const char *unit;  /* of a number; of an option: what its argument is called */
    const char *choices; /* with '|' between them */
    const char *text;
};

/* Prints a row on standard output. */
void sky_help_row(const struct sky_help_row *row);

/* Prints a row for each parameter of a table. */
void sky_help_params(const char *group, const struct sky_param *table);

/* Prints what --help=tsv prints for every program: the names of the columns, its options and the parameters of its
 * table. */
void sky_help_rows(const struct sky_program *program);

#endif
