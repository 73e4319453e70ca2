/* SPDX-License-Identifier: ISC */
/* Programs of the expression language that have a name of their own, beside the patterns. */
#ifndef SKY_EXPR_PROGRAMS_H
#define SKY_EXPR_PROGRAMS_H

struct sky_expr_program {
    const char *name;
    const char *text;   /* one line for `sky-gen -l` */
    const char *source; /* the same as examples/expressions/NAME.sky computes */
};

/* By name, ended by one without. */
extern const struct sky_expr_program sky_expr_programs[];

/* The program of this name, or NULL. */
const struct sky_expr_program *sky_expr_program_find(const char *name);

#endif
