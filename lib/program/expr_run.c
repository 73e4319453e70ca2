/* SPDX-License-Identifier: ISC */
#include "program/expr_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "expr/diagnostic.h"
#include "program/expr_params.h"
#include "program/params.h"

static struct sky_expr_input *add(struct sky_expr_run *show)
{
    if (show->count < SKY_EXPR_SOURCES_MAX)
        return &show->inputs[show->count++];
    sky_fail("-e and -f: at most %d together", SKY_EXPR_SOURCES_MAX);
    return NULL;
}

int sky_expr_run_add_text(struct sky_expr_run *show, const char *text, const char *place)
{
    struct sky_expr_input *input = add(show);
    if (!input)
        return -1;
    *input = (struct sky_expr_input){.place = place, .text = text};
    return 0;
}

int sky_expr_run_add_file(struct sky_expr_run *show, const char *path)
{
    struct sky_expr_input *input = add(show);
    if (!input)
        return -1;
    *input = (struct sky_expr_input){.place = strcmp(path, "-") == 0 ? "standard input" : path, .path = path};
    return 0;
}

/* Reads a file. What is not regular, as a FIFO, can be read only once. */
static char *read_input(struct sky_expr_input *input, size_t *size)
{
    bool is_first = !input->is_watched;
    struct stat status;
    if (strcmp(input->path, "-") != 0 && stat(input->path, &status) == 0 && S_ISREG(status.st_mode)) {
        input->is_watched = true;
        input->seen = status;
    }
    return sky_file_read(input->path, SKY_EXPR_TEXT_MAX, is_first ? SKY_FILE_ANY : SKY_FILE_NOW, size);
}

static struct sky_expr *parse(struct sky_expr_run *show, const struct sky_run *run)
{
    const struct sky_expr_setting setting = {.scope = show->scope, .geometry = run->geometry, .seed = run->seed,
                                             .has_labels = show->explains};
    struct sky_expr_source sources[SKY_EXPR_SOURCES_MAX];
    char *texts[SKY_EXPR_SOURCES_MAX] = {NULL};
    struct sky_expr *expr = NULL;
    size_t i;
    sky_diagnostic_clear();
    for (i = 0; i < show->count; i++) {
        struct sky_expr_input *input = &show->inputs[i];
        sources[i] = (struct sky_expr_source){.place = input->place, .text = input->text};
        if (input->text)
            sources[i].length = strlen(input->text);
        else if (!(sources[i].text = texts[i] = read_input(input, &sources[i].length)))
            break;
    }
    if (i == show->count)
        expr = sky_expr_parse_joined(sources, show->count, &setting);
    while (i-- > 0)
        free(texts[i]);
    return expr;
}

int sky_expr_run_load(struct sky_expr_run *show, struct sky_run *run)
{
    show->expr = parse(show, run);
    if (show->expr)
        run->params = sky_expr_params_create(show->expr);
    sky_run_set_detail(run, sky_diagnostic_lines());
    return run->params ? 0 : -1;
}

/* Returns 0, or -1 with the error set. */
static int make_evaluator(struct sky_expr_run *show, const struct sky_run *run)
{
    if (run->threads > 1 && !(show->workers = sky_workers_create((unsigned)run->threads)))
        return -1;
    return (show->evaluator = sky_evaluator_create(show->expr, show->workers)) ? 0 : -1;
}

static void warn_of_rate(const struct sky_expr_run *show, const struct sky_run *run)
{
    double rate = sky_evaluator_rate(show->evaluator);
    if (rate < run->fps)
        sky_warn("%s: about %.*f frames a second can be drawn here, and -r asks for %.6g: --explain says what takes "
                 "the time",
                 show->inputs[show->count - 1].place, rate < 10 ? 1 : 0, rate, run->fps);
}

int sky_expr_run_explain(struct sky_expr_run *show, struct sky_run *run)
{
    return make_evaluator(show, run) < 0 || sky_evaluator_explain(show->evaluator, run->fps, stdout) < 0 ? -1 : 1;
}

int sky_expr_run_plan(struct sky_expr_run *show, struct sky_run *run)
{
    const char *state = sky_expr_state(show->expr);
    if (run->first > 0 && state)
        sky_warn("%s: --%s cannot restore its past (%s)", show->inputs[0].place, run->clocked ? "clock" : "start",
                 state);
    if (make_evaluator(show, run) < 0)
        return -1;
    warn_of_rate(show, run);
    return 0;
}

/* ---- Files that change ---- */

/* A file that was just written may not be complete. One that is gone is waited for: many editors replace it. */
static bool has_changed(const struct sky_expr_input *input)
{
    struct stat now;
    return input->is_watched && stat(input->path, &now) == 0 && !sky_file_is_same(&now, &input->seen) &&
           !sky_file_is_young(&now);
}

/* Puts a new program in the place of the old one. Returns 0, or -1 with the error set. */
static int reload(struct sky_expr_run *show, struct sky_run *run, const struct sky_moment *now)
{
    struct sky_expr *expr = parse(show, run);
    if (expr && show->scope == SKY_EXPR_FILTER && sky_expr_inputs(expr) > show->source_count) {
        sky_fail("%s: the program now takes %u inputs, and %u %s given", show->inputs[0].place, sky_expr_inputs(expr),
                 show->source_count, show->source_count == 1 ? "is" : "are");
        sky_expr_destroy(expr);
        return -1;
    }
    struct sky_params *params = expr ? sky_expr_params_create(expr) : NULL;
    struct sky_evaluator *evaluator = params ? sky_evaluator_create(expr, show->workers) : NULL;
    if (!evaluator) {
        sky_params_destroy(params);
        sky_expr_destroy(expr);
        return -1;
    }
    sky_params_move(params, run->params);
    sky_params_update(params, now);
    sky_params_destroy(run->params);
    sky_evaluator_destroy(show->evaluator);
    sky_expr_destroy(show->expr);
    run->params = params;
    show->evaluator = evaluator;
    show->expr = expr;
    warn_of_rate(show, run);
    return 0;
}

void sky_expr_run_draw(struct sky_expr_run *show, struct sky_run *run, const struct sky_moment *now,
                       const uint8_t *const *sources, uint8_t *frame)
{
    bool changed = false;
    for (size_t i = 0; i < show->count; i++)
        changed |= has_changed(&show->inputs[i]);
    if (changed && reload(show, run, now) < 0) {
        sky_warn("%s; the old program goes on", sky_error());
        fputs(sky_diagnostic_lines(), stderr);
    }
    sky_evaluator_draw(show->evaluator, now, sources, frame);
}

void sky_expr_run_finish(struct sky_expr_run *show)
{
    sky_evaluator_destroy(show->evaluator);
    sky_expr_destroy(show->expr);
    sky_workers_destroy(show->workers);
}
