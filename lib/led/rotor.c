/* SPDX-License-Identifier: ISC */
#include "led/rotor.h"

#include <math.h>
#include <string.h>

/* The gate, in turns: the least half-width, the root mean square errors that widen it, and the greatest half-width in
 * angles between two edges, which it has for the first edges after the lock. */
#define GATE (1.0 / 32)
#define GATE_ERRORS 6
#define GATE_MOST 0.25
#define GATE_FIRST 3
#define SOONEST (SKY_ROTOR_PERIOD_MIN * 3 / 4) /* ns a turn: edges at random must not lead to ever greater speeds */

/* Even intervals that prove a lock: in a row at first; in a row, or with strays between them, when there is doubt; the
 * same at a half, a third or a quarter of the expected interval when there is none. Each differs from the next by a
 * part. */
#define FIRST 2
#define FIRST_EVEN (1.0 / 4)
#define STEADY 4
#define STEADY_EVEN (1.0 / 8)
#define MANY 5
#define PROOF 6
#define PROOF_MANY 8
#define PARTS 4
#define MANY_EVEN (1.0 / 16)
#define MAGNETS_EVEN (1.0 / 6) /* MANY_EVEN for several magnets, whose angles differ */

/* There is doubt when a smaller part of the latest expected edges came, or they were off by a greater part of the angle
 * between two. */
#define DOUBT 0.6
#define DOUBT_ERROR (1.0 / 16)
#define FOUND 0.75     /* the part that came, at the lock */
#define FOUND_MEMORY 8 /* edges that it remembers */

#define STRAYS 0.1       /* strays are frequent when a greater part of the latest edges was rejected */
#define STRAYS_MEMORY 16 /* edges that it remembers */
#define SUSPECT 4        /* errors of so many times their root mean square may be those of strays, */
#define EXACT 1e-4       /* if not smaller than this, turns */
#define NEARER 0.75      /* by this much nearer is another edge taken for the right one */

#define PLACES_MEMORY 15 /* revolutions that the places of magnets are learnt from */
#define PLACES_MOST 0.25 /* how far they may be misplaced, in angles between two edges */

#define TRIM (1.0 / 8) /* by how much what is shown may be faster or slower than the arm */
#define FOLLOW 8       /* its error decays by e^-FOLLOW in a turn where that is less */

void sky_rotor_init(struct sky_rotor *rotor, const struct sky_rotor_settings *settings)
{
    *rotor = (struct sky_rotor){.settings = *settings};
}

/* From one time to another, ns; negative when the second is earlier. */
static double between(uint64_t from, uint64_t to)
{
    return to >= from ? (double)(to - from) : -(double)(from - to);
}

/* ---- Where the arm is ---- */

/* Where the arm is at a magnet's edge, in turns from vane 0 in the arm's direction. */
static double magnet_position(const struct sky_rotor *rotor, unsigned magnet)
{
    const struct sky_rotor_settings *settings = &rotor->settings;
    double offset = settings->anticlockwise ? -settings->offset : settings->offset;
    return offset - floor(offset) + (double)magnet / settings->edges + rotor->now.placed[magnet];
}

static double position_at(const struct sky_rotor *rotor, uint64_t time)
{
    const struct sky_rotor_estimate *now = &rotor->now;
    return magnet_position(rotor, now->last_magnet) +
           sky_rotor_filter_way(&now->filter, between(now->last_edge, time));
}

/* ---- Edges one by one ---- */

/* What an edge would be, by an estimate from the edges before it. */
struct candidate {
    double since, edges; /* ns and edges since the last one; less than 1 when it cannot be another one */
    unsigned magnet;
    double way, error;   /* turns since the last one, and how many more than predicted */
    bool fits;           /* it is in the gate */
};

/* How far from where it is expected an edge is accepted, in turns. */
static double gate_width(const struct sky_rotor *rotor, const struct sky_rotor_estimate *estimate, double edges)
{
    double most = GATE_MOST / rotor->settings.edges;
    if (estimate->filter.corrections < GATE_FIRST || !estimate->full)
        return most;
    return fmin(most, GATE + GATE_ERRORS * sky_rotor_filter_error(&estimate->filter) * edges);
}

