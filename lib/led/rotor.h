/* SPDX-License-Identifier: ISC */
/* Where the arm of a rotor is, and when it reaches each vane, estimated from the edges of a sensor that the rotor
 * passes. There is no clock and no thread in here: the caller gives all times, in ns of one monotonic clock. An
 * interval is the time between two edges, a period that of a revolution; angles are in turns.
 *
 * Which edges are accepted. An edge must be later than the last one, by 5 ms / edges at least, and not in the future.
 * It must be within the gate around the time when one is expected: 1/32 turn plus twice the spread of the last periods,
 * at most 1/4 of the angle between two edges. A missing edge is counted when the next one comes. Five edges that are
 * evenly spaced (to 1/8) but do not fit mean that the speed has changed. At the start, two intervals that agree to 1/4
 * are enough.
 *
 * Period. The last five revolutions are measured from an edge to the next one of the same magnet, so that magnets
 * need not be placed exactly. The Theil-Sen line through them (P. K. Sen, Estimates of the Regression Coefficient
 * Based on Kendall's Tau, JASA 63, 1968), whose slope is the median of the slopes of all pairs, is extended to the
 * revolution that begins: this is T, limited to a quarter from the median of the five. One wrong edge spoils two of
 * the five, which hardly moves it.
 *
 * Phase. By its edges the arm is at x(t) = (t - t0) / T, where t0 is the last edge of the first magnet. What is shown
 * follows x by its rate alone, vane by vane, and never jumps: with the shortest way e from what is shown to x, the next
 * of V vanes is due after
 *
 *     T (1/V - c),   c = 2 e / V,   |c| <= 1 / (8 V)   (for fewer than 4 vanes c = e / 2, within the same limits)
 *
 * This is a first-order phase-locked loop with a saturated correction and the period fed forward (F. M. Gardner,
 * Phaselock Techniques, 3rd edition, Wiley 2005, chapter 2). Small errors decay by e^-2 a revolution; half a turn, the
 * largest error there is, is corrected in about four revolutions.
 *
 * Accuracy in steady running, in turns: at a constant speed, some ns; with edges that jitter by j, 4 j; while each
 * period differs from the last by the fraction g (up to 0.03), g / 2. tests/unit/rotor.c checks this. How the speed
 * varies within a revolution cannot be known from one edge a revolution. */
#ifndef SKY_LED_ROTOR_H
#define SKY_LED_ROTOR_H

#include <stdbool.h>
#include <stdint.h>

#define SKY_ROTOR_EDGES_MAX 16
#define SKY_ROTOR_COAST_MAX 100

#define SKY_ROTOR_PERIOD_MIN 5e6  /* ns: 200 revolutions a second */
#define SKY_ROTOR_PERIOD_MAX 1e10 /* 0.1 revolutions a second */

#define SKY_ROTOR_PERIODS 5 /* measured periods that the next one is estimated from */
#define SKY_ROTOR_RECENT 8  /* edges that are remembered, accepted or not */

struct sky_rotor_settings {
    uint32_t vanes;     /* in a turn, 1 to 65,536 */
    unsigned edges;     /* of the sensor in a revolution, evenly spaced to a twentieth, 1 to SKY_ROTOR_EDGES_MAX. With
                         * several, the first one that comes counts as the first: nothing tells them apart. */
    double offset;      /* where the arm is at the first edge, in turns clockwise from vane 0; any finite number */
    bool anticlockwise; /* the arm goes from vane 0 to the last vane instead of to vane 1 */
    unsigned coast;     /* revolutions to go on without edges, 1 to SKY_ROTOR_COAST_MAX; half of one is added */
};

/* A vane that is to be shown. */
struct sky_rotor_vane {
    uint64_t revolution; /* grows; each revolution has each vane once, in the arm's order from vane 0 on */
    uint32_t vane;
    uint64_t due; /* when the arm is there, ns; later than for the vane before */
};

enum sky_rotor_state {
    SKY_ROTOR_BLANK,    /* the arm's place is unknown: the LEDs must be dark */
    SKY_ROTOR_LOCKED,
    SKY_ROTOR_COASTING, /* an edge is missing; vanes go on as before */
};

struct sky_rotor {
    struct sky_rotor_settings settings;
    uint64_t edges, rejected, missing; /* edges that came, were rejected, did not come */

    /* Private. */
    uint64_t recent[SKY_ROTOR_RECENT]; /* the latest edges, newest first */
    unsigned recent_count;

    bool locked;
    double period;                     /* T, ns; the last one while not locked, 0 before the first */
    double periods[SKY_ROTOR_PERIODS]; /* measured, ns, newest last */
    unsigned period_count;
    bool full;                         /* they are of full revolutions, not estimated from parts of one */
    uint64_t last_edge;                /* the last accepted edge, */
    unsigned last_magnet;              /* and the magnet that it is from */
    uint64_t magnet_edges[SKY_ROTOR_EDGES_MAX]; /* the last edge of each magnet, or 0 */
    uint64_t reference;                /* t0, when the arm was at `position`, */
    double position;                   /* in turns from vane 0 in the arm's direction */

    bool has_next;       /* the next vane is known: */
    uint64_t index;      /* counted in the arm's direction through all revolutions */
    uint64_t due;
    double due_fraction; /* the part of `due` below 1 ns */
};

void sky_rotor_init(struct sky_rotor *rotor, const struct sky_rotor_settings *settings);

/* Records an edge at `time`. `now` is the time of the call: an edge that is later is rejected. Returns true when the
 * edge is accepted. */
bool sky_rotor_record(struct sky_rotor *rotor, uint64_t time, uint64_t now);

enum sky_rotor_state sky_rotor_state(const struct sky_rotor *rotor, uint64_t now);

/* Gets the next vane, which is the same until sky_rotor_advance(). Returns false when the state is blank. */
bool sky_rotor_next(struct sky_rotor *rotor, uint64_t now, struct sky_rotor_vane *next);

/* Goes on to the vane after it. Only after sky_rotor_next() has returned true. */
void sky_rotor_advance(struct sky_rotor *rotor);

/* Revolutions a second; while blank, those before it; 0 before the first lock. */
double sky_rotor_speed(const struct sky_rotor *rotor);

#endif
