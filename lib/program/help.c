/* SPDX-License-Identifier: ISC */
#include "program/help.h"

#include <float.h>
#include <stdio.h>
#include <string.h>

#include "base/wrap.h"
#include "program/state.h"

#define OPTION_COLUMN 29 /* where the texts of options and parameters begin */
#define PARAM_COLUMN 15
#define WORDS 1024 /* bytes of the longest list of choices */
#define CHOICES_MAX 40 /* columns of choices that stand behind an option; longer ones follow its text */

/* ---- For people ---- */

static void print_option(const struct sky_option *option)
{
    char letter[8] = "    ", left[96];
    const char *argument = option->argument ? option->argument : "";
    bool is_long = strlen(argument) > CHOICES_MAX;
    if (is_long)
        argument = "KIND";
    if (option->code < 256)
        snprintf(letter, sizeof letter, "-%c, ", option->code);
    if (*argument == '[')
        snprintf(left, sizeof left, "  %s--%s[=%s", letter, option->name, argument + 1);
    else
        snprintf(left, sizeof left, "  %s--%s%s%s", letter, option->name, *argument ? " " : "", argument);
    sky_wrap_print(stdout, left, OPTION_COLUMN, option->text);
    if (is_long)
        sky_wrap_print(stdout, "", OPTION_COLUMN, option->argument);
}

static void print_usage(const struct sky_program *program)
{
    if (!program->usage)
        printf("usage: %s [options]%s%s\n", program->name, program->input ? " [INPUT]" : "",
               program->params ? " [name=value ...]" : "");
    for (const char *const *line = program->usage; line && *line; line++)
        printf("%s %s %s\n", line == program->usage ? "usage:" : "      ", program->name, *line);
}

/* Calls `print` for the options of the program, its own and the common ones. */
static void each_option(const struct sky_program *program, void (*print)(const struct sky_option *option))
{
    for (const struct sky_option *option = program->options; option && option->name; option++)
        print(option);
    for (const struct sky_option *option = sky_common_options; option->name; option++)
        if (sky_program_takes(program, option->code))
            print(option);
}

void sky_program_help(const struct sky_program *program)
{
    print_usage(program);
    putchar('\n');
    sky_wrap_print(stdout, "", 0, program->summary);
    puts("\noptions:");
    each_option(program, print_option);
    if (program->params && program->params->name) {
        puts("\nparameters, as name=value:");
        sky_params_help(program->params, stdout);
    }
    if (program->closing) {
        putchar('\n');
        sky_wrap_print(stdout, "", 0, program->closing);
    }
}

static bool is_number(const struct sky_param *param)
{
    return param->type == SKY_TYPE_NUMBER || param->type == SKY_TYPE_PERIODIC || param->type == SKY_TYPE_INTEGER;
}

static bool has_choices(const struct sky_param *param)
{
    return param->type == SKY_TYPE_CHOICE || param->type == SKY_TYPE_PALETTE;
}

/* The words that a parameter takes, with '|' between them. */
static const char *format_choices(const struct sky_param *param, char text[WORDS])
{
    bool takes_none = param->type == SKY_TYPE_PALETTE && strcmp(param->default_value, "none") == 0;
    size_t length = (size_t)snprintf(text, WORDS, "%s", takes_none ? "none|" : "");
    sky_choices_format(&param->choices, "|", text + length, WORDS - length);
    return text;
}

