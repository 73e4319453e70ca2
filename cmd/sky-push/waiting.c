/* SPDX-License-Identifier: ISC */
#include "sky-push/waiting.h"

#include <string.h>

unsigned waiting_add(struct waiting *waiting, struct waiting_picture picture)
{
    unsigned dropped = waiting->count == waiting->room;
    waiting->count -= dropped;
    if (dropped)
        picture_release(waiting->all[waiting->count].picture);
    waiting->all[waiting->count++] = picture;
    return dropped;
}

bool waiting_is_due(const struct waiting *waiting, uint64_t now)
{
    return waiting->count > 0 && waiting->all[0].due <= now;
}

unsigned waiting_take(struct waiting *waiting, uint64_t now, struct waiting_picture *taken)
{
    unsigned dropped = 0;
    while (dropped + 1 < waiting->count && waiting->all[dropped + 1].due <= now)
        picture_release(waiting->all[dropped++].picture);
    *taken = waiting->all[dropped];
    waiting->count -= dropped + 1;
    memmove(waiting->all, waiting->all + dropped + 1, waiting->count * sizeof waiting->all[0]);
    return dropped;
}

void waiting_clear(struct waiting *waiting)
{
    for (unsigned i = 0; i < waiting->count; i++)
        picture_release(waiting->all[i].picture);
    waiting->count = 0;
}
