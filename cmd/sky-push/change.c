/* SPDX-License-Identifier: ISC */
#include "sky-push/change.h"

#include <sky/error.h>

/* Is it in use, or waited for? */
static bool is_alive(const struct output *output)
{
    return (output->self || output->away) && !output->failed;
}

/* Takes over an open output when its text is the same, and goes on with what is in its files now. */
static bool keep(struct output **now, struct output **next)
{
    struct output *open = *now, *other = *next;
    if (!is_alive(open) || is_alive(other) || !output_same_text(open, other))
        return false;
    if (output_reload(open, other) < 0)
        sky_warn("%s; the old one stays", sky_error());
    *now = other;
    *next = open;
    return true;
}

static bool is_replaced(const struct output *output, const struct show_plan *next)
{
    for (size_t i = 0; i < next->output_count; i++)
        if (!is_alive(next->outputs[i]) && output_same_target(output, next->outputs[i]))
            return true;
    return false;
}

void change_outputs(const struct show_plan *now, const struct show_plan *next, const struct picture *black)
{
    for (size_t i = 0; i < next->output_count; i++)
        for (size_t j = 0; j < now->output_count && !keep(&now->outputs[j], &next->outputs[i]); j++)
            ;
    for (size_t j = 0; j < now->output_count; j++) {
        struct output *output = now->outputs[j];
        if (output->self && !now->leave && !is_replaced(output, next))
            output_send(output, black);
        if (output_close(output) < 0)
            sky_warn("%s", sky_error());
    }
    for (size_t i = 0; i < next->output_count; i++)
        if (!is_alive(next->outputs[i]) && output_open_again(next->outputs[i]) < 0)
            sky_warn("%s", sky_error());
}
