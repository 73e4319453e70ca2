/* SPDX-License-Identifier: ISC */
/* Outputs when the configuration is read again. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "sky-push/output.h"

static bool is_layout(const struct sky_param *param)
{
    return param->type == SKY_TEXT && strcmp(param->name, "layout") == 0;
}

/* The file that the parameter `layout`, where there is one, names; or NULL. */
static const char *layout_of(const struct output *output)
{
    const struct sky_param *table = output->params.table;
    for (size_t i = 0; table && table[i].name; i++)
        if (is_layout(&table[i]))
            return *output->params.texts[i] ? output->params.texts[i] : NULL;
    return NULL;
}

bool output_has_file(const struct output *output)
{
    return layout_of(output) != NULL;
}

bool output_same_text(const struct output *a, const struct output *b)
{
    return strcmp(a->text, b->text) == 0;
}

/* Other texts than a layout's path name lines of the target, whose chip may have more outputs than this. */
static bool same_lines(const struct output *a, const struct output *b)
{
    const struct sky_param *table = a->params.table;
    for (size_t i = 0; table && table[i].name; i++)
        if (table[i].type == SKY_TEXT && !is_layout(&table[i]) && strcmp(a->params.texts[i], b->params.texts[i]) != 0)
            return false;
    return true;
}

bool output_same_target(const struct output *a, const struct output *b)
{
    return a->driver == b->driver && strcmp(a->target, b->target) == 0 && same_lines(a, b);
}

int output_reload(struct output *output, struct output *next)
{
    void *plan = output->args.plan;
    if (!output->self || !plan || output->driver->reload(output->self, &output->args, next->args.plan) == 0) {
        output->args.plan = next->args.plan;
        next->args.plan = plan;
        return 0;
    }
    return sky_fail_at("%s%s%.200s", output->driver->name, *output->target ? ":" : "", output->target);
}

int output_open_again(struct output *output)
{
    if (output_open(output) == 0)
        return 0;
    if (output->driver->reopens && (output->away = strdup(sky_error())))
        output->failed = false;
    return -1;
}
