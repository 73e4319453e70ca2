/* SPDX-License-Identifier: ISC */
/* How a rotor moves, estimated from the times of a sensor's edges: position, speed and acceleration, where the edges
 * themselves jitter. rotor.h explains the choices. Times are in ns, ways in turns. */
#ifndef SKY_LED_ROTOR_FILTER_H
#define SKY_LED_ROTOR_FILTER_H

#define SKY_ROTOR_FILTERS 7

/* At the time of the last edge. */
struct sky_rotor_motion {
    double lead;         /* how far the arm is ahead of where the edge says it is, turns */
    double speed;        /* turns a ns */
    double acceleration; /* turns a ns, a ns */
};

struct sky_rotor_filter {
    struct sky_rotor_motion members[SKY_ROTOR_FILTERS];
    double costs[SKY_ROTOR_FILTERS]; /* mean squares of the latest errors of their predictions, turns^2 */
    struct sky_rotor_motion motion;  /* what they estimate together */
    double cost;                     /* the mean square of its errors */
    unsigned corrections;            /* made so far; counted up to some limit */
};

/* Begins at an edge, with this speed. */
void sky_rotor_filter_init(struct sky_rotor_filter *filter, double speed);

/* The way from the last edge to where the arm is so long after it, and the speed there. */
double sky_rotor_filter_way(const struct sky_rotor_filter *filter, double ns);
double sky_rotor_filter_speed(const struct sky_rotor_filter *filter, double ns);

/* The root mean square of the latest errors of prediction, turns. */
double sky_rotor_filter_error(const struct sky_rotor_filter *filter);

/* Corrects the estimate: so long after the last edge, at most some turns, the arm was this way, of `edges` edges, from
 * it. */
void sky_rotor_filter_correct(struct sky_rotor_filter *filter, double ns, double way, double edges);

#endif
