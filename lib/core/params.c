#include "core/params.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "core/near.h"
#include "core/number.h"

/* The index of `word` among "one|two|three", or -1. */
static int word_index(const char *choices, const char *word)
{
    size_t length = strlen(word);
    int index = 0;
    for (const char *choice = choices; length > 0; index++) {
        size_t size = strcspn(choice, "|");
        if (size == length && memcmp(choice, word, size) == 0)
            return index;
        if (choice[size] == '\0')
            break;
        choice += size + 1;
    }
    return -1;
}

/* The one place where a written value becomes a member's value. */
static int read_value(struct sky_params *params, size_t index, const char *text)
{
    const struct sky_param *param = &params->table[index];
    void *member = (char *)params->settings + param->offset;
    switch (param->type) {
    case SKY_NUMBER:
    case SKY_WHOLE: {
        double number;
        if (sky_number_parse(text, param->minimum, param->maximum, &number) < 0)
            return -1;
        if (param->type == SKY_WHOLE && number != floor(number))
            return sky_fail("%s is not a whole number (%.10g to %.10g fits)", text, param->minimum, param->maximum);
        *(double *)member = number;
        return 0;
    }
    case SKY_COLOR:
        return sky_color_parse(member, text);
    case SKY_WORD: {
        int word = word_index(param->unit, text);
        if (word < 0)
            return sky_fail("'%.40s' is not one of %s", text, param->unit);
        *(int *)member = word;
        return 0;
    }
    case SKY_TEXT: {
        char *copy = strdup(text);
        if (!copy)
            return sky_fail("out of memory");
        free(params->texts[index]);
        params->texts[index] = copy;
        *(const char **)member = copy;
        return 0;
    }
    }
    return sky_fail("a parameter of no known type");
}

void sky_params_init(struct sky_params *params, const struct sky_param *table, void *settings)
{
    *params = (struct sky_params){.table = table, .settings = settings};
    for (size_t i = 0; table[i].name; i++)
        if (i >= SKY_PARAMS_MAX || read_value(params, i, table[i].standard) < 0)
            abort();
}

void sky_params_finish(struct sky_params *params)
{
    for (size_t i = 0; i < SKY_PARAMS_MAX; i++)
        free(params->texts[i]);
    *params = (struct sky_params){0};
}

int sky_params_set(struct sky_params *params, const char *name, const char *value)
{
    struct sky_near near = {.word = name};
    for (size_t i = 0; params->table[i].name; i++) {
        if (strcmp(params->table[i].name, name) == 0) {
            if (read_value(params, i, value) < 0)
                return sky_fail_at("%s", name);
            params->given[i] = true;
            return 0;
        }
        sky_near_offer(&near, params->table[i].name);
    }
    return sky_fail("no parameter is called '%.40s'%s", name, sky_near_hint(&near));
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

bool sky_params_given(const struct sky_params *params, const char *name)
{
    for (size_t i = 0; params->table[i].name; i++)
        if (strcmp(params->table[i].name, name) == 0)
            return params->given[i];
    return false;
}

void sky_params_update(struct sky_params *params, const struct sky_moment *now)
{
    /* Values are constants so far, and sky_params_set() has put them in place. */
    (void)params;
    (void)now;
}

void sky_params_help(const struct sky_param *table, FILE *out)
{
    for (const struct sky_param *param = table; param->name; param++) {
        fprintf(out, "  %-12s %s\n", param->name, param->text);
        fprintf(out, "  %-12s default %s", "", *param->standard ? param->standard : "none");
        if (param->type == SKY_NUMBER || param->type == SKY_WHOLE)
            fprintf(out, "; %s%.10g to %.10g%s%s", param->type == SKY_WHOLE ? "whole, " : "", param->minimum,
                    param->maximum, *param->unit ? " " : "", param->unit);
        else if (param->type == SKY_COLOR)
            fputs("; #rrggbb or a CSS colour name", out);
        else
            fprintf(out, "; %s", param->unit);
        fputc('\n', out);
    }
}
