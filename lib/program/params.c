/* SPDX-License-Identifier: ISC */
#include "program/params.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/number.h"
#include "base/palette_file.h"
#include "base/suggestion.h"
#include "expr/live.h"
#include "expr/names.h"
#include "expr/program.h"

/* The least and the greatest number that the parameter takes. */
static double least(const struct sky_param *param)
{
    return param->type == SKY_TYPE_PERIODIC ? -DBL_MAX : param->minimum;
}

static double greatest(const struct sky_param *param)
{
    return param->type == SKY_TYPE_PERIODIC ? DBL_MAX : param->maximum;
}

static const char *range_of(const struct sky_param *param, char text[SKY_RANGE_TEXT])
{
    return sky_number_range(least(param), greatest(param), text);
}

/* Reduces the number of a SKY_TYPE_PERIODIC to its period; others stay as they are. fmod() is exact. */
static double wrap(const struct sky_param *param, double number)
{
    double period = param->maximum - param->minimum;
    if (param->type != SKY_TYPE_PERIODIC || (number >= param->minimum && number < param->maximum))
        return number;
    number = fmod(number, period);
    while (number < param->minimum)
        number += period;
    while (number >= param->maximum)
        number -= period;
    return number > param->minimum ? number : param->minimum;
}

/* Rounds the value of an expression for an integer, and clamps it to the range, with one warning. NaN becomes 0, or the
 * limit nearest to 0. */
static double clamp(struct sky_params *params, size_t index, double value)
{
    const struct sky_param *param = &params->table[index];
    double result = param->type == SKY_TYPE_INTEGER ? floor(value + 0.5) : value;
    char range[SKY_RANGE_TEXT];
    if (result >= least(param) && result <= greatest(param))
        return wrap(param, result);
    if (!params->clamped[index])
        sky_warn("%s: its expression gives %.10g (must be %s); the nearest is used", param->name, value,
                 range_of(param, range));
    params->clamped[index] = true;
    if (isnan(result))
        result = 0;
    return wrap(param, result < param->minimum ? param->minimum : result > param->maximum ? param->maximum : result);
}

static uint8_t channel_byte(double value)
{
    value = value * 255 + 0.5;
    return value > 0 ? value < 255 ? (uint8_t)value : 255 : 0; /* NaN is 0 */
}

/* Stores the value that the expression has now. */
static void evaluate(struct sky_params *params, size_t index, struct sky_expr *expr)
{
    const struct sky_param *param = &params->table[index];
    void *member = (char *)params->settings + param->offset;
    double value[3];
    sky_expr_evaluate(expr, &params->now, value);
    if (param->type == SKY_TYPE_COLOR)
        *(struct sky_color *)member =
            (struct sky_color){channel_byte(value[0]), channel_byte(value[1]), channel_byte(value[2])};
    else
        *(double *)member = clamp(params, index, value[0]);
}

#define NAMES_TEXT 180 /* bytes of a list of names in an error */

/* Characters of names and numbers. */
#define WORD ".0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"

/* True for text that can only be meant as a number, even a wrong one such as 12abc: its error is that of a number, not
 * that of an expression. */
static bool looks_like_number(const char *text)
{
    bool digit = *text == '.' || (*text >= '0' && *text <= '9');
    return text[strspn(text, "+-.,0123456789eE")] == '\0' || (digit && text[strspn(text, WORD)] == '\0');
}

/* Refuses 50%, with the number that is probably meant. Returns 0 for any other text, or -1 with the error set. */
static int refuse_percent(const struct sky_param *param, const char *text)
{
    char number[32], range[SKY_RANGE_TEXT];
    double value;
    size_t length = strlen(text);
    if (length < 2 || length > sizeof number || text[length - 1] != '%')
        return 0;
    snprintf(number, sizeof number, "%.*s", (int)length - 1, text);
    if (sky_number_parse(number, -1e12, 1e12, &value) < 0)
        return 0;
    value /= 100;
    bool is_share = *param->unit == '\0' || strcmp(param->unit, "times") == 0;
    bool fits = is_share && value >= least(param) && value <= greatest(param) &&
                (param->type != SKY_TYPE_INTEGER || value == floor(value));
    if (fits)
        return sky_fail("'%.40s' is not a number: write %.10g (must be %s)", text, value, range_of(param, range));
    return sky_fail("'%.40s' is not a number (must be %s)", text, range_of(param, range));
}

