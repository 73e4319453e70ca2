/* SPDX-License-Identifier: ISC */
/* Programs of the expression language: their text becomes a struct sky_expr. */
#ifndef SKY_EXPR_PROGRAM_H
#define SKY_EXPR_PROGRAM_H

#include "expr/expr.h"

#define SKY_EXPR_TEXT_MAX 65536 /* bytes of a program */

/* Parses a program of `length` bytes, which may hold anything. Returns it for sky_expr_destroy(); or NULL with the
 * error set, and then sky_diagnostic_lines() shows the place. */
struct sky_expr *sky_expr_parse(const char *text, size_t length, const struct sky_expr_setting *setting);

/* A text that a program is joined of. */
struct sky_expr_source {
    const char *place; /* for errors: "-e", or the name of a file */
    const char *text;
    size_t length;
};

#define SKY_EXPR_SOURCES_MAX 16

/* The same from several texts, one behind the other. The setting's place is not used; lines count in each text. */
struct sky_expr *sky_expr_parse_joined(const struct sky_expr_source *sources, size_t count,
                                       const struct sky_expr_setting *setting);

#endif
