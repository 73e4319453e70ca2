/* SPDX-License-Identifier: ISC */
#include "program/control_line.h"

#include <float.h>
#include <string.h>

#include <sky/error.h>
#include <sky/value.h>

#include "base/suggestion.h"
#include "expr/program.h"
#include "program/params.h"

/* Ends a value before a blank, #, and a blank or the end; a colour such as #ff0000 stays. */
static void cut_comment(char *value)
{
    for (char *at = value; (at = strchr(at, '#')); at++)
        if (at > value && strchr(" \t", at[-1]) && strchr(" \t", at[1])) {
            while (at > value && strchr(" \t", at[-1]))
                at--;
            *at = '\0';
            return;
        }
}

/* For a line of a program that is not `own`. Returns 0, or -1 with the error set when `own` is misspelt. */
static int check_program(const char *own, const char *typed)
{
    static const char *const programs[] = {"sky-gen", "sky-map", "sky-blend", "sky-rotate", "sky-color", "sky-cat",
                                           "sky-polar", "sky-flat", "sky-recv", "sky-push", "sky-hear"};
    struct sky_suggestion suggestion = {.word = typed};
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        if (strcmp(programs[i], typed) == 0)
            return 0;
        sky_suggestion_offer(&suggestion, programs[i]);
    }
    if (own)
        sky_suggestion_offer(&suggestion, own);
    if (!own || !suggestion.best || strcmp(suggestion.best, own) != 0)
        return 0;
    return sky_fail("no program is called '%.40s'%s", typed, sky_suggestion_text(&suggestion));
}

/* A number, or an expression that is constant, such as 64/127: bridges need no arithmetic. */
static int set_live(struct sky_live *live, enum sky_live_name name, const char *text, double t)
{
    const struct sky_expr_setting setting = {.scope = SKY_EXPR_PARAMETER};
    double number;
    bool is_number = sky_number_parse(text, -DBL_MAX, DBL_MAX, &number) == 0;
    if (!is_number) {
        struct sky_expr *expr = sky_expr_parse(text, strlen(text), &setting);
        is_number = expr && sky_expr_is_constant(expr, &number);
        sky_expr_destroy(expr);
    }
    if (!is_number)
        return sky_fail("%s: '%.40s' is not a number", sky_live_text(name), text);
    return live ? sky_live_set(live, name, number, t) : 0;
}

static int set(const struct sky_control_target *target, unsigned take, char *name, const char *value, bool is_own)
{
    char *end = name + strlen(name);
    const bool is_alone = *value == '\0' || *value == '#', is_marked = end > name && end[-1] == '!' && is_alone;
    if (is_marked)
        end[-1] = '\0';
    const struct sky_param *param = target->params ? sky_params_find(target->params, name) : NULL;
    const enum sky_live_name live = param || is_marked ? SKY_LIVE_COUNT : sky_live_find(name);
    const bool is_event = is_marked || (is_alone && param && param->type == SKY_TYPE_EVENT);
    if (!(take & (is_event ? SKY_TAKE_EVENTS : live < SKY_LIVE_COUNT ? SKY_TAKE_LIVE : SKY_TAKE_VALUES)))
        return 0;
    if (!param && live == SKY_LIVE_COUNT && target->is_shared && !is_own)
        return 0;
    if (!target->params && live == SKY_LIVE_COUNT)
        return sky_fail("'%.40s': there are no parameters", name);
    if (is_event)
        return sky_params_fire(target->params, name);
    if (*value == '\0' && !(param && param->type == SKY_TYPE_TEXT))
        return sky_fail("'%.40s' has no value: write name value", name);
    if (live < SKY_LIVE_COUNT)
        return set_live(target->live, live, value, target->t);
    return sky_params_set(target->params, name, value);
}

int sky_control_take(const struct sky_control_target *target, unsigned take, char *line)
{
    char *name = line + strspn(line, " \t");
    for (size_t length = strlen(name); length > 0 && strchr(" \t\r", name[length - 1]); length--)
        name[length - 1] = '\0';
    if (*name == '\0' || *name == '#')
        return 0;
    char *end = name + strcspn(name, " \t="), *value = end + strspn(end, " \t");
    value += *value == '=';
    value += strspn(value, " \t");
    *end = '\0';
    cut_comment(value);

    char *dot = strchr(name, '.');
    if (!dot)
        return set(target, take, name, value, false);
    *dot = '\0';
    if (!target->program || strcmp(name, target->program) != 0)
        return check_program(target->program, name);
    return set(target, take, dot + 1, value, true);
}
