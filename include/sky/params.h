/* SPDX-License-Identifier: ISC */
/* Parameters: what the picture is, as name=value. A program declares them in a table, from which come parsing, range
 * errors, --help and live control. The values land in a struct of the program's own, where its code reads plain
 * numbers:
 *
 *     struct settings {
 *         double speed;
 *         struct sky_color color;
 *     };
 *     static const struct sky_param params[] = {
 *         SKY_PARAM_NUMBER(settings, speed, "0.5", 0, 10, "turns a second", "how fast it turns"),
 *         SKY_PARAM_COLOR(settings, color, "gold", "what it is drawn in"),
 *         SKY_PARAMS_END,
 *     };
 *
 * The value of a number or a colour may be an expression of time (see sky-expr(7)), as in speed='2*sin(t)'. */
#ifndef SKY_PARAMS_H
#define SKY_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <sky/pace.h>
#include <sky/value.h>

#ifdef __cplusplus
extern "C" {
#endif

enum sky_param_type {
    SKY_TYPE_NUMBER,   /* double */
    SKY_TYPE_PERIODIC, /* double, for which the maximum is the minimum again: an angle, a phase, a hue */
    SKY_TYPE_INTEGER,  /* double that holds a whole number */
    SKY_TYPE_COLOR,    /* struct sky_color */
    SKY_TYPE_CHOICE,   /* int: index of the word */
    SKY_TYPE_PALETTE,  /* int: the library's own, of its patterns */
    SKY_TYPE_TEXT,     /* const char *, never NULL; the struct sky_params owns it */
    SKY_TYPE_EVENT,    /* bool: true in the frame in which it happens */
};

/* A row of a table. */
struct sky_param {
    const char *name;
    enum sky_param_type type;
    size_t offset;             /* of the member in the settings struct; its type must be the one named above */
    const char *default_value; /* as a person would write it */
    double minimum, maximum;   /* of a number; -DBL_MAX and DBL_MAX are no limits */
    const char *unit;          /* of a number, or ""; of a text: what it holds */
    const char *text;          /* one line for --help */
    struct sky_choices choices;
};

/* Initialisers of rows: `settings` is the tag of the struct, `member` the name of its member and of the parameter.
 * `words` is an array of strings in the order of the member's values, ended by NULL. */
#define SKY_PARAM_NUMBER(settings, member, default_value, minimum, maximum, unit, text) \
    {#member, SKY_TYPE_NUMBER, offsetof(struct settings, member), default_value, minimum, maximum, unit, text, \
     {NULL, 0}}
/* Takes any finite number, and reduces it to minimum <= member < maximum without rounding errors. */
#define SKY_PARAM_PERIODIC(settings, member, default_value, minimum, maximum, unit, text) \
    {#member, SKY_TYPE_PERIODIC, offsetof(struct settings, member), default_value, minimum, maximum, unit, text, \
     {NULL, 0}}
#define SKY_PARAM_INTEGER(settings, member, default_value, minimum, maximum, unit, text) \
    {#member, SKY_TYPE_INTEGER, offsetof(struct settings, member), default_value, minimum, maximum, unit, text, \
     {NULL, 0}}
#define SKY_PARAM_COLOR(settings, member, default_value, text) \
    {#member, SKY_TYPE_COLOR, offsetof(struct settings, member), default_value, 0, 0, "", text, {NULL, 0}}
#define SKY_PARAM_CHOICE(settings, member, default_value, words, text) \
    {#member, SKY_TYPE_CHOICE, offsetof(struct settings, member), default_value, 0, 0, "", text, SKY_CHOICES(words)}
#define SKY_PARAM_TEXT(settings, member, default_value, what, text) \
    {#member, SKY_TYPE_TEXT, offsetof(struct settings, member), default_value, 0, 0, what, text, {NULL, 0}}
/* Has no value: a line of a control file with its name alone, or sky_params_fire(), makes it happen. */
#define SKY_PARAM_EVENT(settings, member, text) \
    {#member, SKY_TYPE_EVENT, offsetof(struct settings, member), "", 0, 0, "", text, {NULL, 0}}
#define SKY_PARAMS_END {NULL, SKY_TYPE_NUMBER, 0, NULL, 0, 0, NULL, NULL, {NULL, 0}}

/* A table, the struct that its values land in, and the expressions that some of them have. sky_program_run() makes and
 * updates one for a program's table; the functions below are for further ones. */
struct sky_params;

/* Sets every member to its default. `table`, of at most 47 rows, and `settings` must outlive the result. NULL with the
 * error set when memory is short; a default that is not a value of its row is a mistake in the program and aborts. */
struct sky_params *sky_params_create(const struct sky_param *table, void *settings);
void sky_params_destroy(struct sky_params *params); /* accepts NULL */

/* Sets a parameter. An expression gives it its value in sky_params_update(), and at once that of the last update, or of
 * the first frame. Returns 0, or -1 with the error set and the old value in place. */
int sky_params_set(struct sky_params *params, const char *name, const char *value);

/* An event: the parameter is true in the frame of the next sky_params_update() and then false again; a number is 1, and
 * then what it was before. Returns 0, or -1 with the error set. */
int sky_params_fire(struct sky_params *params, const char *name);

/* The same as sky_params_set() from "name=value". */
int sky_params_assign(struct sky_params *params, const char *assignment);

/* Was the parameter set, other than to its default by sky_params_create()? */
bool sky_params_given(const struct sky_params *params, const char *name);

/* Evaluates the expressions for this moment. A value out of range becomes the nearest one in range, and is warned of
 * once; that of a SKY_TYPE_PERIODIC wraps. */
void sky_params_update(struct sky_params *params, const struct sky_moment *now);

/* The table that they were created with. */
const struct sky_param *sky_params_table(const struct sky_params *params);

/* Lists a table as --help does. */
void sky_params_help(const struct sky_param *table, FILE *out);

/* ---- Control files: lines "name value" that set parameters while a program runs; "name!", or the name alone of a
 * SKY_TYPE_EVENT, is an event ---- */

struct sky_control;

/* `path` is a file or a FIFO; one that does not exist yet is warned of once and waited for. NULL with the error set
 * when memory is short. */
struct sky_control *sky_control_create(const char *path);
void sky_control_destroy(struct sky_control *control); /* accepts NULL */

/* Reads the file again if it has changed, or what has come through the FIFO, and sets the parameters in it. Empty lines
 * and those that begin with '#' are ignored. A bad line is warned of once, with its number, and sets nothing. */
void sky_control_apply(struct sky_control *control, struct sky_params *params);

#ifdef __cplusplus
}
#endif

#endif