static struct candidate consider(const struct sky_rotor *rotor, const struct sky_rotor_estimate *estimate,
                                 uint64_t time)
{
    unsigned edges = rotor->settings.edges;
    double since = between(estimate->last_edge, time), predicted = sky_rotor_filter_way(&estimate->filter, since);
    struct candidate edge = {.since = since, .edges = rint(predicted * edges)};
    if (edge.edges < 1)
        return edge;
    edge.magnet = (unsigned)(((uint64_t)edge.edges + estimate->last_magnet) % edges);
    edge.way = edge.edges / edges + estimate->placed[edge.magnet] - estimate->placed[estimate->last_magnet];
    edge.error = edge.way - predicted;
    edge.fits = since * edges >= edge.edges * SOONEST && fabs(edge.error) <= gate_width(rotor, estimate, edge.edges);
    return edge;
}

/* Learns where the magnets are, relative to the first one. When one has come for the second time, the time between
 * tells the period exactly, and the other edges between tell the places. */
static void learn_places(struct sky_rotor *rotor, struct sky_rotor_estimate *estimate, const struct candidate *edge,
                         uint64_t time)
{
    unsigned edges = rotor->settings.edges;
    double *placed = estimate->placed, most = PLACES_MOST / edges;
    uint64_t *first = estimate->first, before = first[edge->magnet];
    if (estimate->full) {
        estimate->passes += edge->magnet == 0 && estimate->passes < PLACES_MEMORY;
        if (edge->magnet != 0)
            placed[edge->magnet] -= edge->error / (estimate->passes + 1);
        placed[edge->magnet] = fmin(fmax(placed[edge->magnet], -most), most);
        return;
    }
    first[edge->magnet] = time;
    if (before == 0)
        return;
    double since = between(before, time), period = since / fmax(rint(since / rotor->period), 1);
    for (unsigned i = 0; i < edges; i++) {
        double place = between(first[0], first[i]) / period - (double)i / edges;
        placed[i] = first[0] > 0 && first[i] > 0 ? fmin(fmax(place - rint(place), -most), most) : 0;
    }
    estimate->full = true;
    estimate->passes = 1;
    sky_rotor_filter_init(&estimate->filter, 1 / period);
}

/* The part of the expected edges that came, when the next one comes after so many or has not come yet. */
static double found_after(double found, double edges)
{
    for (double i = 1; i < edges && i < 2 * FOUND_MEMORY; i++)
        found -= found / FOUND_MEMORY;
    return found;
}

/* Accepts an edge. What the estimate was without it is kept. But when strays are frequent, a suspect edge changes
 * nothing until the next one has confirmed it: then that which it would change to is kept. */
static void accept(struct sky_rotor *rotor, struct sky_rotor_estimate without, const struct candidate *edge,
                   uint64_t time)
{
    struct sky_rotor_estimate with = without;
    double usual = sky_rotor_filter_error(&without.filter) * edge->edges;
    bool settled = without.full && without.filter.corrections >= GATE_FIRST;
    sky_rotor_filter_correct(&with.filter, edge->since, edge->way, edge->edges);
    if (rotor->settings.edges > 1)
        learn_places(rotor, &with, edge, time);
    with.last_edge = time;
    with.last_magnet = edge->magnet;
    with.missing += (uint64_t)edge->edges - 1;
    with.found = found_after(with.found, edge->edges);
    with.found += (1 - with.found) / FOUND_MEMORY;

    rotor->last_error = fabs(edge->error);
    rotor->suspect = settled && rotor->last_error > SUSPECT * usual + EXACT;
    rotor->pending = rotor->suspect && rotor->strays > STRAYS && !rotor->pending;
    rotor->now = rotor->pending ? without : with;
    rotor->other = rotor->pending ? with : without;
    rotor->has_other = true;
    rotor->missing = rotor->now.missing;
    rotor->period = 1 / rotor->now.filter.motion.speed;
}

