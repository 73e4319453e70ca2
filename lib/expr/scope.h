/* SPDX-License-Identifier: ISC */
/* The names that a program gives to values, and where they can be seen. Inside lib/expr only.
 *
 * A function sees the names of the program as they stood where it was defined, and names of its own. */
#ifndef SKY_EXPR_SCOPE_H
#define SKY_EXPR_SCOPE_H

#include "expr/lexer.h"
#include "expr/value.h"

#define SKY_VARIABLES_MAX 1000

struct sky_variable {
    const char *text;
    size_t length;
    struct sky_value value;
    bool is_counter; /* of a loop */
    bool is_known;   /* it was a name of the language before, so it stays when the loop ends that gives it a value */
    unsigned definitions; /* functions that had been defined when it was given this value */
    unsigned earlier;     /* the value that functions before those see: its index in `earlier`, plus 1; or 0 */
};

struct sky_scope {
    size_t count, earlier_count;
    size_t base;          /* in a function: where its own names begin; else 0 */
    size_t visible;       /* in a function: how many of the program's names it sees */
    unsigned definitions; /* functions that can be seen */
    struct sky_variable variables[SKY_VARIABLES_MAX];
    uint32_t hashes[SKY_VARIABLES_MAX]; /* of their names: looking for one of many names reads only these */
    struct sky_variable earlier[SKY_VARIABLES_MAX];
};

/* What a function changes while its body is parsed, and what is put back behind it. */
struct sky_scope_frame {
    size_t count, base, visible;
    unsigned definitions;
};

/* Begins a frame that sees the first `visible` names and `definitions` functions. */
struct sky_scope_frame sky_scope_enter(struct sky_scope *scope, size_t visible, unsigned definitions);
void sky_scope_leave(struct sky_scope *scope, const struct sky_scope_frame *frame);

/* Forgets the names behind the first `count`, at the end of a turn of a loop. */
void sky_scope_end_turn(struct sky_scope *scope, size_t count);

/* The value that a name has here, or NULL. */
const struct sky_variable *sky_scope_find(const struct sky_scope *scope, const struct sky_token *name);

/* The name if it can be given another value here, or NULL: one of the function's own, or outside of functions any. */
struct sky_variable *sky_scope_find_own(struct sky_scope *scope, const struct sky_token *name);

/* Gives a name a value from here on; a new one hides others that are called the same. NULL when there are too many. */
struct sky_variable *sky_scope_add(struct sky_scope *scope, const struct sky_token *name, struct sky_value value);
struct sky_variable *sky_scope_assign(struct sky_scope *scope, const struct sky_token *name, struct sky_value value);

#endif
