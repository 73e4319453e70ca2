/* SPDX-License-Identifier: ISC */
#include "sky-push/rotor/arms.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "stream/kinds.h"

int arms_init(struct arms_picture *picture, const struct sky_geometry *geometry)
{
    size_t bytes = sky_frame_bytes(geometry);
    *picture = (struct arms_picture){.geometry = *geometry};
    picture->frame = sky_frame_alloc(bytes);
    picture->duties = malloc(bytes * sizeof *picture->duties);
    if (!picture->frame || !picture->duties)
        return sky_fail("out of memory");
    arms_blacken(picture);
    return 0;
}

void arms_finish(struct arms_picture *picture)
{
    free(picture->frame);
    free(picture->duties);
    *picture = (struct arms_picture){0};
}

struct picture arms_show(const struct arms_picture *picture)
{
    return (struct picture){picture->frame, picture->duties, &picture->light};
}

void arms_copy(struct arms_picture *picture, const struct picture *from)
{
    size_t bytes = sky_frame_bytes(&picture->geometry);
    memcpy(picture->frame, from->frame, bytes);
    memcpy(picture->duties, from->duties, bytes * sizeof *picture->duties);
    picture->light = *from->correction;
}

void arms_gather(struct arms_picture *arms, const struct arms_picture *screen, uint32_t vane)
{
    uint32_t count = arms->geometry.vanes, vanes = screen->geometry.vanes;
    size_t bytes = (size_t)screen->geometry.pixels * 3;
    for (uint32_t arm = 0; arm < count; arm++) {
        size_t there = (vane + (size_t)arm * (vanes / count)) % vanes;
        memcpy(arms->frame + arm * bytes, screen->frame + there * bytes, bytes);
        memcpy(arms->duties + arm * bytes, screen->duties + there * bytes, bytes * sizeof *arms->duties);
    }
}

void arms_blacken(struct arms_picture *picture)
{
    size_t bytes = sky_frame_bytes(&picture->geometry);
    memset(picture->frame, 0, bytes);
    memset(picture->duties, 0, bytes * sizeof *picture->duties);
}
