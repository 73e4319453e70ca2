/* SPDX-License-Identifier: ISC */
/* The language's names, functions and operators: one table, from which come parsing, errors and --functions. Inside
 * lib/expr only. */
#ifndef SKY_EXPR_FUNCTIONS_H
#define SKY_EXPR_FUNCTIONS_H

#include "expr/expr.h"
#include "expr/graph.h"

/* A number, or a colour of three; of a number the three nodes are the same. */
struct sky_value {
    bool color;
    uint32_t node[3];
};

/* What functions are built with. */
struct sky_builder {
    struct sky_graph graph;
    struct sky_expr_setting setting;
    uint32_t draws; /* calls of rnd() so far */
};

struct sky_name {
    const char *name;
    enum sky_expr_scope scope; /* the narrowest one that has it */
    const char *text;
    struct sky_value (*build)(struct sky_builder *builder);
};

#define SKY_ARGUMENTS_MAX 8

/* `types` has a letter for each argument: n number, v number or colour, channel by channel, c colour (of a number a
 * grey). Arguments beyond `least` may be left out; "..." in the signature lets the last one come again. */
struct sky_function {
    const char *name, *signature;
    enum sky_expr_scope scope;
    unsigned least, most;
    const char *types;
    const char *text;
    int op; /* the operation itself, with exactly these arguments; or -1 */
    /* One number from numbers; for v arguments it is called for each channel. */
    uint32_t (*number)(struct sky_builder *builder, const uint32_t *arguments, unsigned count);
    /* A value from values. */
    struct sky_value (*value)(struct sky_builder *builder, const struct sky_value *arguments, unsigned count);
};

/* Both end with a NULL name. */
extern const struct sky_name sky_names[];
extern const struct sky_function sky_functions[];

/* Applies a function whose arguments were checked. */
struct sky_value sky_function_apply(struct sky_builder *builder, const struct sky_function *function,
                                    const struct sky_value *arguments, unsigned count);

/* An operation upon values, channel by channel when one is a colour. */
struct sky_value sky_value_op(struct sky_builder *builder, enum sky_expr_op op, unsigned count,
                              const struct sky_value *operands);
struct sky_value sky_value_constant(struct sky_builder *builder, double number);

/* pal("name", x), with the palette's index in sky_palette_names, and the tables of all palettes in that order. */
struct sky_value sky_palette_build(struct sky_builder *builder, unsigned palette, uint32_t place);
const uint8_t (*const *sky_expr_palettes(void))[3];

#endif
