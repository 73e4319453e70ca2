/* SPDX-License-Identifier: ISC */
/* The expression that sky-gen or sky-map draws: the texts of -e and -f that it is joined of, its parameters and its
 * evaluator. A file that has changed is read again while the program runs. */
#ifndef SKY_PROGRAM_EXPR_RUN_H
#define SKY_PROGRAM_EXPR_RUN_H

#include <sys/stat.h>

#include <sky/program.h>

#include "expr/evaluator.h"
#include "expr/program.h"

/* A text, or a file. */
struct sky_expr_input {
    const char *place; /* for errors; the file's path, or "standard input" */
    const char *text;  /* NULL: a file */
    const char *path;
    bool is_watched;   /* a regular file */
    struct stat seen;  /* what was read last */
};

/* Zeroed before use. */
struct sky_expr_run {
    struct sky_expr_input inputs[SKY_EXPR_SOURCES_MAX];
    size_t count;
    enum sky_expr_scope scope;
    unsigned source_count; /* of a SKY_EXPR_FILTER, once it is loaded: one that is read later may use as many inputs */
    bool explains; /* --explain */
    struct sky_expr *expr;
    struct sky_evaluator *evaluator;
    struct sky_workers *workers; /* NULL for one thread */
};

/* Add a text, whose errors name `place`, or a file; "-" is standard input. Nothing is copied. Return 0, or -1 with the
 * error set when there are too many. */
int sky_expr_run_add_text(struct sky_expr_run *show, const char *text, const char *place);
int sky_expr_run_add_file(struct sky_expr_run *show, const char *path);

/* Parses the program and makes run->params of what it declares. Returns 0, or -1 with the error set and its lines
 * given to the run. */
int sky_expr_run_load(struct sky_expr_run *show, struct sky_run *run);

/* For --explain: prints what the program costs. The parameters are set. Returns 1, or -1 with the error set. */
int sky_expr_run_explain(struct sky_expr_run *show, struct sky_run *run);

/* Makes the evaluator, and warns of what --start cannot restore, and of a program that is too slow for this machine.
 * Returns 0, or -1 with the error set. */
int sky_expr_run_plan(struct sky_expr_run *show, struct sky_run *run);

/* Draws a frame, as sky_evaluator_draw(), by a new program if a file has changed: run->params becomes a new one, in
 * which parameters of the same name keep what they were set to. With an error in it the old program goes on, after a
 * warning. */
void sky_expr_run_draw(struct sky_expr_run *show, struct sky_run *run, const struct sky_moment *now,
                       const uint8_t *const *sources, uint8_t *frame);

void sky_expr_run_finish(struct sky_expr_run *show);

#endif
