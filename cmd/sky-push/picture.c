/* SPDX-License-Identifier: ISC */
#include "sky-push/picture.h"

#include <stdlib.h>

#include <sky/error.h>

#include "stream/kinds.h"

void picture_pool_init(struct picture_pool *pool, const struct sky_geometry *geometry)
{
    *pool = (struct picture_pool){.bytes = sky_frame_bytes(geometry)};
}

void picture_pool_finish(struct picture_pool *pool)
{
    for (size_t i = 0; i < pool->count; i++) {
        free(pool->all[i]->frame);
        free(pool->all[i]->duties);
        free(pool->all[i]);
    }
    free(pool->all);
    *pool = (struct picture_pool){0};
}

static struct shared_picture *add_picture(struct picture_pool *pool)
{
    struct shared_picture **all = realloc(pool->all, (pool->count + 1) * sizeof *all);
    struct shared_picture *picture = all ? calloc(1, sizeof *picture) : NULL;
    pool->all = all ? all : pool->all;
    if (picture)
        pool->all[pool->count++] = picture;
    else
        sky_fail("out of memory");
    return picture;
}

struct shared_picture *picture_take(struct picture_pool *pool, struct shared_picture *base)
{
    struct shared_picture *picture = NULL;
    for (size_t i = 0; i < pool->count && !picture; i++)
        /* Acquire: whoever released it has read it before. */
        if (atomic_load_explicit(&pool->all[i]->references, memory_order_acquire) == 0)
            picture = pool->all[i];
    if (!picture && !(picture = add_picture(pool)))
        return NULL;
    picture->picture = base ? base->picture : (struct picture){0};
    picture->base = base;
    atomic_store_explicit(&picture->references, 1, memory_order_relaxed);
    return picture;
}

uint8_t *picture_own_frame(struct picture_pool *pool, struct shared_picture *picture)
{
    if (!picture->frame)
        picture->frame = sky_frame_alloc(pool->bytes);
    picture->picture.frame = picture->frame;
    return picture->frame;
}

uint16_t *picture_own_duties(struct picture_pool *pool, struct shared_picture *picture)
{
    if (!picture->duties && !(picture->duties = calloc(pool->bytes, sizeof *picture->duties)))
        sky_fail("out of memory");
    picture->picture.duties = picture->duties;
    return picture->duties;
}

struct shared_picture *picture_hold(struct shared_picture *picture)
{
    atomic_fetch_add_explicit(&picture->references, 1, memory_order_relaxed);
    return picture;
}

void picture_release(struct shared_picture *picture)
{
    while (picture) {
        /* Once the last reference is gone, the pool's thread may use the picture for another frame. */
        struct shared_picture *base = picture->base;
        if (atomic_fetch_sub_explicit(&picture->references, 1, memory_order_acq_rel) != 1)
            return;
        picture = base;
    }
}
