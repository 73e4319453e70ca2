/* SPDX-License-Identifier: ISC */
/* What <sky/params.h> hides. */
#ifndef SKY_PROGRAM_PARAMS_H
#define SKY_PROGRAM_PARAMS_H

#include <sky/params.h>

#define SKY_PARAMS_MAX 48 /* rows of a table, with its end */

struct sky_expr;

struct sky_params {
    const struct sky_param *table;
    void *settings;
    void *memory;          /* freed with it: a table that was made for it, or NULL */
    struct sky_moment now; /* when expressions are evaluated: that of the last update */
    /* By index in the table. */
    bool given[SKY_PARAMS_MAX];                   /* set other than to the default */
    char *texts[SKY_PARAMS_MAX];                  /* what the SKY_TYPE_TEXT members point to */
    struct sky_expr *expressions[SKY_PARAMS_MAX]; /* of the values that are expressions, else NULL */
    bool clamped[SKY_PARAMS_MAX];                 /* its expression left the range, which was warned of */
    bool updated[SKY_PARAMS_MAX];                 /* its expression was evaluated for a frame */
    enum { SKY_EVENT_NONE, SKY_EVENT_FIRED, SKY_EVENT_SHOWN } events[SKY_PARAMS_MAX];
    double resting[SKY_PARAMS_MAX]; /* with an event: its value before and after */
};

/* sky_params_create() and sky_params_destroy() in memory of the caller's. */
void sky_params_init(struct sky_params *params, const struct sky_param *table, void *settings);
void sky_params_finish(struct sky_params *params);

/* Has the table a row of this name, of `length` characters? A NULL table has none. */
bool sky_params_have(const struct sky_param *table, const char *name, size_t length);

/* The row of this name, or NULL. */
const struct sky_param *sky_params_find(const struct sky_params *params, const char *name);

/* Is the value of this parameter, which exists, an expression? */
bool sky_params_is_expression(const struct sky_params *params, const char *name);

/* Moves what parameters were set to from `old`, which is to be destroyed, to those of the same name and type: numbers,
 * colours and their expressions. */
void sky_params_move(struct sky_params *params, struct sky_params *old);

/* Warns of expressions that depend on frames before, which --start or --clock, given as `option`, cannot restore. */
void sky_params_warn_of_state(const struct sky_params *params, const char *option);

/* For an error about `words` that are neither operands nor "name=value": " (did you mean 'NAME=VALUE'?)" where they
 * are a name and a value, or a value that a parameter takes, or else "". Valid until this thread's next call. */
const char *sky_params_hint(const struct sky_param *table, char *const *words, int count);

/* Is this word "name=value"? It is when a '=' comes before any '/', ',' and '@': the rest are names of files, perhaps
 * with words behind them, and modes. */
bool sky_is_assignment(const char *word);

#endif