/* Parses an expression. A constant must be in range, as a number must; any other is clamped in each frame. */
static int parse_expression(struct sky_params *params, size_t index, const char *text)
{
    const struct sky_param *param = &params->table[index];
    double value;
    char range[SKY_RANGE_TEXT];
    struct sky_expr *expr =
        sky_expr_parse(text, strlen(text), &(struct sky_expr_setting){.scope = SKY_EXPR_PARAMETER});
    if (!expr)
        return text[strspn(text, WORD)] != '\0' || sky_name_find(text, strlen(text))
                   ? -1
                   : sky_fail("'%.40s' is not a number (must be %s)", text, range_of(param, range));
    int result = 0;
    if (param->type != SKY_TYPE_COLOR && expr->result.is_color)
        result = sky_fail("'%.40s' is a colour (must be %s%s)", text, greatest(param) < DBL_MAX ? "a number, " : "",
                          range_of(param, range));
    else if (param->type != SKY_TYPE_COLOR && sky_expr_is_constant(expr, &value) && isnan(value))
        result = sky_fail("'%.40s' is not a number (must be %s)", text, range_of(param, range));
    else if (param->type != SKY_TYPE_COLOR && sky_expr_is_constant(expr, &value) &&
             !(value >= least(param) && value <= greatest(param)))
        result = sky_fail("%.40s is %.10g, which is out of range (must be %s)", text, value, range_of(param, range));
    if (result < 0) {
        sky_expr_destroy(expr);
        return -1;
    }
    params->clamped[index] = params->updated[index] = false;
    evaluate(params, index, expr);
    sky_expr_destroy(params->expressions[index]);
    params->expressions[index] = expr;
    return 0;
}

/* The parameter has no expression any more. Returns 0. */
static int drop_expression(struct sky_params *params, size_t index)
{
    sky_expr_destroy(params->expressions[index]);
    params->expressions[index] = NULL;
    return 0;
}

/* Parses a value and stores it in its member. Returns 0, or -1 with the error set and the member unchanged. */
static int parse_number(struct sky_params *params, size_t index, const char *text, double *member)
{
    const struct sky_param *param = &params->table[index];
    double number;
    char range[SKY_RANGE_TEXT];
    if (refuse_percent(param, text) < 0)
        return -1;
    if (!looks_like_number(text))
        return parse_expression(params, index, text);
    if (sky_number_parse_in(text, param->unit, least(param), greatest(param), &number) < 0)
        return -1;
    if (param->type == SKY_TYPE_INTEGER && number != floor(number))
        return sky_fail("%s is not an integer (must be %s)", text, range_of(param, range));
    *member = wrap(param, number);
    return drop_expression(params, index);
}

static int parse_palette(const struct sky_param *param, const char *text, int *member)
{
    bool is_none = strcmp(text, "none") == 0 && strcmp(param->default_value, "none") == 0;
    int number = is_none ? -1 : sky_palette_find(text);
    if (number < 0 && !is_none)
        return -1;
    *member = number;
    return 0;
}

static int parse_text(struct sky_params *params, size_t index, const char *text, const char **member)
{
    char *copy = strdup(text);
    if (!copy)
        return sky_fail("out of memory");
    free(params->texts[index]);
    *member = params->texts[index] = copy;
    return 0;
}

static int parse_value(struct sky_params *params, size_t index, const char *text)
{
    const struct sky_param *param = &params->table[index];
    void *member = (char *)params->settings + param->offset;
    switch (param->type) {
    case SKY_TYPE_NUMBER:
    case SKY_TYPE_PERIODIC:
    case SKY_TYPE_INTEGER:
        return parse_number(params, index, text, member);
    case SKY_TYPE_COLOR:
        if (text[strcspn(text, "(.*/+-")] != '\0' || *text == '(')
            return parse_expression(params, index, text);
        return sky_color_parse(member, text) < 0 ? -1 : drop_expression(params, index);
    case SKY_TYPE_CHOICE:
        return sky_choice_parse(&param->choices, text, member);
    case SKY_TYPE_PALETTE:
        return parse_palette(param, text, member);
    case SKY_TYPE_TEXT:
        return parse_text(params, index, text, member);
    case SKY_TYPE_EVENT:
        *(bool *)member = false;
        return *text == '\0' ? 0 : sky_fail("is an event, which has no value: a control file's line is the name alone");
    }
    abort(); /* no such type */
}

void sky_params_init(struct sky_params *params, const struct sky_param *table, void *settings)
{
    *params = (struct sky_params){.table = table, .settings = settings, .now = sky_moment_at(0, 30)};
    for (size_t i = 0; table[i].name; i++)
        if (i >= SKY_PARAMS_MAX || parse_value(params, i, table[i].default_value) < 0)
            abort();
}