/* Is the edge that which the last one was taken for, rather than the last one? */
static bool is_instead(const struct sky_rotor *rotor, const struct candidate *edge, const struct candidate *without)
{
    return !rotor->pending && edge->edges < 1 && without->fits && without->magnet == rotor->now.last_magnet &&
           (rotor->suspect || rotor->strays > STRAYS) && rotor->last_error > EXACT &&
           fabs(without->error) < rotor->last_error * NEARER;
}

/* Does the edge fit the other estimate better? */
static bool is_other(const struct sky_rotor *rotor, const struct candidate *edge, const struct candidate *other)
{
    if (!other->fits || edge->edges < 1)
        return false;
    return !edge->fits ||
           (rotor->suspect && fabs(other->error) < fabs(edge->error) * (rotor->pending ? 1 : NEARER));
}

/* Accepts the edge if it is in the gate. Returns false when it is not, and while it is pending. */
static bool follow(struct sky_rotor *rotor, uint64_t time)
{
    struct candidate edge = consider(rotor, &rotor->now, time), other = {0};
    if (rotor->has_other)
        other = consider(rotor, &rotor->other, time);
    if (is_instead(rotor, &edge, &other) || is_other(rotor, &edge, &other))
        accept(rotor, rotor->other, &other, time);
    else if (edge.fits)
        accept(rotor, rotor->now, &edge, time);
    else
        return false;
    return !rotor->pending;
}

/* ---- Locking ---- */

/* Locks to edges that are `interval` ns apart, of which this one is the latest. What is shown goes on from where it is:
 * the edge is taken to be that of the magnet nearest to it. */
static void lock(struct sky_rotor *rotor, uint64_t time, double interval)
{
    unsigned edges = rotor->settings.edges, magnet = 0;
    if (rotor->has_next) {
        double away = position_at(rotor, time) - magnet_position(rotor, 0);
        magnet = (unsigned)rint((away - floor(away)) * edges) % edges;
    }
    rotor->locked = true;
    rotor->period = interval * edges;
    rotor->has_other = rotor->suspect = rotor->pending = false;
    rotor->now = (struct sky_rotor_estimate){
        .last_edge = time,
        .last_magnet = magnet,
        .full = edges == 1,
        .found = FOUND,
        .missing = rotor->missing,
    };
    rotor->now.first[magnet] = time;
    sky_rotor_filter_init(&rotor->now.filter, 1 / rotor->period);
}

/* Unlocks when the state is blank. The edges before a stop say nothing about those after it. */
static void expire(struct sky_rotor *rotor, uint64_t now)
{
    if (!rotor->locked || sky_rotor_state(rotor, now) != SKY_ROTOR_BLANK)
        return;
    rotor->locked = rotor->has_next = false;
    rotor->recent_count = 0;
}

/* The recent edge that is nearest to `interval` ns before another one, or that one. */
static unsigned find_before(const struct sky_rotor *rotor, unsigned at, double interval)
{
    double nearest = INFINITY;
    unsigned found = at;
    for (unsigned i = at + 1; i < rotor->recent_count; i++) {
        double away = fabs(between(rotor->recent[i], rotor->recent[at]) - interval);
        if (away < nearest) {
            nearest = away;
            found = i;
        }
    }
    return found;
}

/* Finds edges that are evenly spaced, of which the latest is the last one: `count` intervals, each of which differs
 * from the one after it by a part at most, the last from `interval`. Returns how many other edges lie between, or -1
 * when there are no such edges. */
static int find_even(const struct sky_rotor *rotor, double interval, unsigned count, double part, double *mean)
{
    unsigned at = 0;
    for (unsigned i = 0; i < count; i++) {
        unsigned before = find_before(rotor, at, interval);
        double each = between(rotor->recent[before], rotor->recent[at]);
        if (before == at || fabs(each - interval) > part * fmin(each, interval))
            return -1;
        at = before;
        interval = each;
    }
    *mean = between(rotor->recent[at], rotor->recent[0]) / count;
    return *mean * rotor->settings.edges <= SKY_ROTOR_PERIOD_MAX ? (int)(at - count) : -1;
}

