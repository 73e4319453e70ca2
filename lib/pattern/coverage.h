/* SPDX-License-Identifier: ISC */
/* How much of each LED's cell is covered by shapes that make one shape together. */
#ifndef SKY_PATTERN_COVERAGE_H
#define SKY_PATTERN_COVERAGE_H

#include <string.h>

#include "pattern/plane.h"

struct sky_coverage {
    uint8_t *leds;            /* vane after vane: 0 to 255, which is all of the cell */
    struct sky_stretch *full; /* of each vane: LEDs in it are covered entirely; others may be, too */
};

/* Initialises a zeroed struct, with nothing covered. Returns 0, or -1 with the error set. Call sky_coverage_finish() in
 * either case. */
int sky_coverage_init(struct sky_coverage *coverage, const struct sky_geometry *geometry);
void sky_coverage_finish(struct sky_coverage *coverage); /* accepts a zeroed struct */

void sky_coverage_clear(struct sky_coverage *coverage, const struct sky_geometry *geometry);

/* Covers the LEDs of a vane whose centres are in a stretch entirely. */
void sky_cover_stretch(struct sky_coverage *coverage, const struct sky_plane *plane, uint32_t vane,
                       struct sky_stretch stretch);

/* Is it known that all LEDs in a stretch of a vane are covered entirely? */
static inline bool sky_coverage_is_full(const struct sky_coverage *coverage, uint32_t vane, struct sky_stretch stretch)
{
    return stretch.from >= coverage->full[vane].from && stretch.to <= coverage->full[vane].to;
}

/* How many LEDs in a row are covered entirely, of `count` of which the first one is: at least 1, and perhaps fewer than
 * there are. */
static inline uint32_t sky_coverage_run(const uint8_t *leds, uint32_t count)
{
    uint32_t run = 0;
    for (uint64_t eight; count - run >= sizeof eight; run += sizeof eight) {
        memcpy(&eight, leds + run, sizeof eight);
        if (eight != UINT64_MAX)
            break;
    }
    return run > 0 ? run : 1;
}

/* Raises the coverage of LEDs to what a line of width `width` with round ends covers of their cells, as sky_draw_line()
 * does with SKY_INK_LIGHTEN in a channel. A wide line costs little more than its edge. */
void sky_cover_line(struct sky_coverage *coverage, const struct sky_plane *plane, const float from[2],
                    const float to[2], float width);

/* Covers only LEDs that are well inside a line, which costs little. Where lines overlap, most of their edges lie within
 * other lines: sky_cover_line() for all of them is quicker if this has been called for all of them before, and gives
 * the same. */
void sky_cover_inside(struct sky_coverage *coverage, const struct sky_plane *plane, const float from[2],
                      const float to[2], float width);

#endif
