/* SPDX-License-Identifier: ISC */
#include "led/rotor.h"

#include <math.h>
#include <string.h>

#define STEADY 4       /* intervals in a row that are believed */
#define GATE (1.0 / 32) /* turns that an edge may be away from where it is expected, at the least */
#define TRIM (1.0 / 8)  /* of the rate, at the most */

void sky_rotor_init(struct sky_rotor *rotor, const struct sky_rotor_plan *plan)
{
    *rotor = (struct sky_rotor){.plan = *plan};
}

/* ns from one time to another. */
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

/* What each measured turn took longer than the one before it: the median of what any two of them tell. */
static double growth_of(const struct sky_rotor *rotor)
{
    double slopes[SKY_ROTOR_TURNS * (SKY_ROTOR_TURNS - 1) / 2];
    unsigned count = 0;
    for (unsigned later = 1; later < rotor->turn_count; later++)
        for (unsigned i = 0; i < later; i++)
            slopes[count++] = (rotor->turns[later] - rotor->turns[i]) / (later - i);
    return rotor->turn_count < 3 ? 0 : median(slopes, count);
}

/* Takes a measured turn, and tells from the last ones how long the next one will be. */
static void note_turn(struct sky_rotor *rotor, double turn)
{
    double sorted[SKY_ROTOR_TURNS], next[SKY_ROTOR_TURNS];
    if (rotor->turn_count == SKY_ROTOR_TURNS)
        memmove(rotor->turns, rotor->turns + 1, (SKY_ROTOR_TURNS - 1) * sizeof *rotor->turns);
    else
        rotor->turn_count++;
    rotor->turns[rotor->turn_count - 1] = turn;

    double growth = rotor->whole ? growth_of(rotor) : 0;
    for (unsigned i = 0; i < rotor->turn_count; i++) {
        sorted[i] = rotor->turns[i];
        next[i] = rotor->turns[i] + (rotor->turn_count - i) * growth;
    }
    double usual = median(sorted, rotor->turn_count), told = median(next, rotor->turn_count);
    rotor->period = fmin(fmax(told, usual * 0.75), usual / 0.75);
}

/* How far from where it is expected an edge counts, in turns. */
static double gate_of(const struct sky_rotor *rotor)
{
    double spread = 0, most = 0.25 / rotor->plan.edges;
    if (rotor->turn_count < 3)
        return most;
    for (unsigned i = 0; i < rotor->turn_count; i++)
        spread = fmax(spread, fabs(rotor->turns[i] / rotor->period - 1));
    return fmin(most, GATE + 2 * spread);
}

/* ---- Edges ---- */

/* Where the arm is at the first magnet's edge, in turns from vane 0 in its direction. */
static double position_of(const struct sky_rotor_plan *plan, unsigned magnet)
{
    double offset = plan->anticlockwise ? -plan->offset : plan->offset;
    return offset - floor(offset) + (double)magnet / plan->edges;
}

/* x: where the arm is by its edges. */
static double position_at(const struct sky_rotor *rotor, uint64_t time)
{
    return rotor->position + between(rotor->reference, time) / rotor->period;
}

/* An edge that counts, and whose it is. */
static void take(struct sky_rotor *rotor, uint64_t time, unsigned magnet)
{
    rotor->last = time;
    rotor->magnet = magnet;
    rotor->seen[magnet] = time;
    if (magnet == 0) {
        rotor->reference = time;
        rotor->position = position_of(&rotor->plan, 0);
    }
}

/* Begins to follow edges that are `interval` ns apart; this one is the latest. What is shown goes on from where it
 * is: the edge is taken for that of the magnet that is nearest then. */
static void lock(struct sky_rotor *rotor, uint64_t time, double interval)
{
    unsigned edges = rotor->plan.edges, magnet = 0;
    if (rotor->showing) {
        double away = position_at(rotor, time) - position_of(&rotor->plan, 0);
        magnet = (unsigned)rint((away - floor(away)) * edges) % edges;
    }
    rotor->locked = true;
    rotor->turn_count = 0;
    rotor->whole = edges == 1;
    note_turn(rotor, interval * edges);
    memset(rotor->seen, 0, sizeof rotor->seen);
    take(rotor, time, magnet);
    rotor->reference = time;
    rotor->position = position_of(&rotor->plan, magnet);
}

/* Gives up when the state is blank: what was heard before a stop says nothing of what comes after it. */
static void give_up(struct sky_rotor *rotor, uint64_t now)
{
    if (!rotor->locked || sky_rotor_state(rotor, now) != SKY_ROTOR_BLANK)
        return;
    rotor->locked = rotor->showing = false;
    rotor->heard_count = 0;
}

/* False when the edge is not where one is expected. */
static bool follow(struct sky_rotor *rotor, uint64_t time)
{
    double edges = rotor->plan.edges, since = between(rotor->last, time), passed = since / rotor->period * edges;
    double count = rint(passed);
    if (count < 1)
        return false;
    unsigned magnet = (unsigned)(((uint64_t)count + rotor->magnet) % rotor->plan.edges);
    bool known = rotor->seen[magnet] > 0;
    double turn = between(rotor->seen[magnet], time), whole = rint(turn / rotor->period);
    /* Until a whole turn was measured its length is not known well enough to compare with it. */
    double error = known && rotor->whole ? turn / rotor->period - whole : (passed - count) / edges;
    if (fabs(error) > gate_of(rotor))
        return false;
    rotor->missing += (uint64_t)count - 1;
    take(rotor, time, magnet);
    if (known && !rotor->whole && whole > 0) {
        rotor->whole = true;
        rotor->turn_count = 0;
        note_turn(rotor, turn / whole);
    } else if (!rotor->whole) {
        note_turn(rotor, since / count * edges);
    } else if (known && magnet == 0) {
        note_turn(rotor, turn / whole);
    }
    return true;
}

