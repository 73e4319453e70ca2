/* SPDX-License-Identifier: ISC */
/* Where the arm of a rotor is, and when it reaches each vane: an estimate from the edges of a sensor that the rotor
 * passes. It has no clock and no thread: all times are handed to it, in ns of one steady clock.
 *
 * Which edges count. An edge must come after the last one, by 5 ms / edges at least, and not from the future. When
 * another one is expected, it must be less than a gate away: 1/32 turn and twice what the last turns differ, at
 * most 1/4 of the way between two edges. An edge that does not come is counted at the next one. Five edges that are
 * evenly spaced (to 1/8), but otherwise than expected, are believed: the rotor has another speed. At the start two
 * intervals that agree to 1/4 are enough.
 *
 * Period. The last five turns are measured from an edge to the next one of the same magnet, so that magnets need
 * not be placed exactly. The line of Theil and Sen through them (P. K. Sen, Estimates of the Regression Coefficient
 * Based on Kendall's Tau, JASA 63, 1968), whose slope is the median of the slopes of all pairs, is drawn on to the
 * turn that begins: that is T, no further than a quarter from the median of the five. One wrong edge spoils two of
 * five turns, and moves it hardly.
 *
 * Phase. By its edges the arm is at x(t) = (t - t0) / T turns, where t0 is the last edge of the first magnet. What
 * is shown follows that by its rate alone, vane by vane and never by a jump: with the shortest way e (turns) from
 * what is shown to x, the next of V vanes comes after
 *
 *     T (1/V - c),   c = 2 e / V,   |c| <= 1 / (8 V)   (for fewer than 4 vanes c = e / 2, within the same bounds)
 *
 * which is a first-order phase-locked loop with a saturated correction and the period fed forward (F. M. Gardner,
 * Phaselock Techniques, 3rd edition, Wiley 2005, chapter 2): small errors decay by e^-2 a turn, and half a turn,
 * the greatest there is, is made up for in about four turns.
 *
 * How right it is, in steady running, as parts of a turn: at a constant speed, some ns; with edges that are up to j
 * early or late, 4 j; while every turn is the part g longer or shorter than the last (up to 0.03), g / 2.
 * tests/unit/rotor.c holds it to that. What the speed does inside a turn, one edge a turn cannot tell. */
#ifndef SKY_LED_ROTOR_H
#define SKY_LED_ROTOR_H

#include <stdbool.h>
#include <stdint.h>

#define SKY_ROTOR_EDGES_MAX 16
#define SKY_ROTOR_COAST_MAX 100

#define SKY_ROTOR_SHORTEST 5e6 /* ns a turn: 200 revolutions a second */
#define SKY_ROTOR_LONGEST 1e10 /* 0.1 revolutions a second */

#define SKY_ROTOR_TURNS 5 /* measured turns that the period is told from */
#define SKY_ROTOR_HEARD 8 /* edges that are remembered whether they fit or not */

struct sky_rotor_plan {
    uint32_t vanes;     /* in a turn, 1 to 65,536 */
    unsigned edges;     /* of the sensor in a turn, evenly spaced to a twentieth, 1 to SKY_ROTOR_EDGES_MAX. Of
                         * several, nothing tells which is the first: it is one that was seen at the start. */
    double offset;      /* where the arm is at the first edge, in turns clockwise from vane 0; any finite number */
    bool anticlockwise; /* the arm goes from vane 0 to the last one, instead of to vane 1 */
    unsigned coast;     /* turns to go on for without edges, 1 to SKY_ROTOR_COAST_MAX, and half a turn of grace */
};

/* An appointment. */
struct sky_rotor_vane {
    uint64_t revolution; /* grows; a revolution has each vane once, in the arm's order from vane 0 on */
    uint32_t vane;
    uint64_t due; /* when the arm is there, ns; later than that of the vane before */
};

enum sky_rotor_state {
    SKY_ROTOR_BLANK,    /* nobody knows where the arm is: the LEDs must be dark */
    SKY_ROTOR_LOCKED,
    SKY_ROTOR_COASTING, /* an edge is missing; the vanes go on as before */
};

struct sky_rotor {
    struct sky_rotor_plan plan;
    uint64_t edges, rejected, missing; /* that came, that did not count, that did not come */

    uint64_t heard[SKY_ROTOR_HEARD]; /* the latest edges, newest first */
    unsigned heard_count;

    bool locked;
    double period;                 /* T, ns; the last one while not locked, 0 before the first */
    double turns[SKY_ROTOR_TURNS]; /* that were measured, ns, the newest last */
    unsigned turn_count;
    bool whole;                    /* they were measured from the same magnet, not guessed from less than a turn */
    uint64_t last;                 /* the last edge that counted, */
    unsigned magnet;               /* and whose it was */
    uint64_t seen[SKY_ROTOR_EDGES_MAX]; /* the last edge of each magnet; 0: not yet */
    uint64_t reference;            /* t0: the arm was at `position` then, */
    double position;               /* in turns from vane 0, in its direction */

    bool showing;   /* there is a next vane: */
    uint64_t index; /* counted in the arm's direction through all revolutions */
    uint64_t due;
    double rest;    /* of `due`, in ns below 1 */
};

void sky_rotor_init(struct sky_rotor *rotor, const struct sky_rotor_plan *plan);

/* Takes an edge that came at `time`; `now` is not earlier, or the edge is rejected. Returns false when it does not
 * count. */
bool sky_rotor_edge(struct sky_rotor *rotor, uint64_t time, uint64_t now);

enum sky_rotor_state sky_rotor_state(const struct sky_rotor *rotor, uint64_t now);

/* The next vane, to be sent when it is due; the same one until sky_rotor_pass(). False when the state is blank. */
bool sky_rotor_next(struct sky_rotor *rotor, uint64_t now, struct sky_rotor_vane *next);

/* Goes on to the vane after that. Only after sky_rotor_next() has returned true. */
void sky_rotor_pass(struct sky_rotor *rotor);

/* Revolutions a second; while blank that of the last time it was locked, 0 when it never was. */
double sky_rotor_speed(const struct sky_rotor *rotor);

#endif
