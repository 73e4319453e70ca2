/* SPDX-License-Identifier: ISC */
/* The expression language of sky-expr(7): a program is read once, checked, and turned into a graph of operations. */
#ifndef SKY_EXPR_EXPR_H
#define SKY_EXPR_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <sky/geometry.h>

#include "base/clock.h"
#include "base/color.h"

#define SKY_EXPR_TEXT_MAX 65536 /* bytes of a program */

/* Where a program is used, which says what names it may use. */
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
};

struct sky_expr;

/* Reads a program of `length` bytes, which may hold anything. NULL with the error set; then sky_expr_detail() shows
 * the place. */
struct sky_expr *sky_expr_parse(const char *text, size_t length, const struct sky_expr_setting *setting);
void sky_expr_destroy(struct sky_expr *expr); /* accepts NULL */

/* Reads a program from a file, or "-" for standard input. The setting's place is the path. */
struct sky_expr *sky_expr_load(const char *path, const struct sky_expr_setting *setting);

/* After an error in a program: its line and a caret under the word, each ended by a newline, for standard error; or
 * "". Valid until the next program is read. */
const char *sky_expr_detail(void);

/* sky_exit_misuse(), and the detail below the message. */
int sky_expr_exit_misuse(void);

#define SKY_EXPR_DECLARATIONS_MAX 47
#define SKY_EXPR_NAME_MAX 40        /* characters of a name that a program gives */
#define SKY_EXPR_DECLARED_LIMIT 1e9 /* a declared number is from minus this to this */

union sky_expr_value {
    double number;
    struct sky_color color;
};

/* A parameter that a program declares by `name ?= default`. */
struct sky_expr_declaration {
    char name[SKY_EXPR_NAME_MAX + 1];
    bool is_color; /* which member of the value is used */
    union sky_expr_value value; /* the default; whoever sets it between frames changes the picture */
};

/* The parameters that a program declares, and their number. The expression owns them. */
struct sky_expr_declaration *sky_expr_declarations(struct sky_expr *expr, size_t *count);

/* True when the result is a colour. */
bool sky_expr_is_color(const struct sky_expr *expr);

/* True for a number that never changes; it is written to `value`. */
bool sky_expr_is_constant(const struct sky_expr *expr, double *value);

/* The result of a SKY_EXPR_PARAMETER: red, green and blue, or three times the number. May be NaN or infinite. */
void sky_expr_evaluate(struct sky_expr *expr, const struct sky_moment *now, double value[3]);

/* True for the names of the language, in whatever scope. */
bool sky_expr_has_name(const char *word);

/* Lists the names and functions as --functions does. */
void sky_expr_list(FILE *out);

/* ---- Drawing ---- */

struct sky_drawing;

/* Plans how to draw a program upon its geometry, and allocates all that this takes. The expression must outlive it.
 * NULL with the error set. */
struct sky_drawing *sky_drawing_create(struct sky_expr *expr);
void sky_drawing_destroy(struct sky_drawing *drawing); /* accepts NULL */

/* Draws one frame. `source` is the input of a SKY_EXPR_FILTER, else NULL. */
void sky_drawing_draw(struct sky_drawing *drawing, const struct sky_moment *now, const uint8_t *source,
                      uint8_t *frame);

#endif
