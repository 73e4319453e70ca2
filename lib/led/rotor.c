/* SPDX-License-Identifier: ISC */
#include "led/rotor.h"

#include <math.h>
#include <string.h>

#define STEADY 4        /* even intervals in a row that prove a change of speed */
#define GATE (1.0 / 32) /* turns: the least half-width of the gate */
#define TRIM (1.0 / 8)  /* the greatest correction, as a part of the rate */

void sky_rotor_init(struct sky_rotor *rotor, const struct sky_rotor_settings *settings)
{
    *rotor = (struct sky_rotor){.settings = *settings};
}

/* From one time to another, ns; negative when the second is earlier. */
static double between(uint64_t from, uint64_t to)
{
    return to >= from ? (double)(to - from) : -(double)(from - to);
}

/* ---- Period ---- */

/* Sorts the numbers. */
static double median(double *numbers, unsigned count)
{
    for (unsigned i = 1; i < count; i++) {
        double number = numbers[i];
        unsigned at = i;
        for (; at > 0 && numbers[at - 1] > number; at--)
            numbers[at] = numbers[at - 1];
        numbers[at] = number;
    }
    return (numbers[(count - 1) / 2] + numbers[count / 2]) / 2;
}

/* By how much each measured period is longer than the one before: the median of the slopes of all pairs. */
static double period_growth(const struct sky_rotor *rotor)
{
    double slopes[SKY_ROTOR_PERIODS * (SKY_ROTOR_PERIODS - 1) / 2];
    unsigned count = 0;
    for (unsigned later = 1; later < rotor->period_count; later++)
        for (unsigned i = 0; i < later; i++)
            slopes[count++] = (rotor->periods[later] - rotor->periods[i]) / (later - i);
    return rotor->period_count < 3 ? 0 : median(slopes, count);
}

/* Records a measured period, and estimates the next one. */
static void record_period(struct sky_rotor *rotor, double period)
{
    double sorted[SKY_ROTOR_PERIODS], next[SKY_ROTOR_PERIODS];
    if (rotor->period_count == SKY_ROTOR_PERIODS)
        memmove(rotor->periods, rotor->periods + 1, (SKY_ROTOR_PERIODS - 1) * sizeof *rotor->periods);
    else
        rotor->period_count++;
    rotor->periods[rotor->period_count - 1] = period;

    double growth = rotor->full ? period_growth(rotor) : 0;
    for (unsigned i = 0; i < rotor->period_count; i++) {
        sorted[i] = rotor->periods[i];
        next[i] = rotor->periods[i] + (rotor->period_count - i) * growth;
    }
    double usual = median(sorted, rotor->period_count), extended = median(next, rotor->period_count);
    rotor->period = fmin(fmax(extended, usual * 0.75), usual / 0.75);
}

/* How far from where it is expected an edge is accepted, in turns. */
static double gate_width(const struct sky_rotor *rotor)
{
    double spread = 0, most = 0.25 / rotor->settings.edges;
    if (rotor->period_count < 3)
        return most;
    for (unsigned i = 0; i < rotor->period_count; i++)
        spread = fmax(spread, fabs(rotor->periods[i] / rotor->period - 1));
    return fmin(most, GATE + 2 * spread);
}

/* ---- Edges ---- */

/* Where the arm is at a magnet's edge, in turns from vane 0 in the arm's direction. */
static double magnet_position(const struct sky_rotor_settings *settings, unsigned magnet)
{
    double offset = settings->anticlockwise ? -settings->offset : settings->offset;
    return offset - floor(offset) + (double)magnet / settings->edges;
}

/* x(t): where the arm is by its edges. */
static double position_at(const struct sky_rotor *rotor, uint64_t time)
{
    return rotor->position + between(rotor->reference, time) / rotor->period;
}

