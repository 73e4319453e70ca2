/* SPDX-License-Identifier: ISC */
#include "base/wall.h"

#include <time.h>

#include <sky/error.h>
#include <sky/pace.h>

#define SECOND 1000000000
#define EPOCH (INT64_C(1577836800) * SECOND) /* 2020-01-01 00:00:00 UTC */
#define JUMP_NS (INT64_C(2) * SECOND)        /* a leap second is less */
#define SLEW 20                              /* one part in so many */
#define APART_NS 50000                       /* both clocks are read within this, unless the computer is too busy */
#define TRIES 4
#define LOCATE_NS (SECOND / 4) /* a sequencer that is further away was moved */

int64_t sky_wall_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * SECOND + now.tv_nsec;
}

/* The offset of the show's time from CLOCK_MONOTONIC by the wall clock now; `moment` gets CLOCK_MONOTONIC. */
static int64_t measure(uint64_t *moment)
{
    int64_t offset = 0;
    uint64_t least = UINT64_MAX;
    for (int i = 0; i < TRIES && least > APART_NS; i++) {
        uint64_t before = sky_clock_ns();
        int64_t wall = sky_wall_ns();
        uint64_t after = sky_clock_ns();
        if (after - before >= least)
            continue;
        least = after - before;
        *moment = before + least / 2;
        offset = wall < EPOCH ? 0 : wall - EPOCH - (int64_t)*moment;
    }
    return offset;
}

/* The same by the file. A line without its moment is read some time after it was written. So of what was read within a
 * second, the line that came soonest is right, which has the greatest offset. */
static int64_t listen(struct sky_wall *wall, uint64_t *moment)
{
    bool found = sky_time_file_read(wall->file, &wall->line);
    uint64_t now = *moment = sky_clock_ns();
    if (wall->looked == 0 && !found)
        wall->line = (struct sky_time_line){.stopped = true};
    if (wall->line.stopped) {
        wall->since = 0;
        return wall->line.time - (int64_t)now;
    }
    int64_t offset = wall->line.time - wall->line.moment, later = offset - wall->heard;
    bool is_better = later > 0 || later < -LOCATE_NS || now - wall->since > SECOND;
    if (found && (wall->line.exact || wall->since == 0 || is_better)) {
        if (wall->since == 0) /* it has stood until now */
            wall->offset = offset;
        wall->heard = offset;
        wall->since = now;
    }
    return wall->heard;
}

void sky_wall_look(struct sky_wall *wall)
{
    uint64_t now = 0;
    int64_t offset = wall->file ? listen(wall, &now) : measure(&now), step = offset - wall->offset;
    int64_t jump = wall->line.stopped ? 0 : wall->file ? LOCATE_NS : JUMP_NS;
    if (wall->looked == 0) {
        wall->offset = offset;
    } else if (step > jump || step < -jump) {
        if (!wall->file)
            sky_warn("the clock was set by %+.3f s: the show goes on from there", (double)step / SECOND);
        wall->offset = offset;
    } else {
        int64_t most = now > wall->looked ? (int64_t)(now - wall->looked) / SLEW : 0;
        wall->offset += step > most ? most : step < -most ? -most : step;
    }
    wall->looked = now;
}

double sky_wall_frame(const struct sky_wall *wall, uint64_t moment, double fps)
{
    int64_t time = (int64_t)moment + wall->offset;
    return time > 0 ? (double)time / SECOND * fps : 0;
}

uint64_t sky_wall_due(const struct sky_wall *wall, double frame, double fps)
{
    int64_t due = (int64_t)(frame / fps * SECOND) - wall->offset;
    return due > 0 ? (uint64_t)due : 0;
}
