/* SPDX-License-Identifier: ISC */
/* Parameters: what the picture is. A program (or pattern, or driver) declares them in one table, from which
 * come parsing, range errors, --help and live control. Values land in a settings struct of the program's own,
 * where its code reads plain numbers. */
#ifndef SKY_PROGRAM_PARAMS_H
#define SKY_PROGRAM_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/choice.h"
#include "base/clock.h"
#include "base/color.h"

enum sky_param_type {
    SKY_NUMBER, /* double */
    SKY_INTEGER,  /* double that holds a whole number */
    SKY_COLOR,  /* struct sky_color */
    SKY_CHOICE,  /* int: index among the choices */
    SKY_TEXT,   /* const char *, owned by the struct sky_params, never NULL */
};

struct sky_param {
    const char *name;
    enum sky_param_type type;
    size_t offset;        /* of the member in the settings struct */
    const char *default_value; /* default, as a person would write it */
    double minimum, maximum;
    const char *unit;           /* of a number, or ""; of a text: what it holds */
    const char *text;           /* one line of help */
    struct sky_choices choices; /* of a SKY_CHOICE */
};

/* Rows of a table; it ends with SKY_PARAMS_END. The member's type must be the one named above. The words of a choice
 * are an array of strings that ends with NULL, in the order of the member's values. */
#define SKY_PARAM_NUMBER(settings, member, default_value, minimum, maximum, unit, text) \
    {#member, SKY_NUMBER, offsetof(struct settings, member), default_value, minimum, maximum, unit, text, {NULL, 0}}
#define SKY_PARAM_INTEGER(settings, member, default_value, minimum, maximum, unit, text) \
    {#member, SKY_INTEGER, offsetof(struct settings, member), default_value, minimum, maximum, unit, text, {NULL, 0}}
#define SKY_PARAM_COLOR(settings, member, default_value, text) \
    {#member, SKY_COLOR, offsetof(struct settings, member), default_value, 0, 0, "", text, {NULL, 0}}
#define SKY_PARAM_CHOICE(settings, member, default_value, words, text) \
    {#member, SKY_CHOICE, offsetof(struct settings, member), default_value, 0, 0, "", text, SKY_CHOICES(words)}
#define SKY_PARAM_TEXT(settings, member, default_value, what, text) \
    {#member, SKY_TEXT, offsetof(struct settings, member), default_value, 0, 0, what, text, {NULL, 0}}
#define SKY_PARAMS_END {NULL, SKY_NUMBER, 0, NULL, 0, 0, NULL, NULL, {NULL, 0}}

#define SKY_PARAMS_MAX 48

struct sky_expr;

struct sky_params {
    const struct sky_param *table;
    void *settings;
    bool given[SKY_PARAMS_MAX];   /* was set by somebody, by index in the table */
    char *texts[SKY_PARAMS_MAX];  /* what the SKY_TEXT members point to */
    struct sky_expr *expressions[SKY_PARAMS_MAX]; /* of those whose value changes, else NULL */
    bool clamped[SKY_PARAMS_MAX]; /* an expression left the range, which was said */
};

/* Sets every member to its default. `table` and `settings` must outlive it. A default that does not parse is
 * a mistake in the program and aborts. */
void sky_params_init(struct sky_params *params, const struct sky_param *table, void *settings);
void sky_params_finish(struct sky_params *params);

/* Sets a parameter from its name and value as written: that of a number or a colour may be an expression of the
 * frame's time, which gives it its value in sky_params_update(), until then that of the first frame. Returns 0, or -1
 * with the error set and the old value in place. */
int sky_params_set(struct sky_params *params, const char *name, const char *value);

/* Is this word "name=value"? It is when a '=' comes before any '/': the rest are names of files. */
bool sky_is_assignment(const char *word);

/* The same as sky_params_set() from "name=value". */
int sky_params_assign(struct sky_params *params, const char *assignment);

/* Was this parameter set, by its name? */
bool sky_params_given(const struct sky_params *params, const char *name);

/* Brings every member to its value at this moment; a value out of range is held at the nearest one that fits, and
 * said once. The frame loop calls it before each frame. */
void sky_params_update(struct sky_params *params, const struct sky_moment *now);

/* Lists the table as --help does. */
void sky_params_help(const struct sky_param *table, FILE *out);

#endif
