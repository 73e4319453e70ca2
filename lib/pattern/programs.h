/* SPDX-License-Identifier: ISC */
/* Patterns that are programs of the expression language. */
#ifndef SKY_PATTERN_PROGRAMS_H
#define SKY_PATTERN_PROGRAMS_H

struct sky_pattern_program {
    const char *name;
    const char *text;   /* one line for `sky-gen -l` */
    const char *source; /* it draws what examples/expressions/NAME.sky draws */
};

/* By name, ended by one without. */
extern const struct sky_pattern_program sky_pattern_programs[];

/* The program of this name, or NULL. */
const struct sky_pattern_program *sky_pattern_program_find(const char *name);

#endif