static void accept(struct sky_rotor *rotor, uint64_t time, unsigned magnet)
{
    rotor->last_edge = time;
    rotor->last_magnet = magnet;
    rotor->magnet_edges[magnet] = time;
    if (magnet == 0) {
        rotor->reference = time;
        rotor->position = magnet_position(&rotor->settings, 0);
    }
}

/* Locks to edges that are `interval` ns apart, of which this one is the latest. What is shown goes on from where it is:
 * the edge is taken to be that of the magnet nearest to it. */
static void lock(struct sky_rotor *rotor, uint64_t time, double interval)
{
    unsigned edges = rotor->settings.edges, magnet = 0;
    if (rotor->has_next) {
        double away = position_at(rotor, time) - magnet_position(&rotor->settings, 0);
        magnet = (unsigned)rint((away - floor(away)) * edges) % edges;
    }
    rotor->locked = true;
    rotor->period_count = 0;
    rotor->full = edges == 1;
    record_period(rotor, interval * edges);
    memset(rotor->magnet_edges, 0, sizeof rotor->magnet_edges);
    accept(rotor, time, magnet);
    rotor->reference = time;
    rotor->position = magnet_position(&rotor->settings, magnet);
}

/* Unlocks when the state is blank. The edges before a stop say nothing about those after it. */
static void expire(struct sky_rotor *rotor, uint64_t now)
{
    if (!rotor->locked || sky_rotor_state(rotor, now) != SKY_ROTOR_BLANK)
        return;
    rotor->locked = rotor->has_next = false;
    rotor->recent_count = 0;
}

/* Accepts the edge if it is in the gate. Returns false when it is not. */
static bool follow(struct sky_rotor *rotor, uint64_t time)
{
    double edges = rotor->settings.edges, since = between(rotor->last_edge, time);
    double passed = since / rotor->period * edges, count = rint(passed); /* edges since the last one */
    if (count < 1)
        return false;
    unsigned magnet = (unsigned)(((uint64_t)count + rotor->last_magnet) % rotor->settings.edges);
    bool known = rotor->magnet_edges[magnet] > 0;
    double measured = between(rotor->magnet_edges[magnet], time);
    double turns = measured / rotor->period, whole = rint(turns);
    /* Until a full revolution was measured, the period is not exact enough to compare with the magnet's last edge. */
    double error = known && rotor->full ? turns - whole : (passed - count) / edges;
    if (fabs(error) > gate_width(rotor))
        return false;
    rotor->missing += (uint64_t)count - 1;
    accept(rotor, time, magnet);
    if (known && !rotor->full && whole > 0) {
        rotor->full = true;
        rotor->period_count = 0;
        record_period(rotor, measured / whole);
    } else if (!rotor->full) {
        record_period(rotor, since / count * edges);
    } else if (known && magnet == 0) {
        record_period(rotor, measured / whole);
    }
    return true;
}

/* Are the latest edges evenly spaced, but not as expected? */
static bool speed_changed(const struct sky_rotor *rotor, double *interval)
{
    double shortest = INFINITY, longest = 0;
    if (rotor->recent_count <= STEADY)
        return false;
    for (unsigned i = 0; i < STEADY; i++) {
        double each = between(rotor->recent[i + 1], rotor->recent[i]);
        shortest = fmin(shortest, each);
        longest = fmax(longest, each);
    }
    *interval = between(rotor->recent[STEADY], rotor->recent[0]) / STEADY;
    double period = *interval * rotor->settings.edges;
    return longest <= shortest * 1.125 && period <= SKY_ROTOR_PERIOD_MAX &&
           fabs(period / rotor->period - 1) > 1.0 / 16;
}

/* Finds the shortest interval that came twice in a row and ends with the latest edge. Other edges may lie between. */
static bool find_interval(const struct sky_rotor *rotor, double *interval)
{
    const uint64_t *edges = rotor->recent;
    for (unsigned middle = 1; middle < rotor->recent_count; middle++) {
        *interval = between(edges[middle], edges[0]);
        if (*interval * rotor->settings.edges > SKY_ROTOR_PERIOD_MAX)
            return false;
        for (unsigned first = middle + 1; first < rotor->recent_count; first++) {
            double before = between(edges[first], edges[middle]);
            if (fabs(before - *interval) <= fmin(before, *interval) / 4)
                return true;
        }
    }
    return false;
}