void sky_params_help(const struct sky_param *table, FILE *out)
{
    for (const struct sky_param *param = table; param->name; param++) {
        char left[80], words[WORDS], values[WORDS + 80];
        const char *number = param->type == SKY_TYPE_INTEGER ? "integer, " : "";
        const char *given = *param->default_value ? param->default_value : "none";
        snprintf(left, sizeof left, "  %s", param->name);
        sky_wrap_print(out, left, PARAM_COLUMN, param->text);
        if (param->type == SKY_TYPE_EVENT) {
            sky_wrap_print(out, "", PARAM_COLUMN, "an event: a line of a control file with this name alone");
            continue;
        }
        if (is_number(param) && param->maximum == DBL_MAX)
            snprintf(values, sizeof values, "default %s; any number%s%s", given, *param->unit ? " of " : "",
                     param->unit);
        else if (is_number(param))
            snprintf(values, sizeof values, "default %s; %s%.10g to %.10g%s%s%s", given, number, param->minimum,
                     param->maximum, *param->unit ? " " : "", param->unit,
                     param->type == SKY_TYPE_PERIODIC ? ", wraps" : "");
        else
            snprintf(values, sizeof values, "default %s; %s%s", given,
                     param->type == SKY_TYPE_COLOR    ? "#rrggbb, #rgb or a CSS colour name"
                     : has_choices(param)             ? format_choices(param, words)
                                                      : param->unit,
                     param->type == SKY_TYPE_PALETTE ? ", or a FILE of colours" : "");
        sky_wrap_print(out, "", PARAM_COLUMN, values);
    }
}

/* ---- For machines ---- */

void sky_help_row(const struct sky_help_row *row)
{
    const char *const columns[] = {row->group, row->name, row->kind,    row->default_value,
                                   row->range, row->unit, row->choices, row->text};
    size_t count = sizeof columns / sizeof *columns;
    for (size_t i = 0; i < count; i++)
        printf("%s%c", columns[i] ? columns[i] : "", i + 1 < count ? '\t' : '\n');
}

void sky_help_params(const char *group, const struct sky_param *table)
{
    static const char *const kinds[] = {
        [SKY_TYPE_NUMBER] = "number", [SKY_TYPE_PERIODIC] = "periodic", [SKY_TYPE_INTEGER] = "integer",
        [SKY_TYPE_COLOR] = "color",   [SKY_TYPE_CHOICE] = "choice",     [SKY_TYPE_PALETTE] = "palette",
        [SKY_TYPE_TEXT] = "text",     [SKY_TYPE_EVENT] = "event",
    };
    for (const struct sky_param *param = table; param->name; param++) {
        char words[WORDS] = "", range[64] = "";
        if (is_number(param) && param->maximum < DBL_MAX)
            snprintf(range, sizeof range, "%.10g to %.10g", param->minimum, param->maximum);
        if (has_choices(param))
            format_choices(param, words);
        const char *row_group = param->type == SKY_TYPE_EVENT ? "event" : group; /* not for the command line */
        sky_help_row(&(struct sky_help_row){row_group, param->name, kinds[param->type], param->default_value, range,
                                            param->unit, words, param->text});
    }
}

/* An option's default is in its text: "(default ...)". Its choices are its argument: "a|b|c". One whose argument may be
 * left out, "[PATH]", is a flag here. */
static void print_option_row(const struct sky_option *option)
{
    char name[64], given[64] = "";
    const char *argument = option->argument && *option->argument != '[' ? option->argument : NULL;
    const char *marked = strstr(option->text, "(default ");
    bool chosen = argument && strchr(argument, '|');
    if (option->code < 256)
        snprintf(name, sizeof name, "-%c --%s", option->code, option->name);
    else
        snprintf(name, sizeof name, "--%s", option->name);
    if (marked) {
        marked += strlen("(default ");
        snprintf(given, sizeof given, "%.*s", (int)strcspn(marked, ")"), marked);
    }
    sky_help_row(&(struct sky_help_row){"option", name, !argument ? "flag" : chosen ? "choice" : "value", given, NULL,
                                        chosen ? NULL : argument, chosen ? argument : NULL, option->text});
}

void sky_help_rows(const struct sky_program *program)
{
    sky_help_row(&(struct sky_help_row){"group", "name", "kind", "default", "range", "unit", "choices", "text"});
    each_option(program, print_option_row);
    if (program->params)
        sky_help_params("parameter", program->params);
}
