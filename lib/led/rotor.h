/* SPDX-License-Identifier: ISC */
/* Where the arm of a rotor is, and when it reaches each vane, estimated from the edges of a sensor that the rotor
 * passes. There is no clock and no thread in here: the caller gives all times, in ns of one monotonic clock. An
 * interval is the time between two edges, a period that of a revolution; angles are in turns.
 *
 * Which edges are accepted. An edge must be later than the last one (by 5 ms / edges before the lock), not in the
 * future, and within the gate around the time when one is expected: 1/32 turn plus six times the root mean square s
 * of the latest errors of prediction, at most 1/4 of the angle between two edges. A missing edge is counted when the
 * next one comes. An edge that was off by more than 4 s is suspect: the estimate without it is kept, and takes over
 * when the right edge comes after all, or when the next one fits it better. While one edge in ten or more is a stray,
 * it is the other way around: a suspect edge changes nothing until the next one has confirmed it.
 *
 * Locking. At the start, two intervals that agree to 1/4 are enough, and five that agree to 1/16 when other edges lie
 * between. Where fewer than 6 in 10 of the expected edges come, or where they are off by 1/16 of their angle, evenly
 * spaced edges lock it anew: four that agree to 1/8, or five with strays between them. That at a half, a third or a
 * quarter of the interval there is always an edge too is taken for a new speed after six of them, or eight with strays.
 *
 * Motion. Each accepted edge corrects seven filters that predict position, speed and acceleration with different
 * gains (rotor_filter.c): two that trust the edges, and follow any change of the speed, and five that smooth their
 * jitter over ever more edges. Each is weighed by how well it has predicted the latest sixteen: by the likelihood of
 * its errors, as if they were normally distributed (D. T. Magill, Optimal adaptive estimation of sampled stochastic
 * processes, IEEE Transactions on Automatic Control 10, 1965). So the gains follow the jitter and the accelerations
 * that there are. An error of more than 4.5 s leaves only the first filter, until the others are better again. The
 * acceleration is trusted for a revolution.
 *
 * Several magnets. Once each has passed, the time between two edges of the same one tells the period exactly, and the
 * others' edges between tell how far each is misplaced. That is refined by each later revolution, with a memory of
 * sixteen.
 *
 * Vanes. What is shown follows the arm by its rate alone, vane by vane, and never jumps: with the shortest way e from
 * what is shown to the arm, the next of V vanes is due after
 *
 *     (1 - 8 e) / (V v),   and from 7/8 to 9/8 of T / V   (for fewer than 16 vanes 1 - e V / 2)
 *
 * where v is the speed then, and T the period by the speed at the last edge. Small errors decay by e^-8 a revolution;
 * half a turn, the largest error there is, is corrected in about four revolutions.
 *
 * Accuracy in steady running, in turns: at a constant speed, some ns; with edges that jitter by j, 4 j at most and
 * less than j / 2 rms; while each period differs from the last by the fraction g (up to 0.03), g / 20.
 * tests/unit/rotor.c and rotor_motion.c check this, and the errors for speeds that swing, wander and step. How the
 * speed varies within a revolution cannot be known from one edge a revolution. */
#ifndef SKY_LED_ROTOR_H
#define SKY_LED_ROTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "led/rotor_filter.h"

#define SKY_ROTOR_EDGES_MAX 16
#define SKY_ROTOR_COAST_MAX 100

#define SKY_ROTOR_PERIOD_MIN 5e6  /* ns: 200 revolutions a second */
#define SKY_ROTOR_PERIOD_MAX 1e10 /* 0.1 revolutions a second */

#define SKY_ROTOR_RECENT 24 /* edges that are remembered, accepted or not */

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
    uint64_t lead; /* ns that the times given to sky_rotor_next() are ahead, 0 at first; negative ones wrap around */
    uint64_t edges, rejected, missing; /* edges that came, were rejected, did not come */

    /* Private. */
    uint64_t recent[SKY_ROTOR_RECENT]; /* the latest edges, newest first */
    unsigned recent_count;

    bool locked;
    double period;      /* ns, at the last edge; the last one while not locked, 0 before the first */
    struct sky_rotor_estimate {
        struct sky_rotor_filter filter;
        double found;             /* the part of the latest expected edges that came */
        uint64_t missing;
        uint64_t last_edge;       /* the last accepted edge, */
        unsigned last_magnet;     /* and the magnet that it is from */
        bool full;                /* every magnet has come since the lock: */
        double placed[SKY_ROTOR_EDGES_MAX]; /* how far each is from its place, turns in the arm's direction */
        uint64_t first[SKY_ROTOR_EDGES_MAX]; /* before that: its edge, or 0 */
        unsigned passes;          /* revolutions that they were learnt from */
    } now, other;     /* what is shown follows the first; the other is with, or without, the last edge */
    bool has_other, pending; /* pending: the other is with it */
    bool suspect;            /* that edge was far from where it was expected, */
    double last_error;       /* by so much, turns */
    double strays;           /* the part of the latest edges that were rejected */

    bool has_next;       /* the next vane is known: */
    uint64_t index;      /* counted in the arm's direction through all revolutions */
    uint64_t due;
    double due_fraction; /* the part of `due` below 1 ns */
};

/* Begins with no edge known, so the state is SKY_ROTOR_BLANK. */
void sky_rotor_init(struct sky_rotor *rotor, const struct sky_rotor_settings *settings);

/* Records an edge at `time`. `now` is the time of the call: an edge that is later is rejected. Returns true when the
 * edge is accepted. */
bool sky_rotor_record(struct sky_rotor *rotor, uint64_t time, uint64_t now);

/* How well the arm's place is known at the time `now`. */
enum sky_rotor_state sky_rotor_state(const struct sky_rotor *rotor, uint64_t now);

/* Gets the next vane, which is the same until sky_rotor_advance(). `now` is ahead of the present by the lead. Returns
 * false when the state is blank at present. */
bool sky_rotor_next(struct sky_rotor *rotor, uint64_t now, struct sky_rotor_vane *next);

/* Goes on to the vane after it. Only after sky_rotor_next() has returned true. */
void sky_rotor_advance(struct sky_rotor *rotor);

/* Revolutions a second; while blank, those before it; 0 before the first lock. */
double sky_rotor_speed(const struct sky_rotor *rotor);

#endif
