/* SPDX-License-Identifier: ISC */
#include "pattern/text_line.h"

#include <math.h>

#include "kernel/math.h"

void sky_text_place(const struct sky_base_line *line, float x, float y, float at[2])
{
    if (!line->is_round) {
        at[0] = line->origin[0] + x * line->along[0] - y * line->along[1];
        at[1] = line->origin[1] + x * line->along[1] + y * line->along[0];
        return;
    }
    double turns = x / (SKY_TAU * line->measured);
    float radius = line->is_outward ? line->radius + y : line->radius - y;
    turns = line->is_outward ? line->turns + turns : line->turns - turns;
    at[0] = radius * (float)sky_sin_turns(turns);
    at[1] = radius * (float)sky_cos_turns(turns);
}

struct sky_along sky_text_along(const struct sky_plane *plane, const struct sky_base_line *line, uint32_t vane)
{
    if (!line->is_round) {
        const float *along = line->along, *origin = line->origin;
        return (struct sky_along){-(origin[0] * along[0] + origin[1] * along[1]),
                                  plane->sine[vane] * along[0] + plane->cosine[vane] * along[1]};
    }
    double turns = (double)vane / plane->geometry.vanes - line->turns, around = SKY_TAU * line->measured;
    double beyond = (line->is_outward ? turns : -turns) - line->middle / around;
    return (struct sky_along){line->middle + (float)((sky_fract(beyond + 0.5) - 0.5) * around), 0};
}
