/* SPDX-License-Identifier: ISC */
#include "sky-push/change.h"

#include <sky/error.h>

/* Is it in use, or waited for? */
static bool is_alive(const struct outlet *outlet)
{
    return (outlet->self || outlet->away) && !outlet->failed;
}

/* Takes over an open outlet when its words are the same. Files that changed are read again by the driver, or the
 * outlet is not kept. */
static bool keep(struct outlet **now, struct outlet **next)
{
    struct outlet *open = *now, *other = *next;
    if (!is_alive(open) || is_alive(other) || !outlet_same_words(open, other))
        return false;
    if (open->files != other->files) {
        if (!open->self || !open->driver->reload)
            return false;
        if (outlet_reload(open) < 0)
            sky_warn("%s; the old one stays", sky_error());
        else
            open->files = other->files;
    }
    *now = other;
    *next = open;
    return true;
}

static bool is_replaced(const struct outlet *outlet, const struct show_plan *next)
{
    for (size_t i = 0; i < next->outlet_count; i++)
        if (!is_alive(next->outlets[i]) && outlet_same_target(outlet, next->outlets[i]))
            return true;
    return false;
}

void change_outlets(const struct show_plan *now, const struct show_plan *next, const struct picture *black)
{
    for (size_t i = 0; i < next->outlet_count; i++)
        for (size_t j = 0; j < now->outlet_count && !keep(&now->outlets[j], &next->outlets[i]); j++)
            ;
    for (size_t j = 0; j < now->outlet_count; j++) {
        struct outlet *outlet = now->outlets[j];
        if (outlet->self && !now->leave && !is_replaced(outlet, next))
            outlet_send(outlet, black);
        if (outlet_close(outlet) < 0)
            sky_warn("%s", sky_error());
    }
    for (size_t i = 0; i < next->outlet_count; i++)
        if (!is_alive(next->outlets[i]) && outlet_open_again(next->outlets[i]) < 0)
            sky_warn("%s", sky_error());
}
