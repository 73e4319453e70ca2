/* SPDX-License-Identifier: ISC */
#include "program/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/clock.h"
#include "base/number.h"

#define REDRAW_NS UINT64_C(200000000)
#define REPEAT_NS UINT64_C(10000000000)

static void print(struct sky_progress *progress, uint64_t now, uint64_t frames, uint64_t late, bool last)
{
    char line[400], count[SKY_COUNT_TEXT], total[SKY_GROUPED_TEXT];
    double seconds = (double)(now - progress->start) / 1e9;
    double fps = seconds > 0 ? (double)frames / seconds : 0;
    int length = snprintf(line, sizeof line, "%s", sky_number_count(frames, "frame", count));
    if (progress->total > 0 && progress->total >= frames) /* an animated picture has more than one frame */
        length += snprintf(line + length, sizeof line - (size_t)length, " of %s",
                           sky_number_grouped(progress->total, total));
    length += snprintf(line + length, sizeof line - (size_t)length, ", %.1f fps", fps);
    if (progress->repeats)
        length += snprintf(line + length, sizeof line - (size_t)length, ", %s",
                           sky_number_count(progress->repeats, "repeat", count));
    const struct {
        uint64_t count;
        const char *word;
    } counts[] = {{progress->skipped, "skipped"},
                  {progress->dropped, "dropped"},
                  {progress->partial, "partial"},
                  {late, "late"}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (counts[i].count)
            length += snprintf(line + length, sizeof line - (size_t)length, ", %s %s",
                               sky_number_grouped(counts[i].count, count), counts[i].word);
    if (progress->more)
        length += snprintf(line + length, sizeof line - (size_t)length, "%.128s", progress->more);
    if (progress->total > frames && fps > 0 && !last)
        snprintf(line + length, sizeof line - (size_t)length, ", %.0f s left",
                 (double)(progress->total - frames) / fps);
    if (progress->redraw) /* spaces erase the rest of a longer line, since not every terminal has a sequence for it */
        fprintf(stderr, "\r%-*s%s", progress->width, line, last ? "\n" : "");
    else
        sky_warn("%s", line);
    progress->width = (int)strlen(line);
}

void sky_progress_update(struct sky_progress *progress, uint64_t frames, uint64_t late)
{
    uint64_t now = sky_clock_ns();
    if (progress->start == 0) {
        progress->start = progress->shown = now;
        progress->redraw = isatty(STDERR_FILENO);
    }
    if (now - progress->shown < (progress->redraw ? REDRAW_NS : REPEAT_NS))
        return;
    progress->shown = now;
    print(progress, now, frames, late, false);
}

void sky_progress_end(struct sky_progress *progress, uint64_t frames, uint64_t late)
{
    sky_progress_update(progress, frames, late);
    print(progress, sky_clock_ns(), frames, late, true);
}
