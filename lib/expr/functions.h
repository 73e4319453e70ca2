/* SPDX-License-Identifier: ISC */
/* The functions of the language: one table, from which come parsing, errors and --functions. */
#ifndef SKY_EXPR_FUNCTIONS_H
#define SKY_EXPR_FUNCTIONS_H

#include <stdio.h>

#include "expr/expr.h"

#define SKY_ARGUMENTS_MAX 33
#define SKY_OCTAVES_MAX 8 /* of noise in an expression */

/* `types` has a letter for each argument: n is a number, f one that is the same all over a frame; v a number or a
 * colour, channel by channel; o a number of octaves, a constant; p a number of two points, which have as many
 * coordinates. Arguments after the first `least` may be left out. The last `repeated` letters may be repeated. */
struct sky_function {
    const char *name, *signature;
    enum sky_expr_scope scope; /* the first one that has it */
    unsigned least;
    const char *types;
    const char *text; /* for --functions */
    /* One of three ways to build it. `op`: the arguments are the operands of this operation. `number`: a number from
     * numbers, called for each channel of v arguments. `value`: a value from values. */
    int op; /* enum sky_op, or -1 */
    uint32_t (*number)(struct sky_expr *expr, const uint32_t *arguments, unsigned count);
    struct sky_value (*value)(struct sky_expr *expr, const struct sky_value *arguments, unsigned count);
    unsigned repeated;
};

extern const struct sky_function sky_functions[]; /* ended by a row without a name */

/* The row of a function, whatever its scope, or NULL. */
const struct sky_function *sky_function_find(const char *text, size_t length);

/* The letter of an argument, and how many there may be. */
char sky_function_type(const struct sky_function *function, unsigned index);
unsigned sky_function_most(const struct sky_function *function);

/* Whether a call has too few arguments. */
bool sky_function_lacks(const struct sky_function *function, unsigned count);

/* Builds a call whose arguments were checked. */
struct sky_value sky_function_call(struct sky_expr *expr, const struct sky_function *function,
                                   const struct sky_value *arguments, unsigned count);

/* Builds pal("name", x) of the palette of this number. */
struct sky_value sky_function_palette(struct sky_expr *expr, int palette, uint32_t x);

/* Prints all names and functions as --functions does. */
void sky_functions_print(FILE *out);

#endif
