/* SPDX-License-Identifier: ISC */
/* A program of the expression language of sky-expr(7) after parsing, and its value as one number a frame.
 * expr/program.h makes it from text, expr/evaluator.h draws it on a disc. */
#ifndef SKY_EXPR_EXPR_H
#define SKY_EXPR_EXPR_H

#include <sky/geometry.h>
#include <sky/phase.h>
#include <sky/value.h>

#include "base/clock.h"
#include "expr/value.h"

/* Where a program is used, which says what names it may use; each scope has those of the ones before it. */
enum sky_expr_scope {
    SKY_EXPR_PARAMETER, /* one value a frame: t, dt, n, fps */
    SKY_EXPR_PICTURE,   /* and what differs from pixel to pixel */
    SKY_EXPR_FILTER,    /* and an input */
};

struct sky_expr_setting {
    enum sky_expr_scope scope;
    struct sky_geometry geometry; /* these two not of a parameter */
    uint64_t seed;
    const char *place; /* for errors: "-e", a file's name, or NULL */
    bool has_labels;   /* remember the program's names */
};

#define SKY_EXPR_DECLARATIONS_MAX 47
#define SKY_EXPR_NAME_MAX 40 /* characters of a name that a program defines */

union sky_expr_value {
    double number;
    struct sky_color color;
};

/* A parameter that a program declares by `name ?= default`. */
struct sky_expr_declaration {
    char name[SKY_EXPR_NAME_MAX + 1];
    bool is_color;              /* which member of the value is used */
    union sky_expr_value value; /* at first the default; it may be set between frames */
};

/* What last() remembers of a name, or of the result. */
struct sky_memory {
    const char *name; /* in the program's text, while it is parsed; of length 0 for the result */
    size_t length;
    bool is_color, is_known; /* is_known: is_color is not a guess */
    uint8_t depends[3];      /* what it depends on, as far as is known */
    uint32_t value[4];       /* nodes, by channel: what it holds at the end of a frame. Tags count in fours: one is 0 */
    double held[3];          /* of one number a frame: what it held in the frame before */
};

/* A name that the program gives outside of functions, for --explain; in a loop as it is in the last turn. */
struct sky_expr_label {
    char name[SKY_EXPR_NAME_MAX + 1];
    char place[64];   /* "line 3" */
    const char *at;   /* in the program's text, while it is parsed */
    uint32_t node[3]; /* UINT32_MAX: the result does not need it */
};

struct sky_expr {
    struct sky_expr_setting setting;
    struct sky_graph graph;
    struct sky_value result;
    unsigned declaration_count;
    struct sky_expr_declaration declarations[SKY_EXPR_DECLARATIONS_MAX];
    uint32_t memory_count;
    struct sky_memory *memories;
    uint32_t label_count;
    struct sky_expr_label *labels; /* with SKY_VARIABLES_MAX rows; NULL when setting.has_labels is not set */
    uint32_t rnd_count; /* calls of rnd() in the program */
    double *numbers;    /* of a SKY_EXPR_PARAMETER: room for each node's value */
    struct sky_phase *phases; /* by node: the way of each integral, or NULL when there is none */
};

void sky_expr_destroy(struct sky_expr *expr); /* accepts NULL */

/* The function by which a frame depends on the frames before it, such as "last()", so that the program cannot begin in
 * the middle; or NULL. */
const char *sky_expr_state(const struct sky_expr *expr);

/* How many inputs a SKY_EXPR_FILTER has: at least 1, and as many as the last one that it uses. */
unsigned sky_expr_inputs(const struct sky_expr *expr);

/* True for a number that never changes; it is written to `value`. */
bool sky_expr_is_constant(const struct sky_expr *expr, double *value);

/* The result of a SKY_EXPR_PARAMETER: red, green and blue, or three times the number. May be NaN or infinite. */
void sky_expr_evaluate(struct sky_expr *expr, const struct sky_moment *now, double value[3]);

/* Ends a frame: last() remembers `numbers`, by node, which are those of sky_expr_evaluate() if NULL. */
void sky_expr_remember(struct sky_expr *expr, const double *numbers);

/* The value of a node that is one number a frame; `numbers` holds those of earlier nodes, by index. */
double sky_expr_number(const struct sky_expr *expr, uint32_t index, const struct sky_moment *now,
                       const double *numbers);

#endif