void sky_params_finish(struct sky_params *params)
{
    for (size_t i = 0; i < SKY_PARAMS_MAX; i++) {
        free(params->texts[i]);
        sky_expr_destroy(params->expressions[i]);
    }
    free(params->memory);
    *params = (struct sky_params){0};
}

struct sky_params *sky_params_create(const struct sky_param *table, void *settings)
{
    struct sky_params *params = malloc(sizeof *params);
    if (params)
        sky_params_init(params, table, settings);
    else
        sky_fail("out of memory");
    return params;
}

void sky_params_destroy(struct sky_params *params)
{
    if (params)
        sky_params_finish(params);
    free(params);
}

/* Writes " (there are A, B, C)", or "" if there are more names than one likes to read. Returns `text`. */
static const char *list_names(const struct sky_param *table, char text[NAMES_TEXT])
{
    bool several = table[0].name && table[1].name;
    size_t length = (size_t)snprintf(text, NAMES_TEXT, several ? " (there are " : " (there is ");
    for (size_t i = 0; table[i].name && length < NAMES_TEXT; i++)
        length += (size_t)snprintf(text + length, NAMES_TEXT - length, "%s%s", table[i].name,
                                   table[i + 1].name ? ", " : ")");
    if (!table[0].name || length >= NAMES_TEXT)
        text[0] = '\0';
    return text;
}

/* The index of a parameter in the table, or -1 with the error set. */
static int find(const struct sky_params *params, const char *name)
{
    struct sky_suggestion suggestion = {.word = name};
    for (int i = 0; params->table[i].name; i++) {
        if (strcmp(params->table[i].name, name) == 0)
            return i;
        sky_suggestion_offer(&suggestion, params->table[i].name);
    }
    if (sky_live_find(name) < SKY_LIVE_COUNT)
        return sky_fail("no parameter is called '%s': it is a live value, which a line of a control file sets (-c)",
                        name);
    char names[NAMES_TEXT];
    return sky_fail("no parameter is called '%.40s'%s", name,
                    suggestion.best ? sky_suggestion_text(&suggestion) : list_names(params->table, names));
}

int sky_params_set(struct sky_params *params, const char *name, const char *value)
{
    int i = find(params, name);
    if (i < 0)
        return -1;
    if (parse_value(params, (size_t)i, value) < 0)
        return sky_fail_at("%s", name);
    params->given[i] = true;
    params->events[i] = SKY_EVENT_NONE;
    return 0;
}

static double *number_of(const struct sky_params *params, size_t index)
{
    return (double *)(void *)((char *)params->settings + params->table[index].offset);
}

int sky_params_fire(struct sky_params *params, const char *name)
{
    int i = find(params, name);
    if (i < 0)
        return -1;
    const struct sky_param *param = &params->table[i];
    bool is_number =
        param->type == SKY_TYPE_NUMBER || param->type == SKY_TYPE_PERIODIC || param->type == SKY_TYPE_INTEGER;
    char range[SKY_RANGE_TEXT];
    if (!is_number && param->type != SKY_TYPE_EVENT)
        return sky_fail("%s: an event is a number that is 1 for one frame, and this parameter is not a number", name);
    if (is_number && (least(param) > 1 || greatest(param) < 1))
        return sky_fail("%s: an event is a number that is 1 for one frame (must be %s)", name, range_of(param, range));
    if (is_number && params->events[i] == SKY_EVENT_NONE)
        params->resting[i] = *number_of(params, (size_t)i);
    params->events[i] = SKY_EVENT_FIRED;
    return 0;
}

static void store_event(struct sky_params *params, size_t index, bool happens)
{
    if (params->table[index].type == SKY_TYPE_EVENT)
        *(bool *)((char *)params->settings + params->table[index].offset) = happens;
    else
        *number_of(params, index) = happens ? 1 : params->resting[index];
}

/* An event that was shown in a frame before is over. */
static void end_event(struct sky_params *params, size_t index)
{
    if (params->events[index] != SKY_EVENT_SHOWN)
        return;
    store_event(params, index, false);
    params->events[index] = SKY_EVENT_NONE;
}

static void show_event(struct sky_params *params, size_t index)
{
    if (params->events[index] == SKY_EVENT_NONE)
        return;
    store_event(params, index, true);
    params->events[index] = SKY_EVENT_SHOWN;
}

bool sky_is_assignment(const char *word)
{
    size_t plain = strcspn(word, "=/,@"); /* a comma: words behind an operand; '@': the mix of a mode */
    return plain > 0 && word[plain] == '=';
}