/* By what part evenly spaced edges may differ where there is reason for doubt that they are. */
static double strict_part(const struct sky_rotor *rotor)
{
    return rotor->settings.edges > 1 ? MAGNETS_EVEN : MANY_EVEN;
}

/* Finds the shortest interval with which the latest edges are evenly spaced: `few` of them when no others lie
 * between. */
static bool find_interval(const struct sky_rotor *rotor, unsigned few, double part, double *mean)
{
    for (unsigned i = 1; i < rotor->recent_count; i++) {
        double interval = between(rotor->recent[i], rotor->recent[0]);
        if (find_even(rotor, interval, few, part, mean) == 0 ||
            find_even(rotor, interval, MANY, strict_part(rotor), mean) >= 0)
            return true;
    }
    return false;
}

/* Are the latest edges evenly spaced, but not as expected? */
static bool speed_changed(const struct sky_rotor *rotor, double *interval)
{
    const struct sky_rotor_estimate *now = &rotor->now;
    double edges = rotor->settings.edges, error = sky_rotor_filter_error(&now->filter) * edges;
    double passed = sky_rotor_filter_way(&now->filter, between(now->last_edge, rotor->recent[0])) * edges;
    if (found_after(now->found, passed) < DOUBT || error > DOUBT_ERROR)
        return find_interval(rotor, rotor->strays > STRAYS ? MANY : STEADY, STEADY_EVEN, interval);
    for (unsigned parts = 2; parts <= PARTS; parts++) {
        double expected = rotor->period / edges / parts, part = strict_part(rotor);
        if (find_even(rotor, expected, PROOF, part, interval) == 0 ||
            find_even(rotor, expected, PROOF_MANY, part, interval) >= 0)
            return true;
    }
    return false;
}

/* ---- All edges ---- */

bool sky_rotor_record(struct sky_rotor *rotor, uint64_t time, uint64_t now)
{
    double interval, since;
    bool accepted;
    rotor->edges++;
    if (time <= now)
        expire(rotor, time);
    since = rotor->recent_count > 0 ? between(rotor->recent[0], time) : INFINITY;
    bool too_soon = since < SKY_ROTOR_PERIOD_MIN / rotor->settings.edges;
    if (time > now || time == 0 || since <= 0 || (too_soon && !rotor->locked)) {
        rotor->rejected++;
        return false;
    }
    if (!too_soon) {
        memmove(rotor->recent + 1, rotor->recent, sizeof rotor->recent - sizeof *rotor->recent);
        rotor->recent[0] = time;
        rotor->recent_count += rotor->recent_count < SKY_ROTOR_RECENT;
    }
    if (!rotor->locked) {
        accepted = find_interval(rotor, FIRST, FIRST_EVEN, &interval);
        if (accepted)
            lock(rotor, time, interval);
        return accepted;
    }
    uint64_t missing = rotor->missing;
    accepted = follow(rotor, time);
    if (!too_soon)
        rotor->strays += (!accepted - rotor->strays) / STRAYS_MEMORY;
    if (!too_soon && (!accepted || rotor->missing > missing) && speed_changed(rotor, &interval)) {
        lock(rotor, time, interval);
        accepted = true;
    }
    rotor->rejected += !accepted;
    return accepted;
}

/* ---- Vanes ---- */

enum sky_rotor_state sky_rotor_state(const struct sky_rotor *rotor, uint64_t now)
{
    double turns = rotor->locked && now > rotor->now.last_edge ? between(rotor->now.last_edge, now) / rotor->period : 0;
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
    expire(rotor, now - rotor->lead);
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
    double speed = sky_rotor_filter_speed(&rotor->now.filter, between(rotor->now.last_edge, rotor->due));
    double rate = (1 / (speed * rotor->period)) * (1 - error * fmin(FOLLOW, vanes / 2));
    double step = rotor->period / vanes * fmin(fmax(rate, 1 - TRIM), 1 + TRIM) + rotor->due_fraction;
    rotor->due += (uint64_t)step;
    rotor->due_fraction = step - floor(step);
    rotor->index++;
}

double sky_rotor_speed(const struct sky_rotor *rotor)
{
    return rotor->period > 0 ? 1e9 / rotor->period : 0;
}
