/* SPDX-License-Identifier: ISC */
/* What to write in place of options that do not exist, of options without their dashes, and of parameters with them. */
#ifndef SKY_PROGRAM_OPTION_ERROR_H
#define SKY_PROGRAM_OPTION_ERROR_H

#include <getopt.h>

struct sky_program;
struct sky_run;

/* Sets the error for an option that getopt_long() refused with `result`; `typed` is the word. `longs` are the options
 * that the program takes. Returns -1. */
int sky_option_fail(const struct sky_program *program, const struct option *longs, int result, const char *typed);

/* Refuses a long option with one dash, as "-loop", which getopt_long() takes for options of a letter: after it has
 * returned, finds the word of argv that it is at, unless that is the argument of an option. Returns 0, or -1 with the
 * error set. */
int sky_option_check_dashes(const struct option *longs, int argc, char **argv);

/* Refuses "name=value" whose name is no parameter but an option, or belongs behind an input or output. Returns 0, or -1
 * with the error set. */
int sky_option_check_assignment(const struct sky_run *run, const char *word);

/* Refuses a word of a file, "name value", whose name is that of a parameter or an option. Returns 0, or -1 with the
 * error set. */
int sky_option_check_word(const struct sky_program *program, const char *word);

#endif