static bool takes(const struct sky_param *param, const char *word)
{
    struct sky_color color;
    int index;
    const bool has_words = param->type == SKY_TYPE_CHOICE || param->type == SKY_TYPE_PALETTE;
    return has_words                       ? sky_choice_parse(&param->choices, word, &index) == 0
           : param->type == SKY_TYPE_COLOR ? sky_color_parse(&color, word) == 0
                                           : param->type == SKY_TYPE_TEXT;
}

const char *sky_params_hint(const struct sky_param *table, char *const *words, int count)
{
    static _Thread_local char hint[128];
    const struct sky_param *taker = NULL;
    hint[0] = '\0';
    for (const struct sky_param *param = table; param && param->name; param++) {
        for (int i = 0; i + 1 < count; i++)
            if (strcmp(words[i], param->name) == 0)
                snprintf(hint, sizeof hint, " (did you mean '%s=%.40s'?)", param->name, words[i + 1]);
        if (!taker && count == 1 && takes(param, words[0]))
            taker = param;
    }
    if (taker && hint[0] == '\0')
        snprintf(hint, sizeof hint, " (did you mean '%s=%.40s'?)", taker->name, words[0]);
    return hint;
}

int sky_params_assign(struct sky_params *params, const char *assignment)
{
    const char *equals = strchr(assignment, '=');
    if (!equals)
        return sky_fail("'%.40s' is not a parameter: write name=value", assignment);
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)(equals - assignment), assignment);
    return sky_params_set(params, name, equals + 1);
}

static bool moves(enum sky_param_type type)
{
    return type != SKY_TYPE_CHOICE && type != SKY_TYPE_PALETTE && type != SKY_TYPE_TEXT && type != SKY_TYPE_EVENT;
}

static void move_value(struct sky_params *params, size_t to, struct sky_params *old, size_t from)
{
    const struct sky_param *param = &params->table[to];
    void *member = (char *)params->settings + param->offset;
    const void *value = (const char *)old->settings + old->table[from].offset;
    if (param->type == SKY_TYPE_COLOR)
        memcpy(member, value, sizeof(struct sky_color));
    else
        memcpy(member, value, sizeof(double));
    sky_expr_destroy(params->expressions[to]);
    params->expressions[to] = old->expressions[from];
    old->expressions[from] = NULL;
    params->given[to] = true;
    params->clamped[to] = old->clamped[from];
    params->updated[to] = old->updated[from];
}

void sky_params_move(struct sky_params *params, struct sky_params *old)
{
    for (size_t to = 0; params->table[to].name; to++)
        for (size_t from = 0; old->table[from].name; from++)
            if (old->given[from] && strcmp(params->table[to].name, old->table[from].name) == 0 &&
                params->table[to].type == old->table[from].type && moves(params->table[to].type)) {
                end_event(old, from);
                move_value(params, to, old, from);
            }
}

bool sky_params_have(const struct sky_param *table, const char *name, size_t length)
{
    for (; table && table->name; table++)
        if (strlen(table->name) == length && strncmp(table->name, name, length) == 0)
            return true;
    return false;
}

const struct sky_param *sky_params_find(const struct sky_params *params, const char *name)
{
    for (const struct sky_param *param = params->table; param->name; param++)
        if (strcmp(param->name, name) == 0)
            return param;
    return NULL;
}

bool sky_params_is_expression(const struct sky_params *params, const char *name)
{
    return params->expressions[sky_params_find(params, name) - params->table] != NULL;
}

bool sky_params_given(const struct sky_params *params, const char *name)
{
    for (size_t i = 0; params->table[i].name; i++)
        if (strcmp(params->table[i].name, name) == 0)
            return params->given[i];
    return false;
}

void sky_params_update(struct sky_params *params, const struct sky_moment *now)
{
    bool is_new_frame = now->n != params->now.n;
    params->now = *now;
    for (size_t i = 0; params->table && params->table[i].name; i++) {
        if (is_new_frame)
            end_event(params, i);
        if (params->expressions[i]) {
            if (is_new_frame && params->updated[i])
                sky_expr_remember(params->expressions[i], NULL);
            evaluate(params, i, params->expressions[i]);
            params->updated[i] = true;
        }
        show_event(params, i);
    }
}

void sky_params_warn_of_state(const struct sky_params *params, const char *option)
{
    for (size_t i = 0; params->table[i].name; i++) {
        const char *state = params->expressions[i] ? sky_expr_state(params->expressions[i]) : NULL;
        if (state)
            sky_warn("%s: %s cannot restore its past (%s)", params->table[i].name, option, state);
    }
}

const struct sky_param *sky_params_table(const struct sky_params *params)
{
    return params->table;
}
