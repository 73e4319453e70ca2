/* SPDX-License-Identifier: ISC */
/* Cells, as S. Worley, "A Cellular Texture Basis Function", SIGGRAPH 1996, but in the plane: each square of whole
 * numbers has a point in it, and a place belongs to the nearest one. Made like kernel/noise.h: the bits are the same on
 * every machine, and a loop around a call becomes vector instructions.
 *
 * A point keeps 1/8 away from its square's sides, so that the nearest one is in one of the nine squares around a place,
 * but for a few places in a million. Coordinates are limited to 2^23 in magnitude. */
#ifndef SKY_KERNEL_CELLS_H
#define SKY_KERNEL_CELLS_H

#include "kernel/noise.h"

struct sky_cells {
    float nearest, next; /* distances to the nearest point and the one after that */
    float id;            /* of the nearest: random, 0 up to 1 */
};

/* A coordinate of a point within its square. `phase`, in periods from 0 up to 2, moves it there and back, softly at
 * both ends. */
static inline float sky_cells_place(float phase)
{
    float way = 1.0f - sky_fabs(1.0f - 2.0f * sky_fabs(phase - 1.0f));
    return 0.125f + way * way * (2.25f - 1.5f * way);
}

/* The cells at (x + cell_x, y + cell_y), whose whole numbers are modulo 2^24; `moved` is in periods, 0 up to 1. */
SKY_NOISE_INLINE struct sky_cells sky_cells(float x, float y, float moved, uint32_t cell_x, uint32_t cell_y,
                                            uint32_t seed)
{
    x = sky_noise_bound(x);
    y = sky_noise_bound(y);
    const int32_t column = sky_noise_floor(x), line = sky_noise_floor(y);
    const float part_x = x - (float)column, part_y = y - (float)line;
    float nearest = 16, next = 16; /* squared */
    uint32_t found = 0;
    for (int32_t j = -1; j <= 1; j++)
        for (int32_t i = -1; i <= 1; i++) {
            uint32_t at_x = (uint32_t)(column + i) + cell_x, at_y = (uint32_t)(line + j) + cell_y;
            uint32_t hash = sky_noise_hash(seed ^ (uint32_t)((int32_t)(at_x << 8) >> 8) * SKY_NOISE_X ^
                                           (uint32_t)((int32_t)(at_y << 8) >> 8) * SKY_NOISE_Y);
            hash ^= hash >> 15;
            float dx = sky_cells_place((float)(int32_t)(hash >> 16) * 0x1p-16f + moved) + (float)i - part_x;
            float dy = sky_cells_place((float)(int32_t)(hash & 0xffff) * 0x1p-16f + moved) + (float)j - part_y;
            float square = dx * dx + dy * dy, further = square < nearest ? nearest : square;
            found = square < nearest ? hash : found;
            nearest = square < nearest ? square : nearest;
            next = further < next ? further : next;
        }
    uint32_t id = sky_noise_hash(found + SKY_NOISE_Z);
    id ^= id >> 15;
    return (struct sky_cells){sqrtf(nearest), sqrtf(next), (float)(int32_t)(id >> 8) * 0x1p-24f};
}

#endif
