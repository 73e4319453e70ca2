/* SPDX-License-Identifier: ISC */
/* The names of the language: variables of the place and the frame, and constants. */
#ifndef SKY_EXPR_NAMES_H
#define SKY_EXPR_NAMES_H

#include "expr/expr.h"

struct sky_name {
    const char *name;
    enum sky_expr_scope scope; /* the first one that has it */
    const char *text;          /* for --functions */
    struct sky_value (*build)(struct sky_expr *expr);
    bool is_live; /* set by control lines; a program may take the name for a parameter of its own */
};

extern const struct sky_name sky_names[]; /* ended by a row without a name */

/* The row of a name, whatever its scope, or NULL. */
const struct sky_name *sky_name_find(const char *text, size_t length);

#endif