/* Are the latest edges evenly spaced, but not as expected? */
static bool has_changed(const struct sky_rotor *rotor, double *interval)
{
    double shortest = INFINITY, longest = 0;
    if (rotor->heard_count <= STEADY)
        return false;
    for (unsigned i = 0; i < STEADY; i++) {
        double each = between(rotor->heard[i + 1], rotor->heard[i]);
        shortest = fmin(shortest, each);
        longest = fmax(longest, each);
    }
    *interval = between(rotor->heard[STEADY], rotor->heard[0]) / STEADY;
    double turn = *interval * rotor->plan.edges;
    return longest <= shortest * 1.125 && turn <= SKY_ROTOR_LONGEST && fabs(turn / rotor->period - 1) > 1.0 / 16;
}

/* The shortest interval that came twice and ends with the latest edge; others may lie between. */
static bool find_interval(const struct sky_rotor *rotor, double *interval)
{
    const uint64_t *heard = rotor->heard;
    for (unsigned middle = 1; middle < rotor->heard_count; middle++) {
        *interval = between(heard[middle], heard[0]);
        if (*interval * rotor->plan.edges > SKY_ROTOR_LONGEST)
            return false;
        for (unsigned first = middle + 1; first < rotor->heard_count; first++) {
            double before = between(heard[first], heard[middle]);
            if (fabs(before - *interval) <= fmin(before, *interval) / 4)
                return true;
        }
    }
    return false;
}

bool sky_rotor_edge(struct sky_rotor *rotor, uint64_t time, uint64_t now)
{
    double interval, shortest = SKY_ROTOR_SHORTEST / rotor->plan.edges;
    bool taken;
    rotor->edges++;
    if (time <= now)
        give_up(rotor, time);
    bool heard = rotor->heard_count > 0;
    if (time > now || time == 0 || (heard && between(rotor->heard[0], time) < shortest)) {
        rotor->rejected++;
        return false;
    }
    memmove(rotor->heard + 1, rotor->heard, sizeof rotor->heard - sizeof *rotor->heard);
    rotor->heard[0] = time;
    rotor->heard_count += rotor->heard_count < SKY_ROTOR_HEARD;

    if (rotor->locked) {
        uint64_t missing = rotor->missing;
        taken = follow(rotor, time);
        if ((!taken || rotor->missing > missing) && has_changed(rotor, &interval)) {
            lock(rotor, time, interval);
            taken = true;
        }
        rotor->rejected += !taken;
        return taken;
    }
    taken = find_interval(rotor, &interval);
    if (taken)
        lock(rotor, time, interval);
    return taken;
}

/* ---- Vanes ---- */

enum sky_rotor_state sky_rotor_state(const struct sky_rotor *rotor, uint64_t now)
{
    double turns = rotor->locked && now > rotor->last ? between(rotor->last, now) / rotor->period : 0;
    if (!rotor->locked || turns > rotor->plan.coast + 0.5)
        return SKY_ROTOR_BLANK;
    return turns * rotor->plan.edges > 1.5 ? SKY_ROTOR_COASTING : SKY_ROTOR_LOCKED;
}

/* Finds the first vane after `now`. Nothing is shown yet, so it may be anywhere. */
static void begin(struct sky_rotor *rotor, uint64_t now)
{
    uint32_t vanes = rotor->plan.vanes;
    double position = position_at(rotor, now);
    double at = (position - floor(position)) * vanes, next = floor(at) + 1;
    rotor->index = (rotor->index / vanes + 1) * vanes + (uint64_t)next;
    rotor->due = now + 1 + (uint64_t)((next - at) * rotor->period / vanes);
    rotor->rest = 0;
    rotor->showing = true;
}

bool sky_rotor_next(struct sky_rotor *rotor, uint64_t now, struct sky_rotor_vane *next)
{
    uint32_t vanes = rotor->plan.vanes;
    give_up(rotor, now);
    if (!rotor->locked)
        return false;
    if (!rotor->showing)
        begin(rotor, now);
    uint32_t vane = (uint32_t)(rotor->index % vanes);
    next->revolution = rotor->index / vanes;
    next->vane = rotor->plan.anticlockwise ? (vanes - vane) % vanes : vane;
    next->due = rotor->due;
    return true;
}

void sky_rotor_pass(struct sky_rotor *rotor)
{
    double vanes = rotor->plan.vanes, shown = (double)(rotor->index % rotor->plan.vanes) / vanes;
    double error = position_at(rotor, rotor->due) - shown;
    error -= rint(error);
    double trim = fmin(fmax(error * fmin(2 / vanes, 0.5), -TRIM / vanes), TRIM / vanes);
    double step = rotor->period * (1 / vanes - trim) + rotor->rest;
    rotor->due += (uint64_t)step;
    rotor->rest = step - floor(step);
    rotor->index++;
}

double sky_rotor_speed(const struct sky_rotor *rotor)
{
    return rotor->period > 0 ? 1e9 / rotor->period : 0;
}
