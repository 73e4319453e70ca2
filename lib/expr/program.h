/* SPDX-License-Identifier: ISC */
/* Programs of the expression language: their text becomes a struct sky_expr. */
#ifndef SKY_EXPR_PROGRAM_H
#define SKY_EXPR_PROGRAM_H

#include "expr/expr.h"

#define SKY_EXPR_TEXT_MAX 65536 /* bytes of a program */

/* Parses a program of `length` bytes, which may hold anything. Returns it for sky_expr_destroy(); or NULL with the
 * error set, and then sky_diagnostic_lines() shows the place. */
struct sky_expr *sky_expr_parse(const char *text, size_t length, const struct sky_expr_setting *setting);

/* The same from a file, or "-" for standard input. The setting's place is the path. */
struct sky_expr *sky_expr_load(const char *path, const struct sky_expr_setting *setting);

#endif