bool sky_rotor_record(struct sky_rotor *rotor, uint64_t time, uint64_t now)
{
    double interval, shortest = SKY_ROTOR_PERIOD_MIN / rotor->settings.edges;
    bool accepted;
    rotor->edges++;
    if (time <= now)
        expire(rotor, time);
    bool too_soon = rotor->recent_count > 0 && between(rotor->recent[0], time) < shortest;
    if (time > now || time == 0 || too_soon) {
        rotor->rejected++;
        return false;
    }
    memmove(rotor->recent + 1, rotor->recent, sizeof rotor->recent - sizeof *rotor->recent);
    rotor->recent[0] = time;
    rotor->recent_count += rotor->recent_count < SKY_ROTOR_RECENT;

    if (rotor->locked) {
        uint64_t missing = rotor->missing;
        accepted = follow(rotor, time);
        if ((!accepted || rotor->missing > missing) && speed_changed(rotor, &interval)) {
            lock(rotor, time, interval);
            accepted = true;
        }
        rotor->rejected += !accepted;
        return accepted;
    }
    accepted = find_interval(rotor, &interval);
    if (accepted)
        lock(rotor, time, interval);
    return accepted;
}

/* ---- Vanes ---- */

enum sky_rotor_state sky_rotor_state(const struct sky_rotor *rotor, uint64_t now)
{
    double turns = rotor->locked && now > rotor->last_edge ? between(rotor->last_edge, now) / rotor->period : 0;
    if (!rotor->locked || turns > rotor->settings.coast + 0.5)
        return SKY_ROTOR_BLANK;
    return turns * rotor->settings.edges > 1.5 ? SKY_ROTOR_COASTING : SKY_ROTOR_LOCKED;
}

/* Finds the first vane after `now`. Nothing is shown yet, so what is shown may begin anywhere. */
static void start_vanes(struct sky_rotor *rotor, uint64_t now)
{
    uint32_t vanes = rotor->settings.vanes;
    double position = position_at(rotor, now);
    double at = (position - floor(position)) * vanes, next = floor(at) + 1;
    rotor->index = (rotor->index / vanes + 1) * vanes + (uint64_t)next;
    rotor->due = now + 1 + (uint64_t)((next - at) * rotor->period / vanes);
    rotor->due_fraction = 0;
    rotor->has_next = true;
}

bool sky_rotor_next(struct sky_rotor *rotor, uint64_t now, struct sky_rotor_vane *next)
{
    uint32_t vanes = rotor->settings.vanes;
    expire(rotor, now);
    if (!rotor->locked)
        return false;
    if (!rotor->has_next)
        start_vanes(rotor, now);
    uint32_t vane = (uint32_t)(rotor->index % vanes);
    next->revolution = rotor->index / vanes;
    next->vane = rotor->settings.anticlockwise ? (vanes - vane) % vanes : vane;
    next->due = rotor->due;
    return true;
}

void sky_rotor_advance(struct sky_rotor *rotor)
{
    double vanes = rotor->settings.vanes, shown = (double)(rotor->index % rotor->settings.vanes) / vanes;
    double error = position_at(rotor, rotor->due) - shown;
    error -= rint(error);
    double trim = fmin(fmax(error * fmin(2 / vanes, 0.5), -TRIM / vanes), TRIM / vanes);
    double step = rotor->period * (1 / vanes - trim) + rotor->due_fraction;
    rotor->due += (uint64_t)step;
    rotor->due_fraction = step - floor(step);
    rotor->index++;
}

double sky_rotor_speed(const struct sky_rotor *rotor)
{
    return rotor->period > 0 ? 1e9 / rotor->period : 0;
}
