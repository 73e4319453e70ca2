/* SPDX-License-Identifier: ISC */
#include "program/option_error.h"

#include <stdio.h>
#include <string.h>

#include <sky/program.h>

#include "base/suggestion.h"
#include "program/params.h"
#include "program/placed.h"
#include "program/state.h"

#define BLANKS " \t"
#define NAMES_TEXT 128

static bool is_named(const char *name, const char *typed, size_t length)
{
    return strlen(name) == length && strncmp(name, typed, length) == 0;
}

/* The option of this long name that the program takes, or NULL. */
static const struct sky_option *find(const struct sky_program *program, const char *name, size_t length)
{
    for (const struct sky_option *option = program->options; option && option->name; option++)
        if (is_named(option->name, name, length))
            return option;
    for (const struct sky_option *option = sky_common_options; option->name; option++)
        if (is_named(option->name, name, length) && sky_program_takes(program, option->code))
            return option;
    return NULL;
}

/* Do parameters depend on what else is on the command line, as on the pattern? */
static bool has_other_parameters(const struct sky_program *program)
{
    for (const char *const *line = program->usage; !program->params && line && *line; line++)
        if (strstr(*line, "name=value"))
            return true;
    return false;
}

/* Lists the options that begin with `typed`. Returns how many. */
static int list_beginning_with(const struct option *longs, const char *typed, size_t length, char text[NAMES_TEXT])
{
    int count = 0;
    text[0] = '\0';
    for (size_t end = 0; longs->name; longs++)
        if (strncmp(longs->name, typed, length) == 0 && end < NAMES_TEXT) {
            end += (size_t)snprintf(text + end, NAMES_TEXT - end, "%s--%s", count > 0 ? ", " : "", longs->name);
            count++;
        }
    return count;
}

/* `typed` is what follows the dashes. */
static int fail_long(const struct sky_program *program, const struct option *longs, const char *typed)
{
    int length = (int)strcspn(typed, "=");
    const char *value = typed[length] == '=' ? typed + length + 1 : "VALUE";
    char names[NAMES_TEXT], word[64];
    if (sky_params_have(program->params, typed, (size_t)length))
        return sky_fail("--%.*s: is a parameter, which has no dashes: write %.*s=%.200s", length, typed, length, typed,
                        value);
    if (length > 0 && list_beginning_with(longs, typed, (size_t)length, names) > 1)
        return sky_fail("--%.*s: stands for several options: %s", length, typed, names);
    snprintf(word, sizeof word, "%.*s", length, typed);
    struct sky_suggestion suggestion = {.word = word};
    for (; longs->name; longs++)
        sky_suggestion_offer(&suggestion, longs->name);
    for (const struct sky_param *param = program->params; param && param->name; param++)
        sky_suggestion_offer(&suggestion, param->name);
    if (suggestion.best && sky_params_have(program->params, suggestion.best, strlen(suggestion.best)))
        return sky_fail("--%.40s: no such option (did you mean '%s=%.200s'?)", word, suggestion.best, value);
    if (suggestion.best)
        return sky_fail("--%.40s: no such option (did you mean '--%s'?)", word, suggestion.best);
    if (has_other_parameters(program) && *word)
        return sky_fail("--%.40s: no such option (--help lists them; for a parameter, write %.40s=%.200s)", word, word,
                        value);
    return sky_fail("--%.40s: no such option (--help lists them)", word);
}

int sky_option_fail(const struct sky_program *program, const struct option *longs, int result, const char *typed)
{
    char word[64];
    const struct option *option = longs;
    while (option->name && option->val != optopt)
        option++;
    if (optopt && optopt < 256)
        snprintf(word, sizeof word, "-%c", optopt);
    else
        snprintf(word, sizeof word, optopt ? "--%.40s" : "%.60s", optopt ? option->name : typed);
    if (result == ':')
        return sky_fail("%s: an argument is missing", word);
    if (option->name && option->has_arg == no_argument && strncmp(typed, "--", 2) == 0 && strchr(typed, '='))
        return sky_fail("%s: takes no value", word);
    if (!optopt && strncmp(typed, "--", 2) == 0) /* of -xv, `typed` is the word before it */
        return fail_long(program, longs, typed + 2);
    return sky_fail("%s: no such option (--help lists them)", word);
}

int sky_option_check_dashes(const struct option *longs, int argc, char **argv)
{
    const char *word = optarg ? argv[optind - 1] : optind < argc ? argv[optind] : "";
    if (word == optarg || word[0] != '-')
        return 0;
    for (; longs->name; longs++)
        if (is_named(longs->name, word + 1, strcspn(word + 1, "=")))
            return sky_fail("%.60s: a long option has two dashes: write -%.60s", word, word);
    return 0;
}

int sky_option_check_word(const struct sky_program *program, const char *word)
{
    size_t length = strcspn(word, BLANKS);
    if (word[length] == '\0')
        return 0;
    const char *value = word + length + strspn(word + length, BLANKS);
    if (sky_params_have(program->params, word, length))
        return sky_fail("'%.60s': a parameter needs its '=': write %.*s=%.200s", word, (int)length, word, value);
    const struct sky_option *option = find(program, word, length);
    if (option)
        return sky_fail("'%.60s': an option needs its dashes: write --%.200s", word,
                        option->argument ? word : option->name);
    return 0;
}

int sky_option_check_assignment(const struct sky_run *run, const char *word)
{
    const struct sky_program *program = run->program;
    const char *equals = strchr(word, '=');
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)(equals - word), word);
    if (sky_params_find(run->params, name))
        return 0;
    const struct sky_option *option = find(program, name, strlen(name));
    if (option)
        return sky_fail("no parameter is called '%s', but an option is: write --%s%s%.200s", name, name,
                        option->argument ? " " : "", option->argument ? equals + 1 : "");
    const char *owner = program->owner ? program->owner(name) : program->input ? sky_placed_owner(name) : NULL;
    return owner ? sky_fail("no parameter is called '%s': it belongs to %s; append ',%.200s' there", name, owner, word)
                 : 0;
}
