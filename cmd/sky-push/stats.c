/* SPDX-License-Identifier: ISC */
#include "sky-push/stats.h"

#include <stdio.h>

#include <sky/error.h>

#include "base/number.h"

void stats_count(struct stats *stats, uint64_t now, bool repeat)
{
    if (!repeat)
        stats->last = now;
    if (stats->sent++ == 0)
        stats->first = stats->last;
    stats->repeats += repeat;
}

double stats_fps(const struct stats *stats)
{
    double seconds = (double)(stats->last - stats->first) / 1e9;
    return seconds > 0 ? (double)(stats->sent - stats->repeats - 1) / seconds : 0;
}

static double within_ms(const struct stats *stats, double part)
{
    return (double)sky_lateness_quantile(&stats->lateness, part) / 1e6;
}

void stats_print(const struct stats *stats, struct sky_input_counts counts, uint64_t late, bool catches_up)
{
    char frames[SKY_GROUPED_TEXT], repeats[SKY_GROUPED_TEXT], skipped[SKY_GROUPED_TEXT], partial[SKY_GROUPED_TEXT],
        lates[SKY_GROUPED_TEXT], count[SKY_GROUPED_TEXT], dropped[64] = "", amps[64] = "";
    if (catches_up || stats->dropped > 0)
        snprintf(dropped, sizeof dropped, "%s dropped to catch up, ", sky_number_grouped(stats->dropped, count));
    if (stats->max_amps > 0)
        snprintf(amps, sizeof amps, ", %.3f A, max %.3f A", stats->amps, stats->max_amps);
    sky_warn("%s frames, %.2f fps, %s repeats, %s skipped, %s%s partial, %s late, "
             "lateness p50 %.3f ms, p99 %.3f ms, max %.3f ms%s",
             sky_number_grouped(stats->sent - stats->repeats, frames), stats_fps(stats),
             sky_number_grouped(stats->repeats, repeats), sky_number_grouped(counts.skipped, skipped), dropped,
             sky_number_grouped(counts.partial, partial), sky_number_grouped(late, lates), within_ms(stats, 0.5),
             within_ms(stats, 0.99), (double)stats->lateness.max / 1e6, amps);
}

void stats_progress(struct stats *stats, struct sky_input_counts counts, uint64_t late, bool last)
{
    struct sky_progress *progress = &stats->progress;
    progress->repeats = stats->repeats;
    progress->skipped = counts.skipped;
    progress->dropped = stats->dropped;
    progress->partial = counts.partial;
    if (last)
        sky_progress_end(progress, stats->sent - stats->repeats, late);
    else
        sky_progress_update(progress, stats->sent - stats->repeats, late);
}
