/* SPDX-License-Identifier: ISC */
#include "sound/tap.h"

#include <math.h>
#include <string.h>

#define STEADY_FROM 4   /* taps from which on it can be locked */
#define UNSTEADY 0.15   /* mean difference from the median, as a part of it, with which nothing is locked */

double sky_tap_beat(const struct sky_tap *tap, double now)
{
    double passed = now - tap->since, eased = passed < tap->ease ? passed : tap->ease;
    return tap->count + eased * tap->rate + (passed - eased) * tap->bpm / 60;
}

static double median(const double *values, unsigned count)
{
    double sorted[SKY_TAP_LAST] = {0};
    for (unsigned i = 0; i < count; i++) {
        unsigned place = i;
        for (; place > 0 && sorted[place - 1] > values[i]; place--)
            sorted[place] = sorted[place - 1];
        sorted[place] = values[i];
    }
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
}

static double lock_of(const double *intervals, unsigned count, double middle)
{
    double sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum += fabs(intervals[i] - middle);
    double unsteady = sum / count / middle / UNSTEADY;
    double trust = count + 1 < STEADY_FROM ? (count + 1.0) / STEADY_FROM : 1;
    return unsteady < 1 ? (1 - unsteady) * trust : 0;
}

/* From this moment on the count gets, in the time of a beat, to where it would be had it been a whole number now. */
static void aim(struct sky_tap *tap, double now, double count)
{
    double error = floor(count + 0.5) - count, beat = 60 / tap->bpm;
    tap->since = now;
    tap->count = count;
    tap->ease = beat;
    tap->rate = (1 + error) / beat;
}

static void measure(struct sky_tap *tap, double interval)
{
    tap->intervals[(tap->taps - 1) % SKY_TAP_LAST] = interval;
    unsigned count = tap->taps < SKY_TAP_LAST ? tap->taps : SKY_TAP_LAST;
    double middle = median(tap->intervals, count);
    tap->bpm = 60 / middle;
    tap->lock = lock_of(tap->intervals, count, middle);
}

void sky_tap_hit(struct sky_tap *tap, double now)
{
    double interval = now - tap->last, count = tap->taps > 0 ? sky_tap_beat(tap, now) : 0;
    if (tap->taps > 0 && interval < 60.0 / SKY_TAP_BPM_MAX)
        return;
    if (tap->taps > 0 && interval <= SKY_TAP_PAUSE_S) {
        measure(tap, interval);
        tap->taps++;
    } else {
        tap->lock = 0;
        tap->taps = 1;
    }
    tap->last = now;
    aim(tap, now, count);
}
